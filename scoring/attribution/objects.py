"""The phrase after a cue: where a source's title, name and apposition end."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from scoring.attribution.languages import NounKind
from scoring.attribution.reading import Reading, Span

_MAX_OBJECT = 24  # tokens
_MAX_UNKNOWN = 6  # lower-case words before anything that can be a source
_MAX_TAIL = 7  # "… familiar with the matter"
_MESSAGES = (NounKind.DOCUMENT, NounKind.POST)


def phrase_after(reading: Reading, at: int, stops: AbstractSet[int] = frozenset()) -> Span | None:
    """The phrase that begins at this token and can name a source.

    Args:
        reading: The sentence.
        at: Index of its first token.
        stops: Tokens that it must not reach.

    Returns:
        Its span with titles, name and an apposition, or None where nothing can be one.
    """
    end = _end_of_phrase(reading, at, stops)
    if end == at:
        return None
    return at, _with_apposition(reading, at, _with_author(reading, end, stops))


def _with_author(reading: Reading, last: int, stops: AbstractSet[int]) -> int:
    """Include "carried out by the ministry" after a document."""
    if reading.noun_at(last - 1) is not NounKind.DOCUMENT:
        return last
    tokens, authors = reading.tokens, reading.language.words["authors"]
    for index in range(last, min(last + 4, len(tokens) - 1)):
        if index in reading.cued or tokens.quoted[index] or not tokens.is_word(index):
            return last
        if tokens.lower[index] in authors and _links_to_name(reading, index + 1):
            return _end_of_phrase(reading, index + 1, stops)
    return last


def _end_of_phrase(reading: Reading, at: int, stops: AbstractSet[int]) -> int:
    tokens = reading.tokens
    index, unknown, tail, found = at, 0, 0, False
    limit = min(len(tokens), at + _MAX_OBJECT)
    while index < limit and not tokens.quoted[index] and index not in stops:
        if not tokens.is_word(index):
            step = _mark_inside(reading, index, found=found)
            if step == 0:
                break
            if tokens.lower[index] == "'s":
                found, unknown = False, 0  # what a possessor has is still to come
            index += step
            continue
        if _stops(reading, index, found=found):
            break
        if reading.names[index] or reading.source_noun_at(index):
            found, tail = True, tail + bool(tail)
        elif _ends_phrase(reading, index, found=found, tail=tail):
            break
        elif found:
            tail += 1
        else:
            unknown += 1
        if unknown > _MAX_UNKNOWN or tail > _MAX_TAIL:
            break
        index += 1
    return _without_trailing_links(reading, at, index)


def _stops(reading: Reading, index: int, *, found: bool) -> bool:
    """Whether another cue or, after a name, another subject begins here."""
    if index in reading.cued and not reading.names[index] and not _noun_form(reading, index):
        return True
    return found and _next_subject(reading, index)


def _next_subject(reading: Reading, index: int) -> bool:
    """Whether a person begins right after a name: "w wywiadzie dla Gazety minister powiedział"."""
    person = reading.noun_at(index) in (NounKind.PERSON, NounKind.SPEAKER)
    inflected = reading.language.grammar.genitive_follows
    return inflected and person and reading.names[index - 1] and not reading.names[index]


def _mark_inside(reading: Reading, index: int, *, found: bool) -> int:
    """How many tokens to pass for a mark inside a phrase, 0 where the mark ends it."""
    tokens = reading.tokens
    if tokens.text[index] == "&" or tokens.lower[index] == "'s":
        return 1
    acronym = index + 2 < len(tokens) and tokens.text[index + 2] == ")"
    return 3 if tokens.text[index] == "(" and acronym and found else 0


def _ends_phrase(reading: Reading, index: int, *, found: bool, tail: int) -> bool:
    """Whether a word that is neither name nor known noun ends the phrase before it."""
    words, lower = reading.language.words, reading.tokens.lower[index]
    article = lower in words["determiners"]
    if lower in words["times"] or (lower in words["relatives"] and not article):
        return True
    link = lower in words["of"] or lower in words["connectors"] or lower in words["prepositions"]
    if not found:
        partitive = lower in words["of"] and reading.tokens.lower[index - 1] in words["determiners"]
        return not article and (lower in words["boundaries"] or (link and not partitive))
    if lower in words["boundaries"]:
        return True
    if link:
        return (
            _leads_to_message(reading, index + 1)
            or index + 1 >= len(reading.tokens)
            or (
                reading.tokens.lower[index + 1] in words["times"]
                or (reading.names[index - 1] and not _links_to_name(reading, index + 1))
            )
        )
    grammar = reading.language.grammar
    if grammar.inverts and reading.names[index - 1] and not article:
        return True  # the clause goes on: "volgens bronnen van Reuters sluit de haven"
    return not (
        article
        or tail
        or _adjective_after_noun(reading, index)
        or _word_before_noun(reading, index)
    )


def _leads_to_message(reading: Reading, at: int) -> bool:
    """Whether a text follows in which the source before it speaks: "i en pressemelding"."""
    words, lower = reading.language.words, reading.tokens.lower
    while at < len(lower) and lower[at] in words["determiners"] | words["articles"]:
        at += 1
    return at < len(lower) and reading.noun_at(at) in _MESSAGES


def _noun_form(reading: Reading, index: int) -> bool:
    """Whether a one-word verb cue is a document noun here: "maintenance reports"."""
    return index in reading.lone_cues and reading.noun_at(index) is NounKind.DOCUMENT


def _word_before_noun(reading: Reading, index: int) -> bool:
    """Whether an English name and an unknown word modify a noun: "EU intelligence sources"."""
    return (
        reading.language.code == "en"
        and reading.names[index - 1]
        and index + 1 < len(reading.tokens)
        and not reading.names[index + 1]
        and reading.source_noun_at(index + 1)
    )


def _adjective_after_noun(reading: Reading, index: int) -> bool:
    """Whether an unknown word can be the adjective of the noun just before it."""
    if not reading.language.grammar.adjective_after_noun:
        return False
    return any(
        reading.source_noun_at(before) and not reading.names[before]
        for before in range(max(0, index - 2), index)
    )


def _links_to_name(reading: Reading, index: int) -> bool:
    lower, words = reading.tokens.lower, reading.language.words
    while index < len(lower) and lower[index] in words["determiners"] | words["connectors"]:
        index += 1
    return index < len(lower) and (reading.names[index] or reading.source_noun_at(index))


def _without_trailing_links(reading: Reading, first: int, last: int) -> int:
    words = reading.language.words
    while last > first:
        lower = reading.tokens.lower[last - 1]
        loose = lower in words["prepositions"] or lower in words["determiners"]
        if reading.names[last - 1] or not (loose or lower in words["connectors"]):
            break
        last -= 1
    return last


def _with_apposition(reading: Reading, first: int, last: int) -> int:
    """Include ", Norrland Pulp" after "its owner" and ", the mayor" after a name."""
    tokens = reading.tokens
    if last + 1 >= len(tokens) or tokens.text[last] != ",":
        return last
    end = last + 1
    while end < len(tokens) and end - last < 9 and tokens.is_word(end):
        if tokens.quoted[end] or end in reading.cued:
            return last
        end += 1
    named = any(reading.names[first:last])
    inside = range(last + 1, end)
    if not named:
        begin = last + 1 + (tokens.lower[last + 1] in reading.language.words["definite"])
        whole = begin < end and reading.name_runs(begin, end)[:1] == [(begin, end)]
        return end if whole else last
    people = (NounKind.PERSON, NounKind.SPEAKER)
    closed = end >= len(tokens) or not tokens.is_word(end)
    return end if closed and any(reading.noun_at(i) in people for i in inside) else last
