"""The verdict, and how far it can be relied on."""

from __future__ import annotations

import itertools

import pytest

from scoring.corroboration.score import draw
from scoring.corroboration.verdict import (
    LEAST_CONFIDENCE,
    abstention,
    confidence,
    joint_verdict,
    stability,
    verdict,
)
from scoring.records import Verdict
from tests.scoring.corroboration.test_features import evidence


@pytest.mark.parametrize(
    ("supporting", "refuting", "expected"),
    [
        ((), (), Verdict.UNSUPPORTED),
        ((), (1.0,), Verdict.REFUTED),
        ((1.0,), (), Verdict.SINGLE_ORIGIN),
        ((0.4,), (), Verdict.SINGLE_ORIGIN),
        ((1.0, 0.2), (), Verdict.CORROBORATED),
        ((1.0,), (1.0,), Verdict.DISPUTED),
        ((1.0, 1.0), (0.1,), Verdict.CORROBORATED),  # a refutation too hedged to be credible
    ],
)
def test_verdict(
    supporting: tuple[float, ...], refuting: tuple[float, ...], expected: Verdict
) -> None:
    assert verdict(evidence(supporting, refuting)) is expected


def test_a_verdict_is_stable_where_no_draw_has_another() -> None:
    nothing = evidence(())
    assert stability(Verdict.UNSUPPORTED, draw(nothing)) == 1.0
    two = evidence((1.0, 1.0))  # each with a probability of 0.9
    assert stability(Verdict.CORROBORATED, draw(two)) == pytest.approx(0.81, abs=0.08)


def test_more_stable_verdicts_are_surer_and_near_misses_make_them_less_so() -> None:
    for decision in Verdict:
        rising = [confidence(decision, stable, 0.2) for stable in (0.0, 0.4, 0.8, 1.0)]
        assert all(a < b for a, b in itertools.pairwise(rising))
        assert confidence(decision, 0.8, 0.4) < confidence(decision, 0.8, 0.0)


def test_the_service_abstains_where_an_editor_would_rather_say_something_else() -> None:
    assert abstention(LEAST_CONFIDENCE) is None
    why = abstention(LEAST_CONFIDENCE - 0.01)
    assert why is not None
    assert "read the documents first" in why


@pytest.mark.parametrize(
    ("whole", "assertions", "expected"),
    [
        ("corroborated", "", "corroborated"),
        ("corroborated", "corroborated corroborated", "corroborated"),
        ("corroborated", "corroborated single_origin", "single_origin"),
        ("single_origin", "corroborated unsupported", "unsupported"),
        ("corroborated", "corroborated refuted", "disputed"),
        ("single_origin", "disputed corroborated", "disputed"),
        ("unsupported", "corroborated refuted", "refuted"),
        ("unsupported", "corroborated corroborated", "unsupported"),  # nobody says both
        ("disputed", "corroborated corroborated", "disputed"),
        ("refuted", "corroborated unsupported", "refuted"),
    ],
)
def test_a_joint_verdict_is_no_better_than_the_weakest_assertion(
    whole: str, assertions: str, expected: str
) -> None:
    found = [Verdict(each) for each in assertions.split()]
    assert joint_verdict(Verdict(whole), found) is Verdict(expected)
