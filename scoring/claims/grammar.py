"""What splits a claim in a language: `grammar/<language>.toml` as sets of words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from scoring.attribution.languages import load_language

_FOLDER = files("scoring.claims").joinpath("grammar")
_ALIASES = {"no": "nb", "nn": "nb"}  # detectors say "no" or "nn" for Norwegian


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words that decide whether a claim can be split; all in lower case.

    Attributes:
        language: ISO 639-1 code.
        conjunctions: Join two assertions: "and", "but".
        auxiliaries: Finite auxiliary and modal verbs: "was", "has", "may".
        adverbs: May stand between a subject or a conjunction and its verb.
        certain: Finite verbs that are nothing else: "went", "resigned".
        doubtful: Finite verbs that are also a participle, an adjective or a noun: "killed".
        alone: Verbs that may stand right before the conjunction: "crashed and sank".
        blockers: Where one stands anywhere, nothing is split: "who", "if", "than".
        openers: Where one stands before the conjunction, nothing is split: "after".
        limits: Before the conjunction they limit the whole: "only", "not", "few".
        anaphors: After the conjunction they speak of what the other part names: "him", "its".
        fronted: Words that open a sentence before its subject, prepositions and times among them.
        articles: Open a noun phrase.
        numerals: Numbers as words.
        governed: What may follow a verb but no adjective: articles, numerals, prepositions, ….
        inverted: Subjects that, right after the verb, show that what is before it is none.
        second_position: Whether the finite verb stands second and the subject may follow it.
        nouns_capital: Whether all nouns have a capital, so that it tells no name.
    """

    language: str
    conjunctions: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    certain: frozenset[str]
    doubtful: frozenset[str]
    alone: frozenset[str]
    blockers: frozenset[str]
    openers: frozenset[str]
    limits: frozenset[str]
    anaphors: frozenset[str]
    fronted: frozenset[str]
    articles: frozenset[str]
    numerals: frozenset[str]
    governed: frozenset[str]
    inverted: frozenset[str]
    second_position: bool
    nouns_capital: bool = False


_SETS = (
    "conjunctions",
    "auxiliaries",
    "adverbs",
    "certain",
    "doubtful",
    "alone",
    "blockers",
    "openers",
    "limits",
    "anaphors",
    "numerals",
)


def languages() -> tuple[str, ...]:
    """Codes of the languages in which claims are split."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir()))


@cache
def load_grammar(language: str) -> Grammar | None:
    """The grammar of a language, None where claims are not split in it."""
    code = _ALIASES.get(language, language)
    if code not in languages():
        return None
    data = read_grammar_file(code)
    cues = load_language(code)
    known = cues.words if cues is not None else {}
    own = {name: frozenset(data[name]) for name in _SETS}
    second: bool = data["second_position"]

    def words(*classes: str) -> frozenset[str]:
        return frozenset().union(*(known.get(name, frozenset()) for name in classes))

    subjects = words("he", "they", "pronouns", "determiners", "articles")
    fronted = frozenset(data["fronted"]) | words("prepositions", "times")
    return Grammar(
        language=code,
        articles=words("articles"),
        fronted=fronted | (own["anaphors"] - subjects) if second else fronted,
        governed=frozenset(data.get("governed", ()))
        | own["numerals"]
        | own["conjunctions"]
        | words("articles", "determiners", "prepositions"),
        inverted=words("he", "they", "pronouns") if second else frozenset(),
        second_position=second,
        nouns_capital=data.get("nouns_capital", False),
        **own,
    )


def read_grammar_file(code: str) -> dict[str, Any]:
    """The parsed file of a language, with its examples."""
    return tomllib.loads(_FOLDER.joinpath(f"{code}.toml").read_text(encoding="utf-8"))
