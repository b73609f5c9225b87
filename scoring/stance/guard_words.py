"""Words the guards read in a language: from `guards.toml`, num2words and CLDR (babel)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError
from num2words import num2words  # type: ignore[import-untyped]  # ships no types

from scoring.text.language import UNDETERMINED

_LETTERS = re.compile(r"[^\W\d_]+")
_NEVER = re.compile(r"(?!)")
_LARGEST_SPELLED = 1000  # larger ones are written as a number and a scale: "three million"
_SHORT_STEM = 3  # letters up to which the beginning of a unit must be the whole word, or its plural


@dataclass(frozen=True)
class GuardWords:
    """What the guards know of a language; every field may be empty.

    Attributes:
        phrases: Lists of phrases of `guards.toml` by name, each phrase as its words.
        cues: The same lists as one pattern each, for folded text.
        units: Beginnings of words for known kinds of thing, with the kind, by first character.
        numbers: Number words from two on, as tuples of words, and their values.
        number_lengths: For the first word of each, the words of the longest that begins so.
        scales: "million", "mil millones", "Mrd" as tuples of words, and their values.
        months: Month names and their numbers.
        weekdays: Names of the days of the week, Monday 0.
        countries: Names of countries, folded, and their codes.
        decimal: The decimal mark, "." or ",".
    """

    phrases: dict[str, tuple[tuple[str, ...], ...]]
    cues: dict[str, re.Pattern[str]]
    units: dict[str, tuple[tuple[str, str], ...]]
    numbers: dict[tuple[str, ...], int]
    number_lengths: dict[str, int]
    scales: dict[tuple[str, ...], float]
    months: dict[str, int]
    weekdays: dict[str, int]
    countries: dict[str, str]
    decimal: str

    def unit(self, word: str, following: str = "") -> str:
        """Kind of thing that a folded word, alone or with the next, names; "" for none known."""
        for beginning, unit in self.units.get(word[:1], ()):
            if _begins(word, following, beginning):
                return unit
        return ""

    @property
    def known(self) -> bool:
        """Whether `guards.toml` has the language; without it "more than" cannot be read."""
        return bool(self.phrases)

    def cue(self, name: str) -> re.Pattern[str]:
        """The pattern of a list of cues, one that matches nothing where there is none."""
        return self.cues.get(name, _NEVER)


@cache
def load_guard_words(language: str) -> GuardWords:
    """Words of a language; an unknown language has none and its decimal mark is the point."""
    own = _own_words().get(language, {})
    phrases = {name: value for name, value in own.items() if isinstance(value, list)}
    locale = _locale(language)
    numbers = _number_words(language)
    return GuardWords(
        phrases={
            name: tuple(_words(phrase) for phrase in value) for name, value in phrases.items()
        },
        cues={name: _cue_pattern(value) for name, value in phrases.items()},
        units=_by_first_character(own.get("units", {})),
        numbers=numbers,
        number_lengths=_lengths(numbers),
        scales=_scales(locale)
        | {_words(word): 10.0**power for word, power in own.get("scales", {}).items()},
        months=_calendar_names(locale, "months"),
        weekdays=_calendar_names(locale, "days"),
        countries=_countries(locale),
        decimal=_decimal_mark(locale),
    )


@cache
def _own_words() -> dict[str, dict[str, Any]]:
    source = resources.files("scoring.stance").joinpath("guards.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def _locale(language: str) -> Locale | None:
    if language == UNDETERMINED:  # babel takes it for English
        return None
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _number_words(language: str) -> dict[tuple[str, ...], int]:
    """What num2words spells, read backwards; "one" is left out, most often it is an article."""
    if language == "nb":
        language = "no"
    found: dict[tuple[str, ...], int] = {}
    try:
        one = str(num2words(1, lang=language)).casefold()
        spelled = [str(num2words(n, lang=language)) for n in range(2, _LARGEST_SPELLED + 1)]
        spelled += [str(num2words(n, lang=language)) for n in range(2000, 10_000, 1000)]
    except NotImplementedError:
        return {}
    values = [*range(2, _LARGEST_SPELLED + 1), *range(2000, 10_000, 1000)]
    for value, text in zip(values, spelled, strict=True):
        for form in _forms(text.casefold(), value, one, language):
            found.setdefault(_words(form), value)
    return {words: value for words, value in found.items() if words and len(words[0]) > 1}


def _by_first_character(
    units: dict[str, list[str]],
) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for unit, beginnings in units.items():
        for beginning in beginnings:
            found.setdefault(beginning[0], []).append((beginning, unit))
    return {first: tuple(pairs) for first, pairs in found.items()}


def _lengths(numbers: Iterable[tuple[str, ...]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for words in numbers:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def _forms(text: str, value: int, one: str, language: str) -> list[str]:
    """A spelled number and how else it is written: "a hundred", "tjugoen", "two hundred ten"."""
    forms = [text]
    if 100 <= value < 200 or value == 1000:
        article = {"en": "a ", "de": "ein", "no": "ett "}.get(language, one)
        forms += [text.removeprefix(lead).strip() for lead in {one, article}]
        forms += [text.replace(one, "a", 1)] if language == "en" else []
    if language == "en":
        forms.append(text.replace(" and ", " "))
    if language == "sv" and value > 20 and text.endswith("ett"):
        forms.append(f"{text[:-3]}en")
    if language == "es" and text.endswith("uno"):
        forms += [f"{text[:-3]}ún", f"{text[:-3]}un", f"{text[:-1]}a"]
    if language == "es" and text.endswith("cientos"):
        forms.append(f"{text[:-2]}as")
    return forms


def _scales(locale: Locale | None) -> dict[tuple[str, ...], float]:
    """Words for 10^6, 10^9 and 10^12, long and short, from the compact forms of CLDR."""
    found: dict[tuple[str, ...], float] = {}
    if locale is None:
        return found
    for plurals in locale.compact_decimal_formats.values():
        for forms in plurals.values():
            for power, pattern in forms.items():
                words = _words(pattern.pattern)
                zeros = len(power) - 1
                # "0000 M" counts in another power, and single letters stand for metres too
                plain = pattern.pattern.count("0") == 1 and max(map(len, words), default=0) > 1
                if zeros >= 6 and zeros % 3 == 0 and plain:
                    found.setdefault(words, 10.0**zeros)
    return found


def _calendar_names(locale: Locale | None, kind: str) -> dict[str, int]:
    if locale is None:
        return {}
    widths = ("wide", "abbreviated") if kind == "months" else ("wide",)
    found: dict[str, int] = {}
    for width in widths:
        for context in ("format", "stand-alone"):
            for number, name in getattr(locale, kind)[context][width].items():
                if len(_words(name)) > 0 and len(name.strip(".")) >= 3:
                    found.setdefault(name.casefold().strip("."), number)
    return found


def _countries(locale: Locale | None) -> dict[str, str]:
    if locale is None:
        return {}
    return {
        name.casefold(): code
        for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "EZ"}
    }


def _decimal_mark(locale: Locale | None) -> str:
    symbols = locale.number_symbols.get("latn", {}) if locale else {}
    return "," if symbols.get("decimal") == "," else "."


def _words(text: str) -> tuple[str, ...]:
    return tuple(_LETTERS.findall(text.casefold()))


def _begins(word: str, following: str, beginning: str) -> bool:
    if " " in beginning:
        return f"{word} {following}".startswith(beginning)
    if len(beginning) > _SHORT_STEM:
        return word.startswith(beginning)
    return word in (beginning, f"{beginning}s")


def _cue_pattern(cues: Sequence[str]) -> re.Pattern[str]:
    patterns = []
    for cue in sorted(cues, key=len, reverse=True):
        words = [re.escape(word.rstrip("*")) + r"\w*" * word.endswith("*") for word in cue.split()]
        patterns.append(r"\W+".join(words))
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")
