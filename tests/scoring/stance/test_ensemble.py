"""Joining the two stance models."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.records import Claim, StanceScores
from scoring.stance.cross_encoder import CrossEncoderStance
from scoring.stance.ensemble import StanceEnsemble, joined
from scoring.stance.model import NOTHING_SAID, StatementInContext
from scoring.stance.pair_classifier import PairClassifier

SURE = StanceScores(0.9, 0.05, 0.05)


@st.composite
def scores(draw: st.DrawFn) -> StanceScores:
    parts = [draw(st.floats(0, 1)) for _ in range(3)]
    total = sum(parts) or 1.0
    supports, refutes = parts[0] / total, parts[1] / total
    neutral = max(0.0, 1.0 - supports - refutes)
    return StanceScores(supports, refutes, neutral, draw(st.floats(0, 1)) * neutral)


@given(scores(), scores())
def test_the_join_is_a_distribution(read: StanceScores, seen: StanceScores) -> None:
    found = joined(read, seen)
    assert math.isclose(found.supports + found.refutes + found.neutral, 1.0, abs_tol=1e-9)
    assert all(0.0 <= v <= 1.0 for v in (found.supports, found.refutes, found.neutral))
    assert 0.0 <= found.reported <= found.neutral + 1e-12


def test_two_that_agree_are_not_contradicted() -> None:
    found = joined(SURE, SURE)
    assert found.supports == pytest.approx(0.9)


def test_a_doubt_of_either_lowers_a_side() -> None:
    doubt = StanceScores(0.05, 0.05, 0.9)
    assert joined(SURE, doubt).supports < SURE.supports
    assert joined(doubt, SURE).supports < SURE.supports


def test_a_rumour_stays_one_when_the_other_calls_it_support() -> None:
    rumour = StanceScores(0.05, 0.05, 0.9, reported=0.85)
    found = joined(rumour, SURE)
    assert found.reported > 0.8
    assert found.neutral >= found.reported


def test_what_says_nothing_is_neutral_whatever_the_other_says() -> None:
    assert joined(NOTHING_SAID, SURE) == NOTHING_SAID
    assert joined(SURE, NOTHING_SAID) == NOTHING_SAID


class Always:
    """A model of one answer."""

    def __init__(self, answer: StanceScores) -> None:
        self._answer = answer

    def judge(self, _claim: Claim, *others: list[StatementInContext]) -> list[StanceScores]:
        statements = next(other for other in others if isinstance(other, list))
        return [self._answer] * len(statements)


def test_the_reader_has_more_say_where_the_words_of_a_language_are_unknown() -> None:
    reader = cast("CrossEncoderStance", Always(StanceScores(0.1, 0.8, 0.1)))
    surface = cast("PairClassifier", Always(StanceScores(0.8, 0.1, 0.1)))
    statements = [StatementInContext("Nej.", language) for language in ("en", "sv", "xx")]
    found = StanceEnsemble(reader, surface).judge(
        Claim("No.", "en"), np.zeros(3, np.float32), statements, np.zeros((3, 3), np.float32)
    )
    one_language, across, unknown = (scores.refutes for scores in found)
    assert one_language == across < unknown
