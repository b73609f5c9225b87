"""Documents into origins without a claim."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.corpus.ingest import analyse
from scoring.records import AnalysedDocument, Basis, MergeReason, SubmittedDocument
from scoring.syndication import Syndication, find_text_origins, trace_whole
from tests.scoring.provenance.test_copies import WIRE
from tests.support import HashingEncoder

_START = datetime(2031, 5, 6, tzinfo=UTC)
_LIBRARY = (
    "Brenna opened its public library at noon, after four years in a converted tannery. "
    "Shelves for ninety thousand volumes line three floors, and children have a whole attic. "
    "Borrowers queued past the fish market. Opening hours run until midnight on weekdays."
)


def _article(text: str, place: int = 1, **fields: Any) -> AnalysedDocument:
    given = {
        "id": f"d{place}",
        "publisher": f"Paper number {place}",
        "published_at": _START + timedelta(hours=place),
        "language": "en",
        **fields,
    }
    return analyse(SubmittedDocument(text=text, **given), HashingEncoder())


def _names(text: str, **fields: Any) -> list[str | None]:
    fields = {"publisher": "Lakeside Courier", **fields}
    return [part.lineage.name for part in trace_whole(_article(text, **fields))]


def _groups(found: Syndication) -> dict[str, list[str]]:
    return {
        origin.name: [key.split("/")[1] for key in origin.documents] for origin in found.origins
    }


@pytest.mark.parametrize(
    ("text", "fields", "names"),
    [
        # The credit line, byline or dateline.
        ("NORVIK (Reuters) - The bridge is closed. It has a crack.", {}, ["Reuters"]),
        ("The bridge is closed. It has a crack.\n\n(AFP)", {}, ["Agence France-Presse"]),
        ("The bridge is closed. It has a crack.", {"byline": "Reuters"}, ["Reuters"]),
        # It outranks whom the text relays.
        ("NORVIK (AFP) - The bridge is closed, Politico reported.", {}, ["Agence France-Presse"]),
        ("The bridge is closed.\n\n(Reuters)", {"publisher": "Reuters"}, ["Reuters"]),
        # Whom the first statements relay, the deepest of a chain.
        ("The bridge is closed, Politico reported on Friday.", {}, ["Politico"]),
        ("The bridge is closed. According to Reuters it has a crack.", {}, ["Reuters"]),
        ("Politico, citing Reuters, reported that the bridge is closed.", {}, ["Reuters"]),
        ("The bridge is closed.", {"title": "Reuters: Bridge at Norvik closed"}, ["Reuters"]),
        ("Bron är stängd, rapporterar Dagens Nyheter.", {"language": "sv"}, ["Dagens Nyheter"]),
        # Not whom a later one mentions.
        (f"{WIRE} Politico reported on Thursday that it might.", {}, ["Lakeside Courier"]),
        # People and offices are quoted, not relayed.
        ("The bridge is closed, the Coastal Roads Agency said.", {}, ["Lakeside Courier"]),
        ("The bridge is closed, Mayor Ines Farrow said.", {}, ["Lakeside Courier"]),
        # A digest.
        (
            "Reuters reported that the bridge is closed. Politico reported that it is not.",
            {},
            ["Reuters", "Politico"],
        ),
        # An inquiry of its own.
        (
            "Reuters reported that the bridge is closed. Two men told the Lakeside Courier why.",
            {},
            ["Lakeside Courier"],
        ),
        # The publisher, where there is one.
        ("The bridge is closed.", {}, ["Lakeside Courier"]),
        ("The bridge is closed.", {"publisher": None}, [None]),
    ],
)
def test_whom_a_document_goes_back_to(
    text: str, fields: dict[str, Any], names: list[str | None]
) -> None:
    assert _names(text, **fields) == names


def test_a_digest_goes_back_to_every_outlet_that_it_relays() -> None:
    text = (
        "Reuters reported that the bridge is closed. Politico reported that it is not. "
        "It is long. It is old. It is red. AFP reported that it fell."
    )
    assert _names(text) == ["Reuters", "Politico", "Agence France-Presse"]


def test_an_unnamed_outlet_is_an_unknown_lineage() -> None:
    (part,) = trace_whole(_article("The bridge is closed, a local newspaper reported on Friday."))
    assert part.lineage.basis is Basis.UNKNOWN
    found = find_text_origins(
        [_article("A local newspaper reported it.", 1), _article(_LIBRARY, 2)]
    )
    assert found.effective_origins == pytest.approx(4 / 3)
    assert "cannot be told" in found.ties[0]


def test_an_outlet_among_the_documents_is_known_by_its_publisher() -> None:
    relay = _article("The bridge is shut, Norvikposten said.", 2)
    source = _article("Nobody crosses the water at Norvik.", 1, publisher="Norvikposten")
    found = find_text_origins([relay, source])
    assert _groups(found) == {"Norvikposten": ["d1", "d2"]}
    assert found.origins[0].merges[0].reason is MergeReason.ATTRIBUTION


def test_copies_of_a_release_are_one_origin() -> None:
    release = _article(WIRE, 1, publisher="Coastal Roads Agency")
    found = find_text_origins([_article(WIRE, 2), release, _article(_LIBRARY, 3)])
    assert _groups(found) == {"Coastal Roads Agency": ["d1", "d2"], "Paper number 3": ["d3"]}
    (merge,) = found.origins[0].merges
    assert merge.reason is MergeReason.NEAR_COPY
    assert found.effective_origins == 2.0


def test_a_copy_that_kept_the_credit_tells_whose_the_text_is() -> None:
    found = find_text_origins([_article(WIRE, 1), _article(f"{WIRE}\n\n(Reuters)", 2)])
    (origin,) = found.origins
    assert (origin.name, origin.basis) == ("Reuters", Basis.AGENCY)
    uncredited, credited = found.documents
    assert uncredited.credits == ()
    (credit,) = credited.credits
    assert (credit.origin, credit.name, credit.quotation) == ("o1", "Reuters", "(Reuters)")


def test_a_release_that_an_agency_prints_stays_its_issuers() -> None:
    text = f"The Coastal Roads Agency has news. {WIRE}"
    release = _article(text, 1, publisher="Coastal Roads Agency")
    (origin,) = find_text_origins([release, _article(f"{text}\n\n(Reuters)", 2)]).origins
    assert origin.name == "Coastal Roads Agency"


def test_what_an_agency_relays_ties_it_to_the_outlet() -> None:
    wire = _article("NORVIK (AFP) - The bridge is closed, Politico reported.", 1)
    found = find_text_origins([wire, _article(_LIBRARY, 2, publisher="Politico")])
    assert _groups(found) == {"Agence France-Presse": ["d1"], "Politico": ["d2"]}
    assert found.effective_origins == pytest.approx(4 / 3.8)
    (tie,) = found.ties
    assert tie.startswith("Agence France-Presse relays Politico: “NORVIK (AFP) - The bridge")


def test_a_quoted_office_ties_the_story_to_what_it_published() -> None:
    story = _article("Norvik has lost its bridge, the Coastal Roads Agency said.", 2)
    release = _article(WIRE, 1, publisher="Coastal Roads Agency")
    found = find_text_origins([story, release])
    assert len(found.origins) == 2
    assert found.effective_origins == pytest.approx(4 / 3)
    assert found.ties[0].startswith("Paper number 2 quotes Coastal Roads Agency: “Norvik has")


def test_a_quotation_in_two_stories_does_not_make_them_one() -> None:
    quote = "“We closed the bridge the very minute that the divers called us”"
    found = find_text_origins(
        [_article(f"{quote}. {WIRE}", 1), _article(f"{quote}. {_LIBRARY}", 2)]
    )
    assert len(found.origins) == 2


def test_one_document_has_one_origin() -> None:
    found = find_text_origins([_article(WIRE)])
    assert _groups(found) == {"Paper number 1": ["d1"]}
    assert found.effective_origins == 1.0
    assert found.documents[0].origins == ("o1",)
    assert found.ties == found.warnings == ()


def test_no_document_has_none() -> None:
    found = find_text_origins([])
    assert (found.origins, found.documents, found.effective_origins) == ((), (), 0.0)


def test_a_text_without_statements_has_an_origin_and_a_warning() -> None:
    found = find_text_origins([_article("***", 1), _article(WIRE, 2)])
    assert _groups(found) == {"Paper number 1": ["d1"], "Paper number 2": ["d2"]}
    assert "default/d1" in found.warnings[0]


def test_languages_whose_credits_cannot_be_read_are_named() -> None:
    found = find_text_origins([_article("橋は閉鎖された。", language="ja")])
    assert "ja" in found.warnings[0]


def test_fifty_copies_are_one_origin() -> None:
    found = find_text_origins([_article(WIRE, place) for place in range(1, 51)])
    (origin,) = found.origins
    assert len(origin.documents) == len(origin.publishers) == 50
    assert found.effective_origins == 1.0


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(6)))
def test_the_order_of_documents_does_not_matter(order: list[int]) -> None:
    texts = [
        WIRE,
        _LIBRARY,
        f"{WIRE}\n\n(Reuters)",
        "The bridge is shut, Reuters reported. Politico reported that it is open.",
        "NORVIK (AFP) - The bridge is closed, Politico reported.",
        "A local newspaper reported it.",
    ]
    documents = [_article(text, place, published_at=None) for place, text in enumerate(texts)]
    assert find_text_origins([documents[i] for i in order]) == find_text_origins(documents)
