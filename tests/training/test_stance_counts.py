"""Pairs of numbers in other spellings, of other counts, and of contrary facts."""

from __future__ import annotations

import random
import re

import pytest

from scoring.records import Stance
from scoring.stance.quantities import read_quantities
from training.stance_contraries import contrary_pairs
from training.stance_counts import count_pairs, load_affairs
from training.stance_data import Pair
from training.stance_mix import allowed_answers
from training.stance_spelled import SHARES, respelled, respelled_pairs, spell_count, spell_share

ENGLISH = [p for p in count_pairs(2_500) if p.claim_language == p.statement_language == "en"]
# What the product's own reader of numbers can be held against; it knows no dozens and thirds.
READABLE = [
    p for p in ENGLISH if not re.search("dozen|third|quarter|half", f"{p.claim} {p.statement}")
]
DOZEN = 12


def pair(claim: str, statement: str, source: str) -> Pair:
    return Pair(source, "g", claim, "en", statement, "en", Stance.SUPPORTS)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("90 personer dog.", "sv", "Nittio personer dog."),
        ("Ninety people died.", "en", "90 people died."),
        ("They paid 1.2 million euros.", "en", "They paid 1,200,000 euros."),
        ("Zwölf Menschen starben.", "de", "12 Menschen starben."),
        ("It rose by 7 percent.", "en", "It rose by seven percent."),
    ],
)
def test_a_number_is_spelled_otherwise(text: str, language: str, expected: str) -> None:
    assert respelled(text, language) == expected


@pytest.mark.parametrize("text", ["On 12/5 the F-16 landed.", "In 1998 nothing moved."])
def test_years_dates_and_names_stay(text: str) -> None:
    assert respelled(text, "en") is None


def test_a_dozen_and_a_half_have_names() -> None:
    picker = random.Random(1)
    assert {spell_count(DOZEN, "en", picker) for _ in range(60)} == {"12", "twelve", "a dozen"}
    assert SHARES[50]["sv"] in {spell_share(50, "sv", picker) for _ in range(60)}


def test_copies_keep_their_stance_and_differ_on_one_side() -> None:
    given = pair("Ninety people died.", "90 people died in the fire.", "fever")
    (copy,) = respelled_pairs([given])
    assert copy.source == "spelled_fever"
    assert copy.stance is given.stance
    assert (copy.claim == given.claim) != (copy.statement == given.statement)


@pytest.mark.parametrize("source", ["counts_same", "counts_short", "counts_bounded"])
def test_numbers_of_supporting_pairs_agree(source: str) -> None:
    pairs = [p for p in READABLE if p.source == source]
    assert pairs
    assert {p.stance for p in pairs} == {Stance.SUPPORTS}
    assert all(_agree(p) for p in pairs)


@pytest.mark.parametrize(
    "source", ["counts_changed", "counts_short_changed", "counts_bounded_away"]
)
def test_numbers_of_refuting_pairs_do_not(source: str) -> None:
    pairs = [p for p in READABLE if p.source == source]
    assert pairs
    assert {p.stance for p in pairs} == {Stance.REFUTES}
    assert not any(_agree(p) for p in pairs)


def _agree(made: Pair) -> bool:
    (claimed,) = read_quantities(made.claim, "en")
    return any(claimed.agrees(other) for other in read_quantities(made.statement, "en"))


def test_another_place_may_be_another_affair_or_a_contradiction() -> None:
    elsewhere = [p for p in ENGLISH if p.source == "counts_other_place"]
    assert {allowed_answers(p) for p in elsewhere} == {(1, 2)}


def test_what_leaves_the_affair_to_its_context_has_one() -> None:
    assert all(p.previous for p in ENGLISH if p.source.startswith("counts_short"))


@pytest.mark.parametrize("name", ["counts", "contraries"])
def test_an_affair_is_a_group(name: str) -> None:
    pairs = count_pairs(1_000) if name == "counts" else contrary_pairs(1_000)
    groups = {p.group.removeprefix(f"{name}-") for p in pairs}
    assert groups == {affair["name"] for affair in load_affairs(name)}


def test_every_way_to_tell_a_contrary_fits_its_slots() -> None:
    for affair in load_affairs("contraries"):
        for language, told in affair.items():
            if language == "name":
                continue
            assert {"yes", "no", "open"} <= set(told), (affair["name"], language)
            for text in [text for ways in told.values() for text in ways]:
                assert text.format(p="Arras", a="Berg").strip().endswith(".")


def test_contrary_facts_refute_both_ways_round() -> None:
    found = {p.source: p.stance for p in contrary_pairs(1_500)}
    assert {s for s, stance in found.items() if stance is Stance.REFUTES} == {
        "contraries_contrary",
        "contraries_turned",
        "contraries_negated",
        "contraries_negation",
    }
    assert found["contraries_open"] is Stance.NEUTRAL
