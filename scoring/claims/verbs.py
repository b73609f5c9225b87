"""The finite verbs of a claim, each with what stands around it, told by lists of forms.

No tagger is asked: a form counts as a verb where the language's grammar lists it, and where a
listed form may be an adjective or a participle it only counts before what a verb can govern.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.attribution.tokens import Tokens
from scoring.claims.grammar import Grammar


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A finite verb with its auxiliaries and the adverbs among and before them, as tokens.

    Attributes:
        start: First token, which may be an adverb.
        verb: First token that is none.
        end: Token after the last.
        auxiliary: Whether an auxiliary is among them.
        certain: Whether its first verb can be nothing but a finite verb.
        clear: Whether it is a finite verb at all, as far as the list and what follows tell.
    """

    start: int
    verb: int
    end: int
    auxiliary: bool
    certain: bool
    clear: bool


def find_verbs(tokens: Tokens, end: int, grammar: Grammar) -> list[VerbGroup]:
    """The verb groups among the first `end` tokens, in order."""
    found: list[VerbGroup] = []
    index = 0
    while index < end:
        if _is_verb(tokens.lower[index], grammar):
            group = _group(tokens, index, end, grammar)
            found.append(group)
            index = group.end
        else:
            index += 1
    return found


def _is_verb(word: str, grammar: Grammar) -> bool:
    return word in grammar.auxiliaries or word in grammar.certain or word in grammar.doubtful


def _group(tokens: Tokens, verb: int, limit: int, grammar: Grammar) -> VerbGroup:
    words = tokens.lower
    start = verb
    while start > 0 and _is_adverb(words[start - 1], grammar):
        start -= 1
    end = place = verb + 1
    while place < limit and (_is_verb(words[place], grammar) or words[place] in grammar.adverbs):
        place += 1
        if _is_verb(words[place - 1], grammar):
            end = place
    first = words[verb]
    certain = first in grammar.auxiliaries or first in grammar.certain
    auxiliary = any(word in grammar.auxiliaries for word in words[verb:end])
    return VerbGroup(
        start=start,
        verb=verb,
        end=end,
        auxiliary=auxiliary,
        certain=certain,
        clear=certain
        or (_governs(tokens, end, limit, grammar) and not _is_counted(tokens, verb, grammar)),
    )


def _is_adverb(word: str, grammar: Grammar) -> bool:
    manner = grammar.language == "en" and len(word) > 4 and word.endswith("ly")
    return word in grammar.adverbs or manner


def _is_counted(tokens: Tokens, place: int, grammar: Grammar) -> bool:
    """Whether a number or an article stands right before: "12 killed in Arl"."""
    before = tokens.lower[place - 1] if place else ""
    return before[:1].isdigit() or before in grammar.numerals or before in grammar.articles


def _governs(tokens: Tokens, place: int, limit: int, grammar: Grammar) -> bool:
    """Whether what stands at a place can follow a verb but not an adjective or participle."""
    if place >= limit:
        return True
    word = tokens.lower[place]
    if word in grammar.governed or word[0].isdigit():
        return True
    if not tokens.is_word(place):
        return word == ","
    return _is_adverb(word, grammar) or (tokens.capital(place) and not grammar.nouns_capital)
