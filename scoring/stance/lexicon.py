"""Cues of stance by language, read from `lexicons/<language>.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_GAP = r"(?:\w+\W+){0,5}?"  # what a `*` between two words stands for: up to five words
_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cues of one language; the patterns expect case-folded text.

    Attributes:
        negation: Words that negate, pseudo-negations ("not only") excluded by `not_negation`.
        denial: Words that say that somebody holds the content to be untrue.
        not_denial: What looks like a denial and is none ("did not deny").
        uncertain: Words that leave the outcome open ("whether", "declined to comment").
        function_words: Words without content of their own.
        antonyms: Each with its two sides, as patterns of whole words.
        numbers: Number words and their values; articles ("one", "ein") are left out.
        multipliers: Words that multiply the number before them.
    """

    negation: re.Pattern[str]
    not_negation: re.Pattern[str]
    denial: re.Pattern[str]
    not_denial: re.Pattern[str]
    uncertain: re.Pattern[str]
    function_words: frozenset[str]
    antonyms: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    numbers: dict[str, float]
    multipliers: dict[str, float]


@cache
def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages that have a lexicon."""
    folder = resources.files("scoring.stance") / "lexicons"
    return frozenset(file.name[:2] for file in folder.iterdir() if file.name.endswith(".toml"))


@cache
def load_lexicon(language: str) -> Lexicon | None:
    """The lexicon of a language, or None when there is none."""
    if language not in languages():
        return None
    file = resources.files("scoring.stance") / "lexicons" / f"{language}.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Lexicon(
        **{
            name: _any_of(data[name])
            for name in ("negation", "not_negation", "denial", "not_denial", "uncertain")
        },
        function_words=frozenset(data["function_words"]),
        antonyms=tuple(_sides(pair) for pair in data["antonyms"]),
        numbers={word: float(value) for word, value in data["numbers"].items()},
        multipliers={word: float(value) for word, value in data["multipliers"].items()},
    )


def _sides(pair: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    one, other = pair.split(" | ")
    return _any_of(one.split()), _any_of(other.split())


def _any_of(cues: list[str]) -> re.Pattern[str]:
    if not cues:
        return re.compile(_NEVER)
    return re.compile("|".join(_pattern(cue) for cue in cues))


def _pattern(cue: str) -> str:
    pieces: list[str] = []
    for word in cue.split():
        if word == "*":
            pieces.append(_GAP)
            continue
        start = r"\w*" if word.startswith("*") else r"\b"
        end = r"\w*" if word.endswith("*") else r"\b"
        pieces.append(f"{start}{re.escape(word.strip('*'))}{end}" + r"\W+")
    return "".join(pieces).removesuffix(r"\W+")
