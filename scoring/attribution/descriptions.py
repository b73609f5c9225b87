"""Sources described by a common noun: "the newspaper", "three EU officials", "a post on X"."""

from __future__ import annotations

from dataclasses import replace

from scoring.attribution.coreference import Memory, kind_of_name, known_inflected
from scoring.attribution.languages import NounKind
from scoring.attribution.names import find_known, normalise_source
from scoring.attribution.naming import (
    NAMED_KIND,
    OUTLETS,
    PEOPLE,
    Parts,
    Source,
    apposed_name,
    introduced,
    organisation_after,
    organisation_before,
    titled,
    with_base_form,
    without_genitive,
)
from scoring.attribution.reading import Reading, Span
from scoring.records import SourceKind

_PLATFORM_REACH = 16  # tokens after "message" in which its platform is looked for


def described(reading: Reading, parts: Parts, noun_at: int, memory: Memory) -> Source | None:
    """A phrase that ends in a common noun: "the newspaper", "three EU officials"."""
    kind = reading.noun_at(noun_at)
    if kind in PEOPLE:
        return _described_person(reading, parts, noun_at, memory)
    if kind is NounKind.DOCUMENT:
        return _described_document(reading, parts, noun_at, memory)
    if kind is NounKind.POST:
        return _described_post(reading, parts, noun_at, memory)
    return _described_body(reading, parts, noun_at, memory)


def _is_definite(reading: Reading, parts: Parts, noun: str) -> bool:
    """Whether a noun refers back: after "the", or with the ending that Swedish has for it."""
    return parts.definite or noun.endswith(reading.language.grammar.definite_endings)


def _described_person(reading: Reading, parts: Parts, noun_at: int, memory: Memory) -> Source:
    noun = reading.tokens.lower[noun_at]
    apposition = apposed_name(reading, parts)
    if apposition is not None:
        return titled(reading, parts, noun_at, apposition, memory)
    name = _name_after_office(reading, parts)
    if name is not None:
        return titled(reading, parts, noun_at, name, memory)
    phrase = reading.text(parts.span)
    if reading.noun_at(noun_at) is NounKind.SPEAKER:
        office = organisation_before(reading, parts.span[0], noun_at, memory)
        office = office or organisation_after(reading, noun_at + 1, parts.span[1], memory)
        office = office or memory.last_employer()
        if office is not None:
            return Source(office, SourceKind.OFFICE, noun)
    bare = parts.span == (noun_at, noun_at + 1)
    if bare and _is_definite(reading, parts, noun):
        mention = memory.last_described(noun)
        if mention is not None:
            return Source(mention.name, mention.kind, noun)
    return Source(phrase, SourceKind.ANONYMOUS, noun)


def _name_after_office(reading: Reading, parts: Parts) -> Span | None:
    """The person in "le ministre des Transports Jean Rousset", "a presidente da câmara Ana Sá"."""
    runs = reading.name_runs(parts.head_end, parts.span[1])[:1]
    if not reading.language.grammar.adjective_after_noun or not runs:
        return None
    first, last = runs[0]
    if last - first < 2 or not (reading.names[last - 2] and reading.names[last - 1]):
        return None
    if last - first > 2:
        return None if reading.noun_at(first) is NounKind.OFFICE else (last - 2, last)
    return runs[0] if reading.noun_at(first - 1) is NounKind.OFFICE else None


def _described_document(reading: Reading, parts: Parts, noun_at: int, memory: Memory) -> Source:
    """A document: its author where the phrase names an organisation, else its own words."""
    noun = reading.tokens.lower[noun_at]
    author = _possessor(reading, parts, noun_at, memory) or _author_after(reading, parts, memory)
    if author is not None:
        return replace(author, noun=noun)
    platform = platform_after(reading, noun_at + 1)
    known = find_known(platform) if platform is not None else None
    if known is not None and known.kind is SourceKind.POST:
        return Source(f"{known.name} message", SourceKind.POST, noun)
    return Source(reading.text(parts.span), SourceKind.DOCUMENT, noun)


def _possessor(reading: Reading, parts: Parts, noun_at: int, memory: Memory) -> Source | None:
    tokens = reading.tokens
    genitive = "'s" in tokens.lower[parts.span[0] : noun_at]
    for run in reversed(reading.name_runs(parts.span[0], noun_at)):
        if run[1] - run[0] == 1 and reading.noun_at(run[0]) is NounKind.OFFICE:
            noun = tokens.lower[run[0]]
            return Source(memory.last_office(noun) or tokens.text[run[0]], SourceKind.OFFICE)
        name, kind, evidence = kind_of_name(without_genitive(reading, run, memory), memory)
        marked = genitive or reading.text(run).endswith("s")
        if marked or (evidence and kind in OUTLETS):
            return Source(name, kind, evidence=evidence)
    for index in range(noun_at - 1, parts.span[0] - 1, -1):
        lower = tokens.lower[index]
        stem = lower.removesuffix("s")
        marked = genitive or (stem != lower and reading.language.grammar.genitive_s)
        if marked and reading.language.noun_kind(stem) is NounKind.OFFICE:
            text = tokens.text[index]
            own = text if genitive or stem == lower else text[:-1]
            return Source(memory.last_office(stem) or own, SourceKind.OFFICE)
    return None


def _author_after(reading: Reading, parts: Parts, memory: Memory) -> Source | None:
    """The author in "measurements by the University of X", "the log of the operator, X"."""
    tokens, words = reading.tokens, reading.language.words
    links = [i for i in range(parts.head_end, parts.span[1]) if tokens.lower[i] in words["of"]]
    at = next((i for i in links if tokens.lower[i] in words["authors"]), (links or [-1])[0])
    runs = reading.name_runs(at + 1, parts.span[1]) if at >= 0 else []
    if not runs:
        return None
    certain = tokens.lower[at] in words["authors"]
    offices = [i for i in range(at + 1, runs[0][0]) if reading.noun_at(i) is NounKind.OFFICE]
    name, kind, evidence = kind_of_name(reading.text(runs[0]), memory)
    if offices:
        return introduced(reading, offices[-1], SourceKind.OFFICE, runs[0], memory)
    if kind is SourceKind.POST or not (evidence or certain):
        return None
    return Source(name, kind, evidence=evidence)


def _described_post(reading: Reading, parts: Parts, noun_at: int, memory: Memory) -> Source:
    """A post: "<platform> message" in every language, so that two reports of it agree."""
    noun = reading.tokens.lower[noun_at]
    runs = reading.name_runs(parts.span[0], noun_at)
    platform = reading.text(runs[-1]) if runs else platform_after(reading, noun_at + 1)
    if platform is not None:
        known = find_known(platform) or known_inflected(platform, reading.language)
        name = known.name if known is not None else normalise_source(platform)
        return Source(f"{name} message", SourceKind.POST, noun)
    bare = parts.span == (noun_at, noun_at + 1)
    if bare and _is_definite(reading, parts, noun):
        for mention in reversed(memory.spoken):
            if mention.kind is SourceKind.POST:
                return Source(mention.name, mention.kind, noun)
    return Source(reading.text(parts.span), SourceKind.POST, noun)


def platform_after(reading: Reading, first: int) -> str | None:
    """The platform named after "on", "the app" or the like, within reach, or None."""
    tokens, words = reading.tokens, reading.language.words
    for index in range(first, min(len(tokens), first + _PLATFORM_REACH)):
        if tokens.lower[index] in words["platform"]:
            for run in reading.name_runs(index + 1, min(len(tokens), index + 4)):
                if run[0] == index + 1 and tokens.lower[run[0]] not in words["times"]:
                    return reading.text(run)
    return None


def _described_body(reading: Reading, parts: Parts, noun_at: int, memory: Memory) -> Source:
    """An outlet, agency or office named by a common noun."""
    tokens = reading.tokens
    kind = NAMED_KIND[reading.noun_at(noun_at) or NounKind.OFFICE]
    noun = tokens.lower[noun_at]
    apposition = apposed_name(reading, parts)
    if apposition is not None:
        name, own, _ = kind_of_name(reading.text(apposition), memory)
        return Source(name, own if find_known(name) is not None else kind, noun)
    before = parts.names[-1] if parts.names and parts.names[-1][1] == noun_at else None
    if before is not None and find_known(reading.text(before)) is not None:
        name, own, _ = kind_of_name(reading.text(before), memory)
        if own in OUTLETS:
            return Source(name, own, noun)
    definite = _is_definite(reading, parts, noun)
    if definite and kind in OUTLETS:
        outlet = memory.last_outlet()
        if outlet is not None:
            return Source(outlet, kind_of_name(outlet, memory)[1], noun)
    if before is None and definite and kind is SourceKind.OFFICE and not parts.names:
        office = memory.last_office(noun)
        if office is not None and parts.head_end == parts.span[1]:
            return Source(office, kind, noun)
    name = with_base_form(reading, parts.span, noun_at)
    if reading.language.code == "de" and noun not in reading.language.nouns:
        name = name.removesuffix("s")
    return Source(name, kind, noun, evidence=kind not in OUTLETS)
