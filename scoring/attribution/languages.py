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
_MIN_STEM = 3  # letters of a stem marked "*"
_MAX_ENDING = 4  # letters after a stem: Finnish "-iden", Polish "-owie"
_ALIASES = {"no": "nb", "nn": "nb"}  # detectors say "no" or "nn" for Norwegian


class CueKind(StrEnum):
    """How a cue ties a source to what is said."""

    SAY = "say"  # verb of speech; its subject is the source
    TELL = "tell"  # verb of speech whose object may be the outlet that was told
    REPORT = "report"  # verb of publishing: "reported", "revealed", "has learned"
    CITE = "cite"  # verb whose subject relays and whose object is the source
    SHOW = "show"  # verb whose subject is a document: "shows", "found"
    ACCORDING = "according"  # preposition before the source: "according to", "laut"
    POSTPOSED = "postposed"  # the same after the source: Finnish "mukaan"
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
class Grammar:
    """Traits of a language that steer the patterns; `[grammar]` in its file.

    Attributes:
        inverts: The subject may stand right after the verb in any clause.
        compounds: Nouns join to one word, so that the last part says what it is.
        plural_s: Nouns form the plural with -s.
        genitive_s: Possessors end in -s without apostrophe.
        adjective_after_noun: Adjectives follow their noun, names their title.
        auxiliaries: Forms of "have" that stand far before the participle they belong to.
        definite_endings: Endings of nouns that refer back without an article; "" is any.
        genitive_follows: A noun's organisation follows it in the genitive, without a preposition.
        case_endings: Endings of names and nouns in cases other than the nominative.
    """

    inverts: bool = False
    compounds: bool = False
    plural_s: bool = False
    genitive_s: bool = False
    adjective_after_noun: bool = False
    genitive_follows: bool = False
    auxiliaries: tuple[str, ...] = ()
    definite_endings: tuple[str, ...] = ()
    case_endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """One language's cues and word classes.

    Attributes:
        code: ISO 639-1 code.
        cues: Cues by their first word, the longest first.
        grammar: What sort of language it is.
        nouns: Kind of each listed noun form.
        stems: For each noun stem ("ministerstw*o"): its kind and its ending as a subject.
        words: Closed word classes by name; see the comment atop each TOML file.
        anaphors: Openings that refer to the sentence before, as word tuples.
        outlet_endings: Endings of one-word names of newspapers ("blad", "zeitung").
        agency_endings: Endings of one-word names of wire services.
        outlet_beginnings: First words of names of newspapers ("Diário do Lago").
        common: Words that are no names although a sentence begins with them.
    """

    code: str
    cues: Mapping[str, tuple[Cue, ...]]
    grammar: Grammar
    nouns: Mapping[str, NounKind]
    stems: Mapping[str, tuple[NounKind, str]]
    words: Mapping[str, frozenset[str]]
    anaphors: tuple[tuple[str, ...], ...]
    outlet_endings: tuple[str, ...]
    agency_endings: tuple[str, ...]
    outlet_beginnings: frozenset[str]
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
        found = self.nouns.get(word) or self._by_stem(word)
        if found is None and self.grammar.plural_s and word.endswith("s"):
            found = self.nouns.get(word[:-1])
        if found is None and self.code == "de" and word.endswith("s"):
            found = self.noun_kind(word[:-1])  # "des Umweltministeriums"
        if found is None and "-" in word:
            last = word.rsplit("-", 1)[1]
            found = self.nouns.get(last) or self._by_stem(last)
        if found is None and self.grammar.compounds and not word.isdigit():
            longest = min(len(word) - 2, 24)
            for size in range(longest, _MIN_COMPOUND_HEAD - 1, -1):
                found = self.nouns.get(word[-size:]) or self._by_stem(word[-size:])
                if found is not None:
                    break
        return found

    def _by_stem(self, word: str) -> NounKind | None:
        size = self._stem_size(word)
        return self.stems[word[:size]][0] if size else None

    def _stem_size(self, word: str) -> int:
        """Letters of the longest stem that the word begins with before a short ending, or 0."""
        if self.stems:
            for size in range(len(word), max(_MIN_STEM, len(word) - _MAX_ENDING) - 1, -1):
                if word[:size] in self.stems:
                    return size
        return 0

    def is_compound(self, word: str) -> bool:
        """Whether a lower-case word is a noun by its last part alone: "Umweltministerium"."""
        listed = word in self.nouns or self._stem_size(word) > 0
        return self.grammar.compounds and not listed and self.noun_kind(word) is not None

    def base_form(self, word: str) -> str:
        """A noun as a subject: "ministerstwa" gives "ministerstwo"; other words unchanged."""
        lower = word.lower()
        starts = range(len(word) - _MIN_STEM) if self.grammar.compounds else (0,)
        for start in starts if self.stems and lower not in self.nouns else ():
            size = self._stem_size(lower[start:])
            if size and not (start and size < _MIN_COMPOUND_HEAD):
                ending = self.stems[lower[start : start + size]][1]
                if ending.startswith("="):
                    return word[:start] + _cased_as(ending[1:], word[start])
                return word[: start + size] + ending
        return word

    def stem(self, name: str) -> str:
        """A name with the case endings of its words cut off, in lower case: a key, no word."""
        return " ".join(self._cut(word) for word in name.casefold().split())

    def _cut(self, word: str) -> str:
        for ending in self.grammar.case_endings:
            if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM:
                return word[: -len(ending)]
        return word

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


def _cased_as(word: str, letter: str) -> str:
    return word[0].upper() + word[1:] if letter.isupper() else word


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
    """Codes of the languages that have cues, one for each file."""
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


def _grammar(table: Mapping[str, Any]) -> Grammar:
    """The traits that a file gives; the longest case endings first."""
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    endings = tuple(sorted(values.pop("case_endings", ()), key=lambda e: (-len(e), e)))
    return Grammar(**values, case_endings=endings)


@cache
def load_language(code: str) -> Language | None:
    """The cues of a language, or None where it has none; "no" and "nn" are read as "nb"."""
    code = _ALIASES.get(code, code)
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
    kinds = {form: NounKind(entry["kind"]) for entry in data["nouns"] for form in entry["forms"]}
    nouns = {form: kind for form, kind in kinds.items() if "*" not in form}
    stems = {
        stem: (kind, ending)
        for form, kind in kinds.items()
        for stem, mark, ending in [form.partition("*")]
        if mark
    }
    anaphors = tuple(_form_words(form, code) for form in data["anaphors"]["forms"])
    return Language(
        code=code,
        cues={
            word: tuple(sorted(cues, key=lambda c: (-len(c.words), c.particle is None)))
            for word, cues in by_first.items()
        },
        grammar=_grammar(data.get("grammar", {})),
        nouns=nouns,
        stems=stems,
        words=classes,
        anaphors=anaphors,
        outlet_endings=_endings("outlet_endings"),
        agency_endings=_endings("agency_endings"),
        outlet_beginnings=frozenset(data["names"].get("outlet_beginnings", ())),
        common=frozenset(nouns).union(*classes.values(), by_first, *anaphors)
        - classes["honorifics"],
    )
