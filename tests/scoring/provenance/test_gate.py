"""The origins gate: `python -m bench.origins --quick` against committed limits."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bench.copies import DETECTORS, FEW, copy_figures
from bench.copies_data import PairOfDocuments, pair_sets
from bench.origins import answers_of, tally
from bench.origins_baselines import baselines
from bench.origins_cases import Case, engine_answer, given_cases, scenario_sets
from bench.origins_documents import KeptEncoder
from bench.origins_figures import OriginTally, missed
from bench.scenarios import OWN_SCENARIOS, REPOSITORY, demo_scenarios, gold_scenarios
from scoring.models.encoder import load_encoder
from scoring.settings import Settings

pytestmark = pytest.mark.slow

LIMITS: dict[str, dict[str, float]] = tomllib.loads(
    (REPOSITORY / "bench/floors.toml").read_text(encoding="utf-8")
)["origins"]
COPY_SETS = {"translations": "NTREX en–sv", "one_event": "BASIL, unseen"}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> KeptEncoder:
    settings = Settings.from_environment()
    real = load_encoder(settings.embedding_model, settings.model_cache_folder)
    return KeptEncoder(real, tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="module")
def own(encoder: KeptEncoder) -> list[Case]:
    return list(given_cases("own", gold_scenarios(OWN_SCENARIOS), encoder))


def figures(cases: list[Case]) -> dict[str, float]:
    return tally(answers_of(cases, plain=False)).figures()


def test_origins_of_our_own_scenarios_stay_within_their_limits(own: list[Case]) -> None:
    assert not missed(figures(own), LIMITS["own"])


def test_origins_of_the_demo_stay_within_their_limits(encoder: KeptEncoder) -> None:
    cases = list(given_cases("demo", demo_scenarios(), encoder))
    assert not missed(figures(cases), LIMITS["demo"])


def test_origins_of_the_shared_scenarios_stay_within_their_limits(
    encoder: KeptEncoder, shared: Path
) -> None:
    cases = list(given_cases("shared", scenario_sets(shared)["shared"], encoder))
    assert not missed(figures(cases), LIMITS["shared"])


def test_the_gate_covers_every_figure_and_every_plain_method_fails_it(own: list[Case]) -> None:
    for name in ("own", "demo", "shared"):
        assert set(LIMITS[name]) == set(OriginTally().figures())
    for method in baselines().values():
        total = OriginTally()
        for case in own:
            total.add(case.expected, method(case))
        assert len(missed(total.figures(), LIMITS["own"])) >= len(LIMITS["own"]) - 1


def test_the_order_of_the_documents_does_not_matter(own: list[Case]) -> None:
    for case in own[::7]:
        turned = Case(
            case.set_name, case.scenario, case.expected, case.claim, tuple(reversed(case.judged))
        )
        assert engine_answer(turned) == engine_answer(case)


@pytest.fixture(scope="module")
def copy_pairs(encoder: KeptEncoder, shared: Path) -> dict[str, list[PairOfDocuments]]:
    translations, one_event = COPY_SETS.values()
    return {
        **dict(pair_sets(shared / "data", encoder, FEW, only={translations})),
        **dict(pair_sets(shared / "data", encoder, None, only={one_event})),
    }


def copies_found(pairs: dict[str, list[PairOfDocuments]], method: str) -> dict[str, float]:
    translations, one_event = (
        copy_figures(pairs[name], DETECTORS[method]) for name in COPY_SETS.values()
    )
    return {
        "translations": translations.recall,
        "false_translations_error": translations.false_share,
        "one_event_error": one_event.false_share,
    }


def test_copies_stay_within_their_limits(copy_pairs: dict[str, list[PairOfDocuments]]) -> None:
    found = copies_found(copy_pairs, "find_copy")
    assert set(found) == set(LIMITS["copies"])
    assert not missed(found, LIMITS["copies"])


def test_word_triples_find_no_translation(copy_pairs: dict[str, list[PairOfDocuments]]) -> None:
    assert missed(copies_found(copy_pairs, "MinHash ≥ 0.8"), LIMITS["copies"])
