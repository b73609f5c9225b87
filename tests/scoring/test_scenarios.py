"""The whole pipeline, with the real models, on scenarios with known answers."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bench.scenarios import (
    OWN_SCENARIOS,
    REPOSITORY,
    Scenario,
    Tally,
    demo_scenarios,
    gold_scenarios,
    run,
    tally,
)
from scoring.check import Models
from scoring.records import Check

pytestmark = pytest.mark.slow

FLOORS: dict[str, dict[str, float]] = tomllib.loads(
    (REPOSITORY / "bench/floors.toml").read_text(encoding="utf-8")
)["scenarios"]
Results = list[tuple[Scenario, Any, Check]]


@pytest.fixture(scope="module")
def demo(models: Models) -> Results:
    return list(run(demo_scenarios(), models))


def below(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Which figures are under their floors."""
    return [
        f"{name} is {figures[name]:.3f}, the floor is {floor}"
        for name, floor in floors.items()
        if figures[name] < floor
    ]


def test_the_demo_answers_stay_above_their_floors(demo: Results) -> None:
    assert not below(tally(demo).figures(), FLOORS["demo"])


def test_articles_of_other_stories_do_not_change_the_answers(models: Models) -> None:
    results = run(demo_scenarios(), models, apart=False)
    assert not below(tally(results).figures(), FLOORS["demo_in_one_corpus"])


def test_the_answers_to_our_own_scenarios_stay_above_their_floors(models: Models) -> None:
    results = run(gold_scenarios(OWN_SCENARIOS), models)
    assert not below(tally(results).figures(), FLOORS["own"])


def test_the_shared_answers_stay_above_their_floors(models: Models, shared: Path) -> None:
    results = run(gold_scenarios(shared / "gold"), models)
    assert not below(tally(results).figures(), FLOORS["shared"])


def test_the_gate_covers_every_figure_and_can_fail() -> None:
    nothing = dict.fromkeys(Tally().figures(), 0.0)
    for floors in FLOORS.values():
        assert set(floors) == set(nothing)
        assert len(below(nothing, floors)) == len(nothing)


def test_every_answer_is_consistent_with_itself(demo: Results) -> None:
    for _, _, found in demo:
        low, high = found.score_interval
        assert 0 <= low <= found.score <= high <= 1
        for side, stance in ((found.supporting, "supports"), (found.refuting, "refutes")):
            origins = [origin for origin in found.origins if origin.stance == stance]
            taking = [item for item in found.documents if item.stance == stance]
            assert side.origins == len(origins)
            assert side.documents == len(taking)
            assert {key for origin in origins for key in origin.documents} == {
                item.document.key for item in taking
            }
            least, most = side.effective_origins_interval
            assert least <= side.effective_origins <= most <= side.origins
            assert side.effective_origins <= side.origins <= max(side.documents, side.origins)


def test_every_quotation_can_be_read_back(demo: Results) -> None:
    for _, _, found in demo:
        for item in found.documents:
            text = item.document.text
            for judged in item.statements:
                statement = judged.statement
                assert text[statement.start : statement.end] == statement.text
                for hedge in statement.hedges:
                    assert text[hedge.start : hedge.end] == hedge.cue
