"""Names of sources: one display name, one comparison key, from `sources.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from scoring.attribution.scripts import sound_alike
from scoring.attribution.translated import translations
from scoring.records import SourceKind

_SOURCES = Path(__file__).with_name("sources.toml")
_ARTICLES = frozenset(
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


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source that `sources.toml` describes.

    Attributes:
        name: Display name.
        kind: What it is; a platform is `SourceKind.POST`.
        aliases: Other names of the same source.
        domains: Its web domains.
        country: ISO 3166-1 alpha-2 code, or None.
        owner: Its owner, or None.
    """

    name: str
    kind: SourceKind
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    owner: str | None = None


@cache
def known_sources() -> dict[str, KnownSource]:
    """All known sources by the plain key of each of their names, aliases and domains."""
    table: dict[str, KnownSource] = {}
    for row in tomllib.loads(_SOURCES.read_text(encoding="utf-8"))["source"]:
        source = KnownSource(
            name=row["name"],
            kind=SourceKind(row["kind"]),
            aliases=tuple(row.get("aliases", ())),
            domains=tuple(row.get("domains", ())),
            country=row.get("country"),
            owner=row.get("owner"),
        )
        for name in (source.name, *source.aliases, *source.domains):
            table[_plain_key(name)] = source
    return table


def find_known(name: str) -> KnownSource | None:
    """The known source with this name, alias or domain, or None."""
    known = _find_by_key(_plain_key(name))
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
    return " ".join(_visible(unicodedata.normalize("NFKC", name)).split())


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
    return _key(name)


@lru_cache(maxsize=65_536)  # pairs; a check asks for each of its pairs of names many times
def same_source(first: str, second: str) -> bool:
    """Tell whether two names safely mean one source.

    True for equal keys, for the same words in another order ("University of Lindmark",
    "Lindmark University"), for an acronym of three or more capitals against the words
    it abbreviates ("APB News", "Aldermoor Public Broadcasting"), for a public body in two
    languages ("Universität Lindmark"), and for a name in one script against how it is
    written in another ("Радіо Підгір'я", "Radio Pidhirja").
    """
    key_a, key_b = _key(first), _key(second)
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
    words = [word for word in short.split() if word.casefold() not in _GENERIC_TAILS | _ARTICLES]
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
def _key(name: str) -> str:
    known = find_known(name)
    return _plain_key(name if known is None else known.name)


def _find_by_key(key: str) -> KnownSource | None:
    table = known_sources()
    if key in table:
        return table[key]
    without_s = key[:-1] if key.endswith("s") and len(key) > 3 else ""
    return table.get(without_s)


@lru_cache(maxsize=65_536)
def _plain_key(name: str) -> str:
    text = _visible(unicodedata.normalize("NFKC", name)).strip()
    address = _ADDRESS.fullmatch(text)
    if address is not None:
        text = address.group(1)
    text = " ".join(_latinised(word) for word in text.split())
    text = _GENITIVE_MARK.sub("", text).casefold().translate(_NOT_DECOMPOSED)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    words = _SEPARATORS.sub(" ", text).split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words.pop(0)
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def _latinised(word: str) -> str:
    return word.translate(_LOOKALIKES) if _LATIN.search(word) else word


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Cf")
