"""From the words of a phrase to the source they name."""

from __future__ import annotations

from dataclasses import replace

from scoring.attribution.coreference import Memory, kind_of_name
from scoring.attribution.descriptions import described
from scoring.attribution.languages import NounKind
from scoring.attribution.naming import (
    NAMED_KIND,
    PEOPLE,
    Parts,
    Source,
    introduced,
    organisation_after,
    split_affiliation,
    title_inside,
    titled,
    with_base_form,
)
from scoring.attribution.reading import Reading, Span
from scoring.records import SourceKind


def resolve_source(reading: Reading, span: Span, memory: Memory) -> Source | None:
    """Name the source that a phrase stands for.

    Args:
        reading: The sentence.
        span: The phrase's tokens.
        memory: What the document has named so far.

    Returns:
        The source, or None where the phrase names nothing that can say something. `evidence`
        is False for a phrase of unknown lower-case words and for a name known by form alone.
    """
    words, tokens = reading.language.words, reading.tokens
    alone = tokens.lower[span[0]] if span[1] - span[0] == 1 else ""
    if alone in words["he"] | words["they"] | words["pronouns"]:
        return _pronoun(alone, reading, memory)
    partitive = span[1] - span[0] > 2 and tokens.lower[span[0] + 1] in words["of"]
    if partitive and tokens.lower[span[0]] in words["determiners"]:  # "one of the sources"
        return resolve_source(reading, (span[0] + 2, span[1]), memory)
    parts = _parts(reading, span)
    if parts.span[0] >= parts.span[1]:
        return None
    if not parts.names and not parts.nouns:
        return _unknown(reading, span, parts)
    return _of_parts(reading, parts, memory)


def _of_parts(reading: Reading, parts: Parts, memory: Memory) -> Source | None:
    """The source of a phrase that holds a name or a known noun."""
    last_noun = parts.nouns[-1] if parts.nouns else -1
    if reading.language.grammar.genitive_follows and parts.nouns:
        organisation = _organisation_of(reading, parts.nouns[0], parts, memory)
        if organisation is not None:
            return organisation
        if reading.noun_at(parts.nouns[0]) in PEOPLE and not parts.names:
            last_noun = parts.nouns[0]
    if parts.names and parts.names[-1][0] > last_noun:
        return _named(reading, parts, memory)
    return described(reading, parts, last_noun, memory)


def _organisation_of(reading: Reading, head: int, parts: Parts, memory: Memory) -> Source | None:
    """The organisation right after its speaker in the genitive: "rzecznik Ministerstwa Handlu"."""
    at = head + 1
    if reading.noun_at(head) is not NounKind.SPEAKER or at >= parts.head_end:
        return None
    noun = reading.tokens.lower[head]
    if reading.noun_at(at) is not NounKind.OFFICE:
        return None
    end = at + 1
    while end < parts.head_end and reading.names[end] and reading.names[at]:
        end += 1
    if end < parts.head_end and any(reading.names[end : parts.head_end]):
        return None  # a name follows: "rzecznik policji Jan Kos" is Jan Kos
    own = with_base_form(reading, (at, end), at)
    office = memory.last_office(reading.tokens.lower[at]) if end == at + 1 else None
    return Source(office or own, SourceKind.OFFICE, noun)


def _unknown(reading: Reading, span: Span, parts: Parts) -> Source | None:
    """Unnamed people in words that no list holds: "two quarrymen"; an article must lead."""
    tokens = reading.tokens
    article = tokens.lower[span[0]] in reading.language.words["determiners"]
    if not article or tokens.lower[parts.span[1] - 1] in reading.language.common:
        return None
    return Source(reading.text(parts.span), SourceKind.ANONYMOUS, evidence=False)


def _pronoun(word: str, reading: Reading, memory: Memory) -> Source | None:
    mention = None  # "I", "we", "it" name no source
    if word in reading.language.words["he"]:
        mention = memory.last_person()
    elif word in reading.language.words["they"]:
        mention = memory.last_plural()
    return Source(mention.name, mention.kind, mention.noun) if mention is not None else None


def _parts(reading: Reading, span: Span) -> Parts:
    words, tokens = reading.language.words, reading.tokens
    first, last = span
    definite = False
    while first < last and (
        tokens.lower[first] in words["determiners"] or tokens.lower[first] in words["prepositions"]
    ):
        definite = definite or tokens.lower[first] in words["definite"]
        if reading.names[first] and first > span[0]:
            break
        if tokens.lower[first].isalpha() and tokens.lower[first] not in (
            words["articles"] | words["definite"] | words["possessives"] | words["prepositions"]
        ):
            break
        first += 1
    runs = reading.name_runs(first, last)
    inside = {index for run in runs for index in range(*run)}
    head_end = last
    for index in range(first + 1, last):
        lower = tokens.lower[index]
        link = lower in words["of"] or lower in words["prepositions"]
        if index not in inside and (link or lower == "," or lower in words["relatives"]):
            head_end = index
            break
    nouns = [
        i for i in range(first, head_end) if i not in inside and reading.noun_at(i) is not None
    ]
    names = [run for run in runs if run[0] < head_end]
    return Parts((first, last), head_end, names, nouns, definite)


def _named(reading: Reading, parts: Parts, memory: Memory) -> Source | None:
    """A phrase that ends in a proper name, perhaps after a title: "the daily Nordkurier"."""
    run = parts.names[-1]
    title = title_inside(reading, run)
    if title is not None:
        return titled(reading, parts, title, (title + 1, run[1]), memory)
    if parts.nouns:
        noun_at = parts.nouns[-1]
        kind = reading.noun_at(noun_at)
        if kind in PEOPLE:
            return titled(reading, parts, noun_at, run, memory)
        gap = 2 if reading.language.grammar.adjective_after_noun else 0
        if kind in NAMED_KIND and noun_at >= run[0] - 1 - gap:
            return introduced(reading, noun_at, NAMED_KIND[kind], run, memory)
    return _bare_name(reading, parts, run, memory)


def _bare_name(reading: Reading, parts: Parts, run: Span, memory: Memory) -> Source | None:
    text = reading.text(run)
    if run[1] - run[0] == 1 and reading.tokens.lower[run[0]] in reading.language.nouns:
        return described(reading, replace(parts, names=[]), run[0], memory)
    name, affiliation = split_affiliation(reading, run)
    whole, kind, evidence = kind_of_name(text, memory)
    if kind is SourceKind.PERSON and affiliation is not None and " " in name:
        whole = name
    elif reading.noun_at(run[1] - 1) in PEOPLE:
        noun = reading.tokens.lower[run[1] - 1]
        mention = memory.last_described(noun) if parts.definite else None
        person = mention.name if mention is not None else text
        return Source(person, mention.kind if mention else SourceKind.ANONYMOUS, noun)
    if kind is SourceKind.POST:
        return Source(f"{whole} message", kind)
    if kind is SourceKind.PERSON and not evidence:
        named_noun = _noun_in_apposition(reading, parts)
        office = _office_of_apposition(reading, parts, memory)
        return Source(whole, kind, named_noun, office, evidence=False)
    return Source(whole, kind, evidence=evidence)


def _noun_in_apposition(reading: Reading, parts: Parts) -> str:
    """The title in "Ada Holm, the mayor"."""
    for index in range(parts.head_end, parts.span[1]):
        if reading.noun_at(index) in PEOPLE:
            return reading.tokens.lower[index]
    return ""


def _office_of_apposition(reading: Reading, parts: Parts, memory: Memory) -> str | None:
    for index in range(parts.head_end, parts.span[1]):
        if reading.noun_at(index) is NounKind.SPEAKER:
            return organisation_after(reading, index + 1, parts.span[1], memory)
    return None
