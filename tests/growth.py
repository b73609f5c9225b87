"""How the effort of a function grows with its input: ratios only, never seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

_RUNS = 3  # the best counts: other work on the machine is not what is measured
_TICK = 0.002  # seconds of processor time below which a ratio is noise


def growth(work: Callable[[int], object], size: int, times: int = 10) -> float:
    """How many times the processor time of `work(size)` a run of `times` its size takes.

    About `times` where the effort is linear, its square where it is quadratic. The shorter run
    is repeated until the clock can tell its time, and comes first, so that what is read on
    first use is not counted.

    Args:
        work: Takes the size of its input.
        size: Of the shorter run.
        times: How much larger the longer run is.
    """
    work(size)
    return _seconds(work, size * times) / _seconds(work, size)


def _seconds(work: Callable[[int], object], size: int) -> float:
    return min(_mean(work, size) for _ in range(_RUNS))


def _mean(work: Callable[[int], object], size: int) -> float:
    began, repeats = time.process_time(), 0
    while (taken := time.process_time() - began) < _TICK or not repeats:
        work(size)
        repeats += 1
    return taken / repeats
