"""What the figures of calibration say of probabilities whose worth is known."""

from __future__ import annotations

import numpy as np
import pytest

from bench.calibration_figures import abstention, calibrated, expected_error


def test_certain_and_right_is_perfect() -> None:
    outcomes = np.array([0.0, 0.0, 1.0, 1.0])
    found = calibrated(outcomes, outcomes, bins=2)
    assert (found.brier, found.ece, found.auc) == (0.0, 0.0, 1.0)
    assert found.resolution == pytest.approx(found.uncertainty)


def test_the_base_rate_for_all_is_calibrated_and_tells_nothing() -> None:
    outcomes = np.tile([0.0, 1.0], 50)
    found = calibrated(np.full(100, 0.5), outcomes)
    assert found.ece == pytest.approx(0.0)
    assert found.resolution == pytest.approx(0.0)
    assert found.auc == 0.5
    assert found.by_chance > 0.05  # what a hundred fair coins show in ten bins


def test_the_parts_make_up_the_score_where_a_bin_has_one_probability() -> None:
    probabilities = np.repeat([0.2, 0.7], 50)
    outcomes = np.concatenate([np.tile([0, 0, 0, 1, 0], 10), np.tile([1, 0, 1, 1, 0], 10)])
    found = calibrated(probabilities, outcomes.astype(float), bins=2)
    parts = found.reliability - found.resolution + found.uncertainty
    assert parts == pytest.approx(found.brier)


def test_overconfidence_is_an_error_of_its_size() -> None:
    outcomes = np.tile([0.0, 1.0], 50)
    assert expected_error(np.full(100, 0.9), outcomes) == pytest.approx(0.4)


def test_the_surest_are_answered_first() -> None:
    answered, accuracy = abstention(np.array([0.2, 0.9, 0.5]), np.array([0.0, 1.0, 0.0]))
    assert answered == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert accuracy == pytest.approx([1.0, 0.5, 1 / 3])
