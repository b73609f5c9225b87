"""The score and its interval."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.corroboration.score import draw, probabilities, read_features, score, score_interval
from scoring.corroboration.sides import Evidence
from scoring.records import Stance
from tests.scoring.corroboration.test_features import evidence, side

MANY = settings(max_examples=2_500, deadline=None)  # of each of the four properties: 10,000
CERTAINTIES = st.lists(st.floats(0, 1), max_size=5).map(tuple)


def points(found: Evidence) -> float:
    return score(probabilities(read_features(found)))


def test_two_newsrooms_outrank_one_and_one_outranks_none() -> None:
    none, one, two = (points(evidence((1.0,) * count)) for count in range(3))
    assert none < one < two


def test_two_independent_origins_outrank_ten_that_depend_on_each_other() -> None:
    independent = Evidence(side(Stance.SUPPORTS, 1.0, 1.0), side(Stance.REFUTES))
    dependent = Evidence(side(Stance.SUPPORTS, *(1.0,) * 10, dependence=0.9), side(Stance.REFUTES))
    assert points(independent) > points(dependent)


def test_one_firm_origin_outranks_one_hedged_origin() -> None:
    assert points(evidence((1.0,))) > points(evidence((0.3,)))


@given(CERTAINTIES, CERTAINTIES)
def test_the_score_is_a_share(supporting: tuple[float, ...], refuting: tuple[float, ...]) -> None:
    found = evidence(supporting, refuting)
    low, high = score_interval(draw(found), points(found))
    assert 0.0 <= low <= points(found) <= high <= 1.0


@MANY
@given(CERTAINTIES, CERTAINTIES, st.floats(0, 1))
def test_an_independent_supporting_origin_never_lowers_the_score(
    supporting: tuple[float, ...], refuting: tuple[float, ...], another: float
) -> None:
    more = evidence((*supporting, another), refuting)
    assert points(more) >= points(evidence(supporting, refuting))


@MANY
@given(CERTAINTIES, CERTAINTIES, st.floats(0, 1))
def test_a_refuting_origin_never_raises_the_score(
    supporting: tuple[float, ...], refuting: tuple[float, ...], another: float
) -> None:
    more = evidence(supporting, (*refuting, another))
    assert points(more) <= points(evidence(supporting, refuting))


@MANY
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), CERTAINTIES, st.floats(0, 1))
def test_less_certainty_never_raises_the_score(
    supporting: list[float], refuting: tuple[float, ...], share: float
) -> None:
    weaker = (supporting[0] * share, *supporting[1:])
    assert points(evidence(weaker, refuting)) <= points(evidence(tuple(supporting), refuting))


@MANY
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), CERTAINTIES, st.floats(0, 1))
def test_a_stronger_tie_never_raises_the_score(
    supporting: list[float], refuting: tuple[float, ...], tie: float
) -> None:
    against = side(Stance.REFUTES, *refuting)
    apart, tied = (
        Evidence(side(Stance.SUPPORTS, *supporting, dependence=dependence), against)
        for dependence in (0.0, tie)
    )
    assert points(tied) <= points(apart)


def test_the_interval_is_the_same_each_time() -> None:
    found = evidence((1.0, 0.5), (0.7,))
    assert score_interval(draw(found), points(found)) == score_interval(draw(found), points(found))
