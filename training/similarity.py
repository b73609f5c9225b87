"""Fit the correction of similarities that `scoring/corpus/rerank.py` ships.

From the sentences of our own demo corpus and scenarios, in thirteen languages; no other data.
Run `python -m training.similarity [--output FILE]`: it encodes 2,200 sentences twice.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from bench.scenarios import OWN_SCENARIOS, demo_scenarios, gold_scenarios
from scoring.corpus.rerank import ANY, correction_file
from scoring.models.encoder import Encoder, Vectors, load_encoder
from scoring.settings import Settings
from scoring.text import detect_language, split_sentences

# Eigenvalues of the covariance are raised to -0.6 / 2: 0 leaves the directions as they are, 1/2
# evens them out wholly. Share of the covariance that is taken from an even one, because there are
# few sentences for its 384 directions (docs/decisions/016).
_POWER = 0.3
_SHRINKAGE = 0.1
_FLOOR = 1e-4


def own_sentences() -> dict[str, list[str]]:
    """The distinct sentences of the demo corpus and our scenarios, by language."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for scenario in demo_scenarios() + gold_scenarios(OWN_SCENARIOS):
        for document in scenario.documents:
            language = document.language or detect_language(document.text)
            for sentence in split_sentences(document.text, language):
                found[language][sentence.text] = None
    return {language: list(texts) for language, texts in sorted(found.items())}


def fit(
    sentences: dict[str, list[str]], encoder: Encoder
) -> tuple[Vectors, Vectors, NDArray[np.float32]]:
    """Means of statements and of claims, the one of all first, and the directions."""
    statements = {name: encoder.encode_passages(texts) for name, texts in sentences.items()}
    claims = {name: encoder.encode_queries(texts) for name, texts in sentences.items()}
    centred = np.concatenate([rows - rows.mean(0) for rows in statements.values()])
    covariance = centred.T @ centred / len(centred)
    even = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    values, axes = np.linalg.eigh((1 - _SHRINKAGE) * covariance + _SHRINKAGE * even)
    directions = axes * (np.maximum(values, 0) + _FLOOR) ** -_POWER @ axes.T
    return _means(statements), _means(claims), directions.astype(np.float32)


def _means(by_language: dict[str, Vectors]) -> Vectors:
    means = np.array([rows.mean(0) for rows in by_language.values()])
    return np.concatenate([means.mean(0, keepdims=True), means]).astype(np.float32)


def main() -> None:
    """Fit and write the file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--output", type=Path, default=correction_file())
    options = parser.parse_args()
    settings = Settings.from_environment()
    encoder = load_encoder(settings.embedding_model, settings.model_cache_folder, report=print)
    sentences = own_sentences()
    statements, claims, directions = fit(sentences, encoder)
    note = {"encoder": encoder.identity.weights, "languages": [ANY, *sentences]}
    save_file(
        {
            "statements": statements.astype(np.float16),
            "claims": claims.astype(np.float16),
            "directions": directions.astype(np.float16),
        },
        options.output,
        {"secondsource": json.dumps(note)},
    )
    counts = ", ".join(f"{name} {len(texts)}" for name, texts in sentences.items())
    print(f"{counts}\nwritten: {options.output}, {options.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
