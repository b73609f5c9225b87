"""Effective number of origins: how many independent ones so many dependent ones are worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_DRAWS = 400
_INTERVAL = (0.05, 0.95)


def effective_origins(dependence: NDArray[np.float64]) -> float:
    """Kish's effective sample size of equally weighted, correlated origins.

    n_eff = n² / Σij ρij (Kish, 1965, "Survey Sampling", with ρij the probability that
    origins i and j are not independent). n independent origins count n, n copies of one
    count 1.

    Args:
        dependence: (n, n), symmetric, 1 on the diagonal, values in [0, 1].

    Returns:
        In [0, n]; 0 for no origin.
    """
    count = len(dependence)
    if count == 0:
        return 0.0
    return float(count**2 / dependence.sum())


def effective_interval(dependence: NDArray[np.float64]) -> tuple[float, float]:
    """What the effective number may be, given that each tie either holds or does not.

    In each of 400 seeded draws a tie holds with its probability; the interval runs from the 5th
    to the 95th percentile of the draws' effective numbers and always holds the middle one.

    Args:
        dependence: As for `effective_origins`.

    Returns:
        (low, high), both in [0, n]; equal where nothing is doubtful.
    """
    middle, count = effective_origins(dependence), len(dependence)
    if count == 0:
        return 0.0, 0.0
    chances = np.random.default_rng(0).random((_DRAWS, count, count))
    held = np.triu(chances < dependence, 1).sum(axis=(1, 2))
    low, high = np.quantile(count**2 / (count + 2 * held), _INTERVAL)
    return float(min(low, middle)), float(max(high, middle))
