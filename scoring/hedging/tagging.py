"""Cues of scientific abstracts and of reviews, by classifiers fitted on annotated ones.

The guidelines of those collections count words that are no hedges of news ("or",
"if", "suggest that", "putative", "should"), and count them in some contexts only. So they have
candidates of their own, learnt from the annotations and kept apart from the lexicons: one
logistic regression decides whether a cue starts at a candidate, a second how far it goes.
The features are those of Velldal et al. 2012, "Speculation and Negation: Rules, Rankers,
and the Role of Syntax", 3.2, without its syntax.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scoring.hedging.linear import LinearModel, fitted
from scoring.hedging.words import Words, suffix

# Probability from which a cue starts; 0.3 to 0.6 tried, cue F1 is flat between 0.35 and 0.5
# (`python -m bench.hedging`).
THRESHOLD = 0.4
_REACH = 8  # words to each side that are looked at


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue with sentence offsets and the probability that it is one."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class CueTagger:
    """Finds the cues of one guideline.

    Attributes:
        first: Words that a cue may start with.
        inner: Words that may continue one.
        start: Log-odds that a cue starts here.
        more: Log-odds that the cue goes on.
    """

    first: frozenset[str]
    inner: frozenset[str]
    start: LinearModel
    more: LinearModel

    def find(self, words: Words, threshold: float = THRESHOLD) -> list[Cue]:
        """The cues of a sentence, in order, not overlapping."""
        cues: list[Cue] = []
        place = 0
        while place < len(words):
            if words.folded[place] in self.first:
                odds = self.start.value(start_features(words, place))
                chance = 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, odds))))
                if chance >= threshold:
                    end = self._end(words, place)
                    cues.append(Cue(words.starts[place], words.ends[end - 1], chance))
                    place = end
                    continue
            place += 1
        return cues

    def _end(self, words: Words, start: int) -> int:
        """Place after the last word of the cue that starts at `start`."""
        end = start + 1
        while (
            end < min(len(words), start + _REACH)
            and words.folded[end] in self.inner
            and self.more.value(more_features(words, start, end)) > 0
        ):
            end += 1
        return end


@cache
def load_tagger(guideline: str) -> CueTagger:
    """The tagger of a guideline, "science" (BioScope) or "reviews" (SFU).

    Raises:
        ModelError: The weight file cannot be read.
    """
    weights = fitted()
    return CueTagger(
        first=weights.words[f"{guideline}_first"],
        inner=weights.words[f"{guideline}_inner"],
        start=weights.models[f"{guideline}_start"],
        more=weights.models[f"{guideline}_more"],
    )


def start_features(words: Words, place: int) -> Iterator[str]:
    """What tells whether a cue starts at a place: the word with its neighbours."""
    word = words.at(place)
    before, after = words.at(place - 1), words.at(place + 1)
    before2, after2 = words.at(place - 2), words.at(place + 2)
    yield f"w={word}"
    yield f"p1={before}"
    yield f"n1={after}"
    yield f"p2={before2}"
    yield f"n2={after2}"
    yield f"ps={suffix(before)}"
    yield f"ns={suffix(after)}"
    yield f"{word}|p1={before}"
    yield f"{word}|n1={after}"
    yield f"{word}|p2={before2}"
    yield f"{word}|n2={after2}"
    yield f"{word}|p3={words.at(place - 3)}"
    yield f"{word}|n3={words.at(place + 3)}"
    yield f"{word}|pp={before2} {before}"
    yield f"{word}|nn={after} {after2}"
    yield f"{word}|pn={before} {after}"
    yield f"{word}|ps={suffix(before)}"
    yield f"{word}|ns={suffix(after)}"
    yield f"{word}|ps2={suffix(before2)}"
    yield f"{word}|ns2={suffix(after2)}"
    yield f"{word}|pns={suffix(before)}{suffix(after)}"
    yield f"{word}|shape={_shape(words, place - 1)}{_shape(words, place + 1)}"
    yield f"{word}|at={_part(words, place)}"
    for other in words.folded[max(0, place - _REACH) : place]:
        yield f"{word}|L={other}"
    for other in words.folded[place + 1 : place + 1 + _REACH]:
        yield f"{word}|R={other}"


def more_features(words: Words, start: int, place: int) -> Iterator[str]:
    """What tells whether a cue that started at `start` still goes on at a place."""
    so_far = " ".join(words.folded[start:place])
    word, after, before = words.at(place), words.at(place + 1), words.at(start - 1)
    yield f"w={word}"
    yield f"so={so_far}"
    yield f"{so_far}|{word}"
    yield f"{word}|n={after}"
    yield f"{so_far}|{word}|n={after}"
    yield f"p={before}|{so_far}|{word}"


def _shape(words: Words, place: int) -> str:
    word = words.at(place)
    if not 0 <= place < len(words):
        return "e"
    if words.capital[place]:
        return "C"
    return "d" if word[0].isdigit() else "w"


def _part(words: Words, place: int) -> str:
    """Whereabouts in the sentence: first word, near the start, near the end, or between."""
    if place == 0:
        return "first"
    if place < 4:
        return "start"
    return "middle" if place < len(words) - 5 else "end"
