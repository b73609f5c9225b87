"""What a source is, and how a name, a title and an organisation make one."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.attribution.coreference import Memory, kind_of_name
from scoring.attribution.languages import NounKind
from scoring.attribution.names import find_known, normalise_source
from scoring.attribution.reading import Reading, Span
from scoring.records import SourceKind

OUTLETS = (SourceKind.OUTLET, SourceKind.AGENCY)
PEOPLE = (NounKind.PERSON, NounKind.SPEAKER)
NAMED_KIND = {
    NounKind.OUTLET: SourceKind.OUTLET,
    NounKind.AGENCY: SourceKind.AGENCY,
    NounKind.OFFICE: SourceKind.OFFICE,
    NounKind.POST: SourceKind.POST,
}


@dataclass(frozen=True, slots=True)
class Source:
    """A source that a phrase names.

    Attributes:
        name: Resolved name.
        kind: What it is.
        noun: The noun that described it, lower case, or "".
        office: The organisation that a named person speaks for, or None.
        evidence: Whether more than the shape of the words says that it is such a source.
    """

    name: str
    kind: SourceKind
    noun: str = ""
    office: str | None = None
    evidence: bool = True


@dataclass(frozen=True, slots=True)
class Parts:
    """A phrase cut at its first preposition: names and nouns of the head, and the rest."""

    span: Span
    head_end: int
    names: list[Span]
    nouns: list[int]
    definite: bool


def title_inside(reading: Reading, run: Span) -> int | None:
    """Index of a capitalised title or honorific inside a name: "Foreign Minister Ada Holm"."""
    honorifics = reading.language.words["honorifics"]
    for index in range(run[1] - 2, run[0] - 1, -1):
        if reading.tokens.lower[index] in honorifics or reading.noun_at(index) in PEOPLE:
            return index
    return None


def introduced(
    reading: Reading, noun_at: int, kind: SourceKind, run: Span, memory: Memory
) -> Source:
    """The source in "the daily Nordkurier": the name, as what the noun says it is."""
    name, own_kind, _ = kind_of_name(reading.text(run), memory)
    noun = reading.tokens.lower[noun_at]
    if kind is SourceKind.POST:
        return Source(f"{name} message", kind, noun)
    if noun in reading.language.words["in_name"]:
        return Source(reading.text((noun_at, run[1])), kind, noun)
    return Source(name, own_kind if find_known(name) is not None else kind, noun)


def titled(reading: Reading, parts: Parts, title: int, name_run: Span, memory: Memory) -> Source:
    """A named person with a title, and the organisation where the title is an office in it."""
    noun = reading.tokens.lower[title]
    full = reading.text(name_run)
    name, office = split_affiliation(reading, name_run)
    known, kind, evidence = kind_of_name(name, memory)
    if kind is not SourceKind.PERSON and not (evidence and kind in OUTLETS):
        known = name
    if len(name.split()) == 1:
        expanded = memory.expand(name)
        known = expanded[0] if expanded is not None else name
    if reading.noun_at(title) is NounKind.SPEAKER:
        office = office or organisation_before(reading, parts.span[0], title, memory)
        office = office or organisation_after(reading, title + 1, parts.span[1], memory)
    elif full != name:
        office = None
    return Source(normalise_source(known), SourceKind.PERSON, noun, office)


def split_affiliation(reading: Reading, run: Span) -> tuple[str, str | None]:
    """The person and the organisation in "Ada Holm of Calver Paper"."""
    for index in range(run[0] + 1, run[1]):
        if not reading.names[index] and reading.tokens.lower[index] in reading.language.words["of"]:
            return reading.text((run[0], index)), reading.text((index + 1, run[1]))
    return reading.text(run), None


def organisation_before(reading: Reading, first: int, noun: int, memory: Memory) -> str | None:
    """The organisation in "Calver's manager", "Calver spokesman", "coastguard commander"."""
    runs = reading.name_runs(first, noun)
    if runs:
        return _organisation_name(reading, runs[-1], memory)
    for index in range(noun - 1, first - 1, -1):
        if reading.noun_at(index) is NounKind.OFFICE:
            lower = reading.tokens.lower[index]
            return memory.last_office(lower) or with_base_form(reading, (index, index + 1), index)
    return None


def organisation_after(reading: Reading, first: int, last: int, memory: Memory) -> str | None:
    """The organisation in "spokesman for Calver", "Sprecher der Polizei"."""
    tokens, words = reading.tokens, reading.language.words
    if first >= last or tokens.lower[first] not in words["of"]:
        return None
    runs = reading.name_runs(first, last)
    if runs:
        return _organisation_name(reading, runs[0], memory)
    for index in range(first + 1, last):
        if reading.noun_at(index) is NounKind.OFFICE:
            own = with_base_form(reading, (index, index + 1), index)
            return memory.last_office(tokens.lower[index]) or own
    return None


def with_base_form(reading: Reading, span: Span, noun_at: int) -> str:
    """The words of a phrase with its noun as a subject: "ministerstwo obrony" for the genitive."""
    text = reading.text(span)
    noun = reading.tokens.text[noun_at]
    base = reading.language.base_form(noun)
    if base == noun:
        return text
    at = reading.tokens.start[noun_at] - reading.tokens.start[span[0]]
    return f"{text[:at]}{base}{text[at + len(noun) :]}"


def _organisation_name(reading: Reading, run: Span, memory: Memory) -> str | None:
    return kind_of_name(without_genitive(reading, run, memory), memory)[0]


def without_genitive(reading: Reading, run: Span, memory: Memory) -> str:
    """A possessor's name without the genitive -s of Swedish and German."""
    text = reading.text(run)
    if not reading.language.grammar.genitive_s or len(text) < 4 or not text.endswith("s"):
        return text
    if find_known(text) is not None or text.endswith("ss") or memory.expand(text) is not None:
        return text
    return text[:-1]


def apposed_name(reading: Reading, parts: Parts) -> Span | None:
    """The name in "its managing director, Aksel Holm"."""
    if parts.head_end >= parts.span[1]:
        return None
    tokens = reading.tokens
    for index in range(parts.head_end, parts.span[1]):
        if tokens.text[index] == ",":
            runs = reading.name_runs(index + 1, parts.span[1])
            if runs and runs[0][0] == index + 1:
                return runs[0]
    return None
