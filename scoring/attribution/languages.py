"""What signals an attribution in a language: `cues/<language>.toml` as lookup tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from scoring.attribution.tokens import Tokens, tokenise

_FOLDER = Path(__file__).with_name("cues")
_MIN_COMPOUND_HEAD = 4  # letters; shorter heads ("ort", "rat") end too many other words
_COMPOUNDING = frozenset({"de", "sv"})  # languages that write compounds as one word
_PLURAL_S = frozenset({"en", "fr", "es"})


class CueKind(StrEnum):
    """How a cue ties a source to what is said."""

    SAY = "say"  # verb of speech; its subject is the source
    TELL = "tell"  # verb of speech whose object may be the outlet that was told
    REPORT = "report"  # verb of publishing: "reported", "revealed", "has learned"
    CITE = "cite"  # verb whose subject relays and whose object is the source
    SHOW = "show"  # verb whose subject is a document: "shows", "found"
    ACCORDING = "according"  # preposition before the source: "according to", "laut"
    CITING = "citing"  # before the source of the source: "citing", "med hänvisning till"
    SEEN = "seen"  # before the outlet that had a document: "seen by", "published by"
    INTERVIEW = "interview"  # before the outlet that was told: "in an interview with"
    OPENING = "opening"  # opens a sentence whose source vouches for the sentence before it


VERBS = frozenset({CueKind.SAY, CueKind.TELL, CueKind.REPORT, CueKind.CITE, CueKind.SHOW})


class NounKind(StrEnum):
    """What a common noun says about the source it names or introduces."""

    OUTLET = "outlet"  # "newspaper", "tidningen"
    AGENCY = "agency"  # "news agency", "nyhetsbyrån"
    OFFICE = "office"  # "ministry", "brigade", "company"
    PERSON = "person"  # "minister", "farmer", "officials"
    SPEAKER = "speaker"  # a person who speaks for an organisation: "spokeswoman"
    DOCUMENT = "document"  # "report", "log"
    POST = "post"  # "message", "post"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue's words and what it does.

    Attributes:
        words: Its tokens in lower case.
        kind: What it does.
        particle: A word that must follow later ("teilte … mit"), or None.
        clause: Whether it is speech only before a clause or a quotation, or at the end.
    """

    words: tuple[str, ...]
    kind: CueKind
    particle: str | None = None
    clause: bool = False


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue found in a sentence, as token indices `first` to before `last`."""

    cue: Cue
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Language:
    """One language's cues and word classes.

    Attributes:
        code: ISO 639-1 code.
        cues: Cues by their first word, the longest first.
        nouns: Kind of each listed noun form.
        words: Closed word classes by name; see the comment atop each TOML file.
        anaphors: Openings that refer to the sentence before, as word tuples.
        outlet_endings: Endings of one-word names of newspapers ("blad", "zeitung").
        agency_endings: Endings of one-word names of wire services.
        common: Words that are no names although a sentence begins with them.
    """

    code: str
    cues: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, NounKind]
    words: Mapping[str, frozenset[str]]
    anaphors: tuple[tuple[str, ...], ...]
    outlet_endings: tuple[str, ...]
    agency_endings: tuple[str, ...]
    common: frozenset[str]
    _noun_memory: dict[str, NounKind | None] = field(default_factory=dict, repr=False)

    def noun_kind(self, word: str) -> NounKind | None:
        """The kind of a noun in lower case: listed, plural of a listed one, or a compound."""
        try:
            return self._noun_memory[word]
        except KeyError:
            if len(self._noun_memory) > 50_000:
                self._noun_memory.clear()
            kind = self._noun_memory[word] = self._look_up(word)
            return kind

    def _look_up(self, word: str) -> NounKind | None:
        found = self.nouns.get(word)
        if found is None and self.code in _PLURAL_S and word.endswith("s"):
            found = self.nouns.get(word[:-1])
        if found is None and self.code == "de" and word.endswith("s"):
            found = self.noun_kind(word[:-1])  # "des Umweltministeriums"
        if found is None and "-" in word:
            found = self.nouns.get(word.rsplit("-", 1)[1])
        if found is None and self.code in _COMPOUNDING and not word.isdigit():
            longest = min(len(word) - 2, 24)
            for size in range(longest, _MIN_COMPOUND_HEAD - 1, -1):
                found = self.nouns.get(word[-size:])
                if found is not None:
                    break
        return found

    def has(self, word_class: str, word: str) -> bool:
        """Whether a lower-case word belongs to a closed class."""
        return word in self.words[word_class]

    def find_cues(self, tokens: Tokens) -> list[CueMatch]:
        """All cues outside quotation marks, in order, the longest at each place."""
        matches: list[CueMatch] = []
        lower = tokens.lower
        index, size = 0, len(lower)
        while index < size:
            candidates = self.cues.get(lower[index])
            if candidates is not None and not tokens.quoted[index]:
                match = _longest(candidates, lower, index)
                if match is not None and not self._is_noun_here(match, lower):
                    matches.append(match)
                    index = match.last
                    continue
            index += 1
        return matches

    def _is_noun_here(self, match: CueMatch, lower: list[str]) -> bool:
        """Whether an article makes a noun of what could be a verb ("the report", "une note")."""
        if match.cue.kind not in VERBS or match.first == 0 or len(match.cue.words) > 1:
            return False
        before, word = lower[match.first - 1], lower[match.first]
        article = before in self.words["articles"] or before in self.words["possessives"]
        return article and (self.code == "en" or self.noun_kind(word) is not None)


def _longest(candidates: tuple[Cue, ...], lower: list[str], index: int) -> CueMatch | None:
    for cue in candidates:
        last = index + len(cue.words)
        if tuple(lower[index:last]) != cue.words:
            continue
        if cue.particle is not None and cue.particle not in lower[last : last + 40]:
            continue
        return CueMatch(cue, index, last)
    return None


def languages() -> tuple[str, ...]:
    """Codes of the languages that have cues."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def read_cue_file(code: str) -> dict[str, Any]:
    """The parsed TOML file of a language, for tests and documentation.

    Raises:
        FileNotFoundError: The language has no file.
    """
    return tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def _form_words(form: str, code: str) -> tuple[str, ...]:
    """The tokens of a cue; an elided last word ("d'") is cut as it is before a word."""
    if form.endswith("'"):
        return tuple(tokenise(f"{form}x", code).lower[:-1])
    return tuple(tokenise(form, code).lower)


@cache
def _endings(which: str) -> tuple[str, ...]:
    """Name endings of all languages together: news quotes the outlets of other countries."""
    return tuple(sorted({e for code in languages() for e in read_cue_file(code)["names"][which]}))


@cache
def load_language(code: str) -> Language | None:
    """The cues of a language, or None where it has none."""
    if code not in languages():
        return None
    data = read_cue_file(code)
    by_first: dict[str, list[Cue]] = {}
    for entry in (*data["verbs"], *data["phrases"]):
        for form in entry["forms"]:
            words = _form_words(form, code)
            cue = Cue(
                words, CueKind(entry["kind"]), entry.get("particle"), entry.get("clause", False)
            )
            by_first.setdefault(words[0], []).append(cue)
    classes = {name: frozenset(forms) for name, forms in data["words"].items()}
    nouns = {form: NounKind(entry["kind"]) for entry in data["nouns"] for form in entry["forms"]}
    return Language(
        code=code,
        cues={
            word: tuple(sorted(cues, key=lambda c: (-len(c.words), c.particle is None)))
            for word, cues in by_first.items()
        },
        nouns=nouns,
        words=classes,
        anaphors=tuple(_form_words(form, code) for form in data["anaphors"]["forms"]),
        outlet_endings=_endings("outlet_endings"),
        agency_endings=_endings("agency_endings"),
        common=frozenset(nouns).union(*classes.values(), by_first) - classes["honorifics"],
    )
