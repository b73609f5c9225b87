"""The evidence for and against a claim, as features, verdict and explanation read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.provenance.origins import Origins
from scoring.records import JudgedDocument, JudgedStatement, Origin, Stance


@dataclass(frozen=True, slots=True)
class Side:
    """The evidence of one stance.

    Attributes:
        origins: Its origins.
        dependence: (n, n): the probability that two of them are not independent.
        ties: A sentence for each reason why two of them may not be.
        clearest: For each origin, the statement of its source that takes the stance with
            the highest probability.
        probability: That probability, for each origin.
    """

    origins: tuple[Origin, ...]
    dependence: NDArray[np.float64]
    ties: tuple[str, ...]
    clearest: tuple[str, ...]
    probability: tuple[float, ...]

    @property
    def strength(self) -> NDArray[np.float64]:
        """How surely and how firmly each origin takes the stance: float64 (n,), in [0, 1]."""
        certainty = [origin.certainty for origin in self.origins]
        return np.multiply(self.probability, certainty, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Difference:
    """A document on the subject that takes no side, and what it tells otherwise.

    Attributes:
        document: Its key.
        name: Its publisher, or its id where that is not known.
        detail: A sentence with the words of both sides.
    """

    document: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for the claim, the evidence against it, and what is told otherwise.

    Attributes:
        supporting: The evidence for it.
        refuting: The evidence against it.
        differing: Documents that come close and take no side, the nearest first.
        undecided: The highest probability of either side in a document that takes none.
    """

    supporting: Side
    refuting: Side
    differing: tuple[Difference, ...] = ()
    undecided: float = 0.0


def side_of(found: Origins) -> Side:
    """Put together the evidence of one stance from its origins."""
    clearest = [
        max((_probability(item), item.statement.text) for item in origin.evidence)
        for origin in found.origins
    ]
    return Side(
        origins=found.origins,
        dependence=found.dependence,
        ties=found.ties,
        clearest=tuple(text for _, text in clearest),
        probability=tuple(probability for probability, _ in clearest),
    )


def find_undecided(documents: Sequence[JudgedDocument]) -> float:
    """The highest probability of either side in a document that takes none, 0 without any."""
    probabilities = (
        _probability(judged)
        for item in documents
        if not item.evidence
        for judged in item.statements
    )
    return max(probabilities, default=0.0)


def find_differences(documents: Sequence[JudgedDocument]) -> tuple[Difference, ...]:
    """Find the documents that come close, take no side, and why a guard says so."""
    found = []
    for item in documents:
        if item.stance is not Stance.NEUTRAL:
            continue
        noted = [
            (judged.similarity, note.detail)
            for judged in item.statements
            for note in judged.notes[:1]
        ]
        if noted:
            similarity, detail = max(noted)
            name = item.document.publisher or item.document.id
            found.append((similarity, Difference(item.document.key, name, detail)))
    found.sort(key=lambda pair: (-pair[0], pair[1].document))
    return tuple(difference for _, difference in found)


def _probability(item: JudgedStatement) -> float:
    return max(item.stance.supports, item.stance.refutes)
