"""The verdict in sentences."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from scoring.corroboration.explanation import explain, summarise
from scoring.corroboration.sides import Evidence, find_differences, side_of
from scoring.corroboration.verdict import verdict
from scoring.provenance.origins import find_origins
from scoring.records import JudgedDocument, Reason, ReasonKind, Stance
from tests.builders import CLAIM, analysed, judged
from tests.scoring.provenance.test_copies import OTHER, WIRE

DENIAL = "The bridge was never closed. Cars crossed it all week. Anyone can see that."
HEDGED = "The bridge was reportedly closed on Friday. Nobody answered the telephone."


def explained(*documents: JudgedDocument) -> tuple[str, ...]:
    return tuple(reason.text for reason in reasons(*documents))


def reasons(*documents: JudgedDocument) -> tuple[Reason, ...]:
    sides = [
        side_of(find_origins(CLAIM, documents, stance))
        for stance in (Stance.SUPPORTS, Stance.REFUTES)
    ]
    found = Evidence(*sides, find_differences(documents))
    return explain(CLAIM, verdict(found), found, documents)


def document(id: str, text: str, stance: Stance = Stance.SUPPORTS) -> JudgedDocument:
    return judged(analysed(text, id=id, publisher=f"Paper {id.upper()}"), stance)


def test_independent_reports_are_named_and_quoted() -> None:
    first, *rest = explained(document("a", WIRE), document("b", OTHER))
    assert first == "Independently reported by 2 origins (Paper A, Paper B)."
    assert any(
        "“Norvik closed its bridge on Friday after divers found a crack.”" in s for s in rest
    )


def test_copies_are_said_to_count_once_and_why() -> None:
    sentences = explained(document("a", WIRE), document("b", WIRE))
    assert "not independently" in sentences[0]
    assert any("count as one (near copy): 100% of the shorter text" in s for s in sentences)


def test_a_dispute_names_both_sides() -> None:
    sentences = explained(document("a", WIRE), document("b", DENIAL, Stance.REFUTES))
    assert sentences[0].startswith("Disputed: reported by 1 origin (Paper A), contradicted by 1")


def test_who_changes_its_account_is_pointed_out_with_both_days() -> None:
    first = analysed(
        WIRE, id="a", publisher="Herald", published_at=datetime(2031, 5, 6, tzinfo=UTC)
    )
    later = analysed(
        DENIAL, id="b", publisher="Herald", published_at=datetime(2031, 5, 9, tzinfo=UTC)
    )
    told = explained(judged(first), judged(later, Stance.REFUTES))
    (pointed,) = (sentence for sentence in told if "on both sides" in sentence)
    assert pointed.startswith(
        "Herald is an origin on both sides: it supports it on 6 May 2031, and contradicts it on "
        "9 May 2031."
    )
    back = explained(judged(first, Stance.REFUTES), judged(later))
    assert any("it contradicts it on 6 May 2031, and supports it on 9" in each for each in back)
    undated = analysed(WIRE, id="a", publisher="Herald", published_at=None)
    assert any(
        "it supports it, and contradicts it on 9 May 2031" in each
        for each in explained(judged(undated), judged(later, Stance.REFUTES))
    )
    other = analysed(DENIAL, id="b", publisher="Echo")
    assert not any(
        "both sides" in s for s in explained(judged(first), judged(other, Stance.REFUTES))
    )


def test_hedging_is_quoted() -> None:
    (hedged,) = (
        reason
        for reason in reasons(document("a", HEDGED), document("b", OTHER))
        if reason.kind is ReasonKind.HEDGED
    )
    assert hedged.text.startswith("1 of 2 documents that take a side says so only with a hedge")
    assert "“reportedly”" in hedged.text
    assert hedged.quotation == "The bridge was reportedly closed on Friday."
    assert hedged.documents == ("default/a",)


def test_every_reason_names_the_origins_and_documents_that_it_speaks_of() -> None:
    told = reasons(document("a", WIRE), document("b", WIRE), document("c", OTHER))
    origins = [reason for reason in told if reason.kind is ReasonKind.ORIGIN]
    assert [reason.origins for reason in origins] == [("o1",), ("o2",)]
    assert origins[0].documents == ("default/a", "default/b")
    assert origins[0].quotation is not None
    assert origins[0].quotation in WIRE
    (merged,) = (reason for reason in told if reason.kind is ReasonKind.MERGED)
    assert set(merged.documents) == {"default/a", "default/b"}


def test_the_paragraph_starts_with_the_verdict_and_says_what_is_missing() -> None:
    told = reasons(document("a", WIRE), document("b", OTHER))
    paragraph = summarise(told)
    assert paragraph.startswith("Independently reported by 2 origins (Paper A, Paper B). Paper A")
    assert paragraph.endswith("No document in this corpus contradicts it.")
    assert "count as one" not in paragraph


def test_silence_is_no_evidence_against() -> None:
    (nothing,) = explained()
    assert nothing.startswith("Not reported here: no document in this corpus comes close to it.")
    assert nothing.endswith("That is no evidence against it.")
    near = explained(document("a", OTHER, Stance.NEUTRAL))
    assert "1 document on the subject, none takes a position" in near[0]


@pytest.mark.parametrize(
    "documents",
    [
        (),
        (document("a", WIRE),),
        (document("a", WIRE), document("b", OTHER)),
        (document("a", WIRE), document("b", DENIAL, Stance.REFUTES)),
        (document("b", DENIAL, Stance.REFUTES),),
    ],
)
def test_nothing_is_ever_called_true_or_false(documents: tuple[JudgedDocument, ...]) -> None:
    ours = re.sub("“[^”]*”", "", " ".join(explained(*documents)))
    assert not re.search(r"\b(true|false|truth|fake|proven)\b", ours, re.IGNORECASE)
