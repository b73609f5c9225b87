"""The cross-encoder that decides stance: claim and statement read together.

The encoder's own network, fine-tuned (`training/stance.py`, `weights/README.md`), as int8 ONNX,
with the encoder's own tokenizer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from scoring.errors import ModelError
from scoring.models.one_by_one import OneByOne, one_thread
from scoring.models.quantise import quantised_file
from scoring.records import Claim, StanceScores
from scoring.stance.model import NOTHING_SAID, StatementInContext, speaks
from scoring.stance.packed import unpack
from scoring.stance.pair_tokens import PairTokens
from scoring.stance.prepare import prepare_cross_encoder, shipped_weights, weights_name

# Repeats the claim without standing behind it: its own answer in training, part of "neutral"
# in the three classes of the field, hedged support for a document (see `document.py`).
ANSWERS = ("supports", "refutes", "neutral", "reported")
CONTEXT_MARK = " || "
LONGEST_INPUT = 128  # tokens of a pair; training saw 112
# Characters. A context twice as long costs a third more time.
_LONGEST_TITLE = 100
_LONGEST_CONTEXT = 240
_MOST_CHARACTERS = 1_200  # of a text; more does not fit into the tokens


class Network(Protocol):
    """What reads pairs."""

    def predict(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """One row of logits for each pair, in their order."""
        ...


class PairReader:
    """The int8 network: what a pair is answered hangs on nothing but the pair.

    Args:
        session: An onnxruntime session of one thread.
        tokenizer: The encoder's.
        threads: Pairs that are read at a time; None for one a core.
    """

    def __init__(self, session: Any, tokenizer: Tokenizer, threads: int | None) -> None:
        self._tokens = PairTokens(tokenizer, LONGEST_INPUT)
        self._network = OneByOne(session, threads)

    def predict(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Logits of shape (n, answers)."""
        return np.stack(list(self._network.run(self._tokens(pairs))))


class CrossEncoderStance:
    """A prepared cross-encoder; it needs no vectors."""

    def __init__(
        self,
        network: Network,
        identity: str,
        *,
        temperature: float,
        bias: NDArray[np.float64],
    ) -> None:
        self._network = network
        self._identity = identity
        self._temperature = temperature
        self._bias = bias

    @property
    def identity(self) -> str:
        """Name and weights hash."""
        return self._identity

    def judge(self, claim: Claim, statements: Sequence[StatementInContext]) -> list[StanceScores]:
        """Stance of each statement towards the claim.

        Equal statements in equal context are judged once. Where the claim or the
        statement has no letter or digit the answer is neutral with certainty.
        """
        pairs = [
            (claim.text[:_MOST_CHARACTERS], as_read(statement))
            if speaks(claim.text) and speaks(statement.text)
            else None
            for statement in statements
        ]
        distinct = list(dict.fromkeys(pair for pair in pairs if pair))
        answers = dict(zip(distinct, self.answers(distinct), strict=True))
        return [_scores(answers[pair]) if pair else NOTHING_SAID for pair in pairs]

    def answers(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Calibrated probabilities of `ANSWERS` for pairs of texts: shape (n, 4)."""
        logits = self.logits(pairs) / self._temperature + self._bias
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float64)

    def logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """What the network says before calibration: shape (n, 4).

        Raises:
            ModelError: It returned a value that is no number.
        """
        if not pairs:
            return np.empty((0, len(ANSWERS)))
        logits = np.asarray(self._network.predict(list(pairs)), np.float64)
        if logits.shape != (len(pairs), len(ANSWERS)) or not np.isfinite(logits).all():
            raise ModelError(f"the stance model {self._identity} returned values of no use")
        return logits


def as_read(statement: StatementInContext) -> str:
    """The statement as the network reads it: in its context, see `context_of`."""
    return read_in_context(statement.text, context_of(statement))


def context_of(statement: StatementInContext) -> str:
    """What a reader knows when reaching the statement.

    The day of publication, the title, and the sentence before: a claim often names a day, a
    place or a person that the sentence itself leaves to them.
    """
    published = statement.published_at
    day = published.date().isoformat() if published else ""
    parts = (day, statement.title[:_LONGEST_TITLE], statement.previous)
    return " ".join(part for part in parts if part)


def read_in_context(text: str, context: str) -> str:
    """A statement and its context as one text: the context last, where truncation falls."""
    text, context = text[:_MOST_CHARACTERS], context[:_LONGEST_CONTEXT].rstrip()
    return text + CONTEXT_MARK + context if context else text


def _scores(answers: NDArray[np.float64]) -> StanceScores:
    supports, refutes, neutral, reported = (float(answer) for answer in answers)
    return StanceScores(supports, refutes, neutral + reported, reported)


def load_cross_encoder(
    cache: Path,
    *,
    weights: Path | None = None,
    tokenizer: Tokenizer | None = None,
    threads: int | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> CrossEncoderStance:
    """Load the cross-encoder, preparing it in the cache when that was not done before.

    Args:
        cache: The model cache.
        weights: Packed weights; those of this release when None.
        tokenizer: The packaged encoder's, where it is loaded; else it is loaded here, 300 MB.
        threads: Pairs that are read at a time, each on one thread; None for one a core.
        report: Called with a line of text before each step that takes over two seconds.

    Raises:
        ModelError: It cannot be prepared or loaded; says why and what to do.
    """
    import onnxruntime

    weights = weights or shipped_weights()
    _, about = unpack(weights)
    try:
        folder = prepare_cross_encoder(cache, report, weights=weights)
    except OSError as error:
        raise ModelError(
            f"the stance model cannot be prepared in {str(cache)!r} ({error}); set MODEL_CACHE "
            "to a folder that this process may write to, with 1.5 GB free"
        ) from error
    try:
        session = onnxruntime.InferenceSession(
            str(folder / "onnx" / quantised_file()),
            one_thread(),
            providers=["CPUExecutionProvider"],
        )
        tokenizer = tokenizer or Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # onnxruntime and tokenizers raise children of Exception itself
        raise ModelError(
            f"the stance model cannot be loaded ({error}); delete the folder {str(folder)!r}, "
            "which the next start makes anew"
        ) from error
    return CrossEncoderStance(
        PairReader(session, tokenizer, threads),
        weights_name(weights).replace("stance-", "cross-encoder-"),
        temperature=float(about["temperature"]),
        bias=np.array([float(value) for value in about["bias"].split()]),
    )
