"""A claim and a statement as the guards see them: what stands where, and what both share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from scoring.records import Claim
from scoring.stance.dates import Moment, read_dates
from scoring.stance.guard_words import GuardWords, load_guard_words
from scoring.stance.model import StatementInContext
from scoring.stance.quantities import Quantity, read_quantities
from scoring.stance.words import MOST_CHARACTERS, Words, matched, read_words, without_accents

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_MARK = re.compile(r"[,;:()]|[–—]|\.\s")
# Percent of likeness from which two names may be one: "Kiev" and "Kyjiv", "Zelensky" and
# "Zelenskyj". Set by reasoning.
_SAME_NAME = 70
_LONGEST_NAME = 4  # words; a longer run is a headline in capitals
_MOST_AROUND = 500  # characters of each part of the context in which names are looked for
_NAME_STEM = 4  # letters two forms of a name share: Polish and Finnish cases change the end


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence, by offsets in its folded text."""

    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A sentence as the guards read it.

    Attributes:
        text: Its first 2,000 characters.
        folded: The same in lower case, offset by offset.
        words: Its words.
        guard_words: What the guards know of its language.
        dates: Its dates.
        quantities: Its quantities.
    """

    text: str
    folded: str
    words: Words
    guard_words: GuardWords
    dates: tuple[Moment, ...]
    quantities: tuple[Quantity, ...]

    @cached_property
    def placed(self) -> tuple[tuple[str, int], ...]:
        """Its words, folded, with their offsets."""
        return tuple((match.group(), match.start()) for match in _WORD.finditer(self.folded))

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        """Its clauses: parted by marks and by words like "but"."""
        cuts = {match.start() for match in _MARK.finditer(self.folded)}
        cuts |= {match.start() for match in self.guard_words.cue("clause").finditer(self.folded)}
        edges = [0, *sorted(cuts), len(self.folded)]
        return tuple(Span(a, b) for a, b in pairwise(edges) if b > a)

    def clause_of(self, cue: Span) -> Span:
        """The clause in which a cue begins."""
        return next(clause for clause in self.clauses if clause.start <= cue.start < clause.end)

    def quote(self, cue: Span) -> str:
        """The clause of a cue as it stands, without the marks around it."""
        clause = self.clause_of(cue)
        return self.text[clause.start : max(clause.end, cue.end)].strip(" \n\t,;:()–—")

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Its names."""
        return names_of(self)

    @cached_property
    def bare(self) -> str:
        """Its words and nothing else, for telling whether two sentences are one."""
        return " ".join(re.findall(r"\w+", self.text.casefold()))


@lru_cache(maxsize=4096)
def read(text: str, language: str, written: datetime | None) -> Reading:
    """Read a sentence; cached, so a claim is read once for all its statements."""
    text = text[:MOST_CHARACTERS]
    dates = read_dates(text, language, written)
    return Reading(
        text=text,
        folded=_lower(text),
        words=read_words(text, language),
        guard_words=load_guard_words(language),
        dates=dates,
        quantities=read_quantities(text, language, dates),
    )


def _lower(text: str) -> str:
    """Lower case that moves no offset: the few letters that would grow stay as they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@dataclass(frozen=True)
class Pair:
    """A claim and a statement in its context."""

    claim: Reading
    statement: Reading
    context: StatementInContext

    @cached_property
    def same_language(self) -> bool:
        """Whether words can be compared."""
        return self.claim.words.language == self.statement.words.language

    @cached_property
    def shared(self) -> float:
        """Share of the claim's content words in the statement; 0 where it cannot be told."""
        return self.share(self.statement.words.content)

    @cached_property
    def around(self) -> str:
        """Statement, sentence before it and title, folded and without accents."""
        parts = (self.statement.text, self.context.previous, self.context.title)
        return without_accents(" ".join(part[:_MOST_AROUND] for part in parts)).casefold()

    def share(self, words: Sequence[str]) -> float:
        """Share of the claim's content words among words of the statement."""
        content = self.claim.words.content
        if not self.same_language or not content:
            return 0.0
        return sum(matched(content, words)) / len(content)

    def share_in(self, spans: Iterable[Span]) -> float:
        """Share of the claim's content words inside spans of the statement."""
        inside = list(spans)
        words = [
            word
            for word, at in self.statement.placed
            if any(span.start <= at < span.end for span in inside)
        ]
        return self.share(words)


def read_pair(claim: Claim, statement: StatementInContext) -> Pair:
    """The pair, each side read in its own language."""
    return Pair(
        claim=read(claim.text, claim.language, None),
        statement=read(statement.text, statement.language, statement.published_at),
        context=statement,
    )


@dataclass(frozen=True, slots=True)
class Name:
    """Capitalised words in a row, with the word before them.

    Attributes:
        text: The words as they stand.
        parts: The same, folded and without accents.
        before: The folded word before, "" at the start of a sentence.
        country: ISO code when it is the name of a country, else "".
    """

    text: str
    parts: tuple[str, ...]
    before: str
    country: str

    def may_be(self, other: Name) -> bool:
        """Whether the two may name one thing: alike, an acronym, or a place in a country."""
        if self.country and other.country:
            return self.country == other.country
        if self.country or other.country:
            return True  # a town and its country, or a capital that stands for a government
        initials = {_initials(self), _initials(other)}
        if initials & {"".join(self.parts), "".join(other.parts)}:
            return True
        return any(_alike(one, two) for one in self.parts for two in other.parts)


def names_of(reading: Reading) -> tuple[Name, ...]:
    """Names of a sentence; a lone capital that opens it says nothing and is left out."""
    found: list[Name] = []
    run: list[re.Match[str]] = []
    matches = list(_WORD.finditer(reading.text))
    before = ""
    for place, match in enumerate(matches):
        word = match.group()
        gap = reading.text[matches[place - 1].end() : match.start()] if place else ""
        folded = word.casefold()
        dated = folded in reading.guard_words.months or folded in reading.guard_words.weekdays
        capital = word[0].isupper() and not dated
        if run and (not capital or gap.strip(" \u00a0")):
            found.append(_name(reading, run, before))
            run = []
        if capital:
            if not run:
                before = matches[place - 1].group().casefold() if place else ""
            run.append(match)
    if run:
        found.append(_name(reading, run, before))
    function_words = reading.words.lexicon.function_words if reading.words.lexicon else frozenset()
    phrases = reading.guard_words.phrases
    # after "and" a name has no part of its own, after an article a German noun is none
    idle = (*phrases.get("articles", ()), *phrases.get("spread", ())[1:])
    return tuple(
        name
        for name in found
        if not (len(name.parts) == 1 and not name.before and not name.country)
        and name.parts[0] not in function_words
        and (name.before,) not in idle
        and len(name.parts) <= _LONGEST_NAME
    )


def _name(reading: Reading, run: Sequence[re.Match[str]], before: str) -> Name:
    text = reading.text[run[0].start() : run[-1].end()]
    folded = text.casefold()
    countries = reading.guard_words.countries
    forms = (folded, folded.removesuffix("s"), folded.removesuffix("'s"), folded.removesuffix("’s"))
    country = next((countries[form] for form in forms if form in countries), "")
    parts = tuple(without_accents(re.sub(r"['’]s$", "", match.group().casefold())) for match in run)
    return Name(text, parts, before, country)


def _initials(name: Name) -> str:
    return "".join(part[0] for part in name.parts) if len(name.parts) > 1 else "·"


def _alike(one: str, other: str) -> bool:
    if one[:_NAME_STEM] == other[:_NAME_STEM]:
        return True
    return fuzz.ratio(one, other) >= _SAME_NAME
