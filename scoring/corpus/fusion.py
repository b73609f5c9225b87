"""Two rankings into one: what a statement means and which words its document has.

The two scores are added as they are, not standardised: a similarity is a cosine, and a BM25
score is a sum over the words in common of how rare each is, so that it is small where only
names and numbers are in common, as in a document in another language. Standardising makes the
best of a poor lot look good: it lost a fifth of the translations that the vectors alone had
found (docs/decisions/016).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Cosine that one unit of BM25 is worth: best or within 0.003 of the best of 0.001 to 0.006 on
# tweets and verified claims and on translated news (docs/decisions/016).
WORDS_WEIGHT = 0.0025

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class StatementHit:
    """A statement that the search by meaning returned.

    Attributes:
        key: Of its document.
        index: Its place among the document's statements.
        similarity: Cosine to the claim.
        text: The statement.
        revision: Of the document it was read from.
    """

    key: str
    index: int
    similarity: float
    text: str
    revision: str = ""


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A document that the search by words returned; `score` is BM25, of title or text."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document that either search proposed.

    Attributes:
        key: Of the document.
        score: On the scale of a cosine; higher is better.
        words: Its BM25.
        place: Equal for documents that were proposed for the same sentence.
    """

    key: str
    score: float
    words: float
    place: str


def fuse(
    dense: Sequence[StatementHit],
    lexical: Sequence[DocumentHit],
    *,
    complete: bool,
) -> list[Ranked]:
    """Rank the documents of two searches by similarity + 0.0025 BM25.

    Args:
        dense: Statements; a document is as similar as its most similar one.
        lexical: Documents, each once.
        complete: Whether `lexical` holds every document with a word of the claim.

    Returns:
        Every document of either, best first; equal scores in the order of their keys. A
        document that one search did not return gets that search's lowest score, which is the
        most it can have; from a search for words that returned all it had, 0.
    """
    nearest: dict[str, StatementHit] = {}
    for hit in dense:
        if hit.key not in nearest or hit.similarity > nearest[hit.key].similarity:
            nearest[hit.key] = hit
    words = {hit.key: hit.score for hit in lexical}
    least_similar = min((hit.similarity for hit in dense), default=0.0)
    fewest_words = 0.0 if complete else min(words.values(), default=0.0)
    ranked = []
    for key in nearest.keys() | words.keys():
        near = nearest.get(key)
        similarity = near.similarity if near else least_similar
        bm25 = words.get(key, fewest_words)
        place = same_words(near.text) if near else f"\n{key}"
        ranked.append(Ranked(key, similarity + WORDS_WEIGHT * bm25, bm25, place))
    return sorted(ranked, key=lambda item: (-item.score, item.key))


def same_words(text: str) -> str:
    """The words of a sentence in lower case: equal for sentences that differ in marks alone."""
    return " ".join(_WORD.findall(text.casefold()))


def within_budget(ranked: Iterable[Ranked], places: int, most: int) -> list[str]:
    """The documents to read: so many places, each with all the documents that share it.

    Copies must all be read, because they are what origins are counted from, and must not
    crowd out the documents that say something else.

    Args:
        ranked: Best first.
        places: Distinct sentences.
        most: Documents at most, whatever they share.

    Returns:
        Their keys, best first.
    """
    taken: set[str] = set()
    chosen: list[str] = []
    for item in ranked:
        if item.place not in taken:
            if len(taken) == places:
                continue
            taken.add(item.place)
        chosen.append(item.key)
    return chosen[:most]
