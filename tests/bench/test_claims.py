"""The gate of `bench/claims.py`: a sample of what was held out, and our own sentences whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from bench.claims import (
    Figures,
    calibration_error,
    debate_figures,
    example_figures,
    figures,
    read_examples,
)
from bench.scenarios import REPOSITORY
from scoring.claims.worth import load_worth_model
from scoring.models.encoder import Encoder
from training.claims import Labelled, read_debates

FLOORS: dict[str, dict[str, float]] = tomllib.loads(
    (REPOSITORY / "bench/floors.toml").read_text(encoding="utf-8")
)["claims"]
LANGUAGES = {"en", "sv", "de", "fr", "es", "nl", "nb", "da", "fi", "it", "pt", "pl", "uk"}
_SAMPLE = 400  # debate sentences: the first of those held out, whose order is their file's
_OFF = {"brier", "ece"}  # the lower the better; these floors are ceilings


def missed(found: dict[str, Figures]) -> list[str]:
    return [
        f"{name}: {key} is {found[name][key]:.3f}, the floor is {floor}"
        for name, floors in FLOORS.items()
        for key, floor in floors.items()
        if (found[name][key] > floor if key in _OFF else found[name][key] < floor)
    ]


@pytest.fixture(scope="module")
def debates(shared: Path, encoder: Encoder) -> dict[str, Figures]:
    fitted, held_out = read_debates(shared)
    # Spread over the file, which has those worth checking first.
    step = len(held_out.texts) // _SAMPLE
    sample = Labelled(held_out.texts[::step], held_out.worth[::step])
    return debate_figures(fitted, sample, encoder.encode_passages(sample.texts), load_worth_model())


@pytest.fixture(scope="module")
def examples(encoder: Encoder) -> dict[str, Figures]:
    model, found = load_worth_model(), {}
    for against in ("other", "hard"):
        read = read_examples(against)
        vectors = {name: encoder.encode_passages(part.texts) for name, part in read.items()}
        found[against] = example_figures(read, vectors, model)["all"]
    return found


@pytest.mark.slow
def test_what_ships_stays_above_its_floors_and_beats_the_baselines(
    debates: dict[str, Figures], examples: dict[str, Figures]
) -> None:
    found = {"debates": debates["ships"], **examples}
    assert set(found) == set(FLOORS)
    assert not missed(found)
    for baseline in ("length", "TF-IDF", "features alone"):
        assert debates["ships"]["ap"] > debates[baseline]["ap"]
        assert debates["ships"]["f1"] > debates[baseline]["f1"]


def test_the_gate_can_fail() -> None:
    worth = np.array([True, False, False, False])
    nothing = dict.fromkeys(FLOORS, figures(worth, np.full(4, 0.4)))
    assert len(missed(nothing)) == sum(len(floors) for floors in FLOORS.values())


def test_calibration_error_by_hand() -> None:
    worth = np.array([True, True, False, False])
    assert calibration_error(worth, np.array([1.0, 1.0, 0.0, 0.0])) == 0
    assert calibration_error(worth, np.full(4, 0.5)) == 0
    assert calibration_error(worth, np.full(4, 0.95)) == pytest.approx(0.45)
    assert calibration_error(worth, np.array([1.0, 0.0, 1.0, 0.0])) == pytest.approx(0.5)


def test_no_sentence_is_both_fitted_and_held_out(shared: Path) -> None:
    fitted, held_out = read_debates(shared)
    assert set(fitted.texts).isdisjoint(held_out.texts)
    assert 0.18 < len(held_out.texts) / (len(fitted.texts) + len(held_out.texts)) < 0.22


def test_our_sentences_are_in_every_language_of_the_product() -> None:
    examples = read_examples()
    assert set(examples) == LANGUAGES
    for part in examples.values():
        assert (len(part.texts), int(part.worth.sum())) == (12, 6)
        assert len(set(part.texts)) == 12
    assert {len(part.texts) for part in read_examples("hard").values()} == {9}
