"""What hedges beyond its own sentence, as compiled patterns: the reader of `discourse.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from scoring.hedging.folding import fold
from scoring.hedging.forms import expand

# Characters between a report and what is said of it: "the claim, which came from a driver, …".
_BETWEEN = 80


@dataclass(frozen=True, slots=True)
class Discourse:
    """The patterns of one language, for folded text; what each is stands in `discourse.toml`.

    Attributes:
        doubted: A report that is said to be unconfirmed; the group `cue` is the doubt,
            `back` is there where it points back at what was told before.
        goes_on: The beginning of a sentence that goes on telling the report.
        question: A question that takes its content for granted.
        headline: A word that distances a headline from its content.
        source_mark: A headline's unnamed source, after or before a colon or dash.
        naming: A noun that comes before the quoted name of a thing, at the end of a text.
    """

    doubted: re.Pattern[str]
    goes_on: re.Pattern[str]
    question: re.Pattern[str]
    headline: re.Pattern[str]
    source_mark: re.Pattern[str]
    naming: re.Pattern[str]


@cache
def discourse(language: str) -> Discourse | None:
    """The patterns of a language; `None` for one that has none."""
    table = _raw().get(language)
    return _compile(table) if isinstance(table, Mapping) else None


@cache
def indefinite_words() -> frozenset[str]:
    """Words that open the name of a thing nobody can look up: "a leaked memo"."""
    return frozenset(_raw()["indefinite"])


def _compile(table: Mapping[str, Sequence[str]]) -> Discourse:
    part = {name: _either(forms) for name, forms in table.items()}
    report = (
        rf"(?:(?P<told>\b(?:{part['told']}))"
        rf"|(?P<back>\b(?:{part['definite']})\s?)?"
        rf"(?:[\w-]{{1,30}} ){{0,2}}\b(?:{part['reports']}))\b"
    )
    own_subject = rf"(?! (?:{part['told_of']})\b)"
    # "reports of a second ship could not be verified" doubts the ship, not what came before.
    doubted = (
        rf"^(?P<pointing>(?:{part['pointing']})) (?P<cue0>{part['doubts']})\b"
        rf"|^(?P<cue4>{part['nothing']})\b"
        rf"|{report}(?P<plain>{own_subject})?[^.;:]{{0,{_BETWEEN}}}? (?P<cue1>{part['doubts']})\b"
        rf"|\b(?:{part['media']})\b[^.;:]{{0,{_BETWEEN}}}? (?P<cue5>{part['doubts']})\b"
        rf"|(?P<cue2>\b(?:{part['doubtful']})) (?:{part['reports']}|{part['media']})\b"
        rf"|(?P<cue3>\b(?:{part['unable']})) (?P<back3>(?:{part['definite']})\s?)?"
        rf"(?:[\w-]{{1,30}} ){{0,2}}(?:{part['reports']})\b(?P<plain3>{own_subject})?"
    )
    goes_on = (
        rf"\W{{0,3}}(?:{part['goes_on']}|(?:{part['told']}|(?:{part['definite']}) ?"
        rf"(?:{part['reports']}|{part['media']})) (?:{part['tells']}))\b"
    )
    mark = part["end_mark"]
    return Discourse(
        doubted=re.compile(doubted),
        goes_on=re.compile(goes_on),
        question=re.compile(rf"\W*(?:{part['questions']})\b"),
        headline=re.compile(rf"\b(?:{part['headline']})\b"),
        source_mark=re.compile(
            rf"(?:(?<=[:,] )|(?<= [-–—] ))(?:{mark})(?=\W*\Z)|\A\W*(?P<first>{mark})(?=:)"
        ),
        naming=re.compile(rf"\b\w*(?:{part['naming']})\s*\Z"),
    )  # fmt: skip


def _either(forms: Sequence[str]) -> str:
    """All strings of the forms as alternatives, the longest first; never a match without any."""
    strings = {fold(string) for form in forms for string in expand(form, {})}
    return "|".join(map(re.escape, sorted(strings, key=lambda s: (-len(s), s)))) or r"(?!)"


@cache
def _raw() -> Mapping[str, Any]:
    file = resources.files("scoring.hedging") / "discourse.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
