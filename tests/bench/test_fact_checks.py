"""What the table of `bench.fact_checks` counts."""

from __future__ import annotations

import numpy as np
import pytest

from bench.fact_checks import figures


def test_figures_count_what_is_listed_and_what_is_right():
    cosines = np.array([[0.95, 0.90, 0.10], [0.20, 0.91, 0.93], [0.1, 0.2, 0.3]], np.float32)
    right = np.array([[True, False, False], [False, True, False], [True, False, False]])
    listed, precision, first, found = figures(cosines, right, 0.88)
    assert listed == pytest.approx(4 / 3)
    assert precision == pytest.approx(2 / 4)
    assert first == pytest.approx(1 / 2)
    assert found == pytest.approx(2 / 3)
    assert figures(cosines, right, 0.99) == (0.0, 0.0, 0.0, 0.0)
