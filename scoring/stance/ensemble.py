"""The stance model that ships: the cross-encoder with the pair classifier beside it.

The pair classifier compares: it knows paraphrases by their vectors, and takes a twentieth of the
time. Where it sees next to no chance of a side, nothing is read. The rest the cross-encoder reads,
and the probabilities of both are joined as a weighted geometric mean (a product of experts):
what one of them holds to be impossible stays unlikely.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from scoring.models.encoder import Vectors
from scoring.records import Claim, StanceScores
from scoring.stance.cross_encoder import CrossEncoderStance, load_cross_encoder
from scoring.stance.lexicon import languages
from scoring.stance.model import NOTHING_SAID, StatementInContext
from scoring.stance.pair_classifier import PairClassifier, load_pair_classifier

# Weight of the cross-encoder, chosen on scenarios and inference sets (docs/decisions/036). The pair
# classifier knows less where it has no lexicon of a language; in one such language it knows
# nothing that helps.
READING = 0.5
READING_WITHOUT_LEXICON = 0.7
READING_ALONE = 1.0

# Least probability of a side, to the pair classifier, at which a statement is read. Of the
# scenarios' statements 52 % are below it, and 0.4 % of those that become evidence (record 036).
WORTH_READING = 0.1
_LEAST = 1e-6  # of a probability, so that its logarithm is a number


class StanceEnsemble:
    """`StanceModel` that joins a cross-encoder and a pair classifier."""

    def __init__(self, reader: CrossEncoderStance, surface: PairClassifier) -> None:
        self._reader = reader
        self._surface = surface

    @property
    def identity(self) -> str:
        """Names and weights of both."""
        return f"{self._reader.identity}+{self._surface.identity}"

    def judge(
        self,
        claim: Claim,
        claim_vector: Vectors,
        statements: Sequence[StatementInContext],
        vectors: Vectors,
    ) -> list[StanceScores]:
        """Stance of each statement towards the claim, see `StanceModel.judge`.

        Raises:
            ModelError: The vectors have another shape than the pair classifier was
                trained on, or a model returned a value that is no number.
        """
        seen = self._surface.judge(claim, claim_vector, statements, vectors)
        weights = [_weight(claim, statement) for statement in statements]
        read = self._read(claim, statements, seen, weights)
        return [
            joined(read[place], one, weight) if place in read else one
            for place, (one, weight) in enumerate(zip(seen, weights, strict=True))
        ]

    def _read(
        self,
        claim: Claim,
        statements: Sequence[StatementInContext],
        seen: Sequence[StanceScores],
        weights: Sequence[float],
    ) -> dict[int, StanceScores]:
        """What the cross-encoder says of the statements that are worth reading, by their place."""
        places = [
            place
            for place, (one, weight) in enumerate(zip(seen, weights, strict=True))
            if weight == READING_ALONE or max(one.supports, one.refutes) >= WORTH_READING
        ]
        return dict(
            zip(places, self._reader.judge(claim, [statements[p] for p in places]), strict=True)
        )


def _weight(claim: Claim, statement: StatementInContext) -> float:
    known = languages()
    if claim.language in known and statement.language in known:
        return READING
    return READING_ALONE if claim.language == statement.language else READING_WITHOUT_LEXICON


def joined(read: StanceScores, seen: StanceScores, reading: float) -> StanceScores:
    """The weighted geometric mean of the two.

    Args:
        read: Of the cross-encoder.
        seen: Of the pair classifier.
        reading: Weight of the first, in [0, 1].

    The pair classifier has no "reported": to it that is support. So the reader's is
    counted with support, and taken out of it again in the reader's proportion.
    """
    if NOTHING_SAID in (read, seen):
        return NOTHING_SAID
    backing = read.supports + read.reported
    first = np.array([backing, read.refutes, read.neutral - read.reported])
    second = np.array([seen.supports, seen.refutes, seen.neutral])
    logs = reading * np.log(np.maximum(first, _LEAST))
    logs += (1 - reading) * np.log(np.maximum(second, _LEAST))
    chances = np.exp(logs - logs.max())
    supports, refutes, neutral = (float(chance) for chance in chances / chances.sum())
    reported = supports * min(1.0, read.reported / backing) if backing > 0 else 0.0
    unsure = min(1.0, neutral + reported)  # rounding may carry it past 1
    return StanceScores(supports - reported, refutes, unsure, min(reported, unsure))


def load_stance_model(
    cache: Path,
    *,
    tokenizer: Tokenizer | None = None,
    threads: int | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> StanceEnsemble:
    """Load both models; see `load_cross_encoder` for the arguments and errors."""
    reader = load_cross_encoder(cache, tokenizer=tokenizer, threads=threads, report=report)
    return StanceEnsemble(reader, load_pair_classifier())
