"""How alike two bodies are where no words are shared: spun, trimmed and translated copies.

No single signal tells a rewrite from a second report of the same event; together they do.
Each signal below is a number that grows with likeness, so that the fitted model
(`training/copies.py`, coefficients in `likeness.toml`) can be read: none of them counts
against a copy when it is high.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from scoring.provenance.alignment import Alignment
from scoring.records import AnalysedDocument

_ENOUGH_SENTENCES = 10  # from which on an alignment says all that it can
_ENOUGH_NUMBERS = 8


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


def likeness(shorter: AnalysedDocument, longer: AnalysedDocument, alignment: Alignment) -> Likeness:
    """Probability that two documents' bodies go back to one.

    Args:
        shorter: The document with fewer statements; at least one.
        longer: The other.
        alignment: Of their sentences.
    """
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
    either = len(shorter.names | longer.names)
    fewer = min(len(shorter.numbers), len(longer.numbers))
    agreeing = (len(shorter.numbers & longer.numbers) + 0.5) / (fewer + 1) - 0.5
    return Signals(
        aligned=alignment.share,
        aligned_length=alignment.share
        * min(len(shorter.statements), _ENOUGH_SENTENCES)
        / _ENOUGH_SENTENCES,
        margin=alignment.margin,
        names=len(shorter.names & longer.names) / either if either else 0.0,
        numbers=agreeing * min(fewer, _ENOUGH_NUMBERS) / _ENOUGH_NUMBERS,
        across=float(shorter.document.language != longer.document.language),
    )
