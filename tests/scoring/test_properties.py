"""What always holds of an answer, over generated corpora."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.corroboration.score import probabilities, read_features, score
from scoring.corroboration.sides import Evidence, side_of
from scoring.provenance.origins import find_origins
from scoring.records import JudgedDocument, Stance
from tests.builders import CLAIM, analysed, judged

START = datetime(2031, 5, 6, tzinfo=UTC)
LEADS = {
    Stance.SUPPORTS: "The bridge at Norvik was closed on Friday",
    Stance.REFUTES: "The bridge at Norvik was never closed",
}
CREDITS = ["", ", the daily Harborough Mail reported", ", the Coastal Roads Agency said"]
HEDGED_LEADS = {
    Stance.SUPPORTS: "The bridge at Norvik was reportedly closed on Friday",
    Stance.REFUTES: "The bridge at Norvik was reportedly never closed",
}


def article(
    place: int, stance: Stance, credit: str = "", *, hedged: bool = False, later: int = 0
) -> JudgedDocument:
    """An article with a text of its own after the lead, at an hour of its own."""
    lead = (HEDGED_LEADS if hedged else LEADS)[stance]
    own = " ".join(f"Witness{place}x{i} spoke of thing{place}y{i} there." for i in range(6))
    return judged(
        analysed(
            f"{lead}{credit}. {own}",
            id=f"d{place}-{later}",
            publisher=f"Paper {place}-{later}",
            published_at=START + timedelta(hours=place, days=later),
        ),
        stance,
    )


DOCUMENT = st.builds(
    article,
    st.integers(0, 40),
    st.sampled_from([Stance.SUPPORTS, Stance.REFUTES]),
    st.sampled_from(CREDITS),
    hedged=st.booleans(),
)
CORPUS = st.lists(DOCUMENT, max_size=6, unique_by=lambda item: item.document.id)
FULL = settings(max_examples=60, deadline=None)


def points(documents: list[JudgedDocument]) -> float:
    found = (find_origins(CLAIM, documents, stance) for stance in (Stance.SUPPORTS, Stance.REFUTES))
    evidence = Evidence(*(side_of(origins) for origins in found))
    return score(probabilities(read_features(evidence)))


def origin_counts(documents: list[JudgedDocument]) -> tuple[int, int]:
    supporting = find_origins(CLAIM, documents, Stance.SUPPORTS)
    refuting = find_origins(CLAIM, documents, Stance.REFUTES)
    return len(supporting.origins), len(refuting.origins)


def republished(item: JudgedDocument) -> JudgedDocument:
    """The same body a day later in another paper."""
    document = item.document
    assert document.published_at is not None
    copy = analysed(
        document.text,
        id=f"{document.id}-copy",
        publisher=f"Copy of {document.id}",
        published_at=document.published_at + timedelta(days=1),
    )
    return judged(copy, item.stance)


@FULL
@given(CORPUS, st.data())
def test_the_order_of_documents_does_not_matter(
    corpus: list[JudgedDocument], data: st.DataObject
) -> None:
    assert points(data.draw(st.permutations(corpus))) == points(corpus)


@FULL
@given(CORPUS.filter(bool), st.data())
def test_a_copy_adds_no_origin_and_never_raises_the_score(
    corpus: list[JudgedDocument], data: st.DataObject
) -> None:
    copied = republished(data.draw(st.sampled_from(corpus)))
    assert origin_counts([*corpus, copied]) == origin_counts(corpus)
    difference = points([*corpus, copied]) - points(corpus)
    assert abs(difference) < 1e-3 or difference * (1 if copied.stance == "supports" else -1) < 0


@FULL
@given(CORPUS)
def test_an_independent_supporting_document_never_lowers_the_score(
    corpus: list[JudgedDocument],
) -> None:
    assert points([*corpus, article(90, Stance.SUPPORTS)]) >= points(corpus)


@FULL
@given(CORPUS, st.booleans())
def test_a_refuting_document_never_raises_the_score(
    corpus: list[JudgedDocument], hedged: bool
) -> None:
    assert points([*corpus, article(90, Stance.REFUTES, hedged=hedged)]) <= points(corpus)


@FULL
@given(CORPUS, st.integers(50, 60), st.sampled_from(CREDITS))
def test_a_hedge_in_a_supporting_document_never_raises_the_score(
    corpus: list[JudgedDocument], place: int, credit: str
) -> None:
    plain = article(place, Stance.SUPPORTS, credit)
    hedged = article(place, Stance.SUPPORTS, credit, hedged=True)
    assert hedged.hedged
    assert points([*corpus, hedged]) <= points([*corpus, plain])


@FULL
@given(CORPUS)
def test_an_unknown_date_or_publisher_never_counts_as_independence(
    corpus: list[JudgedDocument],
) -> None:
    known = article(90, Stance.SUPPORTS)
    bare = dataclasses.replace(known.document, publisher=None, published_at=None)
    unknown = dataclasses.replace(
        known, analysed=dataclasses.replace(known.analysed, document=bare)
    )
    assert points([*corpus, unknown]) <= points([*corpus, known])
