"""Documents into origins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.provenance.origins import Origins, find_origins
from scoring.records import Basis, JudgedDocument, MergeReason, Stance
from tests.builders import CLAIM, analysed, judged
from tests.scoring.provenance.test_copies import OTHER, WIRE

START = datetime(2031, 5, 6, tzinfo=UTC)


def article(text: str, place: int, publisher: str | None = None, **fields: str) -> JudgedDocument:
    moment = START + timedelta(hours=place)
    document = analysed(
        text,
        id=f"d{place}",
        publisher=publisher or f"Paper number {place}",
        published_at=moment,
        **fields,  # type: ignore[arg-type]  # owner and byline are strings
    )
    return judged(document)


def groups(found: Origins) -> list[set[str]]:
    return [{key.split("/")[1] for key in origin.documents} for origin in found.origins]


def test_a_hundred_copies_are_one_origin_named_after_the_first() -> None:
    found = find_origins(CLAIM, [article(WIRE, i) for i in range(1, 101)], Stance.SUPPORTS)
    (origin,) = found.origins
    assert origin.name == "Paper number 1"
    assert len(origin.documents) == 100
    assert {merge.reason for merge in origin.merges} == {MergeReason.NEAR_COPY}


def test_two_newsrooms_are_two_origins() -> None:
    found = find_origins(CLAIM, [article(WIRE, 1), article(OTHER, 2)], Stance.SUPPORTS)
    assert groups(found) == [{"d1"}, {"d2"}]
    assert np.array_equal(found.dependence, np.eye(2))


def test_relays_of_an_absent_outlet_are_one_origin_named_after_it() -> None:
    relays = [
        article("The bridge is shut, the daily Harborough Mail reported. Trains run.", 1),
        article("Harborough Mail reported on Friday that Norvik lost its bridge.", 2),
    ]
    (origin,) = find_origins(CLAIM, relays, Stance.SUPPORTS).origins
    assert origin.name == "Harborough Mail"
    assert origin.basis is Basis.NAMED_SOURCE
    (merge,) = origin.merges
    assert merge.reason is MergeReason.ATTRIBUTION
    assert "Harborough Mail reported on Friday that Norvik lost its bridge." in merge.detail


def test_a_release_and_who_prints_it_are_one_origin() -> None:
    issuer = article("The bridge at Norvik is closed.", 1, publisher="Coastal Roads Agency")
    paper = article("Norvik has lost its bridge, the Coastal Roads Agency said.", 2)
    (origin,) = find_origins(CLAIM, [paper, issuer], Stance.SUPPORTS).origins
    assert origin.name == "Coastal Roads Agency"
    assert origin.basis is Basis.RELEASE
    assert origin.merges[0].reason is MergeReason.SAME_RELEASE


def test_circular_citation_ends_in_one_origin() -> None:
    ring = [
        article("The bridge is shut, the daily Beta Post reported.", 1, publisher="Alpha Post"),
        article("A bridge was closed, the daily Gamma Post reported.", 2, publisher="Beta Post"),
        article("Closed: the bridge, the daily Alpha Post reported.", 3, publisher="Gamma Post"),
    ]
    assert len(find_origins(CLAIM, ring, Stance.SUPPORTS).origins) == 1


def test_sister_titles_that_share_part_of_a_text_are_one_origin() -> None:
    half = WIRE.split(" Lorries")[0]
    mixed = f"{' '.join(half.split()[:14])}. {OTHER} {OTHER.replace('Norvik', 'Solvik')}"
    sisters = [article(WIRE, 1, owner="Fjord Media"), article(mixed, 2, owner="Fjord Media")]
    strangers = [article(WIRE, 1), article(mixed, 2)]
    joined = find_origins(CLAIM, sisters, Stance.SUPPORTS)
    apart = find_origins(CLAIM, strangers, Stance.SUPPORTS)
    assert [merge.reason for merge in joined.origins[0].merges] == [MergeReason.SAME_OWNER]
    assert len(apart.origins) == 2
    assert 0 < apart.dependence[0, 1] < 1


def test_unknown_lineage_is_half_dependent_and_never_independent() -> None:
    known = article(WIRE, 1)
    unknown = judged(analysed(OTHER, id="d2", publisher=None, published_at=None))
    found = find_origins(CLAIM, [known, unknown], Stance.SUPPORTS)
    assert found.dependence[0, 1] == 0.5
    assert found.origins[1].basis is Basis.UNKNOWN
    assert found.origins[1].name == "unknown"


def test_other_stances_are_left_out() -> None:
    mixed = [article(WIRE, 1), judged(analysed(OTHER, id="d9"), Stance.REFUTES)]
    assert groups(find_origins(CLAIM, mixed, Stance.REFUTES, first=2)) == [{"d9"}]
    assert find_origins(CLAIM, mixed, Stance.REFUTES, first=2).origins[0].id == "o2"


def test_the_same_quotation_in_the_evidence_is_one_origin() -> None:
    quote = "“We closed the bridge the very minute that the divers called us”"
    a = article(f"{quote} was the answer. {OTHER}", 1)
    b = article(f"It is empty today: {quote}. {WIRE}", 2)
    (origin,) = find_origins(CLAIM, [a, b], Stance.SUPPORTS).origins
    assert origin.merges[0].reason is MergeReason.SHARED_QUOTE


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(6)))
def test_the_order_of_documents_does_not_matter(order: list[int]) -> None:
    texts = [WIRE, OTHER, WIRE.split(" Lorries")[0], "The bridge is shut.", OTHER, WIRE]
    documents = [article(text, place) for place, text in enumerate(texts)]
    shuffled = find_origins(CLAIM, [documents[i] for i in order], Stance.SUPPORTS)
    assert shuffled.origins == find_origins(CLAIM, documents, Stance.SUPPORTS).origins


@pytest.mark.parametrize("publisher", ["the norvik times", "The Norvik Times", "Norvik Times"])
def test_a_publisher_written_otherwise_is_the_same(publisher: str) -> None:
    relay = article("The bridge is shut, the daily Norvik Times reported.", 2)
    source = article("Nobody crosses the water at Norvik.", 1, publisher=publisher)
    assert len(find_origins(CLAIM, [source, relay], Stance.SUPPORTS).origins) == 1


def test_copies_by_one_publisher_are_one_origin() -> None:
    twice = [article(WIRE, place, publisher="Harbour Echo") for place in (1, 2)]
    assert groups(find_origins(CLAIM, twice, Stance.SUPPORTS)) == [{"d1", "d2"}]


def test_the_providers_of_a_digest_stay_apart_in_its_copies() -> None:
    text = (
        "Reuters reported on Monday, citing two bank officials, that the bridge is closed. "
        "A senior army officer told Politico that nobody crosses it. "
    )
    digest = judged(analysed(text, id="d1", publisher="Lakeside Courier"), evidence=(0, 1))
    copy = judged(analysed(text, id="d2", publisher="Harbour Echo"), evidence=(0, 1))
    half = judged(analysed(text[: text.index(" A senior")], id="d3", publisher="Hill Post"))
    found = find_origins(CLAIM, [digest, copy, half], Stance.SUPPORTS)
    assert [origin.name for origin in found.origins] == ["Reuters", "Politico"]
    assert groups(found) == [{"d1", "d2", "d3"}, {"d1", "d2"}]


def test_outlets_that_rest_on_unnamed_people_of_one_body_are_half_dependent() -> None:
    text = (
        "Reuters reported on Monday, citing two EU officials, that the bridge is closed. "
        "A senior EU official told Politico that nobody crosses it. "
    )
    document = judged(analysed(text, publisher="Lakeside Courier"), evidence=(0, 1))
    found = find_origins(CLAIM, [document], Stance.SUPPORTS)
    assert [origin.name for origin in found.origins] == ["Reuters", "Politico"]
    assert found.dependence[0, 1] == 0.5
    (tie,) = found.ties
    assert "unnamed people of one body, EU" in tie
    assert "“two EU officials”" in tie
