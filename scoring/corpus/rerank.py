"""The order of the documents that were read, by their whole text and a corrected similarity.

Two things distort the encoder's cosines. All its vectors lie in a narrow cone, which differs a
little by language, and a few directions carry most of their spread: some short sentences are
near to everything. The correction takes away the mean vector of the language and evens out the
directions (Su et al. 2021, "Whitening Sentence Representations"; here only in part). It is
fitted by `python -m training.similarity` for the packaged encoder; the vectors of any other are
compared as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from scoring.errors import ModelError
from scoring.models.encoder import EncoderIdentity, Vectors
from scoring.records import AnalysedDocument

# Similarity that one unit of BM25 is worth, of corrected cosines and of plain ones, whose spread
# is a quarter (docs/decisions/016).
_WORDS = 0.006
_WORDS_PLAIN = 0.0025
# Statements whose mean counts as much as the nearest one alone: a document on the subject
# returns to it (docs/decisions/016).
_NEAREST = 3
ANY = "*"  # the mean over languages, for those without one of their own


@dataclass(frozen=True, eq=False)
class Correction:
    """What makes two vectors comparable.

    Attributes:
        encoder: SHA-256 of the weights of the encoder it was fitted for.
        statements: Mean vector of statements by language, and of all under "*".
        claims: The same of the same sentences encoded as claims.
        directions: (dimension, dimension), symmetric; evens out the directions.
    """

    encoder: str
    statements: Mapping[str, NDArray[np.float32]]
    claims: Mapping[str, NDArray[np.float32]]
    directions: NDArray[np.float32]

    def similarities(
        self, claim: NDArray[np.float32], language: str, vectors: Vectors, languages: Sequence[str]
    ) -> NDArray[np.float32]:
        """Corrected cosines of statements to a claim.

        Args:
            claim: (dimension,), length 1.
            language: Of the claim, ISO 639-1.
            vectors: (n, dimension), unit rows.
            languages: Of each of the n statements.

        Returns:
            (n,), in [-1, 1].
        """
        means = np.array([self.statements.get(each, self.statements[ANY]) for each in languages])
        left = (claim - self.claims.get(language, self.claims[ANY])) @ self.directions
        right = (vectors - means.reshape(vectors.shape)) @ self.directions
        lengths = np.linalg.norm(right, axis=1) * np.linalg.norm(left)
        cosines: NDArray[np.float32] = right @ left / np.maximum(lengths, 1e-9)
        return cosines


def rerank(
    documents: Sequence[AnalysedDocument],
    claim: NDArray[np.float32],
    language: str,
    words: Mapping[str, float],
    encoder: EncoderIdentity,
) -> tuple[AnalysedDocument, ...]:
    """Order documents by how similar their statements are and how many words they share.

    Args:
        documents: With all their statements.
        claim: The claim's vector: float32 (dimension,), length 1.
        language: Of the claim, ISO 639-1; "und" where it is not known.
        words: BM25 by the document's key; 0 for those that are not there.
        encoder: That of the vectors.

    Returns:
        The same documents, best first; equal ones in the order of their keys.

    Raises:
        ModelError: The file of the correction cannot be read.
    """
    correction = load_correction()
    fits = correction.encoder == encoder.weights

    def score(document: AnalysedDocument) -> float:
        shared = words.get(document.document.key, 0.0)
        if not document.statements:
            return -1.0
        if not fits:
            return _closeness(document.vectors @ claim) + _WORDS_PLAIN * shared
        languages = [each.language for each in document.statements]
        near = correction.similarities(claim, language, document.vectors, languages)
        return _closeness(near) + _WORDS * shared

    scores = {item.document.key: score(item) for item in documents}
    return tuple(
        sorted(documents, key=lambda item: (-scores[item.document.key], item.document.key))
    )


def _closeness(similarities: NDArray[np.float32]) -> float:
    """Half the nearest statement, half the mean of the three nearest."""
    nearest = np.sort(similarities)[::-1][:_NEAREST]
    return float(nearest[0] + nearest.mean()) / 2


def correction_file() -> Path:
    """Where the shipped correction lies."""
    return Path(str(resources.files("scoring.corpus").joinpath("weights/similarity.safetensors")))


@cache
def load_correction() -> Correction:
    """The shipped correction, read once.

    Raises:
        ModelError: Its file cannot be read.
    """
    file = correction_file()
    try:
        with safe_open(str(file), framework="numpy") as stored:
            note = json.loads(stored.metadata()["secondsource"])
            read = {name: stored.get_tensor(name).astype(np.float32) for name in stored.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(
            f"the weights {str(file)!r} cannot be read ({error}); install the package again"
        ) from error
    places = {language: row for row, language in enumerate(note["languages"])}
    return Correction(
        encoder=note["encoder"],
        statements={language: read["statements"][row] for language, row in places.items()},
        claims={language: read["claims"][row] for language, row in places.items()},
        directions=read["directions"],
    )
