"""Contrary details across languages, and words swapped for their translations."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from scoring.records import Stance
from training import stance_across
from training.stance_data import Pair
from training.stance_mix import allowed_answers
from training.stance_switched import DICTIONARIES, switch, switched_again

TRANSLATED = Pair(
    "made_translated",
    "mnli-1",
    "Orsk är en av 14 kommuner i länet.",
    "sv",
    "Orsk is one of 14 towns in the county.",
    "en",
    Stance.SUPPORTS,
)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Pair]:
    found = [replace(TRANSLATED, group=f"mnli-{number}") for number in range(6_000)]
    monkeypatch.setattr(stance_across, "every_translation", lambda _: found)
    return stance_across.across_pairs(Path())


class TestAcross:
    def test_a_changed_number_refutes(self, made: list[Pair]):
        numbers = [p for p in made if p.source == "across_number"]
        assert numbers
        for pair in numbers:
            assert pair.stance is Stance.REFUTES
            assert " 14 " not in pair.claim
            assert pair.statement == TRANSLATED.statement

    def test_a_negated_claim_refutes(self, made: list[Pair]):
        claims = {p.claim for p in made if p.source == "across_negation"}
        assert claims == {"Orsk är inte en av 14 kommuner i länet."}

    def test_a_report_of_the_translation_supports_and_a_denial_refutes(self, made: list[Pair]):
        by_source = {p.source: p for p in made}
        assert by_source["across_kept"].stance is Stance.SUPPORTS
        assert by_source["across_denied"].stance is Stance.REFUTES
        for source in ("across_kept", "across_denied"):
            assert "Orsk is one of 14 towns in the county" in by_source[source].statement
            assert by_source[source].claim == TRANSLATED.claim

    def test_another_date_may_be_neutral_or_refute(self):
        dated = replace(TRANSLATED, source="across_date", stance=Stance.NEUTRAL)
        assert allowed_answers(dated) == (1, 2)


class TestSwitched:
    def test_every_word_that_has_a_translation_is_swapped_at_share_one(self):
        words = {"sheep": "får", "died": "dog"}
        assert switch("Seven sheep died.", words, random.Random(1), 1.0) == "Seven får dog."

    def test_no_word_is_swapped_at_share_zero(self):
        assert switch("Seven sheep", {"sheep": "får"}, random.Random(1), 0.0) == "Seven sheep"

    @pytest.mark.skipif(
        not (DICTIONARIES / "freedict-eng-swe.index").is_file(), reason="no dictionaries installed"
    )
    def test_copies_keep_stance_context_and_name_of_their_original(self):
        pair = Pair(
            "emergent",
            "emergent-1",
            "The house burned in the night.",
            "en",
            "A big house burned, neighbours say.",
            "en",
            Stance.SUPPORTS,
            "It was cold.",
        )
        (copy,) = switched_again([pair])
        assert (copy.source, copy.stance) == ("switched_emergent", Stance.SUPPORTS)
        assert copy.previous == pair.previous
        assert (copy.claim, copy.statement) != (pair.claim, pair.statement)
