"""Copies found in body text: word for word, trimmed, spun with synonyms, or translated."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.provenance.shingles import containment
from scoring.records import AnalysedDocument, Merge, MergeReason

# Three-gram containment from which a text is a copy. Independent reports of one event
# stay below 0.42 (largest of 75 pairs of BASIL, most of it shared quotations).
_VERBATIM = 0.45
# Share of the shorter text's sentences that have their mutual nearest neighbour in the other
# text, in the same order, from which it is a spun copy; BASIL's largest is 0.62.
_ALIGNED = 0.70
_ALIGNED_MEAN_COSINE = 0.90
# Across languages cosines lie lower, so the order and the mutual margin decide.
_TRANSLATED = 0.70
_TRANSLATED_MEAN_COSINE = 0.84
_SHORTEST = 4  # sentences; shorter texts align by chance
_NEIGHBOURS = 4

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the sentences of the shorter document lie in the longer one.

    Attributes:
        share: Share of the shorter document's sentences that have a partner, in [0, 1]:
            each is the other's best by margin, and partners come in the same order.
        mean_cosine: Mean cosine of all its sentences to their nearest in the longer one.
        best: Indices (shorter, longer) of the pair of nearest partners, None without any.
    """

    share: float
    mean_cosine: float
    best: tuple[int, int] | None


def find_copy(a: AnalysedDocument, b: AnalysedDocument) -> Merge | None:
    """Decide whether one of two documents is a copy of the other.

    Args:
        a: A document.
        b: Another.

    Returns:
        The merge with the evidence, None when they are not copies as far as can be told.
    """
    shorter, longer = sorted((a, b), key=lambda item: (len(item.statements), item.document.key))
    keys = (shorter.document.key, longer.document.key)
    shared = containment(a.shingles, b.shingles)
    if shared >= _VERBATIM:
        quote = _longest_shared_sentence(shorter, longer)
        detail = f"{shared:.0%} of the shorter text's word triples stand in the other{quote}."
        return Merge(keys, MergeReason.NEAR_COPY, detail, round(min(1.0, shared), 2))
    if len(shorter.statements) < _SHORTEST:
        return None
    alignment = align(shorter.vectors, longer.vectors)
    same_language = a.document.language == b.document.language
    floor, cosine = (
        (_ALIGNED, _ALIGNED_MEAN_COSINE)
        if same_language
        else (_TRANSLATED, _TRANSLATED_MEAN_COSINE)
    )
    if alignment.share < floor or alignment.mean_cosine < cosine or alignment.best is None:
        return None
    if _numbers_disagree(shorter.document.text, longer.document.text):
        return None
    reason = MergeReason.NEAR_COPY if same_language else MergeReason.TRANSLATION
    here, there = alignment.best
    detail = (
        f"{alignment.share:.0%} of the shorter text's sentences have a counterpart in the same "
        f"order in the other, such as “{shorter.statements[here].text}” and "
        f"“{longer.statements[there].text}”."
    )
    return Merge(keys, reason, detail, round(alignment.share, 2))


def align(shorter: NDArray[np.float32], longer: NDArray[np.float32]) -> Alignment:
    """Align two documents' sentences in order.

    The margin of a pair is its cosine against the mean of both sides' nearest
    neighbours, which makes cosines comparable across languages (Artetxe and Schwenk,
    2019, "Margin-based Parallel Corpus Mining"); the order is the longest increasing
    subsequence of partners.

    Args:
        shorter: float32 (m, dimension), unit rows.
        longer: float32 (n, dimension), unit rows.
    """
    cosine = shorter @ longer.T
    margin = 2 * cosine - _near(cosine, 1)[:, None] - _near(cosine, 0)[None, :]
    partner = margin.argmax(axis=1)
    mutual = margin.argmax(axis=0)[partner] == np.arange(len(shorter))
    places = [(int(i), int(partner[i])) for i in np.flatnonzero(mutual)]
    best = max(places, key=lambda place: float(cosine[place]), default=None)
    return Alignment(
        share=_longest_increasing([there for _, there in places]) / len(shorter),
        mean_cosine=float(cosine.max(axis=1).mean()),
        best=best,
    )


def _near(cosine: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    count = min(_NEIGHBOURS, cosine.shape[axis])
    nearest = np.sort(cosine, axis=axis)
    chosen = nearest[:, -count:] if axis == 1 else nearest[-count:, :]
    means: NDArray[np.float32] = chosen.mean(axis=axis)
    return means


def _longest_increasing(values: list[int]) -> int:
    tails: list[int] = []
    for value in values:
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
    return len(tails)


def _numbers_disagree(a: str, b: str) -> bool:
    """Whether two texts with several numbers each share hardly any: then neither is a copy."""
    first, second = set(_NUMBER.findall(a)), set(_NUMBER.findall(b))
    fewer = min(len(first), len(second))
    return fewer >= 4 and len(first & second) / fewer < 0.25


def _longest_shared_sentence(a: AnalysedDocument, b: AnalysedDocument) -> str:
    shared = {statement.text for statement in a.statements} & {
        statement.text for statement in b.statements
    }
    return f", among them “{max(shared, key=lambda text: (len(text), text))}”" if shared else ""
