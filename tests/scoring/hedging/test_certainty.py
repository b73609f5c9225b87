"""Certainty falls with every hedge."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging import certainty
from scoring.hedging.certainty import CERTAINTY_FLOOR
from scoring.records import Hedge, HedgeClass


def _hedge(strength: float) -> Hedge:
    return Hedge("maybe", HedgeClass.EPISTEMIC, 0, 5, strength, 0, 5)


hedges = st.builds(_hedge, st.floats(0, 1, exclude_min=True))


def test_no_hedge_is_full_certainty() -> None:
    assert certainty([]) == 1.0


def test_full_strength_leaves_the_floor() -> None:
    assert certainty([_hedge(1.0)]) == CERTAINTY_FLOOR


def test_formula() -> None:
    assert certainty([_hedge(0.5), _hedge(0.2)]) == pytest.approx(0.05 + 0.95 * 0.5 * 0.8)


@given(st.lists(hedges, max_size=12), hedges)
def test_one_more_hedge_never_raises_it(found: list[Hedge], more: Hedge) -> None:
    before = certainty(found)
    assert 0.0 <= certainty([*found, more]) <= before <= 1.0
    assert certainty([more, *found]) <= before


@given(st.lists(hedges, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter(found: list[Hedge], generator: random.Random) -> None:
    shuffled = generator.sample(found, len(found))
    assert certainty(shuffled) == certainty(found)


@given(st.floats(0.05, 1))
def test_a_noticeable_hedge_lowers_it(strength: float) -> None:
    assert certainty([_hedge(strength)]) < 1.0
