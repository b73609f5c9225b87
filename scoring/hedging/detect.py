"""Find the hedges of a sentence with the lexicon of its language.

All forms of all cues of a language stand in one Aho-Corasick automaton (Aho and
Corasick 1975), so a sentence is read once however many cues there are. Around
each hit a bounded stretch of text decides whether it is really a cue; of those
that overlap, the leftmost and then the longest counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import ahocorasick

from scoring.hedging.folding import fold, is_word_character
from scoring.hedging.lexicon import Case, Entry, lexicon_code, load_lexicon
from scoring.hedging.scope import Clauses
from scoring.records import Hedge

# Characters of context that a cue may look at: a bound keeps cue-dense text linear.
# The longest need is a German verb bracket ("soll … gehabt haben").
_CONTEXT_BEFORE = 80
_CONTEXT_AFTER = 200
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_HEADLINE_WORDS = 3  # fewer long words say nothing about the style of capitals


@dataclass(frozen=True, slots=True)
class _Hit:
    """An entry of the lexicon found in a sentence, with sentence offsets."""

    start: int
    end: int
    entry: Entry


def find_hedges(text: str, language: str, *, offset: int = 0) -> tuple[Hedge, ...]:
    """Find the cues that weaken the author's commitment in a sentence.

    Args:
        text: One sentence.
        language: ISO 639-1 code; one without a lexicon has no hedges.
        offset: Where the sentence starts in its document.

    Returns:
        The hedges in order, not overlapping, with offsets into the document:
        `text[h.start - offset : h.end - offset] == h.cue`.
    """
    code = lexicon_code(language)
    if code is None:
        return ()
    hits = _resolve(_hits(_Sentence(text), code))
    if not hits:
        return ()
    clauses = Clauses(fold(text), load_lexicon(code).clause_marks)
    return tuple(_hedge(hit, text, clauses, offset) for hit in hits)


class _Sentence:
    """A sentence as written and as folded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)

    @cached_property
    def is_headline(self) -> bool:
        """Whether nearly every long word has a capital ("Minister May Resign Today")."""
        words = _LONG_WORD.findall(self.text)
        capitals = sum(word[0].isupper() for word in words)
        return len(words) >= _HEADLINE_WORDS and capitals >= 0.8 * len(words)

    @cached_property
    def first_word(self) -> int:
        """Offset of the first letter or digit; the length of the text without one."""
        found = re.search(r"[^\W_]", self.text)
        return found.start() if found else len(self.text)

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether no word runs on across the two ends of [start, end)."""
        return not (self._joined(start) or self._joined(end))

    def _joined(self, at: int) -> bool:
        """Whether the characters before and after an offset belong to one word."""
        return (
            0 < at < len(self.folded)
            and is_word_character(self.folded[at - 1])
            and is_word_character(self.folded[at])
        )

    def is_written_as(self, case: Case, start: int) -> bool:
        """Whether the letter at `start` follows the rule of its entry."""
        if case is Case.ANY or not self.text[start].isupper() or start <= self.first_word:
            return True
        return case is Case.LOWER_OR_HEADLINE and self.is_headline


def _hits(sentence: _Sentence, language: str) -> Iterator[_Hit]:
    """Entries that stand as whole words in a context that fits."""
    folded = sentence.folded
    for last, (length, entries) in _automaton(language).iter(folded):
        end = last + 1
        start = end - length
        if not sentence.stands_alone(start, end):
            continue
        before = folded[max(0, start - _CONTEXT_BEFORE) : start]
        after = folded[end : end + _CONTEXT_AFTER]
        for entry in entries:
            if sentence.is_written_as(entry.case, start) and entry.context.fits(before, after):
                yield _Hit(start, end, entry)
                break


def _resolve(hits: Iterator[_Hit]) -> list[_Hit]:
    """Of overlapping hits the leftmost, then longest; pseudo-cues are dropped at the end."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return [hit for hit in kept if hit.entry.weight is not None]


def _hedge(hit: _Hit, text: str, clauses: Clauses, offset: int) -> Hedge:
    weight = hit.entry.weight
    assert weight is not None  # noqa: S101  _resolve has dropped the pseudo-cues
    scope_start, scope_end = clauses.scope(hit.start, hit.end, weight.direction)
    return Hedge(
        cue=text[hit.start : hit.end],
        hedge_class=weight.hedge_class,
        start=hit.start + offset,
        end=hit.end + offset,
        strength=weight.strength,
        scope_start=scope_start + offset,
        scope_end=scope_end + offset,
    )


@cache
def _automaton(language: str) -> ahocorasick.Automaton:
    """The automaton over all forms; its values are (length, entries that have the form)."""
    by_form: dict[str, tuple[Entry, ...]] = {}
    for entry in load_lexicon(language).entries:
        for form in entry.forms:
            by_form[form] = (*by_form.get(form, ()), entry)
    automaton = ahocorasick.Automaton()
    for form, entries in by_form.items():
        for spelling in {form, unicodedata.normalize("NFD", form)}:  # "ä" as one or two code points
            automaton.add_word(spelling, (len(spelling), entries))
    automaton.make_automaton()
    return automaton
