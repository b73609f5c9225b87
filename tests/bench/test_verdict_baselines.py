"""The plain ways to a verdict."""

from __future__ import annotations

import pytest

from bench.verdict_baselines import of_counts
from bench.verdict_figures import accuracy_and_f1
from scoring.corroboration.verdict import verdict
from tests.scoring.corroboration.test_features import evidence


@pytest.mark.parametrize(("supporting", "refuting"), [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1)])
def test_baselines_follow_the_rule_of_the_verdict(supporting: int, refuting: int) -> None:
    firm = evidence((1.0,) * supporting, (1.0,) * refuting)
    assert of_counts(supporting, refuting) == verdict(firm).value


def test_f1_is_averaged_over_the_verdicts_that_people_gave() -> None:
    right, macro = accuracy_and_f1(["a", "a", "b"], ["a", "a", "c"])
    assert right == pytest.approx(2 / 3)
    assert macro == pytest.approx(0.5)
