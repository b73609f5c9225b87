"""Kish's effective number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.provenance.effective import effective_interval, effective_origins


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_independent_origins_count_in_full(count: int) -> None:
    assert effective_origins(np.eye(count)) == pytest.approx(count)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_copies_of_one_count_one(count: int) -> None:
    assert effective_origins(np.ones((count, count))) == pytest.approx(1)


def test_two_origins_half_dependent() -> None:
    assert effective_origins(np.array([[1, 0.5], [0.5, 1]])) == pytest.approx(4 / 3)


@given(st.integers(1, 6), st.data())
def test_an_independent_origin_never_lowers_it(count: int, data: st.DataObject) -> None:
    upper = np.array([[data.draw(st.floats(0, 1)) for _ in range(count)] for _ in range(count)])
    dependence = np.triu(upper, 1) + np.triu(upper, 1).T + np.eye(count)
    wider = np.eye(count + 1)
    wider[:count, :count] = dependence
    assert effective_origins(wider) >= effective_origins(dependence) - 1e-9


def test_the_interval_spans_what_a_doubtful_tie_may_do() -> None:
    doubtful = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert effective_interval(doubtful) == (1.0, 2.0)


def test_the_interval_is_a_point_where_nothing_is_doubtful() -> None:
    assert effective_interval(np.eye(3)) == (3.0, 3.0)
    assert effective_interval(np.ones((3, 3))) == (1.0, 1.0)
    assert effective_interval(np.empty((0, 0))) == (0.0, 0.0)


def test_an_unlikely_tie_moves_the_middle_within_the_interval() -> None:
    unlikely = np.array([[1.0, 0.01], [0.01, 1.0]])
    low, high = effective_interval(unlikely)
    assert low <= effective_origins(unlikely) <= high
