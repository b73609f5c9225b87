"""The order of the documents that were read, by their whole text and a corrected similarity.

Two things distort the encoder's cosines. All its vectors lie in a narrow cone, which differs a
little by language, and a few directions carry most of their spread: some short sentences are
near to everything. The correction takes away the mean vector of the language and evens out the
directions (Su et al. 2021, "Whitening Sentence Representations"; here only in part). It is
fitted by `python -m training.similarity` for the packaged encoder; the vectors of any other are
compared as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.models.encoder import EncoderIdentity, Vectors
from scoring.models.weight_files import read_noted_weights
from scoring.records import AnalysedDocument

# Similarity that one unit of BM25 is worth, of corrected cosines and of plain ones, whose spread
# is a quarter (docs/decisions/016).
_WORDS = 0.006
_WORDS_PLAIN = 0.0025
# Statements whose mean counts as much as the nearest one alone: a document on the subject
# returns to it (docs/decisions/016).
_NEAREST = 3
# Statements of a document whose cosine is corrected, those that seem nearest: more than
# `_NEAREST`, see `Correction.similarities`.
_CORRECTED = 8
_TINY = 1e-9  # in place of a length of 0
# Of a score: equal documents are equal, wherever in the product their vectors stand.
_DECIMALS = 6
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
        self,
        claim: NDArray[np.float32],
        language: str,
        vectors: Vectors,
        languages: Sequence[str],
        parts: Sequence[slice] = (slice(None),),
    ) -> list[NDArray[np.float32]]:
        """Corrected cosines to a claim of the nearest eight statements of each part.

        Which ones these are is told by a cosine whose statement is as long as before the
        directions were evened out, which saves most of the products: of 1,500 documents of 20
        statements six held the nearest three of every one (docs/decisions/037).

        Args:
            claim: (dimension,), length 1.
            language: Of the claim, ISO 639-1.
            vectors: (n, dimension), unit rows.
            languages: Of each of the n statements.
            parts: Rows of each document, one after another; all of one when left out.

        Returns:
            For each part at most eight cosines, in [-1, 1], in no order.
        """
        rows = {each: row for row, each in enumerate(dict.fromkeys(languages))}
        means = np.array([self.statements.get(each, self.statements[ANY]) for each in rows])
        moved = vectors - means[[rows[each] for each in languages]]
        aim = (claim - self.claims.get(language, self.claims[ANY])) @ self.directions
        toward = moved @ (self.directions @ aim)
        rough = toward / np.maximum(np.linalg.norm(moved, axis=1), _TINY)
        all_rows = np.arange(len(vectors))
        kept = [all_rows[part][np.argsort(-rough[part])[:_CORRECTED]] for part in parts]
        chosen = np.concatenate(kept)
        lengths = np.linalg.norm(moved[chosen] @ self.directions, axis=1) * np.linalg.norm(aim)
        cosines: NDArray[np.float32] = toward[chosen] / np.maximum(lengths, _TINY)
        return np.split(cosines, np.cumsum([len(each) for each in kept])[:-1])


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
    weight = _WORDS if fits else _WORDS_PLAIN
    speaking = [item for item in documents if item.statements]
    scores: dict[str, float] = {}
    if speaking:
        # All documents at once: one large product takes half the time of many small ones.
        vectors = np.concatenate([item.vectors for item in speaking])
        ends = np.cumsum([len(item.statements) for item in speaking]).tolist()
        parts = [slice(*bounds) for bounds in zip([0, *ends], ends, strict=False)]
        if fits:
            languages = [each.language for item in speaking for each in item.statements]
            near = correction.similarities(claim, language, vectors, languages, parts)
        else:
            plain = vectors @ claim
            near = [plain[part] for part in parts]
        for item, similarities in zip(speaking, near, strict=True):
            key = item.document.key
            scores[key] = round(_closeness(similarities) + weight * words.get(key, 0.0), _DECIMALS)

    def place(item: AnalysedDocument) -> tuple[float, str]:
        return -scores.get(item.document.key, -1.0), item.document.key

    return tuple(sorted(documents, key=place))


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
    read, note = read_noted_weights(file)
    places = {language: row for row, language in enumerate(note["languages"])}
    return Correction(
        encoder=note["encoder"],
        statements={language: read["statements"][row] for language, row in places.items()},
        claims={language: read["claims"][row] for language, row in places.items()},
        directions=read["directions"],
    )
