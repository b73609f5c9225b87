"""Names of public bodies across languages: "Universität Tarnholm" is the University of Tarnholm."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from scoring.attribution.scripts import sound_alike

_BODIES = Path(__file__).with_name("bodies.toml")


def translations(one: str, other: str) -> bool:
    """Tell whether two names are one public body's in two languages.

    Both must hold the same kind of body, and the words that are left must be the same, in any
    order, or sound alike across scripts. A bare kind ("police", "Polizei") agrees with itself
    as the same word does within one language.

    Args:
        one: A key of `source_key`.
        other: Another.
    """
    (kind, rest), (other_kind, other_rest) = _read(one), _read(other)
    if kind is None or kind != other_kind:
        return False
    return rest == other_rest or sound_alike(" ".join(rest), " ".join(other_rest))


@lru_cache(maxsize=16_384)
def _read(key: str) -> tuple[str | None, tuple[str, ...]]:
    """The kind of body that a name holds, and its other words without links, sorted."""
    for kind, pattern in _patterns():
        found = pattern.search(key)
        if found is not None:
            words = f"{key[: found.start()]} {key[found.end() :]}".split()
            links = _data()["links"]
            return kind, tuple(sorted(word for word in words if word not in links))
    return None, ()


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Kinds with what finds them, those of the longest form first."""
    rows = sorted(_data()["body"], key=lambda row: -max(map(len, row["forms"])))
    return tuple((row["kind"], _pattern(row["forms"])) for row in rows)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_BODIES.read_text(encoding="utf-8"))


def _pattern(forms: list[str]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=lambda form: -len(form))
    either = "|".join(re.escape(form).replace(r"\*", r"\w*") for form in longest_first)
    return re.compile(rf"\b(?:{either})\b")
