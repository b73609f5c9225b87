"""How worth checking a sentence is: a logistic regression over its vector and its looks.

The vectors of a language lie around a mean of their own. It is taken away, so that what was
fitted on English sentences holds for others (docs/decisions/024). An encoder other than the
packaged one has other vectors: there the features alone decide, and a warning says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.claims.features import FEATURES, read_features
from scoring.errors import ModelError
from scoring.models.encoder import EncoderIdentity, Vectors
from scoring.models.weight_files import read_noted_weights

ANY = "*"  # the mean over languages, for those without one of their own


@dataclass(frozen=True, eq=False)
class WorthModel:
    """What was fitted.

    Attributes:
        encoder: SHA-256 of the weights of the encoder whose vectors it was fitted to.
        means: Mean vector of statements by language, and of all under "*".
        vector: (dimension,), of the vector's distance from its mean.
        features: (n,), of the features beside it.
        intercept: Log-odds of a sentence that is the mean and has no feature.
        alone: (n,), of the features where there is no vector of that encoder.
        alone_intercept: Likewise.
    """

    encoder: str
    means: Mapping[str, NDArray[np.float32]]
    vector: NDArray[np.float32]
    features: NDArray[np.float32]
    intercept: float
    alone: NDArray[np.float32]
    alone_intercept: float

    def fits(self, encoder: EncoderIdentity) -> bool:
        """Whether it was fitted to the vectors of this encoder."""
        return encoder.weights == self.encoder

    def scores(
        self, texts: Sequence[str], vectors: Vectors | None, language: str
    ) -> NDArray[np.float64]:
        """How likely each sentence is one that a fact-checker would check.

        Args:
            texts: The sentences.
            vectors: Theirs as statements, float32 (len(texts), dimension), unit rows; None where
                they are of another encoder.
            language: ISO 639-1 code of the text that they are from.

        Returns:
            float64 (len(texts),), in [0, 1].
        """
        looks = read_features(texts)
        if vectors is None:
            odds = looks @ self.alone + self.alone_intercept
        else:
            centred = vectors - self.means.get(language, self.means[ANY])
            odds = centred @ self.vector + looks @ self.features + self.intercept
        chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds.astype(np.float64)))
        return chances


def weights_file() -> Path:
    """Where the shipped weights lie."""
    return Path(str(resources.files("scoring.claims").joinpath("weights/worth.safetensors")))


@cache
def load_worth_model() -> WorthModel:
    """The shipped model, read once.

    Raises:
        ModelError: Its file cannot be read, or was fitted to other features.
    """
    file = weights_file()
    read, note = read_noted_weights(file)
    known = [name for name, _ in FEATURES]
    if note["features"] != known:
        raise ModelError(
            f"the weights {str(file)!r} are for the features {note['features']}, not {known}; run "
            "`python -m training.claims`"
        )
    return WorthModel(
        encoder=note["encoder"],
        means=dict(zip(note["languages"], read["means"], strict=True)),
        vector=read["vector"],
        features=read["features"],
        intercept=note["intercept"],
        alone=read["alone"],
        alone_intercept=note["alone_intercept"],
    )
