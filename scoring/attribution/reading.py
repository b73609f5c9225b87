"""One sentence as the later steps see it: its tokens, its cues and its proper names."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from scoring.attribution.coreference import known_inflected
from scoring.attribution.known import SourceTable, source_table
from scoring.attribution.languages import VERBS, CueMatch, Language, NounKind
from scoring.attribution.tokens import QUOTE_MARKS, Tokens

_SENTENCE_LIKE = QUOTE_MARKS | frozenset("–—-:•*")

Span = tuple[int, int]  # token indices, first and after last


@lru_cache(maxsize=2)
def _lower_case_names(known: SourceTable) -> frozenset[str]:
    """Names written in lower case by their owners: "dpa", "taz"."""
    return frozenset(
        alias
        for source in known.sources
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
        after_phrases: Token indices right after a cue that is no verb.
        lone_cues: Token indices of cues of one word.
    """

    sentence: str
    language: Language
    tokens: Tokens
    names: list[bool]
    cues: list[CueMatch]
    cued: frozenset[int]
    after_phrases: frozenset[int]
    lone_cues: frozenset[int]

    def noun_at(self, index: int) -> NounKind | None:
        """The kind of the noun that ends at this token, also of two words."""
        lower = self.tokens.lower
        if index > 0:
            pair = self.language.nouns.get(f"{lower[index - 1]} {lower[index]}")
            if pair is not None:
                return pair
        return self.language.noun_kind(lower[index])

    def source_noun_at(self, index: int) -> bool:
        """Whether a noun that can stand for a source ends at this token."""
        closed = self.tokens.lower[index] in self.language.words["boundaries"]
        return not closed and self.noun_at(index) is not None

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
    lower_names = _lower_case_names(source_table())
    names = [
        _is_name(tokens, index, language, vocabulary) or text in lower_names
        for index, text in enumerate(tokens.text)
    ]
    if language.grammar.case_endings:
        _join_known_names(tokens, names, language)
    if language.code == "de":
        _join_german_nouns(tokens, names, language)
    after = frozenset(match.last for match in cues if match.cue.kind not in VERBS)
    lone = frozenset(match.first for match in cues if match.last == match.first + 1)
    return Reading(sentence, language, tokens, names, cues, cued, after, lone)


def _join_known_names(tokens: Tokens, names: list[bool], language: Language) -> None:
    """Make a small word part of a known name before it: "Української правди"."""
    for index in range(1, len(names)):
        if names[index] or not tokens.is_word(index) or not tokens.capital(index - 1):
            continue
        pair = f"{tokens.text[index - 1]} {tokens.text[index]}"
        if known_inflected(pair, language) is not None:
            names[index - 1] = names[index] = True


def _join_german_nouns(tokens: Tokens, names: list[bool], language: Language) -> None:
    """Make a noun part of the name before it: "Lahntaler Tageblatt", "Berliner Polizei"."""
    for index in range(1, len(names)):
        if names[index] or not names[index - 1] or tokens.text[index - 1].endswith("s"):
            continue
        kind = language.noun_kind(tokens.lower[index]) if tokens.capital(index) else None
        names[index] = kind in (NounKind.OUTLET, NounKind.AGENCY, NounKind.OFFICE)


def _is_name(tokens: Tokens, index: int, language: Language, vocabulary: AbstractSet[str]) -> bool:
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
        closed = lower in language.common and language.noun_kind(lower) is None
        return not closed and _office_follows(tokens, index, language)
    return lower not in language.words["times"] or lower in ("may", "march", "april", "june")


def _office_follows(tokens: Tokens, index: int, language: Language) -> bool:
    """Whether a capitalised office word follows ("Foreign Ministry", "Energy Board")."""
    if language.code == "de" or index + 1 >= len(tokens) or not tokens.capital(index + 1):
        return False
    lower = tokens.lower[index]
    if lower in language.outlet_beginnings:
        return True
    if language.grammar.genitive_follows and language.noun_kind(lower) is NounKind.OFFICE:
        return True  # "Ministerstwo Handlu"
    return language.noun_kind(tokens.lower[index + 1]) is not None
