"""Numbers in other spellings: "90 percent" and "nittio procent", "1.2 million" and "1,200,000".

A network that met changed numbers only where they were written alike holds a number that is
spelled otherwise to be another one. Here numbers of pairs, supporting and refuting, are spelled
otherwise in one of the two sentences; the stance stays.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from babel.numbers import format_compact_decimal, format_decimal
from num2words import num2words  # type: ignore[import-untyped]  # ships no types

from training.stance_data import SEED, Pair, sample

# Pairs with a number spelled otherwise, of each source at most.
_FROM = {
    "fever": 1_500,
    "mnli_matched": 700,
    "mnli_sample": 700,
    "swenli": 700,
    "snli": 500,
    "headline": 700,
    "emergent": 200,
    "fnc1": 600,
    "danish_fv": 300,
    "made_core": 700,
    "made_number": 800,
    "made_number_changed": 1_000,
    "made_rounded": 500,
    "made_attributed": 700,
    "made_translated": 200,
    "across_kept": 1_500,
    "across_number": 1_200,
    "context_kept": 700,
}
PERCENT = {
    "en": ("{n} percent", "{n} per cent", "{n}%"),
    "sv": ("{n} procent", "{n} %"),
    "de": ("{n} Prozent", "{n} %"),
    "fr": ("{n} %", "{n} pour cent"),
    "es": ("{n} %", "{n} por ciento"),
    "it": ("{n}%", "{n} per cento"),
    "nl": ("{n} procent", "{n}%"),
    "da": ("{n} procent", "{n} pct."),
    "nb": ("{n} prosent", "{n} %"),
    "pt": ("{n}%", "{n} por cento"),
}
# Shares with a name of their own.
SHARES = {
    50: {
        "en": "half", "sv": "hälften", "de": "die Hälfte", "fr": "la moitié", "nl": "de helft",
        "da": "halvdelen", "nb": "halvparten", "pt": "metade",
    },
    33: {
        "en": "a third", "sv": "en tredjedel", "de": "ein Drittel", "fr": "un tiers",
        "nl": "een derde", "da": "en tredjedel", "nb": "en tredel", "pt": "um terço",
    },
    25: {
        "en": "a quarter", "sv": "en fjärdedel", "de": "ein Viertel", "fr": "un quart",
        "nl": "een kwart", "da": "en fjerdedel", "nb": "en fjerdedel", "pt": "um quarto",
    },
}  # fmt: skip
_DOZEN = {
    "en": "a dozen", "sv": "ett dussin", "de": "ein Dutzend", "fr": "une douzaine de",
    "es": "una docena de", "it": "una dozzina di", "nl": "een dozijn", "da": "et dusin",
    "nb": "et dusin", "pt": "uma dúzia de",
}  # fmt: skip
# What stands between a million and its thing.
_OF = {"fr": "de", "es": "de", "it": "di", "pt": "de"}
_SPELLED = ("en", "sv", "de", "fr", "es", "it", "nl", "da", "nb", "pl", "pt", "fi", "uk")

_MOST_IN_WORDS = 100  # up to here any number is written as words, above only round ones
_DIGITS = re.compile(r"(?<![\w.,$€£:/–-])\d{1,2}(?![\w:/–-])(?![.,]\d)")
_MILLIONS = re.compile(r"(?<![\w.,])(\d{1,3})(?:\.(\d))? million\b")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_PER_CENT = re.compile(r"(?<=\d) per ?cent\b")


def spell_count(value: int, language: str, picker: random.Random) -> str:
    """A number before the thing it counts, in one of the ways a newspaper writes it."""
    ways = [format_decimal(value, locale=language)]
    if value <= _MOST_IN_WORDS:
        ways.append(_in_words(value, language))
    if value == 12 and language in _DOZEN:
        ways.append(_DOZEN[language])
    if value >= 1_000 and value % 1_000 == 0 and value < 20_000:
        ways.append(_in_words(value, language))
    if value >= 1_000_000:
        ways.append(_of_things(_compact(value, language), language))
    return picker.choice(ways)


def spell_share(value: int, language: str, picker: random.Random) -> str:
    """A percentage, in one of the ways a newspaper writes it."""
    named = SHARES.get(value, {}).get(language)
    if named and picker.random() < 0.6:
        return named
    way = picker.choice(PERCENT[language])
    words = "%" not in way and picker.random() < 0.5
    return way.format(n=_in_words(value, language) if words else value)


def respelled(text: str, language: str) -> str | None:
    """The text with its numbers spelled otherwise, None where it has none to spell."""
    if language not in _SPELLED:
        return None
    words = _values(language)

    def in_words(found: re.Match[str]) -> str:
        value = int(found.group())
        return _in_words(value, language) if value > 1 else found.group()

    def in_digits(found: re.Match[str]) -> str:
        value = words.get(found.group().casefold())
        return str(value) if value else found.group()

    other = _LETTERS.sub(in_digits, text)
    if other == text:
        other = _DIGITS.sub(in_words, text)
    if language == "en":
        other = _MILLIONS.sub(_in_full, other)
        other = _PER_CENT.sub("%", other)
    if other == text:
        return None
    return other[0].upper() + other[1:] if text[0].isupper() or text[0].isdigit() else other


def respelled_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """Copies with a number spelled otherwise on one side; the seed fixes them.

    Their source is "spelled_" and that of the original.
    """
    picker = random.Random(f"{SEED}-spelled")
    made: list[Pair] = []
    for source, most in _FROM.items():
        own = [p for p in pairs if p.source == source and not p.aside]
        copies = [copy for pair in own if (copy := _copy(pair, picker)) is not None]
        made += sample(copies, most, f"spelled-{source}")
    return made


def _copy(pair: Pair, picker: random.Random) -> Pair | None:
    source = f"spelled_{pair.source}"
    claim = respelled(pair.claim, pair.claim_language)
    statement = respelled(pair.statement, pair.statement_language)
    if claim and (not statement or picker.random() < 0.5):
        return replace(pair, source=source, claim=claim)
    return replace(pair, source=source, statement=statement) if statement else None


def _in_words(value: int, language: str) -> str:
    words = str(num2words(value, lang="no" if language == "nb" else language))
    return words.replace("ett", "en") if language == "sv" and value > 20 else words


def _in_full(found: re.Match[str]) -> str:
    return f"{int(found.group(1)) * 1_000_000 + int(found.group(2) or 0) * 100_000:,}"


def _compact(value: int, language: str) -> str:
    return str(
        format_compact_decimal(value, format_type="long", locale=language, fraction_digits=1)
    )


def _of_things(number: str, language: str) -> str:
    return f"{number} {_OF[language]}" if language in _OF else number


@cache
def _values(language: str) -> dict[str, int]:
    """Number words from two to ninety-nine that are one word, and their values."""
    spelled = {_in_words(value, language): value for value in range(2, _MOST_IN_WORDS)}
    return {word: value for word, value in spelled.items() if _LETTERS.fullmatch(word)}
