"""Origins: documents grouped by the provider that they go back to."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.provenance.bodies import Bodies
from scoring.provenance.lineage import Traced, trace
from scoring.provenance.priors import NEUTRAL, PublisherPriors
from scoring.provenance.ties import credits_publisher, find_merge, find_tie
from scoring.records import (
    Basis,
    Claim,
    Document,
    JudgedDocument,
    Merge,
    Origin,
    SourceKind,
    Stance,
)

_SURE = 0.9  # strength of a tie that joins by itself: credits, and bodies beyond doubt
_LEAST_TIED = 0.5  # share of the pairs across two groups that weaker ties must hold together


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces of evidence that go back to one provider.

    Attributes:
        source: The piece nearest to the provider.
        basis: What the group rests on.
        parts: All of its pieces, the earliest document's first.
        merges: Why they are one.
    """

    source: Traced
    basis: Basis
    parts: tuple[Traced, ...]
    merges: tuple[Merge, ...]

    @property
    def name(self) -> str:
        """The publisher for its own reporting, else whom the evidence goes back to."""
        return self.source.lineage.name or "unknown"

    @property
    def documents(self) -> tuple[str, ...]:
        """Keys of the documents, distinct, the earliest first."""
        return tuple(dict.fromkeys(item.key for item in self.parts))

    @property
    def publishers(self) -> tuple[str, ...]:
        """Publishers of the documents, distinct, in the same order."""
        publishers = (item.document.publisher for item in self.parts)
        return tuple(dict.fromkeys(name for name in publishers if name))


@dataclass(frozen=True, slots=True)
class Grouping:
    """Pieces of evidence by provider, and how far the providers depend on each other.

    Attributes:
        groups: In the order of their earliest documents.
        dependence: (n, n), symmetric, 1 on the diagonal: the probability that two groups
            are not independent.
        ties: A sentence for each reason for which two groups may not be independent.
    """

    groups: tuple[Group, ...]
    dependence: NDArray[np.float64]
    ties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of one stance and how far they depend on each other.

    Attributes:
        origins: In the order of their earliest documents.
        dependence: (n, n), symmetric, 1 on the diagonal: the probability that two origins
            are not independent.
        ties: A sentence for each reason for which two origins may not be independent.
    """

    origins: tuple[Origin, ...]
    dependence: NDArray[np.float64]
    ties: tuple[str, ...]


def find_origins(
    claim: Claim,
    judged: Sequence[JudgedDocument],
    stance: Stance,
    first: int = 1,
    *,
    priors: PublisherPriors = NEUTRAL,
) -> Origins:
    """Group the documents of one stance into origins.

    Args:
        claim: The claim.
        judged: Documents held against the claim, in any order.
        stance: Which of them to group.
        first: Number of the first origin's id.
        priors: What was learned of publishers; it changes the dependence alone.

    Returns:
        The origins; the order of `judged` does not matter.
    """
    taking = [item for item in judged if item.stance is stance]
    publishers = sorted({name for item in taking if (name := item.document.publisher)})
    parts = [part for item in taking for part in trace(item, claim, publishers)]
    found = group(parts, priors=priors)
    origins = tuple(
        Origin(
            id=f"o{first + place}",
            stance=stance,
            name=each.name,
            basis=each.basis,
            documents=each.documents,
            publishers=each.publishers,
            certainty=each.source.certainty,
            evidence=each.source.evidence,
            merges=each.merges,
        )
        for place, each in enumerate(found.groups)
    )
    return Origins(origins, found.dependence, found.ties)


def group(traced: Sequence[Traced], *, priors: PublisherPriors = NEUTRAL) -> Grouping:
    """Group traced pieces of evidence by the provider that they go back to.

    Args:
        traced: The pieces; those of one document in the order of their weight, otherwise
            in any order.
        priors: What was learned of publishers; it joins nothing, and changes the dependence
            between groups alone.
    """
    parts = sorted(traced, key=lambda part: _by_time(part.document))
    siblings: dict[str, list[Traced]] = {}
    for part in parts:
        siblings.setdefault(part.key, []).append(part)
    bodies = Bodies(part.analysed for part in parts)
    edges = [
        (a, b, merge)
        for a, b in itertools.combinations(range(len(parts)), 2)
        if (merge := find_merge(parts[a], parts[b], siblings, bodies))
    ]
    components = join(len(parts), [(a, b, merge.strength) for a, b, merge in edges])
    groups = tuple(
        _group(
            tuple(parts[i] for i in members),
            tuple(merge for a, b, merge in edges if a in members and b in members),
        )
        for members in components
    )
    return Grouping(groups, *_dependence([each.parts for each in groups], bodies, priors))


def _by_time(document: Document) -> tuple[bool, float, str]:
    published = document.published_at
    return (published is None, published.timestamp() if published else 0.0, document.key)


def join(count: int, edges: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """Put nodes together by their edges, without chaining through weak ones.

    Edges of at least `_SURE` join whatever they touch. Weaker ones come after them, the
    strongest first, and join two groups only where at least half of the pairs across the two
    have an edge: A may be B's copy and B look like C, which makes C no copy of A.

    Args:
        count: Nodes, numbered from 0.
        edges: Two nodes and the strength of their tie, in (0, 1].

    Returns:
        The groups, each ascending, in the order of their first members.
    """
    groups = {node: [node] for node in range(count)}
    tied = {(a, b) for a, b, _ in edges} | {(b, a) for a, b, _ in edges}
    for a, b, strength in sorted(edges, key=lambda edge: (-edge[2], edge[0], edge[1])):
        one, other = groups[a], groups[b]
        if one is other:
            continue
        across = sum(pair in tied for pair in itertools.product(one, other))
        if strength < _SURE and across < _LEAST_TIED * len(one) * len(other):
            continue
        joined = sorted(one + other)
        for node in joined:
            groups[node] = joined
    return sorted({id(members): members for members in groups.values()}.values())


def _group(parts: tuple[Traced, ...], merges: tuple[Merge, ...]) -> Group:
    source = _nearest_to_provider(parts)
    return Group(source, _basis(source, parts), parts, merges)


def _nearest_to_provider(parts: Sequence[Traced]) -> Traced:
    """Follow the credits from the earliest document to the last one that is here.

    Where the credits run in a circle, the earliest document of the circle's walk stays.
    """
    source = parts[0]
    seen = {source.key}
    while (
        following := next((item for item in parts if credits_publisher(source, item)), None)
    ) is not None and following.key not in seen:
        source = following
        seen.add(source.key)
    if source.lineage.is_own and not _is_credited(source, parts):
        credited = (item for item in parts if item.lineage.is_own and _is_credited(item, parts))
        return next(credited, source)
    return source


def _is_credited(source: Traced, parts: Sequence[Traced]) -> bool:
    return any(credits_publisher(item, source) for item in parts)


def _basis(source: Traced, parts: Sequence[Traced]) -> Basis:
    """A provider whom others credit as an office, not as an outlet, has issued a release."""
    kinds = {item.lineage.kind for item in parts if credits_publisher(item, source)}
    issued = source.lineage.is_own and SourceKind.OFFICE in kinds
    return Basis.RELEASE if issued else source.lineage.basis


def _dependence(
    groups: Sequence[Sequence[Traced]], bodies: Bodies, priors: PublisherPriors
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Dependence between groups, and a sentence for each that is not nil."""
    matrix = np.eye(len(groups))
    reasons = []
    for a, b in itertools.combinations(range(len(groups)), 2):
        across = itertools.product(groups[a], groups[b])
        strength, reason = max(find_tie(one, other, bodies, priors) for one, other in across)
        matrix[a, b] = matrix[b, a] = strength
        if reason:
            reasons.append(reason)
    return matrix, tuple(dict.fromkeys(reasons))
