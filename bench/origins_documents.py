"""Documents analysed without a corpus, their vectors kept on disk between runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.corpus.ingest import analyse
from scoring.models.encoder import Encoder, Vectors
from scoring.records import AnalysedDocument, SubmittedDocument
from scoring.text import detect_language, split_sentences
from training.stance_vectors import VectorCache


class KeptEncoder:
    """An encoder that encodes a text once and keeps its vector, on disk and in memory.

    Args:
        encoder: What encodes.
        folder: Where the vectors are kept.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.identity = encoder.identity
        self._cache = VectorCache(encoder, folder)
        self._passages: dict[str, NDArray[np.float32]] = {}

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), as `Encoder.encode_queries`."""
        return self._cache.claims(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), as `Encoder.encode_passages`."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._passages]
        if missing:
            self._passages |= zip(missing, self._cache.statements(missing), strict=True)
        if not texts:  # a document whose sentences are all boilerplate
            return np.zeros((0, self.identity.dimension), np.float32)
        return np.stack([self._passages[text] for text in texts])


def analyse_all(
    documents: Sequence[SubmittedDocument], encoder: KeptEncoder
) -> list[AnalysedDocument]:
    """Analyse documents as ingestion does; all their sentences are encoded together."""
    encoder.encode_passages(
        [
            sentence.text
            for document in documents
            for sentence in split_sentences(
                document.text, document.language or detect_language(document.text)
            )
        ]
    )
    return [analyse(document, encoder) for document in documents]
