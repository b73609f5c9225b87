"""The pair classifier: defined answers for any input, and the weights it refuses."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from scoring.errors import ModelError, WeightsMismatch
from scoring.models.encoder import Vectors
from scoring.records import Claim, StanceScores
from scoring.stance import StanceModel, StatementInContext
from scoring.stance.features import FEATURE_NAMES
from scoring.stance.pair_classifier import (
    WEIGHTS_FILE,
    PairClassifier,
    PairWeights,
    load_pair_classifier,
    probabilities,
    read_classifier,
)

WEIGHTS = Path(__file__).parents[3] / "scoring" / "stance" / "weights" / WEIGHTS_FILE


@pytest.fixture(scope="module")
def model() -> PairClassifier:
    return load_pair_classifier()


def unit(seed: int, count: int, dimension: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def judge(model: StanceModel, claim: Claim, *statements: StatementInContext) -> list[StanceScores]:
    vectors = unit(1, len(statements) + 1, 384)
    return model.judge(claim, vectors[0], statements, vectors[1:])


def well_formed(scores: StanceScores) -> bool:
    values = (scores.supports, scores.refutes, scores.neutral)
    return all(0.0 <= v <= 1.0 for v in values) and math.isclose(sum(values), 1.0, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("claim", "statement"),
    [
        ("The ferry sank.", ""),
        ("", "The ferry sank."),
        ("", ""),
        ("...", "???"),
        ("The ferry sank.", "The ferry sank."),
        ("Did the ferry sank?", "The ferry sank."),
        ("The ferry sank.", "word " * 2_000),
        ("The ferry sank.", "a" * 10_000),
        ("Паром затонул у Kelmouth 沈没した", "العبّارة غرقت 1 February"),
        ("9" * 400, "٣٤٥ ①② ½ 9999999999999999999999"),
        ("\x00\ud7ff\u202e", "\U0001f6a2"),
    ],
)
def test_any_input_has_a_defined_answer(model: PairClassifier, claim: str, statement: str) -> None:
    (scores,) = judge(model, Claim(claim, "en"), StatementInContext(statement, "en"))
    assert well_formed(scores)


def test_what_says_nothing_is_neutral(model: PairClassifier) -> None:
    (scores,) = judge(model, Claim("The ferry sank.", "en"), StatementInContext(" … ", "en"))
    assert scores == StanceScores(0.0, 0.0, 1.0)


def test_no_statements_no_scores(model: PairClassifier) -> None:
    assert judge(model, Claim("The ferry sank.", "en")) == []


def test_a_statement_is_judged_alike_alone_and_among_others(model: PairClassifier) -> None:
    claim = Claim("The ferry sank.", "en")
    statements = [StatementInContext(f"The ferry sank {n} times.", "en") for n in range(5)]
    vectors = unit(2, 6, 384)
    together = model.judge(claim, vectors[0], statements, vectors[1:])
    for place, statement in enumerate(statements):
        (alone,) = model.judge(claim, vectors[0], [statement], vectors[place + 1 : place + 2])
        assert alone.supports == pytest.approx(together[place].supports, abs=1e-6)


def test_vectors_of_another_encoder_are_refused(model: PairClassifier) -> None:
    with pytest.raises(ModelError, match="768"):
        model.judge(
            Claim("The ferry sank.", "en"),
            np.zeros(768, np.float32),
            [StatementInContext("It sank.", "en")],
            np.zeros((1, 768), np.float32),
        )


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    changed = tmp_path / "weights.safetensors"
    save_file(load_file(WEIGHTS), changed, {"features": json.dumps([*FEATURE_NAMES[:-1], "mood"])})
    with pytest.raises(WeightsMismatch, match="mood"):
        read_classifier(changed)


def test_a_broken_file_is_an_error_that_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "weights.safetensors"
    broken.write_bytes(WEIGHTS.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be read"):
        read_classifier(broken)


def test_the_matrix_products_are_scikit_learns_network() -> None:
    from sklearn.neural_network import MLPClassifier

    generator = np.random.default_rng(3)
    inputs = generator.normal(size=(300, 12)).astype(np.float32)
    classes = generator.integers(0, 3, 300)
    network = MLPClassifier((7,), random_state=3, max_iter=400, tol=1e-2).fit(inputs, classes)
    (hidden, output), (hidden_bias, output_bias) = network.coefs_, network.intercepts_
    weights = PairWeights(
        mean=np.zeros(12, np.float32),
        scale=np.ones(12, np.float32),
        hidden=np.asarray(hidden, np.float32),
        hidden_bias=np.asarray(hidden_bias, np.float32),
        output=np.asarray(output, np.float32),
        output_bias=np.asarray(output_bias, np.float32),
        temperature=1.0,
        class_bias=np.zeros(3, np.float32),
    )
    expected = network.predict_proba(inputs)
    assert np.allclose(probabilities(weights, inputs), expected, atol=1e-5)


def test_the_identity_names_the_weights(model: PairClassifier) -> None:
    assert model.identity.startswith("pair-classifier-")
    assert load_pair_classifier().identity == model.identity


def test_the_weights_stay_small() -> None:
    assert WEIGHTS.stat().st_size < 3_000_000


@given(
    st.text(max_size=200),
    st.text(max_size=200),
    st.sampled_from(["en", "sv", "zh", "und"]),
    st.sampled_from(["en", "de", "ar", ""]),
    st.integers(0, 5),
)
@settings(max_examples=150, deadline=None)
def test_probabilities_always_sum_to_one(
    claim: str, statement: str, first: str, second: str, seed: int
) -> None:
    vectors = unit(seed, 2, 384)
    (scores,) = load_pair_classifier().judge(
        Claim(claim, first),
        vectors[0],
        [StatementInContext(statement, second, claim, statement)],
        vectors[1:],
    )
    assert well_formed(scores)
