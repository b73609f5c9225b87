"""English word classes for the fitted models, read from `english.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from scoring.records import HedgeClass


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Closed classes of words, all in lower case."""

    negations: frozenset[str]
    modals: frozenset[str]
    auxiliaries: frozenset[str]
    determiners: frozenset[str]
    conditions: frozenset[str]
    sayings: frozenset[str]
    breaks: frozenset[str]


@dataclass(frozen=True, slots=True)
class TaggedClass:
    """Class and strength of the cues whose first or second word begins in one of these ways."""

    hedge_class: HedgeClass
    strength: float
    beginnings: tuple[str, ...]


@cache
def word_classes() -> WordClasses:
    """The word classes, read once in the life of the process."""
    raw = _raw()
    return WordClasses(**{name: frozenset(raw[name]) for name in WordClasses.__slots__})


@cache
def classify_cue(folded: str) -> tuple[HedgeClass, float]:
    """Class and strength of a cue that no lexicon lists.

    Args:
        folded: The cue in lower case.
    """
    raw = _raw()
    words = folded.split()[:2]
    for group in _groups():
        if any(word.startswith(group.beginnings) for word in words):
            return group.hedge_class, group.strength
    return HedgeClass.EPISTEMIC, float(raw["other_strength"])


@cache
def _groups() -> tuple[TaggedClass, ...]:
    return tuple(
        TaggedClass(HedgeClass(table["class"]), table["strength"], tuple(table["beginnings"]))
        for table in _raw()["tagged"]
    )


@cache
def _raw() -> Mapping[str, Any]:
    file = resources.files("scoring.hedging") / "english.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
