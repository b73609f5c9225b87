"""The `StanceModel` protocol: what the pipeline asks of whatever decides stance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scoring.models.encoder import Vectors
from scoring.records import Claim, StanceScores

NOTHING_SAID = StanceScores(supports=0.0, refutes=0.0, neutral=1.0)
_HAS_WORD = re.compile(r"[^\W_]")


def speaks(text: str) -> bool:
    """Whether a text has a letter or digit."""
    return _HAS_WORD.search(text) is not None


@dataclass(frozen=True, slots=True)
class StatementInContext:
    """A statement with what a reader of its document knows when reaching it.

    Attributes:
        text: The statement.
        language: ISO 639-1 code of its document.
        previous: The sentence before it, "" for the first.
        title: The title of its document, "" when it has none.
        published_at: When its document was published, None when unknown.
    """

    text: str
    language: str
    previous: str = ""
    title: str = ""
    published_at: datetime | None = None


class StanceModel(Protocol):
    """Decides which stance each statement takes towards a claim."""

    @property
    def identity(self) -> str:
        """Name and weights; two models with one identity give the same answers."""
        ...

    def judge(
        self,
        claim: Claim,
        claim_vector: Vectors,
        statements: Sequence[StatementInContext],
        vectors: Vectors,
    ) -> list[StanceScores]:
        """Stance of each statement towards the claim.

        Args:
            claim: The claim; a question counts as the sentence it asks about.
            claim_vector: float32 of shape (dimension,), from `Encoder.encode_queries`.
            statements: n statements with their context, in any language.
            vectors: float32 of shape (n, dimension), from `Encoder.encode_passages`.

        Returns:
            One score for each statement, in their order.
        """
        ...
