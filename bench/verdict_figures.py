"""How right verdicts are."""

from __future__ import annotations

from collections.abc import Sequence

from bench.scenarios import f1, share


def accuracy_and_f1(expected: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """Accuracy, and F1 averaged over the verdicts that people gave.

    Args:
        expected: Their verdicts.
        found: A system's, in the same order.
    """
    pairs = list(zip(expected, found, strict=True))
    right = share(sum(a == b for a, b in pairs), len(pairs))
    values = [
        f1(pairs.count((label, label)), list(found).count(label), list(expected).count(label))
        for label in sorted(set(expected))
    ]
    return right, sum(values) / len(values) if values else 1.0
