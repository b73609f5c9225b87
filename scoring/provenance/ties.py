"""What ties two pieces of evidence: the reasons for which they are one, or may not be two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from scoring.attribution import owner_of
from scoring.provenance.bodies import Bodies
from scoring.provenance.copies import VERBATIM, find_copy
from scoring.provenance.lineage import Lineage, Traced, is_same
from scoring.provenance.priors import NEUTRAL, PublisherPriors
from scoring.provenance.shingles import fold
from scoring.records import Basis, JudgedStatement, Merge, MergeReason, SourceKind

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
# However often one publisher copies another: the two texts at hand were compared, and are not
# one as far as can be told. So a publisher that is known is never worse off than an unknown one.
_LEARNED_AT_MOST = 0.5
# Three in four pairs of independent reports of one event share less (BASIL).
_SOME_CONTAINMENT = 0.15

_NAME = re.compile(r"\b[A-ZÅÄÖÜÉ][\w-]+")


def find_merge(
    a: Traced, b: Traced, siblings: Mapping[str, Sequence[Traced]], bodies: Bodies
) -> Merge | None:
    """Find the reason for which two pieces of evidence are one origin, the surest kind first.

    Two parts of one document are two only because they credit different outlets. Where that
    document is copied, each part is one with its own counterpart.

    Args:
        a: A piece of evidence.
        b: Another.
        siblings: All pieces by the key of their document.
        bodies: What the documents of all pieces have in common.
    """
    if a.key == b.key:
        return None
    if (merge := _credit(a, b)) is not None or _has_counterpart(a, b, siblings):
        return merge
    copied = find_copy(a.analysed, b.analysed, bodies)
    return copied or _shared_quote(a, b) or _sister_text(a, b, bodies)


def _has_counterpart(a: Traced, b: Traced, siblings: Mapping[str, Sequence[Traced]]) -> bool:
    """Whether another part of one's document credits whom the other credits."""
    return any(
        other is not one and is_same(other.lineage.name, across.lineage.name)
        for one, across in ((a, b), (b, a))
        for other in siblings[one.key]
    )


def _credit(a: Traced, b: Traced) -> Merge | None:
    """One credits the other's publisher, or both have the same provider."""
    keys = (a.key, b.key)
    for crediting, credited in ((a, b), (b, a)):
        if not credits_publisher(crediting, credited):
            continue
        released = crediting.lineage.kind is SourceKind.OFFICE
        reason = MergeReason.SAME_RELEASE if released else MergeReason.ATTRIBUTION
        publisher = credited.document.publisher
        detail = f"One is by {publisher}, which the other credits: “{crediting.lineage.quote}”."
        return Merge(keys, reason, detail, _CREDITED)
    mine, theirs = a.lineage, b.lineage
    if mine.is_own and theirs.is_own and is_same(a.document.publisher, b.document.publisher):
        detail = f"Both are {a.document.publisher}'s own reporting; a newsroom counts once."
        return Merge(keys, MergeReason.SAME_OWNER, detail, _CREDITED)
    if mine.is_own or theirs.is_own or not is_same(mine.name, theirs.name):
        return None
    shown = " and ".join(dict.fromkeys(f"“{quote}”" for quote in (mine.quote, theirs.quote)))
    detail = f"Both credit {mine.name}: {shown}."
    return Merge(keys, MergeReason.ATTRIBUTION, detail, _CREDITED)


def credits_publisher(crediting: Traced, credited: Traced) -> bool:
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
    return {words: quoted for item in evidence for words, quoted in _quotes_in(item.statement.text)}


@lru_cache(maxsize=4_096)  # statements; each is held against those of every other document
def _quotes_in(text: str) -> tuple[tuple[str, str], ...]:
    found = ((_WORD.findall(fold(quoted)), quoted) for quoted in _QUOTATION.findall(text))
    return tuple((" ".join(words), quoted) for words, quoted in found if len(words) >= _QUOTE_WORDS)


def _sister_text(a: Traced, b: Traced, bodies: Bodies) -> Merge | None:
    owner = _owner(a)
    if not is_same(owner, _owner(b)):
        return None
    shared = bodies.containment(a.analysed, b.analysed)
    aligned = bodies.alignment(a.analysed, b.analysed).share
    if shared < _SISTER_CONTAINMENT and aligned < _SISTER_ALIGNED:
        return None
    detail = (
        f"Both belong to {owner} and share {shared:.0%} of the shorter text's word triples and "
        f"{aligned:.0%} of its sentences."
    )
    keys = (a.key, b.key)
    return Merge(keys, MergeReason.SAME_OWNER, detail, round(max(shared, aligned), 2))


def find_tie(
    a: Traced, b: Traced, bodies: Bodies, priors: PublisherPriors = NEUTRAL
) -> tuple[float, str]:
    """Probability that two unmerged pieces of evidence depend on each other, and why.

    Args:
        a: A piece of evidence.
        b: One of another origin.
        bodies: What the documents of all pieces have in common.
        priors: What was learned of publishers; it counts where it says more than the two pieces.
    """
    shown = _shown_tie(a, b, bodies)
    learned = _learned_tie(a.lineage, b.lineage, priors)
    return learned if learned[0] > shown[0] else shown


def _learned_tie(a: Lineage, b: Lineage, priors: PublisherPriors) -> tuple[float, str]:
    """What is known of two providers from other stories, where both are publishers.

    Of the providers, not of whoever prints them: that A copies C says nothing of an agency
    that A relays.
    """
    pair = priors.find(a.name, b.name)
    return (0.0, "") if pair is None else (min(_LEARNED_AT_MOST, pair.probability), pair.detail)


def _shown_tie(a: Traced, b: Traced, bodies: Bodies) -> tuple[float, str]:
    """Probability that two pieces of evidence depend on each other by what they show."""
    if Basis.UNKNOWN in (a.lineage.basis, b.lineage.basis):
        return _UNKNOWN_LINEAGE, f"It cannot be told whether {_names(a, b)} are independent."
    if body := _same_unnamed(a.lineage, b.lineage):
        people = f"{body} (“{a.lineage.unnamed}”, “{b.lineage.unnamed}”)"
        rest = f"{_names(a, b)} both rest on unnamed people of one body"
        return _SAME_BODY, f"{rest}, {people}, who may be the same."
    if a.key == b.key:
        return 0.0, ""
    owner = _owner(a)
    if is_same(owner, _owner(b)):
        return _SAME_OWNER, f"{_names(a, b)} belong to one owner, {owner}."
    shared = bodies.containment(a.analysed, b.analysed)
    if shared < _SOME_CONTAINMENT:
        return 0.0, ""
    return (
        min(1.0, shared / VERBATIM) * _TEXT_IN_COMMON,
        f"{_names(a, b)} have {shared:.0%} of the shorter text's word triples in common.",
    )


def _owner(traced: Traced) -> str | None:
    return owner_of(traced.document.publisher, traced.document.owner)


def _names(a: Traced, b: Traced) -> str:
    return f"{a.lineage.name or a.key} and {b.lineage.name or b.key}"


def _same_unnamed(a: Lineage, b: Lineage) -> str | None:
    """The body that the unnamed sources of two outlets both belong to, as "EU" in both."""
    if a.unnamed is None or b.unnamed is None:
        return None
    shared = set(_NAME.findall(a.unnamed)) & set(_NAME.findall(b.unnamed))
    return min(shared, default=None)
