"""Pairs whose statement leaves a detail to its context."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scoring.records import Stance
from scoring.stance.cross_encoder import CONTEXT_MARK
from training.stance_context import context_pairs, names_of
from training.stance_data import Pair
from training.stance_mix import allowed_answers, second_stage

SUPPORTED = Pair(
    "fever",
    "fever-1",
    "Ada Kestrel won the race.",
    "en",
    "Ada Kestrel was the first over the line, and she won the race.",
    "en",
    Stance.SUPPORTS,
)
SOURCES = [
    SUPPORTED,
    replace(SUPPORTED, group="fever-2", claim="Ada Kestrel lost the race.", stance=Stance.REFUTES),
    Pair(
        "fever",
        "fever-3",
        "The bridge in Orsk Hill fell.",
        "en",
        "The bridge in Orsk Hill.",
        "en",
        Stance.SUPPORTS,
    ),
    Pair(
        "fever",
        "fever-4",
        "Mats Ferrol sings.",
        "en",
        "Mats Ferrol is a singer from the coast.",
        "en",
        Stance.SUPPORTS,
    ),
    Pair(
        "made_core",
        "abc-1",
        "Farmers sold the mill.",
        "en",
        "Farmers sold the mill.",
        "en",
        Stance.SUPPORTS,
    ),
]


@pytest.fixture(scope="module")
def made() -> list[Pair]:
    return context_pairs(SOURCES * 12)


class TestMovedNames:
    def test_the_name_is_in_the_context_and_no_longer_in_the_statement(self, made: list[Pair]):
        moved = [p for p in made if p.source == "context_kept" and p.group == "fever-1"]
        assert moved
        for pair in moved:
            assert pair.statement.startswith("She was the first")
            assert "Ada Kestrel" in pair.previous
            assert pair.claim == SUPPORTED.claim

    def test_the_stance_is_kept(self, made: list[Pair]):
        stances = {(p.group, p.stance) for p in made if p.source == "context_kept"}
        assert ("fever-1", Stance.SUPPORTS) in stances
        assert ("fever-2", Stance.REFUTES) in stances
        assert ("fever-2", Stance.SUPPORTS) not in stances

    def test_a_place_goes_with_its_preposition(self, made: list[Pair]):
        statements = {p.statement for p in made if p.group == "fever-3"}
        assert statements
        assert not any("Orsk" in statement for statement in statements)

    def test_with_another_detail_neutral_and_refuting_are_both_right(self, made: list[Pair]):
        others = [p for p in made if p.source == "context_other"]
        assert others
        assert {allowed_answers(pair) for pair in others} == {(1, 2)}
        named = [p for p in others if p.group == "fever-1"]
        assert named
        for pair in named:
            assert ("Ada Kestrel" in pair.claim) != ("Ada Kestrel" in pair.previous)

    def test_equal_input_gives_equal_pairs(self, made: list[Pair]):
        assert made == context_pairs(SOURCES * 12)

    def test_neutral_pairs_are_left_alone(self):
        assert context_pairs([replace(SUPPORTED, stance=Stance.NEUTRAL)] * 5) == []


class TestDates:
    def test_the_day_of_the_claim_is_that_of_publication(self, made: list[Pair]):
        dated = [p for p in made if p.source == "context_kept" and p.group == "abc-1"]
        assert dated
        for pair in dated:
            assert pair.claim.startswith("Farmers sold the mill ")
            year = pair.previous[:4]
            assert year.isdigit()
            if any(character.isdigit() for character in pair.claim):
                assert year in pair.claim

    def test_another_day_is_another_month(self, made: list[Pair]):
        for pair in made:
            if pair.source == "context_other" and pair.group == "abc-1":
                assert allowed_answers(pair) == (1, 2)


class TestWhatIsRead:
    def test_what_hangs_on_its_context_is_always_read_with_it(self, made: list[Pair]):
        read = second_stage(made)
        assert len(read) == len(made)
        assert all(CONTEXT_MARK in example.statement for example in read)

    def test_a_switched_pair_has_the_answers_of_its_original(self, made: list[Pair]):
        for pair in random.Random(1).sample(made, 5):
            switched = replace(pair, source=f"switched_{pair.source}")
            assert allowed_answers(switched) == allowed_answers(pair)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The mayor of Orsk met Ada Kestrel.", ["Orsk", "Ada Kestrel"]),
        ("It rained all day.", []),
        ("According to police, nothing happened.", []),
        ("Färjan Hesper sjönk.", ["Färjan Hesper"]),
    ],
)
def test_names_are_told_by_their_capitals(text: str, names: list[str]):
    assert names_of(text) == names
