"""Where the words of a query stand in a statement."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
# Characters that inflected forms of a word share, as in `scoring/text/names.py`.
_STEM = 5
_LEAST = 4  # characters; shorter words say little, unless they are figures or in capitals


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in the document's text."""

    start: int
    end: int


def query_stems(query: str) -> frozenset[str]:
    """Stems of the words of a query that tell something: figures, acronyms, longer words."""
    return frozenset(_stem(word) for word in _WORD.findall(query) if _tells(word))


def highlight(text: str, stems: frozenset[str], offset: int) -> tuple[Span, ...]:
    """The words of a statement that the query has too, in any form.

    Args:
        text: The statement.
        stems: Of the query's words.
        offset: Where the statement begins in its document.
    """
    return tuple(
        Span(offset + found.start(), offset + found.end())
        for found in _WORD.finditer(text)
        if _stem(found.group()) in stems
    )


def shared_words(text: str, stems: frozenset[str]) -> float:
    """Share of the query's words that a statement has, in [0, 1]."""
    if not stems:
        return 0.0
    return len(stems & {_stem(word) for word in _WORD.findall(text)}) / len(stems)


def _tells(word: str) -> bool:
    return len(word) >= _LEAST or word.isdigit() or (word.isupper() and len(word) > 1)


def _stem(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()[:_STEM]
