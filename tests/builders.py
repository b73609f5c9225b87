"""Builds analysed and judged documents for tests, without an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scoring.corpus.ingest import analyse
from scoring.models.encoder import EncoderIdentity, Vectors
from scoring.records import (
    AnalysedDocument,
    Claim,
    JudgedDocument,
    JudgedStatement,
    Stance,
    StanceScores,
    SubmittedDocument,
)

CLAIM = Claim("The bridge at Norvik was closed on Friday.", "en")
DIMENSION = 64

SCORES = {
    Stance.SUPPORTS: StanceScores(0.9, 0.02, 0.08),
    Stance.REFUTES: StanceScores(0.02, 0.9, 0.08),
    Stance.NEUTRAL: StanceScores(0.1, 0.1, 0.8),
}


def vector_of(text: str) -> NDArray[np.float32]:
    """A unit vector that equal texts share and others do not: float32 (DIMENSION,)."""
    vector = np.random.default_rng(crc32(text.encode())).normal(size=DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class TextVectors:
    """An encoder whose vectors are near only for equal texts."""

    identity = EncoderIdentity("text vectors", DIMENSION, "0" * 64)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([vector_of(text) for text in texts], np.float32).reshape(-1, DIMENSION)

    encode_passages = encode_queries


def analysed(
    text: str,
    *,
    id: str = "d1",
    publisher: str | None = "The Norvik Times",
    owner: str | None = None,
    byline: str | None = None,
    published_at: datetime | None = datetime(2031, 5, 6, tzinfo=UTC),
    language: str = "en",
) -> AnalysedDocument:
    """A document as ingestion analyses it, with vectors that need no model."""
    submitted = SubmittedDocument(
        text=text,
        id=id,
        publisher=publisher,
        owner=owner,
        byline=byline,
        published_at=published_at,
        language=language,
    )
    return analyse(submitted, TextVectors())


def judged(
    document: AnalysedDocument, stance: Stance = Stance.SUPPORTS, evidence: Sequence[int] = (0,)
) -> JudgedDocument:
    """A document of a given stance, taken by the statements with these indices."""
    statements = tuple(
        JudgedStatement(
            statement=statement,
            similarity=0.9,
            stance=SCORES[stance if statement.index in evidence else Stance.NEUTRAL],
            hedges=statement.hedges,
            certainty=statement.certainty,
        )
        for statement in document.statements
    )
    neutral = stance is Stance.NEUTRAL
    taking = tuple(item for item in statements if item.statement.index in evidence and not neutral)
    return JudgedDocument(
        analysed=document,
        stance=stance,
        hedged=not neutral and all(item.hedges for item in taking),
        certainty=0.0 if neutral else max(item.certainty for item in taking),
        statements=statements,
        evidence=taking,
    )
