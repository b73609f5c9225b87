"""The hedging gate: a sample of `bench/hedging.py` against committed floors."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bench.hedging_baselines import word_list
from bench.hedging_figures import (
    CueFigures,
    agreement,
    below,
    cue_figures,
    gated_figures,
    hedged_f1,
    lexicon,
    nearest_statements,
    with_finder,
)
from bench.scenarios import REPOSITORY
from scoring.models.encoder import load_encoder
from scoring.settings import Settings
from training.hedging_data import CueSentence, bioscope, folds

FLOORS: dict[str, float] = tomllib.loads(
    (REPOSITORY / "bench/floors.toml").read_text(encoding="utf-8")
)["hedging"]
_FOLDS_READ = 2  # of ten; each is fitted on the other nine


@pytest.mark.slow
def test_the_figures_stay_above_their_floors(shared: Path) -> None:
    found = gated_figures(shared / "data" / "hedging", _FOLDS_READ)
    assert set(FLOORS) == {*found, "scenarios_f1"}
    assert not below({**found, "scenarios_f1": 1.0}, FLOORS)


@pytest.mark.slow
def test_hedged_statements_of_the_scenarios_stay_above_their_floor(shared: Path) -> None:
    settings = Settings.from_environment()
    encoder = load_encoder(settings.embedding_model, settings.model_cache_folder)
    statements = nearest_statements(shared / "gold", encoder)
    assert hedged_f1(statements, lexicon) >= FLOORS["scenarios_f1"]


def test_the_gate_can_fail(shared: Path) -> None:
    sentences = bioscope(shared / "data" / "hedging")[:2_000]
    plain = with_finder(sentences, word_list)
    silent = with_finder(sentences, lambda text, language: [])
    assert silent == CueFigures(0.0, 0.0)
    failed = below({"bioscope_cue_f1": plain.cue_f1}, FLOORS)
    assert [line.split()[0] for line in failed] == list(FLOORS)  # one too low, the others absent


def test_cue_figures() -> None:
    one = CueSentence("It may rain.", speculative=True, cues=frozenset({(3, 6)}), document="d")
    none = CueSentence("It rains.", speculative=False, cues=frozenset(), document="d")
    assert cue_figures([(one, [(3, 6)]), (none, [])]) == CueFigures(1.0, 1.0)
    assert cue_figures([(one, [(3, 7)]), (none, [])]) == CueFigures(1.0, 0.0)
    assert cue_figures([(one, []), (none, [(0, 2)])]) == CueFigures(0.0, 0.0)


def test_agreement() -> None:
    found = agreement([(0.0, 0.1), (1.0, 1.1)])
    assert found.r == pytest.approx(1.0)
    assert found.error == pytest.approx(0.1)
    assert agreement([(0.0, 1.0), (1.0, 1.0)]).r == 0.0


def test_folds_keep_documents_together() -> None:
    groups = [f"d{n % 7}" for n in range(70)]
    seen: list[int] = []
    for training, test in folds(range(70), groups, 3):
        assert {groups[n] for n in training}.isdisjoint(groups[n] for n in test)
        seen += test
    assert sorted(seen) == list(range(70))
