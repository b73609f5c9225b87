"""Fit what tells sentences worth checking, as `scoring/claims/worth.py` ships it.

    python -m training.claims --shared ../shared

reads ClaimBuster's debate sentences, holds a fifth of them out for `python -m bench.claims`, fits
two logistic regressions to the others with scikit-learn, over vectors with features and over
features alone, and writes `scoring/claims/weights/worth.safetensors`. Nothing is drawn at random:
a sentence's own hash says which part it is in, so that equal sentences are in the same one.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from scoring.claims.features import FEATURES, read_features
from scoring.claims.worth import ANY, WorthModel, weights_file
from scoring.corpus.rerank import load_correction
from scoring.models.encoder import Encoder, Vectors, load_encoder
from scoring.settings import Settings
from training.stance_vectors import VectorCache

_HELD_OUT = 5  # one sentence in five
# Inverse L2 strength over standardised columns; see docs/decisions/024 for what was tried.
STRENGTH = 0.01
STRENGTH_ALONE = 1.0
_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Sentences with whether each is worth checking."""

    texts: list[str]
    worth: NDArray[np.bool_]


def read_debates(shared: Path) -> tuple[Labelled, Labelled]:
    """The sentences to fit and those held out.

    Raises:
        FileNotFoundError: The shared data is not there.
    """
    parts: tuple[dict[str, bool], dict[str, bool]] = ({}, {})
    file = shared / "data" / "claims" / "claimbuster.train.jsonl.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            held_out = hashlib.sha256(row["text"].encode()).digest()[0] % _HELD_OUT == 0
            parts[held_out][row["text"]] = row["label"] == 1
    fit, held = (Labelled(list(part), np.array(list(part.values()))) for part in parts)
    return fit, held


def centred(vectors: Vectors) -> Vectors:
    """English vectors without the mean of English news, as the model sees them."""
    correction = load_correction()
    return vectors - correction.statements[_LANGUAGE]


def fit_columns(
    columns: NDArray[np.float32], worth: NDArray[np.bool_], strength: float
) -> tuple[NDArray[np.float32], float]:
    """A logistic regression over standardised columns, as coefficients of the plain ones."""
    scaler = StandardScaler().fit(columns)
    model = LogisticRegression(C=strength, max_iter=2_000)
    model.fit(scaler.transform(columns), worth)
    coefficients = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - coefficients @ scaler.mean_)
    return coefficients.astype(np.float16).astype(np.float32), intercept


def fit(
    texts: Sequence[str], worth: NDArray[np.bool_], vectors: Vectors, encoder: str
) -> WorthModel:
    """Fit both regressions.

    Args:
        texts: English sentences.
        worth: Whether each is worth checking.
        vectors: Theirs as statements.
        encoder: SHA-256 of the encoder's weights.
    """
    looks = read_features(texts)
    both, intercept = fit_columns(np.hstack([centred(vectors), looks]), worth, STRENGTH)
    alone, alone_intercept = fit_columns(looks, worth, STRENGTH_ALONE)
    at = vectors.shape[1]
    return WorthModel(
        encoder=encoder,
        means=load_correction().statements,
        vector=both[:at],
        features=both[at:],
        intercept=intercept,
        alone=alone,
        alone_intercept=alone_intercept,
    )


def write(model: WorthModel, path: Path) -> None:
    """Write the weight file."""
    note = {
        "encoder": model.encoder,
        "languages": list(model.means),
        "features": [name for name, _ in FEATURES],
        "intercept": round(model.intercept, 5),
        "alone_intercept": round(model.alone_intercept, 5),
    }
    tensors = {
        "means": np.array(list(model.means.values())),
        "vector": model.vector,
        "features": model.features,
        "alone": model.alone,
    }
    path.parent.mkdir(exist_ok=True)
    save_file(
        {name: rows.astype(np.float16) for name, rows in tensors.items()},
        path,
        {"secondsource": json.dumps(note)},
    )


def packaged_encoder() -> Encoder:
    """The encoder that the weights are for."""
    settings = Settings.from_environment()
    return load_encoder(Settings().embedding_model, settings.model_cache_folder, report=print)


def main() -> None:
    """Fit and write the file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the shared evaluation data")
    parser.add_argument("--cache", type=Path, default=Path("var/bench/claims"))
    parser.add_argument("--output", type=Path, default=weights_file())
    options = parser.parse_args()
    chosen, held_out = read_debates(options.shared)
    encoder = packaged_encoder()
    vectors = VectorCache(encoder, options.cache).statements(chosen.texts)
    model = fit(chosen.texts, chosen.worth, vectors, encoder.identity.weights)
    write(model, options.output)
    print(
        f"{len(chosen.texts):,} sentences fitted, {len(held_out.texts):,} held out; means of "
        f"{len(model.means) - (ANY in model.means)} languages\n"
        f"written: {options.output}, {options.output.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()
