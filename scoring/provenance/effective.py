"""Effective number of origins: how many independent ones so many dependent ones are worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
