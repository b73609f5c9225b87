"""The pair classifier: what the two sentence vectors and the surface of the words say of stance.

It does not read, but it knows paraphrases by their vectors, which the cross-encoder's training
pairs teach too little of; `ensemble.py` joins the two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ModelError, WeightsMismatch
from scoring.models.encoder import Vectors
from scoring.models.weight_files import read_weights_file
from scoring.records import Claim, Stance, StanceScores
from scoring.stance.comparison import PairContext
from scoring.stance.features import FEATURE_NAMES, explicit_features
from scoring.stance.model import NOTHING_SAID, StatementInContext, speaks
from scoring.stance.words import MOST_CHARACTERS, read_words

CLASSES = (Stance.SUPPORTS, Stance.REFUTES, Stance.NEUTRAL)


@dataclass(frozen=True)
class PairWeights:
    """Weights of `PairClassifier`: standardisation, one hidden layer, calibration.

    Attributes:
        mean: Of each input in training, shape (inputs,).
        scale: Standard deviation of each input, 1 for a constant one, shape (inputs,).
        hidden: Weights of the hidden layer, shape (inputs, units).
        hidden_bias: Shape (units,).
        output: Weights of the output layer, shape (units, 3); classes as in `CLASSES`.
        output_bias: Shape (3,).
        temperature: Divides the logits; above 1 it makes the model less sure.
        class_bias: Added to the logits after that, shape (3,).
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]
    temperature: float
    class_bias: NDArray[np.float32]


class PairClassifier:
    """A perceptron with one hidden layer over features of the pair; plain matrix products.

    The weights and their figures: `weights/README.md`.
    """

    def __init__(self, weights: PairWeights, identity: str) -> None:
        self._weights = weights
        self._identity = identity

    @property
    def identity(self) -> str:
        """Name and weights hash."""
        return self._identity

    @property
    def dimension(self) -> int:
        """Length of the sentence vectors it was trained on."""
        return (len(self._weights.mean) - len(FEATURE_NAMES)) // 2

    def judge(
        self,
        claim: Claim,
        claim_vector: Vectors,
        statements: Sequence[StatementInContext],
        vectors: Vectors,
    ) -> list[StanceScores]:
        """Stance of each statement towards the claim, see `StanceModel.judge`.

        Where the claim or the statement has no letter or digit the answer is
        neutral with certainty.

        Raises:
            ModelError: The vectors have another shape than the model was trained on.
        """
        if vectors.shape != (len(statements), self.dimension):
            raise ModelError(
                f"the stance model needs vectors of shape ({len(statements)}, {self.dimension}), "
                f"one for each statement, and got {vectors.shape}; it was trained on one encoder: "
                "use that one"
            )
        if not statements:
            return []
        inputs = pair_inputs(claim, claim_vector, statements, vectors)
        chances = probabilities(self._weights, inputs)
        claim_speaks = speaks(claim.text)
        return [
            StanceScores(*(float(chance) for chance in row))
            if claim_speaks and speaks(statement.text)
            else NOTHING_SAID
            for row, statement in zip(chances, statements, strict=True)
        ]


def pair_inputs(
    claim: Claim,
    claim_vector: Vectors,
    statements: Sequence[StatementInContext],
    vectors: Vectors,
) -> NDArray[np.float32]:
    """Inputs of the classifier: float32 of shape (n, 2 * dimension + features).

    The products and the absolute differences of the two vectors (Mou et al. 2016,
    "Natural Language Inference by Tree-Based Convolution and Heuristic Matching"),
    then the explicit features.
    """
    products = vectors * claim_vector
    distances = np.abs(vectors - claim_vector)
    claim_words = read_words(claim.text, claim.language)
    explicit = [
        explicit_features(
            PairContext(
                claim=claim_words,
                statement=read_words(statement.text, statement.language),
                around=read_words(_around(statement), statement.language),
                cosine=float(products[row].sum()),
            )
        )
        for row, statement in enumerate(statements)
    ]
    return np.hstack([products, distances, np.stack(explicit)]).astype(np.float32)


def probabilities(weights: PairWeights, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    """Calibrated probabilities, shape (n, 3), each row summing to 1."""
    logits = raw_logits(weights, inputs) / weights.temperature + weights.class_bias
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float64)


def raw_logits(weights: PairWeights, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    """Logits before calibration, shape (n, 3)."""
    standard = (inputs.astype(np.float64) - weights.mean) / weights.scale
    hidden = np.maximum(standard @ weights.hidden + weights.hidden_bias, 0.0)
    return np.asarray(hidden @ weights.output + weights.output_bias, np.float64)


def load_pair_classifier() -> PairClassifier:
    """The classifier with the weights that ship with this release.

    Raises:
        WeightsMismatch: The weights were trained on other features than this code computes.
        ModelError: The weights cannot be read.
    """
    with resources.as_file(resources.files("scoring.stance") / "weights" / WEIGHTS_FILE) as path:
        return read_classifier(path)


WEIGHTS_FILE = "pair_classifier.safetensors"


def read_classifier(path: Path) -> PairClassifier:
    """A classifier from its weights file; raises as `load_pair_classifier`."""
    tensors, about = read_weights_file(path)
    trained = tuple(json.loads(about.get("features", "[]")))
    if trained != FEATURE_NAMES:
        different = sorted(set(trained) ^ set(FEATURE_NAMES)) or "their order"
        raise WeightsMismatch(
            f"the stance weights at {path} were not trained on the features of this release "
            f"(different: {different}); install the package again"
        )
    temperature = float(tensors.pop("temperature")[0])
    weights = PairWeights(
        temperature=temperature, **{k: v.astype(np.float32) for k, v in tensors.items()}
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return PairClassifier(weights, f"pair-classifier-{digest[:12]}")


def _around(statement: StatementInContext) -> str:
    return ". ".join(
        part[: MOST_CHARACTERS // 3]
        for part in (statement.text, statement.previous, statement.title)
        if part
    )
