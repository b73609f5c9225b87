"""The words of a sentence with their offsets, as the fitted models see them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scoring.hedging.folding import fold

# A word with its inner hyphens, slashes and apostrophes ("and/or", "can't"), or one mark.
# U+0092 is the apostrophe of pages that were decoded with the wrong table.
_WORD = re.compile(r"\w+(?:[-/'\x92]\w+)*|[^\w\s]")
_SUFFIX = 3  # letters; they stand for the part of speech, which nothing here tells
BEFORE, AFTER = "<s>", "</s>"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence.

    Attributes:
        folded: The words in lower case, punctuation marks among them.
        starts: Offset of each in the sentence.
        ends: Offset after each.
        capital: Whether each begins with a capital letter.
    """

    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    capital: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.folded)

    def at(self, place: int) -> str:
        """The word at a place, or a mark for the edge of the sentence."""
        if place < 0:
            return BEFORE
        return self.folded[place] if place < len(self.folded) else AFTER


def words_of(text: str) -> Words:
    """Split a sentence into words and marks."""
    found = list(_WORD.finditer(fold(text)))
    return Words(
        folded=tuple(match.group() for match in found),
        starts=tuple(match.start() for match in found),
        ends=tuple(match.end() for match in found),
        capital=tuple(text[match.start()].isupper() for match in found),
    )


def suffix(word: str) -> str:
    """The last letters of a word."""
    return word[-_SUFFIX:]
