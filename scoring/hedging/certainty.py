"""How firmly a statement asserts its content, given its hedges."""

from __future__ import annotations

import math
from collections.abc import Iterable

from scoring.records import Hedge

# A fully hedged statement still puts its content forward: it stays above silence.
CERTAINTY_FLOOR = 0.05


def certainty(hedges: Iterable[Hedge]) -> float:
    """Certainty of a statement: `floor + (1 - floor) * Π(1 - strength)`.

    Each hedge takes away its share of the certainty that the others leave, as
    in a noisy-or (Pearl 1988, Probabilistic Reasoning in Intelligent Systems,
    4.3.2). The product is taken as an exactly rounded sum of logarithms, so
    that the order of the hedges cannot change the result in its last digit and
    one more hedge can never raise it.

    Args:
        hedges: The hedges that bear on the statement, in any order.

    Returns:
        A number in [`CERTAINTY_FLOOR`, 1]; 1.0 without hedges.
    """
    strengths = [hedge.strength for hedge in hedges]
    if not strengths:
        return 1.0
    if max(strengths) >= 1.0:  # log 0 is not a number
        return CERTAINTY_FLOOR
    remaining = math.exp(math.fsum(math.log1p(-strength) for strength in strengths))
    return CERTAINTY_FLOOR + (1.0 - CERTAINTY_FLOOR) * remaining
