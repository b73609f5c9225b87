r"""The cue lexicons: one TOML file a language, read once and checked when read.

A file has these keys (the notation of forms is that of `forms.py`):

    language = "en"                      ISO 639-1, equal to the file's name
    relative_openers = ["who", …]        words that open a relative clause
    clause_boundaries = ["but", …]       words that begin another clause
    [sets]       be = ["is", "was", …]   used as <be> in forms and contexts
    [patterns]   supine = '\w+t'          used as <supine> in contexts

    [[cue]]
    name = "believed to"                 unique in the file
    forms = ["<be> [widely] believed to"]
    class = "doxastic"                   a HedgeClass
    strength = 0.5                       in (0, 1]
    direction = "sentence"               forward, backward or sentence
    case = "any"                         optional; "lower": not where it is written with a
                                         capital inside a sentence; "lower_or_headline":
                                         the same, except in headline capitals
    blocked_before = ['\bin ']            optional regular expressions on the folded text that
    blocked_after = [' \d']               ends before, or starts after, the cue: one that
    required_before = […]                matches blocks it, and one of the required ones
    required_after = […]                 has to match
    examples = ["…"]                     sentences in which this cue is found
    counter_examples = ["…"]             optional: sentences without any hedge

    [[pseudo_cue]]                       words that look like a cue; where they match, a
    name, forms, examples,               shorter cue inside them is not one
    and optionally case and contexts
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from scoring.hedging.folding import fold
from scoring.hedging.forms import FormError, expand
from scoring.hedging.scope import Direction, clause_pattern
from scoring.records import HedgeClass

_FILE_KEYS = {
    "language",
    "relative_openers",
    "clause_boundaries",
    "sets",
    "patterns",
    "cue",
    "pseudo_cue",
}
_CONTEXT_KEYS = {"blocked_before", "blocked_after", "required_before", "required_after"}
_PSEUDO_KEYS = {"name", "forms", "case", "examples"} | _CONTEXT_KEYS
_CUE_KEYS = _PSEUDO_KEYS | {"class", "strength", "direction", "counter_examples"}
# Newspapers and detectors write "no" for Bokmål too; Nynorsk shares most of its cues.
_SERVED_BY = {"no": "nb", "nn": "nb"}
_REFERENCE = re.compile(r"<([a-z_]+)>")
_Enum = TypeVar("_Enum", bound=StrEnum)


class LexiconError(ValueError):
    """A lexicon file breaks the rules above; the message names file, entry and value."""


class Case(StrEnum):
    """How the first letter of a cue may be written."""

    ANY = "any"
    LOWER = "lower"
    LOWER_OR_HEADLINE = "lower_or_headline"


@dataclass(frozen=True, slots=True)
class Context:
    """What has to stand, and must not stand, around a cue; `None` where nothing is asked."""

    blocked_before: re.Pattern[str] | None = None
    blocked_after: re.Pattern[str] | None = None
    required_before: re.Pattern[str] | None = None
    required_after: re.Pattern[str] | None = None

    def fits(self, before: str, after: str) -> bool:
        """Whether a cue between these two stretches of folded text is really one."""
        if self.blocked_before and self.blocked_before.search(before):
            return False
        if self.blocked_after and self.blocked_after.match(after):
            return False
        if self.required_before and not self.required_before.search(before):
            return False
        return not self.required_after or bool(self.required_after.match(after))


@dataclass(frozen=True, slots=True)
class Weight:
    """What a cue does to a statement; a pseudo-cue has none."""

    hedge_class: HedgeClass
    strength: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class Entry:
    """A cue (or, without a weight, a pseudo-cue) with all its folded forms."""

    name: str
    forms: tuple[str, ...]
    weight: Weight | None
    case: Case
    context: Context
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The entries of one language and the marks that separate its clauses."""

    language: str
    entries: tuple[Entry, ...]
    clause_marks: re.Pattern[str]


@cache
def supported_languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages that have a lexicon of their own."""
    names = (file.name for file in _folder().iterdir())
    return frozenset(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def lexicon_code(language: str) -> str | None:
    """Code of the lexicon that serves a language ("nb" for "no"); `None` without one."""
    code = _SERVED_BY.get(language, language)
    return code if code in supported_languages() else None


@cache
def load_lexicon(language: str) -> Lexicon:
    """Read and check the lexicon of a language, once in the life of the process.

    Args:
        language: One of `supported_languages()`, or a code that one of them serves.

    Returns:
        The checked lexicon.

    Raises:
        LexiconError: There is no such file, or it breaks the rules of this module.
    """
    code = lexicon_code(language)
    if code is None:
        known = ", ".join(sorted(supported_languages()))
        raise LexiconError(f"no hedge lexicon for language {language!r}; there are: {known}")
    file = _folder() / f"{code}.toml"
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{file.name}: not valid TOML: {error}") from error
    lexicon = parse_lexicon(raw, file.name)
    if lexicon.language != code:
        raise LexiconError(f"{file.name}: language is {lexicon.language!r}, expected {code!r}")
    return lexicon


def parse_lexicon(raw: Mapping[str, Any], source: str) -> Lexicon:
    """Check the content of a lexicon file and compile it.

    Args:
        raw: The parsed TOML document.
        source: Name of the file, for error messages.

    Returns:
        The compiled lexicon.

    Raises:
        LexiconError: A key is unknown or missing, or a value cannot be used.
    """
    _check_keys(raw, allowed=_FILE_KEYS, required=_FILE_KEYS - {"patterns", "sets"}, where=source)
    reader = _EntryReader(raw.get("sets", {}), raw.get("patterns", {}))
    entries: list[Entry] = []
    seen: set[str] = set()
    for table, kind in [(t, "cue") for t in raw["cue"]] + [
        (t, "pseudo_cue") for t in raw["pseudo_cue"]
    ]:
        where = f"{source}, {kind} {table.get('name', '(without a name)')!r}"
        entries.append(reader.entry(table, where, is_cue=kind == "cue"))
        if entries[-1].name in seen:
            raise LexiconError(f"{where}: the name is used twice; give each entry its own")
        seen.add(entries[-1].name)
    return Lexicon(
        language=raw["language"],
        entries=tuple(entries),
        clause_marks=clause_pattern(raw["relative_openers"], raw["clause_boundaries"]),
    )


class _EntryReader:
    """Turns tables into entries, with the sets and patterns of their file."""

    def __init__(self, sets: Mapping[str, Sequence[str]], patterns: Mapping[str, str]) -> None:
        self._sets = sets
        self._fragments = {
            name: "(?:" + "|".join(map(re.escape, words)) + ")" for name, words in sets.items()
        }
        for name, pattern in patterns.items():  # a pattern may use those above it
            written = _REFERENCE.sub(self._fragment(f"pattern {name!r}"), pattern)
            self._fragments[name] = f"(?:{written})"

    def entry(self, table: Mapping[str, Any], where: str, *, is_cue: bool) -> Entry:
        allowed = _CUE_KEYS if is_cue else _PSEUDO_KEYS
        optional = _CONTEXT_KEYS | {"case", "counter_examples"}
        _check_keys(table, allowed=allowed, required=allowed - optional, where=where)
        if not table["examples"]:
            raise LexiconError(f"{where}: examples are empty; give at least one sentence")
        return Entry(
            name=table["name"],
            forms=self._forms(table["forms"], where),
            weight=_weight(table, where) if is_cue else None,
            case=_member(Case, table.get("case", Case.ANY), where),
            context=Context(
                blocked_before=self._context(table, "blocked_before", where, "(?:{})\\Z"),
                blocked_after=self._context(table, "blocked_after", where, "(?:{})"),
                required_before=self._context(table, "required_before", where, "(?:{})\\Z"),
                required_after=self._context(table, "required_after", where, "(?:{})"),
            ),
            examples=tuple(table["examples"]),
            counter_examples=tuple(table.get("counter_examples", ())),
        )

    def _forms(self, forms: Sequence[str], where: str) -> tuple[str, ...]:
        try:
            expanded = [fold(string) for form in forms for string in expand(form, self._sets)]
        except FormError as error:
            raise LexiconError(f"{where}: {error}") from error
        if not expanded:
            raise LexiconError(f"{where}: forms are empty; give at least one")
        return tuple(dict.fromkeys(expanded))

    def _context(
        self, table: Mapping[str, Any], key: str, where: str, frame: str
    ) -> re.Pattern[str] | None:
        alternatives = table.get(key)
        if not alternatives:
            return None
        written = "|".join(_REFERENCE.sub(self._fragment(where), part) for part in alternatives)
        try:
            return re.compile(frame.format(written))
        except re.error as error:
            raise LexiconError(
                f"{where}: {key} is no regular expression: {error}: {written}"
            ) from error

    def _fragment(self, where: str) -> Callable[[re.Match[str]], str]:
        def look_up(reference: re.Match[str]) -> str:
            name = reference.group(1)
            if name not in self._fragments:
                raise LexiconError(f"{where}: a context names the unknown set or pattern <{name}>")
            return self._fragments[name]

        return look_up


def _weight(table: Mapping[str, Any], where: str) -> Weight:
    strength = table["strength"]
    if not isinstance(strength, int | float) or not 0 < strength <= 1:
        raise LexiconError(f"{where}: strength is {strength!r}; it must be in (0, 1]")
    return Weight(
        hedge_class=_member(HedgeClass, table["class"], where),
        strength=float(strength),
        direction=_member(Direction, table["direction"], where),
    )


def _member(enum: type[_Enum], value: str, where: str) -> _Enum:
    try:
        return enum(value)
    except ValueError:
        allowed = ", ".join(enum)
        raise LexiconError(f"{where}: {value!r} is none of {allowed}") from None


def _check_keys(
    table: Mapping[str, Any], *, allowed: set[str], required: set[str], where: str
) -> None:
    if unknown := sorted(table.keys() - allowed):
        raise LexiconError(f"{where}: unknown keys {unknown}; allowed are {sorted(allowed)}")
    if missing := sorted(required - table.keys()):
        raise LexiconError(f"{where}: missing keys {missing}")


def _folder() -> Traversable:
    return resources.files("scoring.hedging") / "lexicon"
