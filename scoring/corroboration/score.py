"""The score, its interval, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.corroboration.features import INTERCEPT, Evidence, Side, read_features
from scoring.provenance.effective import effective_interval, effective_origins
from scoring.records import Count, FeatureValue, JudgedDocument, Stance, Verdict

# A refutation is credible from this certainty on; a hedged doubt alone does not make a
# well supported claim a disputed one.
CREDIBLE = 0.3

_DRAWS = 200
_INTERVAL = (0.05, 0.95)


def score(features: Sequence[FeatureValue]) -> float:
    """The logistic function of the intercept and the features' contributions, in (0, 1)."""
    log_odds = INTERCEPT + sum(feature.contribution for feature in features)
    return round(1 / (1 + math.exp(-log_odds)), 4)


def score_interval(evidence: Evidence, middle: float) -> tuple[float, float]:
    """Spread of the score over what was read uncertainly.

    In each of 200 draws every origin is kept with the probability of its stance, and
    every doubtful tie between two origins holds with its own; the interval runs from
    the 5th to the 95th percentile and always holds the score. The draws are seeded.

    Args:
        evidence: The evidence of both sides.
        middle: The score.
    """
    generator = np.random.default_rng(0)
    scores: dict[bytes, float] = {}  # few origins give few different draws
    draws = []
    for _ in range(_DRAWS):
        supporting = _draw(evidence.supporting, generator)
        refuting = _draw(evidence.refuting, generator)
        key = b"|".join(part.tobytes() for part in (*supporting, *refuting))
        if key not in scores:
            drawn = Evidence(
                _keep(evidence.supporting, *supporting), _keep(evidence.refuting, *refuting)
            )
            scores[key] = score(read_features(drawn))
        draws.append(scores[key])
    low, high = (float(bound) for bound in np.quantile(draws, _INTERVAL))
    return round(min(low, middle), 4), round(max(high, middle), 4)


def _draw(
    side: Side, generator: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Which origins hold, and which ties between those: 1 where two are one after all."""
    count = len(side.origins)
    kept = np.flatnonzero(generator.random(count) < np.array(side.probability))
    ties = np.triu(generator.random((count, count)) < side.dependence, 1).astype(np.float64)
    return kept, (ties + ties.T + np.eye(count))[np.ix_(kept, kept)]


def _keep(side: Side, kept: NDArray[np.intp], dependence: NDArray[np.float64]) -> Side:
    return Side(
        origins=tuple(side.origins[i] for i in kept),
        dependence=dependence,
        ties=side.ties,
        clearest=tuple(side.clearest[i] for i in kept),
        probability=tuple(side.probability[i] for i in kept),
    )


def verdict(evidence: Evidence) -> Verdict:
    """The verdict: the first case of `Verdict`, in its order, that holds."""
    supporting, refuting = evidence.supporting.origins, evidence.refuting.origins
    if not supporting:
        return Verdict.REFUTED if refuting else Verdict.UNSUPPORTED
    if any(origin.certainty >= CREDIBLE for origin in refuting):
        return Verdict.DISPUTED
    return Verdict.SINGLE_ORIGIN if len(supporting) == 1 else Verdict.CORROBORATED


def count(side: Side, stance: Stance, documents: Sequence[JudgedDocument]) -> Count:
    """Count the evidence of one stance, from its statements down to its effective origins."""
    taking = [item for item in documents if item.stance is stance]
    low, high = effective_interval(side.dependence)
    return Count(
        statements=sum(len(item.evidence) for item in taking),
        documents=len(taking),
        publishers=len({name for origin in side.origins for name in origin.publishers}),
        origins=len(side.origins),
        effective_origins=round(effective_origins(side.dependence), 2),
        effective_origins_interval=(round(low, 2), round(high, 2)),
    )
