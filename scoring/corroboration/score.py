"""The score: the probability that an editor would call the claim corroborated.

It is the product of two probabilities. *Supported*: the documents assert the claim and none of
them credibly contradicts it. *Independent*: if so, two origins or more do. Each is the logistic
function of fitted weights (`calibration.py`) times features (`features.py`), each of which can
only move it one way, so that the product too is monotone in the evidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.corroboration.calibration import load_calibration
from scoring.corroboration.features import FEATURES, Part
from scoring.corroboration.sides import Evidence, Side
from scoring.provenance.effective import effective_interval, effective_origins
from scoring.records import Count, FeatureValue, JudgedDocument, Stance

_DRAWS = 200
_INTERVAL = (0.05, 0.95)


def read_features(evidence: Evidence) -> tuple[FeatureValue, ...]:
    """Read every feature of the table, in its order."""
    weights = load_calibration().weights
    values = []
    for feature in FEATURES:
        value, detail = feature.read(evidence)
        contribution = round(weights[feature.name] * value, 4)
        values.append(
            FeatureValue(feature.name, feature.part.value, round(value, 4), contribution, detail)
        )
    return tuple(values)


def probabilities(features: Sequence[FeatureValue]) -> dict[Part, float]:
    """The two probabilities whose product is the score, each in (0, 1)."""
    log_odds = dict(load_calibration().intercepts)
    for feature in features:
        log_odds[Part(feature.part)] += feature.contribution
    return {part: 1 / (1 + math.exp(-value)) for part, value in log_odds.items()}


def score(parts: Mapping[Part, float]) -> float:
    """The product of the two probabilities, to four places."""
    return round(math.prod(parts.values()), 4)


def score_interval(drawn: Sequence[Evidence], middle: float) -> tuple[float, float]:
    """Spread of the score over what was read uncertainly.

    Args:
        drawn: What the evidence may be, see `draw`.
        middle: The score.

    Returns:
        (low, high): from the 5th to the 95th percentile of the draws' scores, widened to hold
        the score.
    """
    known: dict[int, float] = {}  # few origins give few different draws
    for each in drawn:
        if id(each) not in known:
            known[id(each)] = score(probabilities(read_features(each)))
    low, high = (
        float(bound) for bound in np.quantile([known[id(each)] for each in drawn], _INTERVAL)
    )
    return round(min(low, middle), 4), round(max(high, middle), 4)


def draw(evidence: Evidence) -> list[Evidence]:
    """Draw what the evidence may be, given how surely it was read.

    In each of 200 seeded draws every origin is kept with the probability of its stance, and
    every doubtful tie between two origins holds with its own. Equal draws are one object.
    """
    generator = np.random.default_rng(0)
    known: dict[bytes, Evidence] = {}
    draws = []
    for _ in range(_DRAWS):
        supporting = _draw(evidence.supporting, generator)
        refuting = _draw(evidence.refuting, generator)
        key = b"|".join(part.tobytes() for part in (*supporting, *refuting))
        if key not in known:
            known[key] = Evidence(
                _keep(evidence.supporting, *supporting),
                _keep(evidence.refuting, *refuting),
                evidence.differing,
            )
        draws.append(known[key])
    return draws


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
