"""How alike two bodies are where no words are shared: spun, trimmed and translated copies.

No single signal tells a rewrite from a second report of the same event; together they do.
Each signal below is a number that grows with likeness, so that the fitted model
(`training/copies.py`, coefficients in `likeness.toml`) can be read: none of them counts
against a copy when it is high.
"""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from scoring.records import AnalysedDocument
from scoring.text.names import names_in

_NEIGHBOURS = 4
# Cosine below which sentences of this encoder have nothing to do with each other.
_LEAST_COSINE = 0.80
_LARGEST_MARGIN = 0.25  # beyond all that pairs of the fit have
_ENOUGH_SENTENCES = 10  # from which on an alignment says all that it can
_ENOUGH_NUMBERS = 8
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the sentences of the shorter document lie in the longer one.

    Attributes:
        share: Share of the shorter document's sentences that have a partner, in [0, 1]:
            each is the other's best by margin, they are close, and partners come in the same
            order.
        margin: Mean margin over the shorter document's sentences, 0 for one without a partner.
        best: Indices (shorter, longer) of the pair of nearest partners, None without any.
    """

    share: float
    margin: float
    best: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Signals:
    """What the model reads of two bodies.

    Attributes:
        aligned: Share of the shorter text's sentences with a partner in order, in [0, 1].
        aligned_length: The same, times how many sentences that is of ten, in [0, 1]: in a
            short text partners fall into order by chance.
        margin: Mean margin of the shorter text's sentences to their partners, 0 to 0.25.
        names: Shared stems of names of all that either has, in [0, 1].
        numbers: How far the shared numbers exceed half of the fewer, in [-0.5, 0.5], weighed by
            how many there are: texts without numbers say nothing.
        across: 1 where the languages differ, else 0: cosines lie lower there.
    """

    aligned: float
    aligned_length: float
    margin: float
    names: float
    numbers: float
    across: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """The model's answer for two bodies.

    Attributes:
        probability: That they have one origin, in [0, 1].
        signals: What it was computed from.
        best: Indices of the nearest partners (shorter, longer), None without any.
    """

    probability: float
    signals: Signals
    best: tuple[int, int] | None


def likeness(shorter: AnalysedDocument, longer: AnalysedDocument) -> Likeness:
    """Probability that two documents' bodies go back to one.

    Args:
        shorter: The document with fewer statements; at least one.
        longer: The other.
    """
    alignment = align(shorter.vectors, longer.vectors)
    signals = _signals(shorter, longer, alignment)
    return Likeness(probability(signals), signals, alignment.best)


def probability(signals: Signals) -> float:
    """Logistic regression over the signals, with the coefficients that ship."""
    model = coefficients()
    score = model["intercept"] + sum(
        model[name] * getattr(signals, name) for name in Signals.__slots__
    )
    return 1.0 / (1.0 + math.exp(-score))


@cache
def coefficients() -> dict[str, float]:
    """Intercept and one coefficient for each signal."""
    text = (resources.files("scoring.provenance") / "likeness.toml").read_text(encoding="utf-8")
    model: dict[str, float] = tomllib.loads(text)["coefficients"]
    return model


def _signals(shorter: AnalysedDocument, longer: AnalysedDocument, alignment: Alignment) -> Signals:
    few, many = _traits(shorter.document.text), _traits(longer.document.text)
    either = len(few.names | many.names)
    fewer = min(len(few.numbers), len(many.numbers))
    agreeing = (len(few.numbers & many.numbers) + 0.5) / (fewer + 1) - 0.5
    return Signals(
        aligned=alignment.share,
        aligned_length=alignment.share
        * min(len(shorter.statements), _ENOUGH_SENTENCES)
        / _ENOUGH_SENTENCES,
        margin=alignment.margin,
        names=len(few.names & many.names) / either if either else 0.0,
        numbers=agreeing * min(fewer, _ENOUGH_NUMBERS) / _ENOUGH_NUMBERS,
        across=float(shorter.document.language != longer.document.language),
    )


@dataclass(frozen=True, slots=True)
class _Traits:
    """Names and numbers of one text."""

    names: frozenset[str]
    numbers: frozenset[str]


@lru_cache(maxsize=512)  # texts; a check holds 60 of them against each other
def _traits(text: str) -> _Traits:
    numbers = (re.sub(r"\D", "", found) for found in _NUMBER.findall(text))
    return _Traits(names_in(text), frozenset(numbers))


def align(shorter: NDArray[np.float32], longer: NDArray[np.float32]) -> Alignment:
    """Align two documents' sentences in order.

    The margin of a pair is its cosine against the mean of both sides' nearest
    neighbours, which makes cosines comparable across languages (Artetxe and Schwenk,
    2019, "Margin-based Parallel Corpus Mining"); the order is the longest increasing
    subsequence of partners.

    Args:
        shorter: float32 (m, dimension), unit rows, m at least 1.
        longer: float32 (n, dimension), unit rows, n at least 1.
    """
    cosine = shorter @ longer.T
    margin = 2 * cosine - _near(cosine, 1)[:, None] - _near(cosine, 0)[None, :]
    partner = margin.argmax(axis=1)
    each = np.arange(len(shorter))
    mutual = margin.argmax(axis=0)[partner] == each
    rows = np.flatnonzero(mutual & (cosine[each, partner] >= _LEAST_COSINE))
    there = partner[rows]
    if not len(rows):
        return Alignment(0.0, 0.0, None)
    nearest = int(cosine[rows, there].argmax())
    return Alignment(
        share=_longest_increasing(there.tolist()) / len(shorter),
        margin=float(np.minimum(margin[rows, there], _LARGEST_MARGIN).sum()) / len(shorter),
        best=(int(rows[nearest]), int(there[nearest])),
    )


def _near(cosine: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    count = min(_NEIGHBOURS, cosine.shape[axis])
    nearest = np.sort(cosine, axis=axis)
    chosen = nearest[:, -count:] if axis == 1 else nearest[-count:, :]
    means: NDArray[np.float32] = chosen.mean(axis=axis)
    return means


def _longest_increasing(values: list[int]) -> int:
    tails: list[int] = []
    for value in values:
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
    return len(tails)
