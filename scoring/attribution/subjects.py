"""The subject before a verb: where it begins, past asides, adverbs and relative clauses."""

from __future__ import annotations

from scoring.attribution.languages import NounKind
from scoring.attribution.reading import Reading, Span
from scoring.attribution.tokens import QUOTE_MARKS, Tokens

_MAX_SUBJECT = 18  # tokens; longer subjects are misread clauses
_MAX_ASIDE = 30


def subject_before(reading: Reading, verb: int) -> Span | None:
    """The phrase that is the subject of the verb at this token, where it stands before it.

    Adverbs and auxiliaries between the two, times ("on Tuesday") and asides between commas
    are passed over; a negation, an infinitive or a passive leaves no subject.
    """
    at = _skip_back(reading, verb - 1)
    if at is None:
        return None
    tokens = reading.tokens
    if tokens.lower[at] in reading.language.words["relatives"]:
        return _subject_of_relative(reading, at)
    if tokens.text[at] == ",":
        return _subject_around_aside(reading, at)
    if tokens.text[at] == ")":
        opening = _find_back(tokens, at, "(")
        at = opening - 1 if opening is not None else -1
    if at < 0 or not tokens.is_word(at) or tokens.quoted[at]:
        return None
    return _subject_ending_at(reading, at)


def _subject_of_relative(reading: Reading, pronoun: int) -> Span | None:
    """The subject in "the Security Service, which said"."""
    tokens = reading.tokens
    at = pronoun - 1
    if at > 0 and tokens.text[at] == ",":
        at -= 1
    if at < 0 or tokens.quoted[at] or not (reading.names[at] or reading.source_noun_at(at)):
        return None
    span = _subject_ending_at(reading, at)
    return (_last_phrase(reading, span[0] - 1, at), at + 1) if span is not None else None


def _skip_back(reading: Reading, at: int) -> int | None:
    tokens, words = reading.tokens, reading.language.words
    passed_time = False
    while at >= 0:
        lower = tokens.lower[at]
        if lower in words["negations"] or lower in words["passives"]:
            return None
        if lower in words["times"] and not (reading.names[at] and at and reading.names[at - 1]):
            passed_time = True
        elif passed_time and (lower.isdigit() or lower in words["prepositions"]):
            passed_time = lower.isdigit()
        elif lower not in words["between"] and not _english_adverb(reading, at):
            return at
        at -= 1
    return None


def _english_adverb(reading: Reading, index: int) -> bool:
    lower = reading.tokens.lower[index]
    return (
        reading.language.code == "en"
        and len(lower) > 4
        and lower.endswith("ly")
        and not reading.names[index]
        and reading.noun_at(index) is None
    )


def _find_back(tokens: Tokens, at: int, mark: str) -> int | None:
    for index in range(at - 1, max(-1, at - _MAX_ASIDE), -1):
        if tokens.text[index] == mark:
            return index
        if tokens.text[index] in QUOTE_MARKS or tokens.text[index] == ";":
            return None
    return None


def _subject_around_aside(reading: Reading, closing: int) -> Span | None:
    """The subject in "X, the mayor, said" and "X, who …, said"."""
    tokens = reading.tokens
    opening = _find_back(tokens, closing, ",")
    if opening is None or opening == 0 or opening + 1 >= closing:
        return None
    before = opening - 1
    if tokens.text[before] == ")":  # "The Agency (AGY), a new body, said"
        before = (_find_back(tokens, before, "(") or 0) - 1
    if before < 0 or not tokens.is_word(before) or tokens.quoted[before]:
        return None
    head = _subject_ending_at(reading, before)
    if head is None or _modifies(reading, tokens.lower[opening + 1]):
        return head
    aside = range(opening + 1, closing)
    apposed = any(reading.names[i] or reading.noun_at(i) is not None for i in aside)
    return (head[0], closing) if apposed else None


def _modifies(reading: Reading, word: str) -> bool:
    """Whether an aside that begins with this word only describes the subject before it.

    "Two men, who saw it, said"; "three diplomats, speaking on condition of anonymity, said".
    """
    participle = reading.language.code == "en" and word.endswith("ing")
    return participle or word in reading.language.words["relatives"]


def _subject_ending_at(reading: Reading, at: int) -> Span | None:
    words, tokens = reading.language.words, reading.tokens
    first = at
    while first >= 0 and at - first < _MAX_SUBJECT and not _bounds_subject(reading, first):
        first -= 1
    head = _head_of_relative(reading, first, at)
    if head is not None:
        return head
    first += 1
    while first <= at and (
        tokens.lower[first] in words["between"] or tokens.lower[first] in words["times"]
    ):
        first += 1
    if first <= at and tokens.lower[first] in words["prepositions"]:
        grammar = reading.language.grammar
        if grammar.inverts and not grammar.case_endings:
            return None  # in a language with cases the subject may yet follow the adverbial
        first = _last_phrase(reading, first, at)
    if first in reading.after_phrases and reading.language.grammar.genitive_follows:
        first = _next_person(reading, first, at)
    if first > at or first in reading.after_phrases:
        return None
    clock = tokens.lower[first].isdigit() and tokens.lower[min(first + 1, at)] in words["times"]
    return None if clock else (first, at + 1)


def _next_person(reading: Reading, first: int, at: int) -> int:
    """Where a person begins after an outlet: "dla Gazety minister Dąb"; else `first`."""
    for index in range(first + 1, at + 1):
        person = reading.noun_at(index) in (NounKind.PERSON, NounKind.SPEAKER)
        if person and reading.names[index - 1] and not reading.names[index]:
            return index
    return first


def _head_of_relative(reading: Reading, stop: int, at: int) -> Span | None:
    """The subject in "two pilots who have seen the log said", from the stop at "have"."""
    tokens, words = reading.tokens, reading.language.words
    if stop < 1 or not tokens.is_word(stop) or tokens.quoted[stop] or stop in reading.cued:
        return None
    for index in range(stop, max(0, at - _MAX_SUBJECT), -1):
        if not tokens.is_word(index) and tokens.lower[index] != "'s":
            return None
        if tokens.lower[index] in words["relatives"]:
            people = reading.noun_at(index - 1) in (NounKind.PERSON, NounKind.SPEAKER)
            return _subject_ending_at(reading, index - 1) if people else None
    return None


def _bounds_subject(reading: Reading, index: int) -> bool:
    tokens, words = reading.tokens, reading.language.words
    if tokens.quoted[index]:
        return True
    lower = tokens.lower[index]
    if not tokens.is_word(index):
        return lower not in ("'s", "&", "'")
    if lower in words["and"] and 0 < index < len(tokens) - 1:
        return not (reading.names[index - 1] and reading.names[index + 1])
    if index in reading.cued and not reading.names[index]:
        return True
    return lower in words["boundaries"] and not tokens.text[index].isupper()


def _last_phrase(reading: Reading, first: int, at: int) -> int:
    """Where the last noun phrase of a span begins: at its determiner or name, else nowhere."""
    words = reading.language.words
    for index in range(at, first, -1):
        if reading.tokens.lower[index] in words["determiners"] | words["he"] | words["they"]:
            return index
    run = reading.name_runs(first, at + 1)
    return run[-1][0] if run and run[-1][1] == at + 1 else at + 1
