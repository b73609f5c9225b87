"""Builds analysed and judged documents for tests, without an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scoring.attribution import find_attributions, find_credits
from scoring.hedging import certainty, find_hedges
from scoring.provenance.shingles import fingerprint
from scoring.records import (
    AnalysedDocument,
    Claim,
    Document,
    JudgedDocument,
    JudgedStatement,
    Stance,
    StanceScores,
    Statement,
)
from scoring.text import split_sentences

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
    """A document as ingestion would analyse it, but for its vectors."""
    document = Document(
        id=id,
        text=text,
        url=None,
        title=None,
        publisher=publisher,
        owner=owner,
        byline=byline,
        published_at=published_at,
        language=language,
        collection="default",
        ingested_at=datetime(2031, 6, 1, tzinfo=UTC),
        credits=find_credits(text, byline=byline, language=language),
    )
    sentences = split_sentences(text, language)
    found = find_attributions(sentences, language=language, publisher=publisher)
    statements = []
    for index, (sentence, attributions) in enumerate(zip(sentences, found, strict=True)):
        hedges = find_hedges(sentence.text, language, offset=sentence.start)
        statements.append(
            Statement(
                document_key=document.key,
                index=index,
                text=sentence.text,
                start=sentence.start,
                end=sentence.end,
                paragraph=sentence.paragraph,
                language=language,
                certainty=certainty(hedges),
                hedges=hedges,
                attributions=attributions,
            )
        )
    vectors = np.stack([vector_of(statement.text) for statement in statements])
    hedges = [hedge for statement in statements for hedge in statement.hedges]
    return AnalysedDocument(document, tuple(statements), vectors, fingerprint(text, hedges))


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
