"""How good a ranking is, and the plain ways to fuse two."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence

import numpy as np

# Cormack, Clarke and Büttcher 2009: "Reciprocal Rank Fusion outperforms Condorcet and individual
# rank learning methods", whose k is 60.
_RECIPROCAL = 60
# Plain fusion gives this share to the similarity.
_DENSE_SHARE = 0.65


def ndcg(ranking: Sequence[str], relevant: Collection[str], depth: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), all gains 1."""
    gains = [1 / math.log2(place + 2) for place in range(depth)]
    found = sum(gain for gain, key in zip(gains, ranking, strict=False) if key in relevant)
    return found / sum(gains[: len(relevant)])


def average_precision(ranking: Sequence[str], relevant: Collection[str], depth: int = 5) -> float:
    """Average precision down to a depth, over all that is relevant (at most `depth`)."""
    found, total = 0, 0.0
    for place, key in enumerate(ranking[:depth], start=1):
        if key in relevant:
            found += 1
            total += found / place
    return total / min(len(relevant), depth)


def hit(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Whether the first one is relevant."""
    return float(bool(ranking) and ranking[0] in relevant)


METRICS: dict[str, Callable[[Sequence[str], Collection[str]], float]] = {
    "nDCG@10": ndcg,
    "MAP@5": average_precision,
    "hit@1": hit,
}


def ordered(scores: dict[str, float]) -> list[str]:
    """Keys by falling score, equal ones in the order of their keys."""
    return sorted(scores, key=lambda key: (-scores[key], key))


def plain_fusion(dense: dict[str, float], lexical: dict[str, float]) -> list[str]:
    """0.65 dense and 0.35 lexical, each standardised; what one did not find gets its lowest."""
    keys = sorted(dense.keys() | lexical.keys())
    total = np.zeros(len(keys))
    for scores, share in ((dense, _DENSE_SHARE), (lexical, 1 - _DENSE_SHARE)):
        lowest = min(scores.values(), default=0.0)
        values = np.array([scores.get(key, lowest) for key in keys])
        total += share * (values - values.mean()) / (values.std() or 1.0) if keys else 0.0
    return ordered(dict(zip(keys, total.tolist(), strict=True)))


def reciprocal_rank_fusion(dense: dict[str, float], lexical: dict[str, float]) -> list[str]:
    """The sum of 1 / (60 + rank) over both rankings."""
    total: dict[str, float] = {}
    for scores in (dense, lexical):
        for rank, key in enumerate(ordered(scores), start=1):
            total[key] = total.get(key, 0.0) + 1 / (_RECIPROCAL + rank)
    return ordered(total)
