"""Whether probabilities mean what they say: Brier score and its parts, ECE, abstention."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

BINS = 10  # of equal size
_REPEATED = 500


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Figures of probabilities against what happened.

    Attributes:
        brier: Mean squared difference.
        reliability: What of it comes from wrong probabilities; 0 is best.
        resolution: What it would be higher by if every claim had the base rate; high is best.
        uncertainty: The base rate's own; reliability - resolution + uncertainty is the Brier
            score but for what differs within a bin.
        ece: Expected calibration error: the mean difference of probability and share of a bin.
        by_chance: The ECE that perfectly calibrated probabilities have on so many claims, mean
            of 500 draws: a small set cannot show less.
        auc: Area under the curve of the two outcomes.
    """

    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    ece: float
    by_chance: float
    auc: float


def calibrated(probabilities: Values, outcomes: Values, bins: int = BINS) -> Calibrated:
    """Hold probabilities against what happened.

    The Brier score's parts are Murphy's (1973, "A new vector partition of the probability
    score"), in bins that hold equally many.

    Args:
        probabilities: (n,), in [0, 1].
        outcomes: (n,), 1 where it happened, else 0.
        bins: How many.
    """
    base = outcomes.mean()
    parts = _binned(probabilities, bins)
    share = np.array([len(part) for part in parts]) / len(probabilities)
    told = np.array([probabilities[part].mean() for part in parts])
    happened = np.array([outcomes[part].mean() for part in parts])
    return Calibrated(
        brier=float(((probabilities - outcomes) ** 2).mean()),
        reliability=float((share * (told - happened) ** 2).sum()),
        resolution=float((share * (happened - base) ** 2).sum()),
        uncertainty=float(base * (1 - base)),
        ece=expected_error(probabilities, outcomes, bins),
        by_chance=_by_chance(probabilities, bins),
        auc=area(probabilities, outcomes),
    )


def expected_error(probabilities: Values, outcomes: Values, bins: int = BINS) -> float:
    """ECE in bins of equal size (Nguyen and O'Connor 2015), claims in the order given on ties."""
    differences = [
        len(part) * abs(probabilities[part].mean() - outcomes[part].mean())
        for part in _binned(probabilities, bins)
    ]
    return float(sum(differences) / len(probabilities))


def abstention(confidence: Values, right: Values) -> tuple[Values, Values]:
    """The share of claims answered and the accuracy on them, the surest answered first.

    Args:
        confidence: (n,): how sure each answer is.
        right: (n,): 1 where it is right.

    Returns:
        Two arrays (n,): shares answered, ascending, and the accuracy at each.
    """
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    return answered / len(order), np.cumsum(right[order]) / answered


def _binned(probabilities: Values, bins: int) -> list[NDArray[np.intp]]:
    order = np.argsort(probabilities, kind="stable")
    return [part for part in np.array_split(order, bins) if len(part)]


def _by_chance(probabilities: Values, bins: int) -> float:
    generator = np.random.default_rng(0)
    drawn = (generator.random((_REPEATED, len(probabilities))) < probabilities).astype(float)
    return float(np.mean([expected_error(probabilities, each, bins) for each in drawn]))


def area(probabilities: Values, outcomes: Values) -> float:
    """Area under the curve: share of pairs, one that happened and one not, in the right order.

    Ties count half; 1 where there is no such pair.
    """
    yes, no = probabilities[outcomes == 1], probabilities[outcomes == 0]
    if not len(yes) or not len(no):
        return 1.0
    differences = yes[:, None] - no[None, :]
    return float(((differences > 0) + 0.5 * (differences == 0)).mean())
