"""The feature table: what is read off the evidence, and for which part of the score.

The score is a product of two probabilities, each the logistic function of an intercept and a
weighted sum of features (`scoring/corroboration/score.py`). Every value that speaks for the claim
has a positive weight and never falls when an independent supporting origin is added; every one
that speaks against it has a negative weight and never falls when a refuting one is. A value that
cannot be told is 0 and so changes nothing. What each weighs was fitted by `training/score.py`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from scoring.corroboration.sides import Evidence, Side
from scoring.hedging.distance import Distance, evidence_distance
from scoring.provenance.effective import effective_origins
from scoring.records import Hedge, JudgedStatement

_NEARNESS = {
    Distance.OWN_OBSERVATION: 1.0,
    Distance.NAMED_SOURCE: 2 / 3,
    Distance.ANONYMOUS_SOURCE: 1 / 3,
    Distance.HEARSAY: 0.0,
}


class Part(StrEnum):
    """The two probabilities whose product is the score."""

    SUPPORTED = "supported"  # somebody asserts the claim and nobody contradicts it
    INDEPENDENT = "independent"  # if so, that two origins or more do, each by itself


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of the table; its description is the function's docstring.

    Attributes:
        read: Takes the evidence; returns the value and a sentence about it.
        part: The probability that it belongs to.
        sign: 1 where it speaks for the claim, -1 where against it: the sign of its weight.
    """

    read: Callable[[Evidence], tuple[float, str]]
    part: Part
    sign: int

    @property
    def name(self) -> str:
        """The name it has in answers."""
        return self.read.__name__

    @property
    def description(self) -> str:
        """What it is, for `/v1/features`."""
        return (self.read.__doc__ or "").strip()


def supporting_strength(evidence: Evidence) -> tuple[float, str]:
    """How surely and how firmly the best supporting origin asserts the claim, from 0 to 1.

    The probability that its clearest statement supports the claim, times its certainty, which
    hedges take away. Read from the document nearest to the source, so that a relay that drops
    a hedge does not make the source firmer.
    """
    return _strength_value(evidence.supporting, "supports")


def supporting_origins(evidence: Evidence) -> tuple[float, str]:
    """Effective number of independent origins that support the claim, as log2(1 + n).

    The second origin adds more than the tenth. Copies, translations and relays add none.
    """
    return _origins_value(evidence.supporting, "support")


def supporting_nearness(evidence: Evidence) -> tuple[float, str]:
    """How near the nearest supporting statement is to the event, from 0 to 1.

    1 where a document says so itself, 2/3 where it has it from a source that can be asked or
    looked up, 1/3 from unnamed people, 0 from hearsay of hearsay.
    """
    return _nearness_value(evidence.supporting)


def refuting_strength(evidence: Evidence) -> tuple[float, str]:
    """How surely and how firmly the best refuting origin contradicts the claim, from 0 to 1.

    Read as for support.
    """
    return _strength_value(evidence.refuting, "contradicts")


def refuting_origins(evidence: Evidence) -> tuple[float, str]:
    """Effective number of independent origins that contradict the claim, as log2(1 + n).

    Counted as for support: a hundred copies of one denial are one denial.
    """
    return _origins_value(evidence.refuting, "contradict")


def independent_pair(evidence: Evidence) -> tuple[float, str]:
    """How strong the best two supporting origins are that do not depend on each other.

    Of each pair of origins the weaker one's strength (`supporting_strength`), times the
    probability that the two are independent; the best pair's value, from 0 to 1. 0 for one.
    """
    side = evidence.supporting
    pairs = [
        (min(side.strength[a], side.strength[b]) * (1 - side.dependence[a, b]), a, b)
        for a, b in itertools.combinations(range(len(side.origins)), 2)
    ]
    if not pairs:
        return 0.0, "There are no two supporting origins."
    value, a, b = max(pairs, key=lambda pair: pair[0])
    tie = side.dependence[a, b]
    detail = (
        f"The best two supporting origins are {side.origins[a].name} and {side.origins[b].name}; "
        f"they are independent with probability {1 - tie:.2f}."
    )
    return float(value), detail


FEATURES: tuple[Feature, ...] = (
    Feature(supporting_strength, Part.SUPPORTED, 1),
    Feature(supporting_origins, Part.SUPPORTED, 1),
    Feature(supporting_nearness, Part.SUPPORTED, 1),
    Feature(refuting_strength, Part.SUPPORTED, -1),
    Feature(refuting_origins, Part.SUPPORTED, -1),
    Feature(independent_pair, Part.INDEPENDENT, 1),
)


def _strength_value(side: Side, verb: str) -> tuple[float, str]:
    if not side.origins:
        return 0.0, f"No statement {verb} the claim."
    best = int(side.strength.argmax())
    origin = side.origins[best]
    detail = (
        f"{origin.name} {verb} it with probability {side.probability[best]:.2f} and certainty "
        f"{origin.certainty:.2f}: “{side.clearest[best]}”"
    )
    return float(side.strength[best]), detail


def _origins_value(side: Side, verb: str) -> tuple[float, str]:
    count = len(side.origins)
    effective = effective_origins(side.dependence)
    if count == 0:
        return 0.0, f"No origin {verb}s the claim."
    subject = f"1 origin {verb}s" if count == 1 else f"{count} origins {verb}"
    return math.log2(1 + effective), f"{subject} the claim, worth {effective:.1f} independent ones."


def _nearness_value(side: Side) -> tuple[float, str]:
    read = [
        (_NEARNESS[found.distance], found.distance, origin.name)
        for origin in side.origins
        for item in origin.evidence
        for found in (evidence_distance(item.statement.attributions, _own_hedges(item)),)
    ]
    if not read:
        return 0.0, "No supporting statement whose distance from the event could be read."
    value, distance, name = max(read, key=lambda row: row[0])
    return value, f"Of the supporting statements {name}'s is the nearest: {_DISTANCES[distance]}."


_DISTANCES = {
    Distance.OWN_OBSERVATION: "the document says so itself",
    Distance.NAMED_SOURCE: "it has it from a source that it names",
    Distance.ANONYMOUS_SOURCE: "it has it from unnamed people",
    Distance.HEARSAY: "it has it at second hand",
}


def _own_hedges(item: JudgedStatement) -> list[Hedge]:
    statement = item.statement
    return [h for h in statement.hedges if statement.start <= h.start < statement.end]
