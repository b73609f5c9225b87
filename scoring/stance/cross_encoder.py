"""The cross-encoder that decides stance: claim and statement read together.

The encoder's own network, fine-tuned (`training/stance.py`, `weights/README.md`), as int8
ONNX behind sentence-transformers' `CrossEncoder`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ModelError
from scoring.models.prepare import quantised_file, quiet_libraries
from scoring.records import Claim, StanceScores
from scoring.stance.model import NOTHING_SAID, StatementInContext, speaks
from scoring.stance.packed import unpack
from scoring.stance.prepare import prepare_cross_encoder, shipped_weights, weights_name

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

# Repeats the claim without standing behind it: its own answer in training, part of "neutral"
# in the three classes of the field, hedged support for a document (see `document.py`).
ANSWERS = ("supports", "refutes", "neutral", "reported")
CONTEXT_MARK = " || "
LONGEST_INPUT = 128  # tokens of a pair; training saw 112
_BATCH = 1  # pair: int8 products scale by batch, and an answer must not hang on its neighbours
_LEANS_BELOW = 40  # characters; set by reasoning
_MOST_CHARACTERS = 1_200  # of a text; more does not fit into the tokens


class CrossEncoderStance:
    """A prepared cross-encoder; it needs no vectors."""

    def __init__(
        self,
        network: CrossEncoder,
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
        raw = self._network.predict(
            list(pairs), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        logits = np.asarray(raw, np.float64)
        if logits.shape != (len(pairs), len(ANSWERS)) or not np.isfinite(logits).all():
            raise ModelError(f"the stance model {self._identity} returned values of no use")
        return logits


def as_read(statement: StatementInContext) -> str:
    """The statement as the network reads it.

    A short one ("It did so secretly.") leans on the sentence before it, which then
    follows, where truncation falls. A longer one stands for itself: with its context
    it takes twice the time and is not judged better (docs/decisions/010).
    """
    text = statement.text[:_MOST_CHARACTERS]
    leans = len(text) < _LEANS_BELOW and statement.previous
    return text + CONTEXT_MARK + statement.previous[:_MOST_CHARACTERS] if leans else text


def _scores(answers: NDArray[np.float64]) -> StanceScores:
    supports, refutes, neutral, reported = (float(answer) for answer in answers)
    return StanceScores(supports, refutes, neutral + reported, reported)


def load_cross_encoder(
    cache: Path,
    *,
    weights: Path | None = None,
    threads: int | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> CrossEncoderStance:
    """Load the cross-encoder, preparing it in the cache when that was not done before.

    Args:
        cache: The model cache.
        weights: Packed weights; those of this release when None.
        threads: Threads of one batch; None for one a core.
        report: Called with a line of text before each step that takes over two seconds.

    Raises:
        ModelError: It cannot be prepared or loaded; says why and what to do.
    """
    from sentence_transformers import CrossEncoder

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
        with quiet_libraries():
            network = CrossEncoder(
                str(folder),
                backend="onnx",
                device="cpu",
                max_length=LONGEST_INPUT,
                model_kwargs={
                    "file_name": f"onnx/{quantised_file()}",
                    "provider": "CPUExecutionProvider",
                    "session_options": _session_options(threads),
                },
            )
    except Exception as error:  # onnxruntime and tokenizers raise children of Exception itself
        raise ModelError(
            f"the stance model cannot be loaded ({error}); delete the folder {str(folder)!r}, "
            "which the next start makes anew"
        ) from error
    return CrossEncoderStance(
        network,
        weights_name(weights).replace("stance-", "cross-encoder-"),
        temperature=float(about["temperature"]),
        bias=np.array([float(value) for value in about["bias"].split()]),
    )


def _session_options(threads: int | None) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0  # 0: one a core
    options.log_severity_level = 3  # errors only
    return options
