"""The retrieval gate: a sample of `bench/retrieval.py` against committed floors."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bench.retrieval import WAYS, figures, stored
from bench.retrieval_data import RetrievalSet, retrieval_sets, sample
from bench.scenarios import REPOSITORY
from scoring.check import Models
from scoring.corpus import search

FLOORS: dict[str, dict[str, float]] = tomllib.loads(
    (REPOSITORY / "bench/floors.toml").read_text(encoding="utf-8")
)["retrieval"]
# Queries and documents of each set: some 2,300 sentences to encode in all.
SAMPLES = {
    "scifact": (40, 100),
    "clef2022_2a_en": (80, 400),
    "ntrex.en-sv.jsonl.gz": (120, 400),
    "ntrex.en-de.jsonl.gz": (120, 400),
}
SHIPS = WAYS[-1]
Found = dict[str, dict[str, float]]


def below(found: Found) -> list[str]:
    return [
        f"{name}: {way} is {found[name][way]:.3f}, the floor is {floor}"
        for name, floors in FLOORS.items()
        for way, floor in floors.items()
        if found[name][way] < floor
    ]


def measured(folder: Path, shared: Path, models: Models) -> Found:
    found: Found = {}
    for name, (queries, documents) in SAMPLES.items():
        for whole in retrieval_sets(shared / "data/retrieval", [name]):
            chosen = sample(whole, queries, documents)
            corpus = stored(chosen, folder / name, models.encoder)
            found[name.split(".jsonl")[0]] = figures(chosen, corpus, models.encoder)
    return found


@pytest.fixture(scope="module")
def found(shared: Path, models: Models, tmp_path_factory: pytest.TempPathFactory) -> Found:
    return measured(tmp_path_factory.mktemp("retrieval"), shared, models)


@pytest.mark.slow
def test_the_figures_stay_above_their_floors(found: Found) -> None:
    assert set(found) == set(FLOORS)
    assert not below(found)


@pytest.mark.slow
def test_what_ships_beats_each_search_alone_over_the_sets(found: Found) -> None:
    means = {way: sum(each[way] for each in found.values()) / len(found) for way in WAYS}
    assert all(means[SHIPS] > means[way] for way in WAYS if way != SHIPS), means


@pytest.mark.slow
def test_the_gate_fails_when_the_vectors_say_nothing(
    shared: Path,
    models: Models,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "ntrex.en-sv.jsonl.gz"
    whole = next(retrieval_sets(shared / "data/retrieval", [name]))
    chosen: RetrievalSet = sample(whole, 20, 40)
    corpus = stored(chosen, tmp_path_factory.mktemp("blind") / "c", models.encoder)
    monkeypatch.setattr(search, "by_meaning", lambda *_: search.Meaning())
    blind = figures(chosen, corpus, models.encoder)
    assert blind[SHIPS] < FLOORS["ntrex.en-sv"][SHIPS]


def test_the_gate_covers_what_ships_and_can_fail() -> None:
    nothing = {name: dict.fromkeys(WAYS, 0.0) for name in FLOORS}
    assert all(SHIPS in floors for floors in FLOORS.values())
    assert len(below(nothing)) == sum(len(floors) for floors in FLOORS.values())
