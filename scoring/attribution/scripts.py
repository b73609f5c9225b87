"""Names across scripts: "Радіо Підгір'я" and "Radio Pidhirja" are one station."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz

_SHORTEST = 5  # letters; shorter names sound alike by chance
# Of 100, between folded names: one letter of ten may differ. Names of two newspapers that share
# a word ("Holos Naciji", "Holos Pravdy") reach 73, spellings of one name 92 and more.
_ALIKE = 90
# What languages write for one Slavic sound, the longest first: "Підгір'я" is Pidhirja in
# Polish, Pidgirya in romanisation; "Гнатишин" is Hnatyszyn, Hnatysjyn, Gnatishin.
_SOUNDS = (
    ("schtsch", "s"),
    ("tsch", "c"),
    ("shch", "s"),
    ("szcz", "s"),
    ("sch", "s"),
    ("sz", "s"),
    ("sh", "s"),
    ("sj", "s"),
    ("cz", "c"),
    ("ch", "c"),
    ("tj", "c"),
    ("zh", "z"),
    ("rz", "z"),
    ("kh", "h"),
    ("ts", "c"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("g", "h"),
    ("k", "c"),
    ("'", ""),
    (" ", ""),  # "підгір я" is one word with an apostrophe
)
_DOUBLED = re.compile(r"(.)\1+")


def sound_alike(one: str, other: str) -> bool:
    """Tell whether two names in different scripts are spellings of one.

    Args:
        one: A key of `source_key`.
        other: Another.

    Returns:
        False for two names in one script: there, spelling tells them apart.
    """
    if one.isascii() == other.isascii() or min(len(one), len(other)) < _SHORTEST:
        return False
    return bool(fuzz.ratio(_sound(one), _sound(other)) >= _ALIKE)


@lru_cache(maxsize=16_384)
def _sound(key: str) -> str:
    text = anyascii(key).lower()
    for written, sound in _SOUNDS:
        text = text.replace(written, sound)
    return _DOUBLED.sub(r"\1", text)
