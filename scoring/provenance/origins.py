"""Origins: documents grouped by the provider that they go back to."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.provenance.copies import align, find_copy
from scoring.provenance.lineage import Lineage, Traced, is_same, trace
from scoring.provenance.shingles import containment, fold
from scoring.records import (
    Basis,
    Claim,
    Document,
    JudgedDocument,
    JudgedStatement,
    Merge,
    MergeReason,
    Origin,
    SourceKind,
    Stance,
)

# Sister titles share copy desks; this much common text, in word triples or in aligned
# sentences, is then a shared text even where it would not be between strangers.
_SISTER_CONTAINMENT = 0.2
_SISTER_ALIGNED = 0.5
_QUOTE_WORDS = 8  # a shorter quotation can be said twice

# Strengths of merges that rest on words rather than on a measure.
_CREDITED = 0.9
_QUOTED_ALIKE = 0.8
_QUOTATION = re.compile(r"[“”„\"«»]([^“”„\"«»]{20,})[“”„\"«»]")
_WORD = re.compile(r"\w+")

# Dependence between two origins that are not merged.
_UNKNOWN_LINEAGE = 0.5
_SAME_OWNER = 0.5
_SAME_BODY = 0.5
_TEXT_IN_COMMON = 0.5  # at the containment from which two texts would be merged
_MERGED_CONTAINMENT = 0.45
# Three in four pairs of independent reports of one event share less (BASIL).
_SOME_CONTAINMENT = 0.15

_NAME = re.compile(r"\b[A-ZÅÄÖÜÉ][\w-]+")


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
    claim: Claim, judged: Sequence[JudgedDocument], stance: Stance, first: int = 1
) -> Origins:
    """Group the documents of one stance into origins.

    Args:
        claim: The claim.
        judged: Documents held against the claim, in any order.
        stance: Which of them to group.
        first: Number of the first origin's id.

    Returns:
        The origins; the order of `judged` does not matter.
    """
    taking = [item for item in judged if item.stance is stance]
    publishers = sorted({name for item in taking if (name := item.document.publisher)})
    found = group([part for item in taking for part in trace(item, claim, publishers)])
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


def group(traced: Sequence[Traced]) -> Grouping:
    """Group traced pieces of evidence by the provider that they go back to.

    Args:
        traced: The pieces; those of one document in the order of their weight, otherwise
            in any order.
    """
    parts = sorted(traced, key=lambda part: _by_time(part.document))
    edges = [
        (a, b, merge)
        for a, b in itertools.combinations(range(len(parts)), 2)
        if (merge := find_merge(parts[a], parts[b], parts))
    ]
    components = _components(len(parts), [(a, b) for a, b, _ in edges])
    groups = tuple(
        _group(
            tuple(parts[i] for i in members),
            tuple(merge for a, b, merge in edges if a in members and b in members),
        )
        for members in components
    )
    return Grouping(groups, *_dependence([each.parts for each in groups]))


def find_merge(a: Traced, b: Traced, parts: Sequence[Traced]) -> Merge | None:
    """Find the reason for which two pieces of evidence are one origin, the surest kind first.

    Two parts of one document are two only because they credit different outlets. Where that
    document is copied, each part is one with its own counterpart among `parts`.
    """
    if a.key == b.key:
        return None
    if (merge := _credit(a, b)) is not None or _has_counterpart(a, b, parts):
        return merge
    return find_copy(a.analysed, b.analysed) or _shared_quote(a, b) or _sister_text(a, b)


def _has_counterpart(a: Traced, b: Traced, parts: Sequence[Traced]) -> bool:
    """Whether another part of one's document credits whom the other credits."""
    return any(
        other is not one
        and other.key == one.key
        and is_same(other.lineage.name, across.lineage.name)
        for one, across in ((a, b), (b, a))
        for other in parts
    )


def _by_time(document: Document) -> tuple[bool, float, str]:
    published = document.published_at
    return (published is None, published.timestamp() if published else 0.0, document.key)


def _credit(a: Traced, b: Traced) -> Merge | None:
    """One credits the other's publisher, or both credit the same provider."""
    keys = (a.key, b.key)
    for crediting, credited in ((a, b), (b, a)):
        if not _credits(crediting, credited):
            continue
        released = crediting.lineage.kind is SourceKind.OFFICE
        reason = MergeReason.SAME_RELEASE if released else MergeReason.ATTRIBUTION
        publisher = credited.document.publisher
        detail = f"One is by {publisher}, which the other credits: “{crediting.lineage.quote}”."
        return Merge(keys, reason, detail, _CREDITED)
    mine, theirs = a.lineage, b.lineage
    if mine.is_own or theirs.is_own or not is_same(mine.name, theirs.name):
        return None
    shown = " and ".join(dict.fromkeys(f"“{quote}”" for quote in (mine.quote, theirs.quote)))
    detail = f"Both credit {mine.name}: {shown}."
    return Merge(keys, MergeReason.ATTRIBUTION, detail, _CREDITED)


def _credits(crediting: Traced, credited: Traced) -> bool:
    """Whether a document credits the publisher of another."""
    lineage = crediting.lineage
    return not lineage.is_own and is_same(lineage.name, credited.document.publisher)


def _shared_quote(a: Traced, b: Traced) -> Merge | None:
    quotes = _quotes(a.evidence)
    shared = quotes.keys() & _quotes(b.evidence).keys()
    if not shared:
        return None
    quote = quotes[max(shared, key=lambda text: (len(text), text))]
    detail = f"The evidence of both is the same quotation: “{quote}”."
    return Merge((a.key, b.key), MergeReason.SHARED_QUOTE, detail, _QUOTED_ALIKE)


def _quotes(evidence: Sequence[JudgedStatement]) -> dict[str, str]:
    """Quotations in the evidence, by their words."""
    found: dict[str, str] = {}
    for item in evidence:
        for quoted in _QUOTATION.findall(item.statement.text):
            words = _WORD.findall(fold(quoted))
            if len(words) >= _QUOTE_WORDS:
                found[" ".join(words)] = quoted
    return found


def _sister_text(a: Traced, b: Traced) -> Merge | None:
    owner = a.document.owner
    if not is_same(owner, b.document.owner):
        return None
    shared = containment(a.analysed.shingles, b.analysed.shingles)
    shorter, longer = sorted((a.analysed.vectors, b.analysed.vectors), key=len)
    aligned = align(shorter, longer).share if len(shorter) else 0.0
    if shared < _SISTER_CONTAINMENT and aligned < _SISTER_ALIGNED:
        return None
    detail = (
        f"Both belong to {owner} and share {shared:.0%} of the shorter text's word triples and "
        f"{aligned:.0%} of its sentences."
    )
    keys = (a.key, b.key)
    return Merge(keys, MergeReason.SAME_OWNER, detail, round(max(shared, aligned), 2))


def _components(count: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Connected components, each ascending, in the order of their first members.

    Every edge was decided on evidence of its own; none is a mere likeness, so that
    joining through a middle document is joining through a proven dependence.
    """
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for a, b in edges:
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    groups: dict[int, list[int]] = {}
    for node in range(count):
        groups.setdefault(root(node), []).append(node)
    return list(groups.values())


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
        following := next((item for item in parts if _credits(source, item)), None)
    ) is not None and following.key not in seen:
        source = following
        seen.add(source.key)
    if source.lineage.is_own and not _is_credited(source, parts):
        credited = (item for item in parts if item.lineage.is_own and _is_credited(item, parts))
        return next(credited, source)
    return source


def _is_credited(source: Traced, parts: Sequence[Traced]) -> bool:
    return any(_credits(item, source) for item in parts)


def _basis(source: Traced, parts: Sequence[Traced]) -> Basis:
    """A provider whom others credit as an office, not as an outlet, has issued a release."""
    kinds = {item.lineage.kind for item in parts if _credits(item, source)}
    issued = source.lineage.is_own and SourceKind.OFFICE in kinds
    return Basis.RELEASE if issued else source.lineage.basis


def _dependence(groups: Sequence[Sequence[Traced]]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Dependence between groups, and a sentence for each that is not nil."""
    matrix = np.eye(len(groups))
    reasons = []
    for a, b in itertools.combinations(range(len(groups)), 2):
        ties = (_tie(one, other) for one, other in itertools.product(groups[a], groups[b]))
        strength, reason = max(ties)
        matrix[a, b] = matrix[b, a] = strength
        if reason:
            reasons.append(reason)
    return matrix, tuple(dict.fromkeys(reasons))


def _tie(a: Traced, b: Traced) -> tuple[float, str]:
    """Probability that two unmerged pieces of evidence depend on each other, and why."""
    names = f"{a.lineage.name or a.key} and {b.lineage.name or b.key}"
    if Basis.UNKNOWN in {a.lineage.basis, b.lineage.basis}:
        return _UNKNOWN_LINEAGE, f"It cannot be told whether {names} are independent."
    if body := _same_unnamed(a.lineage, b.lineage):
        people = f"{body} (“{a.lineage.unnamed}”, “{b.lineage.unnamed}”)"
        reason = f"{names} both rest on unnamed people of one body, {people}, who may be the same."
        return _SAME_BODY, reason
    owner = a.document.owner
    if a.key != b.key and is_same(owner, b.document.owner):
        return _SAME_OWNER, f"{names} belong to one owner, {owner}."
    if a.key == b.key:
        return 0.0, ""
    shared = containment(a.analysed.shingles, b.analysed.shingles)
    if shared < _SOME_CONTAINMENT:
        return 0.0, ""
    return (
        min(1.0, shared / _MERGED_CONTAINMENT) * _TEXT_IN_COMMON,
        f"{names} have {shared:.0%} of the shorter text's word triples in common.",
    )


def _same_unnamed(a: Lineage, b: Lineage) -> str | None:
    """The body that the unnamed sources of two outlets both belong to, as "EU" in both."""
    if a.unnamed is None or b.unnamed is None:
        return None
    shared = set(_NAME.findall(a.unnamed)) & set(_NAME.findall(b.unnamed))
    return min(shared, default=None)
