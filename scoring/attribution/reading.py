"""One sentence as the later steps see it: tokens, cues, names, and the phrases around a cue."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from scoring.attribution.cues import VERBS, CueMatch, Language, NounKind
from scoring.attribution.names import known_sources
from scoring.attribution.tokens import QUOTE_MARKS, Tokens

_MAX_SUBJECT = 18  # tokens; longer subjects are misread clauses
_MAX_OBJECT = 24
_MAX_ASIDE = 30
_MAX_UNKNOWN = 4  # lower-case words before anything that can be a source
_MAX_TAIL = 7  # "… familiar with the matter"
_SENTENCE_LIKE = QUOTE_MARKS | frozenset("–—-:•*")
_INVERTING = frozenset({"de", "sv"})
_ADJECTIVE_AFTER_NOUN = frozenset({"es", "fr"})

Span = tuple[int, int]  # token indices, first and after last


@cache
def _lower_case_names() -> frozenset[str]:
    """Names written in lower case by their owners: "dpa", "taz"."""
    return frozenset(
        alias
        for source in known_sources().values()
        for alias in (source.name, *source.aliases)
        if alias.islower()
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence, its tokens, and what they are.

    Attributes:
        sentence: The text.
        language: Its language.
        tokens: Its tokens.
        names: For each token whether it belongs to a proper name.
        cues: The cues found, in order.
        cued: Token indices that belong to a cue.
    """

    sentence: str
    language: Language
    tokens: Tokens
    names: list[bool]
    cues: list[CueMatch]
    cued: frozenset[int]

    def noun_at(self, index: int) -> NounKind | None:
        """The kind of the noun that ends at this token, also of two words."""
        lower = self.tokens.lower
        if index > 0:
            pair = self.language.nouns.get(f"{lower[index - 1]} {lower[index]}")
            if pair is not None:
                return pair
        return self.language.noun_kind(lower[index])

    def name_runs(self, first: int, last: int) -> list[Span]:
        """Proper names between two tokens, with the small words inside them ("of the")."""
        runs: list[Span] = []
        index = first
        while index < last:
            if not self.names[index]:
                index += 1
                continue
            end = index + 1
            while end < last:
                following = self._joined(end, last)
                if following is None:
                    break
                end = following + 1
            runs.append((index, end))
            index = end
        return runs

    def _joined(self, index: int, last: int) -> int | None:
        """The next token of a name that stands at or just after `index`, else None."""
        words = self.language.words
        lower = self.tokens.lower
        for at in range(index, min(index + 3, last)):
            if self.names[at]:
                return at
            if lower[at] not in words["connectors"]:
                return None
            if lower[at] in words["for_names"] and self.noun_at(at - 1) is not NounKind.OFFICE:
                return None
        return None

    def text(self, span: Span) -> str:
        """The words of a span as they stand."""
        return self.tokens.phrase(self.sentence, *span)


def read(
    sentence: str, tokens: Tokens, language: Language, vocabulary: AbstractSet[str]
) -> Reading:
    """Find the cues and the proper names of a sentence.

    Args:
        sentence: The text that `tokens` were cut from.
        tokens: Its tokens.
        language: Cues and word classes.
        vocabulary: Words that the document writes in lower case somewhere; a capital at the
            beginning of a sentence makes none of them a name.
    """
    cues = language.find_cues(tokens)
    cued = frozenset(index for match in cues for index in range(match.first, match.last))
    lower_names = _lower_case_names()
    names = [
        _is_name(tokens, index, language, vocabulary) or text in lower_names
        for index, text in enumerate(tokens.text)
    ]
    if language.code == "de":
        _join_german_nouns(tokens, names, language)
    return Reading(sentence, language, tokens, names, cues, cued)


def _join_german_nouns(tokens: Tokens, names: list[bool], language: Language) -> None:
    """Make a noun part of the name before it: "Lahntaler Tageblatt", "Berliner Polizei"."""
    for index in range(1, len(names)):
        if names[index] or not names[index - 1] or tokens.text[index - 1].endswith("s"):
            continue
        kind = language.noun_kind(tokens.lower[index]) if tokens.capital(index) else None
        names[index] = kind in (NounKind.OUTLET, NounKind.AGENCY, NounKind.OFFICE)


def _is_name(
    tokens: Tokens, index: int, language: Language, vocabulary: AbstractSet[str]
) -> bool:
    text = tokens.text[index]
    if not text[0].isupper():
        return False
    lower = tokens.lower[index]
    if len(text) > 1 and text.isupper() and text.isalpha():
        return True
    if language.code == "de" and (language.noun_kind(lower) or lower in language.words["times"]):
        return False
    if index <= tokens.first or tokens.text[index - 1] in _SENTENCE_LIKE:
        if lower not in language.common and lower not in vocabulary:
            return language.noun_kind(lower) is None or _office_follows(tokens, index, language)
        closed = lower in language.common and lower not in language.nouns
        return not closed and _office_follows(tokens, index, language)
    return lower not in language.words["times"] or lower in ("may", "march", "april", "june")


def _office_follows(tokens: Tokens, index: int, language: Language) -> bool:
    """Whether a capitalised office word follows ("Foreign Ministry", "Energy Board")."""
    if language.code == "de" or index + 1 >= len(tokens) or not tokens.capital(index + 1):
        return False
    return language.noun_kind(tokens.lower[index + 1]) is not None


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
    if at < 0 or tokens.quoted[at] or not (reading.names[at] or _is_source_noun(reading, at)):
        return None
    return _subject_ending_at(reading, at)


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
        elif lower not in words["between"]:
            return at
        at -= 1
    return None


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
    if not tokens.is_word(opening - 1) or tokens.quoted[opening - 1]:
        return None
    head = _subject_ending_at(reading, opening - 1)
    if head is None:
        return None
    if tokens.lower[opening + 1] in reading.language.words["relatives"]:
        return head
    aside = range(opening + 1, closing)
    if any(reading.names[i] or reading.noun_at(i) is not None for i in aside):
        return head[0], closing
    return None


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
        if reading.language.code in _INVERTING:
            return None
        first = _last_phrase(reading, first, at)
    after_phrase_cue = first > 0 and any(
        match.last == first and match.cue.kind not in VERBS for match in reading.cues
    )
    if first > at or after_phrase_cue:
        return None
    clock = tokens.lower[first].isdigit() and tokens.lower[min(first + 1, at)] in words["times"]
    return None if clock else (first, at + 1)


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
            index += step
            continue
        if index in reading.cued and not reading.names[index] and not _noun_form(reading, index):
            break
        if reading.names[index] or _is_source_noun(reading, index):
            found, tail = True, tail + bool(tail)
        elif _ends_phrase(reading, index, found=found, tail=tail):
            break
        elif found:
            tail += 1
        else:
            unknown += 1
        if unknown > _MAX_UNKNOWN + 2 or tail > _MAX_TAIL:
            break
        index += 1
    return _without_trailing_links(reading, at, index)


def _is_source_noun(reading: Reading, index: int) -> bool:
    return (
        reading.noun_at(index) is not None
        and reading.tokens.lower[index] not in reading.language.words["boundaries"]
    )


def _mark_inside(reading: Reading, index: int, *, found: bool) -> int:
    """How many tokens to pass for a mark inside a phrase, 0 where the mark ends it."""
    tokens = reading.tokens
    if tokens.text[index] in ("&",) or tokens.lower[index] == "'s":
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
    if lower in words["boundaries"] and not article:
        return True
    if link:
        return index + 1 >= len(reading.tokens) or (
            reading.tokens.lower[index + 1] in words["times"]
            or (reading.names[index - 1] and not _links_to_name(reading, index + 1))
        )
    return not (
        article
        or tail
        or _adjective_after_noun(reading, index)
        or _word_before_noun(reading, index)
    )


def _noun_form(reading: Reading, index: int) -> bool:
    """Whether a one-word verb cue is a document noun here: "maintenance reports"."""
    alone = any(match.first == index and match.last == index + 1 for match in reading.cues)
    return alone and reading.noun_at(index) is NounKind.DOCUMENT


def _word_before_noun(reading: Reading, index: int) -> bool:
    """Whether an English name and an unknown word modify a noun: "EU intelligence sources"."""
    return (
        reading.language.code == "en"
        and reading.names[index - 1]
        and index + 1 < len(reading.tokens)
        and not reading.names[index + 1]
        and _is_source_noun(reading, index + 1)
    )


def _adjective_after_noun(reading: Reading, index: int) -> bool:
    """Whether an unknown word can be the adjective of the noun just before it."""
    if reading.language.code not in _ADJECTIVE_AFTER_NOUN:
        return False
    return any(
        _is_source_noun(reading, before) and not reading.names[before]
        for before in range(max(0, index - 2), index)
    )


def _links_to_name(reading: Reading, index: int) -> bool:
    lower, words = reading.tokens.lower, reading.language.words
    while index < len(lower) and lower[index] in words["determiners"] | words["connectors"]:
        index += 1
    return index < len(lower) and (reading.names[index] or _is_source_noun(reading, index))


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
