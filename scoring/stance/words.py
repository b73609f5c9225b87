"""Words, numbers and names of a sentence, for comparing a claim with a statement."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.stance.lexicon import Lexicon, load_lexicon

MOST_CHARACTERS = 2_000  # of a sentence that are looked at; the encoder reads about as far
_TOKEN = re.compile(
    r"\d+(?:[.,:\u00a0 ]\d{3})*(?:[.,:]\d+)?"  # 14,000 · 3.5 · 14.20
    r"|[\u3040-\u30ff\u3400-\u9fff]"  # scripts without spaces: one character is one word
    r"|[^\W\d_]+(?:[-'’][^\W\d_]+)*|\w+"
)
_LEAST_STEM = 4  # characters two inflections of a word must share
_STEM_SHARE = 0.55  # of the longer word: "explosion" and "exploded" match, "internal(ly)" and
#                     "international" do not


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence: its value and the content words next to it."""

    value: float
    unit: str  # the word after it ("homes", "percent"), "" at the end
    is_year: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence taken apart.

    Attributes:
        folded: The sentence in lower case, compatibility forms resolved.
        tokens: All words, folded.
        content: Folded words that carry content, numbers left out.
        numbers: Numbers, in digits or words.
        names: Folded words that are written as names, without accents.
        language: ISO 639-1 code it was read in.
        lexicon: Cues of its language, or None.
    """

    folded: str
    tokens: tuple[str, ...]
    content: tuple[str, ...]
    numbers: tuple[Number, ...]
    names: tuple[str, ...]
    language: str
    lexicon: Lexicon | None


@lru_cache(maxsize=4096)
def read_words(text: str, language: str) -> Words:
    """Take a sentence apart; only its first 2,000 characters count."""
    text = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).replace("’", "'")
    lexicon = load_lexicon(language)
    raw = _TOKEN.findall(text)
    tokens = tuple(token.casefold() for token in raw)
    function_words: frozenset[str] = lexicon.function_words if lexicon else frozenset()
    number_words = {**lexicon.numbers, **lexicon.multipliers} if lexicon else {}
    content = tuple(
        _without_genitive(token)
        for token in tokens
        if token not in function_words
        and token not in number_words
        and not token[0].isdigit()
        and not (lexicon and lexicon.negation.fullmatch(token))
    )
    return Words(
        text.casefold(),
        tokens,
        content,
        _numbers(tokens, lexicon),
        _names(raw, function_words),
        language,
        lexicon,
    )


def same_word(one: str, other: str) -> bool:
    """Whether two folded words are likely inflections of one another."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    least = max(_LEAST_STEM, math.ceil(_STEM_SHARE * max(len(one), len(other))))
    return shorter >= least and one[:least] == other[:least]


def matched(words: Sequence[str], others: Iterable[str]) -> list[bool]:
    """For each word, whether any of the others is the same word."""
    by_start: dict[str, list[str]] = defaultdict(list)
    for other in set(others):
        by_start[other[:_LEAST_STEM]].append(other)
    return [
        any(same_word(word, other) for other in by_start.get(word[:_LEAST_STEM], ()))
        for word in words
    ]


def _without_genitive(token: str) -> str:
    return token[:-2] if token.endswith("'s") and len(token) > 3 else token


def _numbers(tokens: Sequence[str], lexicon: Lexicon | None) -> tuple[Number, ...]:
    found: list[Number] = []
    words = lexicon.numbers if lexicon else {}
    multipliers = lexicon.multipliers if lexicon else {}
    place = 0
    while place < len(tokens):
        token = tokens[place]
        value = words.get(token)
        if value is None and token[0].isdigit():
            value = _digits(token)
        place += 1
        if value is None:
            continue
        if place < len(tokens) and tokens[place] in multipliers:
            value *= multipliers[tokens[place]]
            place += 1
        unit = _unit(tokens, place, lexicon)
        is_year = token.isdigit() and len(token) == 4 and 1500 <= value <= 2200
        found.append(Number(value, unit, is_year))
    return tuple(found)


def _unit(tokens: Sequence[str], place: int, lexicon: Lexicon | None) -> str:
    for token in tokens[place : place + 2]:
        if not (lexicon and token in lexicon.function_words):
            return token
    return ""


def _digits(token: str) -> float | None:
    """14,000 and 14 000 are 14000; 3.5 and 3,5 are 3.5; 14:20 and 14.20 are 14.2."""
    grouped = re.fullmatch(r"\d{1,3}(?:[.,\u00a0 ]\d{3})+", token)
    plain = re.sub(r"\D", "", token) if grouped else re.sub(r"[,:]", ".", token)
    match = re.match(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKD", plain))
    if match is None:
        return None
    value = float(match.group()[:30])
    return value if math.isfinite(value) else None


def _names(raw: Sequence[str], function_words: frozenset[str]) -> tuple[str, ...]:
    """Capitalised words; the first word only when the second is capitalised too."""
    found = []
    for place, token in enumerate(raw):
        first_alone = place == 0 and not (len(raw) > 1 and raw[1][0].isupper())
        if not token[0].isupper() or first_alone or token.casefold() in function_words:
            continue
        found.append(without_accents(_without_genitive(token.casefold())))
    return tuple(dict.fromkeys(found))


def without_accents(text: str) -> str:
    """The text without combining marks: "Málaga" and "Malaga" compare equal."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
