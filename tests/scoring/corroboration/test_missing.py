"""What the evidence lacks."""

from __future__ import annotations

import pytest

from scoring.corroboration.missing import find_missing
from scoring.corroboration.sides import Evidence, side_of
from scoring.provenance.origins import find_origins
from scoring.records import Claim, JudgedDocument, Stance
from tests.builders import analysed, judged

CLAIM = Claim("Norvik Port closed the bridge on Friday.", "en")


def missing(*documents: JudgedDocument, claim: Claim = CLAIM) -> list[str]:
    sides = [
        side_of(find_origins(claim, documents, stance))
        for stance in (Stance.SUPPORTS, Stance.REFUTES)
    ]
    return [reason.text for reason in find_missing(claim, Evidence(*sides), documents)]


def report(text: str, **fields: str | None) -> JudgedDocument:
    return judged(analysed(text, **fields))  # type: ignore[arg-type]  # fields of several types


def test_a_party_that_nobody_has_speak_is_named() -> None:
    told = missing(report("On Friday Norvik Port closed the bridge, said Mayor Ada Lund."))
    assert "No document here is from Norvik Port or has Norvik Port speak." in told


@pytest.mark.parametrize(
    "document",
    [
        report("Norvik Port said that it closed the bridge, as Norvik Port does each year."),
        report("On Friday Norvik Port closed the bridge.", publisher="Norvik Port"),
    ],
)
def test_a_party_that_speaks_is_not_missed(document: JudgedDocument) -> None:
    assert not [text for text in missing(document) if "Norvik Port speak" in text]


def test_a_common_noun_at_the_beginning_is_no_party() -> None:
    claim = Claim("Bridges were closed on Friday.", "en")
    assert not [t for t in missing(report("The bridges were closed."), claim=claim) if "from" in t]


def test_a_source_without_a_name_and_an_only_name_are_pointed_out() -> None:
    unnamed = missing(report("The bridge was closed, two officials said."))
    assert "No supporting statement names its source; the nearest to one is “two officials”." in (
        unnamed
    )
    one = missing(
        report("The bridge was closed, Mayor Ada Lund said.", id="a", publisher="Herald"),
        report("Mayor Ada Lund said the bridge was shut.", id="b", publisher="Echo"),
    )
    assert any(text.startswith("The only named source is") for text in one)


def test_documents_without_a_day_are_counted() -> None:
    undated = judged(analysed("The bridge was closed.", id="a", published_at=None))
    dated = judged(analysed("The bridge was shut on Friday.", id="b", publisher="Echo"))
    told = missing(undated, dated)
    assert any(
        text.startswith("1 of the 2 documents that take a side has no date") for text in told
    )


def test_without_evidence_nothing_is_missed() -> None:
    assert missing() == []
