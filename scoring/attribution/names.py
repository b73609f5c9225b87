"""Names of sources: one display name, one comparison key, from `sources.toml`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scoring.attribution.known import KnownSource, SourceTable, source_table
from scoring.attribution.scripts import sound_alike
from scoring.attribution.spelling import ARTICLES, plain_key, visible
from scoring.attribution.translated import translations

_CONNECTORS = frozenset(
    [
        "of",
        "the",
        "for",
        "and",
        "de",
        "la",
        "du",
        "des",
        "der",
        "von",
        "och",
        "för",
        "y",
        "del",
        "und",
        "et",
    ]
)
_GENERIC_TAILS = frozenset(["news", "online", "nyheter", "com"])
_GENERIC_HEADS = frozenset(["portal", "портал", "serwis", "сайт", "site", "sito"])
_SHORTEST_CORE = 5  # letters of what is left of a name without them
_ACRONYM = re.compile(r"[A-ZÅÄÖÜÉ]{3,6}")


def find_known(name: str) -> KnownSource | None:
    """The known source with this name, alias or domain, or None."""
    return _find(name, source_table())


def owner_of(publisher: str | None, given: str | None) -> str | None:
    """Who owns a publisher: whom its document names, else whom the known source names."""
    if given is not None or publisher is None:
        return given
    known = find_known(publisher)
    return None if known is None else known.owner


def _find(name: str, table: SourceTable) -> KnownSource | None:
    known = table.find(plain_key(name))
    short = name.strip()
    if known is None or len(short) > 3 or short.isupper() or short in known.aliases:
        return known
    return known if short == known.name else None  # "Dr" and "who" are not "DR" and "WHO"


def normalise_source(name: str) -> str:
    """Give a source's canonical display name.

    Args:
        name: A name as it stands in a text or a document's metadata.

    Returns:
        The display name in `sources.toml` where the name, an alias or a domain of it is
        known there ("FAZ" gives "Frankfurter Allgemeine Zeitung"); else the name with
        invisible characters removed and white space collapsed.
    """
    known = find_known(name)
    if known is not None:
        return known.name
    return " ".join(visible(unicodedata.normalize("NFKC", name)).split())


def source_key(name: str) -> str:
    """Give the key under which two spellings of one source agree.

    Unicode NFKC, without invisible characters, look-alike letters, accents, punctuation,
    case, leading articles, legal forms and genitive marks; an alias gives the key of the
    canonical name. A genitive -s without apostrophe goes only where the rest is known.

    Args:
        name: Any string.

    Returns:
        Lower-case words separated by single spaces; "" where the name has no letter or digit.
    """
    return _key(name, source_table())


def same_source(first: str, second: str) -> bool:
    """Tell whether two names safely mean one source.

    True for equal keys, for the same words in another order ("University of Lindmark",
    "Lindmark University"), for an acronym of three or more capitals against the words
    it abbreviates ("APB News", "Aldermoor Public Broadcasting"), for a public body in two
    languages ("Universität Lindmark"), and for a name in one script against how it is
    written in another ("Радіо Підгір'я", "Radio Pidhirja").
    """
    return _same(first, second, source_table())


# A table is replaced, never changed, so what was found with it holds as long as it is in use.
@lru_cache(maxsize=65_536)  # pairs; a check asks for each of its pairs of names many times
def _same(first: str, second: str, table: SourceTable) -> bool:
    key_a, key_b = _key(first, table), _key(second, table)
    if not key_a or not key_b:
        return False
    if key_a == key_b:
        return True
    words_a, words_b = _content_words(key_a), _content_words(key_b)
    if len(words_a) > 1 and sorted(words_a) == sorted(words_b):
        return True
    if _abbreviates(first, key_b) or _abbreviates(second, key_a):
        return True
    if translations(key_a, key_b):
        return True
    core_a, core_b = _core(key_a), _core(key_b)
    return sound_alike(core_a, core_b) or (core_a == core_b and len(core_a) >= _SHORTEST_CORE)


def _core(key: str) -> str:
    """A key without what only says what the source is: "portal zabuze" is "zabuze"."""
    head, _, rest = key.partition(" ")
    return rest if rest and head in _GENERIC_HEADS else key


def _abbreviates(short: str, long_key: str) -> bool:
    words = [word for word in short.split() if word.casefold() not in _GENERIC_TAILS | ARTICLES]
    if len(words) != 1 or not _ACRONYM.fullmatch(words[0]):
        return False
    acronym = words[0].casefold()
    long_words = long_key.split()
    return len(long_words) > 2 and acronym in (
        "".join(word[0] for word in long_words),
        "".join(word[0] for word in long_words if word not in _CONNECTORS),
    )


def _content_words(key: str) -> list[str]:
    words = [word for word in key.split() if word not in _CONNECTORS]
    while len(words) > 1 and words[-1] in _GENERIC_TAILS:
        words.pop()
    return words


@lru_cache(maxsize=65_536)
def _key(name: str, table: SourceTable) -> str:
    known = _find(name, table)
    return plain_key(name if known is None else known.name)
