"""Lower-casing that never moves an offset."""

from __future__ import annotations

import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u02bc\u2018\u00b4`"), "'")
_SPACES = dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\u00a0\u2007\u2009\u202f\u3000"), " ")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
_ONE_TO_ONE = _APOSTROPHES | _SPACES | _HYPHENS


def fold(text: str) -> str:
    """Lower-case a text character by character.

    Typographic apostrophes, non-breaking hyphens and special spaces become the
    plain ones, so that "n’est" and "n'est" are one form. Unlike `str.lower` and
    `str.casefold` the length stays the same: "İ" (two code points in lower
    case) keeps one, "ß" and ligatures are left alone.

    Args:
        text: Any text.

    Returns:
        A text of the same length; character i folds character i.
    """
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(character.lower()[0] for character in text)
    return folded.translate(_ONE_TO_ONE)


def is_word_character(character: str) -> bool:
    """Whether a character continues a word: a letter, digit, mark or underscore."""
    return (
        character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")
    )
