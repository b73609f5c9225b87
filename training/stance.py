"""Fit the stance classifier that `scoring/stance` ships.

    HF_HUB_OFFLINE=1 nice -n 10 python -m training.stance --shared ../shared --cache var/stance

reads the pairs (`stance_data.py`, `stance_made.py`), encodes them once into the
cache (about six minutes on two cores), fits a perceptron with scikit-learn on the
training folds, calibrates it on the calibration fold and writes
`scoring/stance/weights/pair_classifier.safetensors`. The test folds are not
looked at here: `bench/stance.py` measures on them. Seeded: two runs on one
machine write the same file.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.records import Claim
from scoring.stance.features import FEATURE_NAMES
from scoring.stance.model import (
    CLASSES,
    WEIGHTS_FILE,
    PairWeights,
    StatementInContext,
    pair_inputs,
    probabilities,
    raw_logits,
    read_classifier,
)
from training.stance_articles import article_pairs
from training.stance_data import (
    CAPTIONS,
    INFERENCE,
    SEED,
    Pair,
    load_pairs,
    split_folds,
    translated_claims,
)
from training.stance_made import made_pairs
from training.stance_near import near_pairs, near_pairs_across, statement_pools
from training.stance_vectors import VectorCache

# Of the 768 vector inputs against the explicit ones; 0.06 to 0.35 tried, by calibration log-loss.
VECTOR_SCALE = 0.1
UNITS = 128  # of the hidden layer; 64 to 256 tried
DECAY = 0.3  # L2; 0.01 to 3 tried
EPOCHS = 20
LEARNING_RATE = 7e-4


@dataclass(frozen=True)
class Fold:
    """Pairs with their inputs, classes and weights, row by row."""

    pairs: list[Pair]
    inputs: NDArray[np.float32]
    classes: NDArray[np.int64]
    weights: NDArray[np.float64]


def load_split(shared: Path, vectors: VectorCache) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Training, calibration and test pairs of all sources.

    Args:
        shared: The shared evaluation folder.
        vectors: For finding statements close to a claim.
    """
    folder = shared / "data" / "stance"
    pairs = load_pairs(folder) + article_pairs(folder)
    near = near_pairs(pairs, vectors)
    pools = statement_pools(pairs, shared / "data" / "news")
    near += near_pairs_across(pairs, pools, vectors)
    pairs += made_pairs(pairs, translated_claims(folder)) + near
    return split_folds(pairs)


def encode(pairs: list[Pair], vectors: VectorCache) -> Fold:
    """The inputs of the classifier for each pair."""
    claims = vectors.claims([pair.claim for pair in pairs])
    statements = vectors.statements([pair.statement for pair in pairs])
    inputs = np.empty((len(pairs), 2 * claims.shape[1] + len(FEATURE_NAMES)), np.float32)
    for row, pair in enumerate(pairs):
        context = StatementInContext(pair.statement, pair.statement_language, pair.previous)
        inputs[row] = pair_inputs(
            Claim(pair.claim, pair.claim_language),
            claims[row],
            [context],
            statements[row : row + 1],
        )[0]
    classes = np.array([CLASSES.index(pair.stance) for pair in pairs], np.int64)
    return Fold(pairs, inputs, classes, np.array([_weight(pair) for pair in pairs]))


def _weight(pair: Pair) -> float:
    if pair.source in INFERENCE:
        return 0.7
    return 0.5 if pair.source in CAPTIONS else 1.0


def fit(training: Fold, calibration: Fold) -> PairWeights:
    """Fit on the training folds; keep the epoch with the best calibration log-loss."""
    mean, scale = _standardisation(training.inputs)
    inputs = (training.inputs - mean) / scale
    check = (calibration.inputs - mean) / scale
    network = MLPClassifier(
        (UNITS,),
        alpha=DECAY,
        batch_size=256,
        learning_rate_init=LEARNING_RATE,
        random_state=SEED,
        max_iter=1,
        warm_start=True,
    )
    best: tuple[float, PairWeights] | None = None
    for epoch in range(EPOCHS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch at a time, on purpose
            network.fit(inputs, training.classes, sample_weight=training.weights)
        expected = network.predict_proba(check)
        loss = log_loss(calibration.classes, expected, sample_weight=calibration.weights)
        print(f"epoch {epoch + 1}: calibration log-loss {loss:.4f}")
        weights = _weights_of(network, mean, scale)
        difference = np.abs(probabilities(weights, calibration.inputs) - expected).max()
        if difference > 1e-4:  # float32 weights against scikit-learn's
            raise AssertionError(f"numpy and scikit-learn differ by {difference}")
        if best is None or loss < best[0]:
            best = (loss, weights)
    if best is None:
        raise AssertionError("no epoch was run")
    return best[1]


def _standardisation(
    inputs: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0)
    scale[scale < 1e-8] = 1.0
    scale[: -len(FEATURE_NAMES)] /= VECTOR_SCALE
    return mean, scale


def _weights_of(
    network: MLPClassifier, mean: NDArray[np.float32], scale: NDArray[np.float32]
) -> PairWeights:
    (hidden, output), (hidden_bias, output_bias) = network.coefs_, network.intercepts_
    parts = (mean, scale, hidden, hidden_bias, output, output_bias)
    return PairWeights(
        *(np.asarray(part, np.float32).copy() for part in parts),
        temperature=1.0,
        class_bias=np.zeros(len(CLASSES), np.float32),
    )


def calibrate(weights: PairWeights, calibration: Fold) -> PairWeights:
    """Temperature and class biases with the least log-loss on the calibration fold.

    Vector scaling with one temperature: Guo et al. 2017, "On Calibration of Modern
    Neural Networks". Sources weigh alike within a class, so that the largest do not
    decide alone.
    """
    logits = raw_logits(weights, calibration.inputs)
    balance = calibration.weights / np.sqrt(_source_sizes(calibration))

    def loss(parameters: NDArray[np.float64]) -> float:
        scaled = logits / np.exp(parameters[0]) + np.append(parameters[1:], 0.0)
        scaled -= scaled.max(axis=1, keepdims=True)
        log_chances = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        picked = log_chances[np.arange(len(scaled)), calibration.classes]
        return float(-(balance * picked).sum() / balance.sum())

    found = minimize(loss, np.zeros(3), method="Nelder-Mead")
    bias = np.append(found.x[1:], 0.0).astype(np.float32)
    print(f"temperature {np.exp(found.x[0]):.3f}, biases {bias}, log-loss {found.fun:.4f}")
    return replace(weights, temperature=float(np.exp(found.x[0])), class_bias=bias)


def _source_sizes(fold: Fold) -> NDArray[np.float64]:
    sizes = Counter(pair.source for pair in fold.pairs)
    return np.array([sizes[pair.source] for pair in fold.pairs], np.float64)


def write(weights: PairWeights, path: Path) -> None:
    """Write the weights with what is needed to refuse them elsewhere."""
    tensors = {
        name: getattr(weights, name)
        for name in (
            "mean",
            "scale",
            "hidden",
            "hidden_bias",
            "output",
            "output_bias",
            "class_bias",
        )
    }
    tensors["temperature"] = np.array([weights.temperature], np.float32)
    about = {"features": json.dumps(FEATURE_NAMES), "encoder": DEFAULT_MODEL}
    save_file(tensors, path, about)
    path.chmod(0o644)
    read_classifier(path)


def main() -> None:
    """Fit, calibrate, write."""
    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--models", type=Path, default=root / "var" / "models")
    parser.add_argument("--cache", type=Path, default=root / "var" / "stance")
    parser.add_argument("--out", type=Path, default=root / "scoring/stance/weights" / WEIGHTS_FILE)
    options = parser.parse_args()
    if not options.shared.is_dir():
        raise SystemExit(f"the shared evaluation data is not at {options.shared}; nothing fitted")
    vectors = VectorCache(load_encoder(DEFAULT_MODEL, options.models), options.cache)
    training, calibration = (encode(p, vectors) for p in load_split(options.shared, vectors)[:2])
    print(f"{len(training.pairs)} training pairs, {len(calibration.pairs)} calibration pairs")
    weights = calibrate(fit(training, calibration), calibration)
    write(weights, options.out)
    print(f"wrote {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
