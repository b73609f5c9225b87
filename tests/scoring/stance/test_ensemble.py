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
from scoring.stance.ensemble import READING, StanceEnsemble, joined
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
    found = joined(read, seen, READING)
    assert math.isclose(found.supports + found.refutes + found.neutral, 1.0, abs_tol=1e-9)
    assert all(0.0 <= v <= 1.0 for v in (found.supports, found.refutes, found.neutral))
    assert 0.0 <= found.reported <= found.neutral + 1e-12


def test_two_that_agree_are_not_contradicted() -> None:
    found = joined(SURE, SURE, READING)
    assert found.supports == pytest.approx(0.9)


def test_a_doubt_of_either_lowers_a_side() -> None:
    doubt = StanceScores(0.05, 0.05, 0.9)
    assert joined(SURE, doubt, READING).supports < SURE.supports
    assert joined(doubt, SURE, READING).supports < SURE.supports


def test_a_rumour_stays_one_when_the_other_calls_it_support() -> None:
    rumour = StanceScores(0.05, 0.05, 0.9, reported=0.85)
    found = joined(rumour, SURE, READING)
    assert found.reported > 0.8
    assert found.neutral >= found.reported


def test_what_says_nothing_is_neutral_whatever_the_other_says() -> None:
    assert joined(NOTHING_SAID, SURE, READING) == NOTHING_SAID
    assert joined(SURE, NOTHING_SAID, READING) == NOTHING_SAID


class Always:
    """A model of one answer, which keeps what it was asked."""

    def __init__(self, answer: StanceScores) -> None:
        self._answer = answer
        self.asked: list[StatementInContext] = []

    def judge(self, _claim: Claim, *others: list[StatementInContext]) -> list[StanceScores]:
        statements = next(other for other in others if isinstance(other, list))
        self.asked += statements
        return [self._answer] * len(statements)


def judged(
    reader: Always, seen: StanceScores, languages: tuple[str, ...], claim: str = "en"
) -> list[StanceScores]:
    ensemble = StanceEnsemble(
        cast("CrossEncoderStance", reader), cast("PairClassifier", Always(seen))
    )
    statements = [StatementInContext("Nej.", language) for language in languages]
    nowhere = np.zeros((len(statements), 3), np.float32)
    return ensemble.judge(Claim("No.", claim), nowhere[0], statements, nowhere)


def test_the_reader_has_more_say_where_the_words_of_a_language_are_unknown() -> None:
    reader = Always(StanceScores(0.1, 0.8, 0.1))
    across, unknown = judged(reader, StanceScores(0.8, 0.1, 0.1), ("sv", "xx"))
    assert across.refutes < unknown.refutes


def test_in_one_language_without_a_lexicon_the_reader_decides_alone() -> None:
    answer = StanceScores(0.1, 0.8, 0.1)
    assert judged(Always(answer), NOTHING_SAID, ("xx",), "xx") == [NOTHING_SAID]
    (found,) = judged(Always(answer), StanceScores(0.01, 0.01, 0.98), ("xx",), "xx")
    assert found.refutes == pytest.approx(answer.refutes)


def test_what_has_next_to_no_chance_of_a_side_is_not_read() -> None:
    reader = Always(SURE)
    far = StanceScores(0.04, 0.01, 0.95)
    assert judged(reader, far, ("en", "sv")) == [far, far]
    assert reader.asked == []
    assert judged(reader, StanceScores(0.3, 0.01, 0.69), ("en",))[0].supports > 0.3
    assert len(reader.asked) == 1
