"""Words written as names, for telling whether two texts can be about one thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from anyascii import anyascii

_WORD = re.compile(r"[^\W\d_][\w-]+")
# After these a capital says nothing: a sentence, a line or a quotation begins.
_OPENS = frozenset('.!?:;\n“”„"«»‘–—-(')
# Letters that one name has in several languages: Verbolozk and Werbolosk, Kalyna and Kalinowy.
_SPELLINGS = str.maketrans("wyjzc", "viisk")
_STEM = 5  # characters that inflected forms of a name share: "Norvik", "Norviks", "Norvikin"


def names_in(text: str, *, initial: bool = False) -> frozenset[str]:
    """Stems of the capitalised words of a text.

    Args:
        text: Any text; one in a script without capitals has none.
        initial: Whether the first word of a sentence counts, which may be a name.

    Returns:
        Folded stems of at most five characters, of words of four characters or more and
        of shorter ones in capitals ("EU").
    """
    found = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if not word[0].isupper() or (len(word) < 4 and not word.isupper()):
            continue
        if initial or not _begins(text, match.start()):
            found.add(unicodedata.normalize("NFKC", word).casefold()[:_STEM])
    return frozenset(found)


def romanised(names: Iterable[str]) -> frozenset[str]:
    """Stems of names as they compare across scripts and spellings: "Калин" is "kalin", as "Kalyn".

    Args:
        names: From `names_in`.
    """
    return frozenset(anyascii(name).casefold().translate(_SPELLINGS)[:_STEM] for name in names)


def has_capitals(text: str) -> bool:
    """Whether a text is in a script that tells names by capitals, as Arabic and Chinese do not."""
    letters = [character for character in text if character.isalpha()]
    cased = sum(character.isupper() or character.islower() for character in letters)
    return 2 * cased > len(letters)


def _begins(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" ")
    return not before or before[-1] in _OPENS
