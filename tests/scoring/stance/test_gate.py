"""The stance gate: a sample of the sets of `bench/stance.py` against committed floors."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from bench.scenarios import REPOSITORY
from bench.stance import by_source, document_answers, judge_pairs, quality
from bench.stance_documents import gold_cases
from scoring.check import Models
from scoring.records import StanceScores
from training.stance_data import Pair, few_of_each, load_evaluated, load_pairs, split_folds
from training.stance_vectors import VectorCache

pytestmark = pytest.mark.slow

FLOORS: dict[str, dict[str, float]] = tomllib.loads(
    (REPOSITORY / "bench/floors.toml").read_text(encoding="utf-8")
)["stance"]
PAIRS_OF_A_SOURCE = 120


@pytest.fixture(scope="module")
def pairs(shared: Path) -> list[Pair]:
    folder = shared / "data" / "stance"
    _, _, test = split_folds(load_pairs(folder))
    named = [
        pair
        for pair in [*test, *load_evaluated(folder)]
        if pair.source in FLOORS or pair.source.startswith("xnli_")
    ]
    return few_of_each(named, PAIRS_OF_A_SOURCE)


def figures(pairs: list[Pair], scores: list[StanceScores]) -> dict[str, dict[str, float]]:
    found = by_source(pairs, scores)
    return {
        name: {"accuracy": found[name].accuracy, "macro_f1": found[name].macro_f1}
        for name in FLOORS
        if name in found
    }


def below(found: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"{name}: {figure} is {found[name][figure]:.3f}, the floor is {floor}"
        for name, floors in FLOORS.items()
        if name in found
        for figure, floor in floors.items()
        if found[name][figure] < floor
    ]


@pytest.fixture(scope="module")
def vectors(models: Models, tmp_path_factory: pytest.TempPathFactory) -> VectorCache:
    return VectorCache(models.encoder, tmp_path_factory.mktemp("vectors"))


def test_every_set_stays_above_its_floor(
    pairs: list[Pair], models: Models, vectors: VectorCache
) -> None:
    found = figures(pairs, judge_pairs(pairs, models.stance, vectors))
    assert set(found) == set(FLOORS) - {"gold_documents"}
    assert not below(found)


def test_whole_documents_stay_above_their_floor(
    shared: Path, models: Models, vectors: VectorCache
) -> None:
    cases = gold_cases(shared / "gold")
    answers = document_answers(cases, models.stance, vectors, reported_supports=True)
    reached = quality(np.array([case.stance.value for case in cases]), answers)
    floors = FLOORS["gold_documents"]
    assert reached.accuracy >= floors["accuracy"]
    assert reached.macro_f1 >= floors["macro_f1"]


def test_the_gate_can_fail(pairs: list[Pair]) -> None:
    always = [StanceScores(1.0, 0.0, 0.0)] * len(pairs)
    failed = {line.split(":")[0] for line in below(figures(pairs, always))}
    assert failed == set(FLOORS) - {"gold_documents"}
