"""How names are spelt: what two spellings of one name have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "le",
        "la",
        "les",
        "l",
        "el",
        "los",
        "las",
        "det",
        "il",
        "lo",
    ]
)
_LEGAL_FORMS = frozenset(
    [
        "ab",
        "gmbh",
        "inc",
        "ltd",
        "llc",
        "plc",
        "ag",
        "kg",
        "corp",
        "oy",
        "oyj",
        "asa",
        "aps",
        "bv",
        "nv",
        "sarl",
        "spa",
        "srl",
        "hb",
        "limited",
    ]
)
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})(?:/\S*)?", re.IGNORECASE)
_GENITIVE_MARK = re.compile(r"['’]s\b|(?<=s)['’](?=\s|$)")
_SEPARATORS = re.compile(r"[\W_]+")

# Cyrillic and Greek letters that look like Latin ones; applied only to words that also hold
# Latin letters, so that a name really written in Cyrillic keeps its letters.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһӏАВЕКМНОРСТХІЈЅαορνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsdhlABEKMHOPCTXIJSaopvABEZHIKMNOPTYX"
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_NOT_DECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


@lru_cache(maxsize=65_536)
def plain_key(name: str) -> str:
    """The key of a name as it is spelt, whoever it names; see `scoring.attribution.source_key`."""
    text = visible(unicodedata.normalize("NFKC", name)).strip()
    address = _ADDRESS.fullmatch(text)
    if address is not None:
        text = address.group(1)
    text = " ".join(_latinised(word) for word in text.split())
    text = _GENITIVE_MARK.sub("", text).casefold().translate(_NOT_DECOMPOSED)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    words = _SEPARATORS.sub(" ", text).split()
    while len(words) > 1 and words[0] in ARTICLES:
        words.pop(0)
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def _latinised(word: str) -> str:
    return word.translate(_LOOKALIKES) if _LATIN.search(word) else word


def visible(text: str) -> str:
    """A text without invisible characters."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf")
