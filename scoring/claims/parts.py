"""A claim split into the assertions that it joins, where that is safe.

    "The gunman killed 12 people and fled to Torvik."
        → "The gunman killed 12 people." + "The gunman fled to Torvik."

**The rule.** A part is made only where it follows from the whole, and nothing is made in doubt:

1. Every finite verb must begin a part of its own: right after a conjunction ("and fled"), where
   the part shares the subject of the first; in a list that ends so ("entered, killed and fled");
   or, of two parts, after a subject of its own ("and the mayor resigned"). One verb elsewhere,
   as in a relative or reported clause, and nothing is split.
2. Which words are finite verbs is told by the list of the language alone. A form that may be a
   participle or an adjective counts only before what a verb can govern, and never after an
   auxiliary ("was arrested and charged"); in a part with its own subject it needs an object and
   a comma before the conjunction.
3. Nothing is split that has quotation marks, brackets, dashes, colons or semicolons, a question,
   several sentences, a word that opens another clause, compares, or gives alternatives, nor
   where a word before the conjunction limits the whole ("only", "not", "few"), or one after it
   speaks of what the other part names ("him", "its").
4. An attribution at the start before a comma, or at the end after one, is carried to each part,
   and so is a hedge before the first verb. One in the last part stays there. With any other
   hedge or attribution nothing is split.

Languages whose word order does not tell the subject (Finnish, Polish, Ukrainian) have no
grammar here, and a claim in them is one part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.attribution import find_attributions
from scoring.attribution.languages import VERBS, CueMatch, load_language
from scoring.attribution.tokens import QUOTE_MARKS, Tokens, tokenise
from scoring.claims.grammar import Grammar, load_grammar
from scoring.claims.verbs import VerbGroup, find_verbs
from scoring.hedging.detect import find_hedges
from scoring.records import Attribution, Hedge, Sentence
from scoring.text import split_sentences

_MOST_PARTS = 5
# Tokens: a longer subject has more in it than is looked at here.
_LONGEST_SUBJECT = 12
# Tokens that may follow an attribution at the end: "…, police said on Monday."
_AFTER_ATTRIBUTION = 3
_END_MARKS = ".!…"
_BREAKING = (QUOTE_MARKS - {"'", "’"}) | frozenset("()[]{}:;?–—/")


@dataclass(frozen=True, slots=True)
class Part:
    """An assertion of a claim.

    Attributes:
        text: Its words as they stand in the claim, `claim[start:end]`.
        start: Offset of its first character in the claim.
        end: Offset after its last character.
        standalone: The assertion as a claim of its own, with the subject, hedge and attribution
            that it shares with the others; the claim itself where that is the only part.
    """

    text: str
    start: int
    end: int
    standalone: str


def split_claim(text: str, language: str) -> list[Part]:
    """Split a claim into its assertions where that is safe; the module says when it is.

    Args:
        text: One claim.
        language: ISO 639-1 code.

    Returns:
        The parts in order, none overlapping: one that is the whole claim, or several of which
        each follows from the claim.
    """
    whole = [Part(text, 0, len(text), text)]
    grammar = load_grammar(language)
    if grammar is None:
        return whole
    sentences = split_sentences(text, language)
    if len(sentences) != 1:
        return whole
    claim = _Claim(text, sentences[0], grammar)
    if not claim.is_plain() or not claim.tie() or not claim.attributions_reach_all():
        return whole
    return claim.parts() if claim.hedges_reach_all() else whole


class _Claim:
    """A claim of one sentence, as far as it has been read."""

    def __init__(self, text: str, sentence: Sentence, grammar: Grammar) -> None:
        self.text = text
        self.grammar = grammar
        self.tokens: Tokens = tokenise(sentence.text, grammar.language)
        self._at = sentence.start
        self.attributions: Sequence[Attribution] = find_attributions(
            [sentence], language=grammar.language
        )[0]
        self.hedges: Sequence[Hedge] = find_hedges(
            sentence.text, grammar.language, offset=sentence.start
        )
        speech = load_language(grammar.language)
        cues = speech.find_cues(self.tokens) if speech is not None else []
        self._speech = [match for match in cues if match.cue.kind in VERBS and not match.cue.clause]
        last = len(self.tokens)
        while last and self.tokens.text[last - 1] in _END_MARKS:
            last -= 1
        closing = sentence.text[self.tokens.end[last - 1] :].strip() if last else ""
        # "in the U.S." ends with a full stop that is no token of its own.
        self.mark = closing or ("." if sentence.text.endswith(".") else "")
        self.trailing = self._trailing_attribution(last)
        self.last = last if self.trailing is None else self.trailing
        self.suffix = self.text[self._end(self.last - 1) : self._end(last - 1)] if last else ""
        self.verbs = find_verbs(self.tokens, self.last, grammar)
        self.starts: list[int] = []  # tokens that the second and later parts begin with
        self.shared = True  # whether they share the first part's subject

    def _start(self, token: int) -> int:
        return self._at + self.tokens.start[token]

    def _end(self, token: int) -> int:
        return self._at + self.tokens.end[token]

    def _trailing_attribution(self, last: int) -> int | None:
        """The comma before an attribution that closes the claim."""
        lower = self.tokens.lower
        comma = next((i for i in range(last - 1, 0, -1) if lower[i] == ","), None)
        if comma is None or comma + 1 >= last:
            return None
        for found in self.attributions:
            ends = [i for i in range(comma, last) if self._end(i) <= found.end]
            near = ends and last - 1 - ends[-1] <= _AFTER_ATTRIBUTION
            if found.start == self._start(comma + 1) and near:
                return comma
        return None

    # 3: what is never split

    def is_plain(self) -> bool:
        """Whether the claim has several verbs and nothing that forbids to split it."""
        grammar = self.grammar
        if not 2 <= len(self.verbs) <= _MOST_PARTS:
            return False
        if any(not verb.clear for verb in self.verbs):
            return False
        first = self.verbs[0]
        if not self._is_subject(0, first.start) or self.tokens.lower[first.end] in grammar.inverted:
            return False
        words = self.tokens.lower[: self.last]
        return grammar.blockers.isdisjoint(words) and _BREAKING.isdisjoint(self.text)

    def _is_subject(self, start: int, end: int) -> bool:
        """Whether the tokens can be the subject, with an adverbial before it at most."""
        lower, grammar = self.tokens.lower, self.grammar
        if not 0 < end - start <= _LONGEST_SUBJECT:
            return False
        first = lower[start]
        if grammar.second_position:
            return first not in grammar.fronted and "," not in lower[start:end]
        if first not in grammar.fronted or grammar.language == "en":
            return True  # English has its subject before its verb whatever comes first
        comma = next((i for i in range(end - 1, start, -1) if lower[i] == ","), None)
        return comma is not None and comma + 1 < end and lower[comma + 1] not in grammar.fronted

    # 1 and 2: every verb begins a part

    def tie(self) -> bool:
        """Find where each part begins; whether every verb begins one."""
        shared = [self._follows(group) for group in self.verbs[1:]]
        if all(shared) and self._joins(self.verbs[-1].start - 1):
            self.starts = [group.start for group in self.verbs[1:]]
        elif len(self.verbs) == 2 and (start := self._own_subject(self.verbs[1])) is not None:
            self.starts, self.shared = [start], False
        else:
            return False
        return self._is_complete()

    def _joins(self, token: int) -> bool:
        return self.tokens.lower[token] in self.grammar.conjunctions

    def _follows(self, group: VerbGroup) -> bool:
        """Whether a verb follows a conjunction or the comma of a list."""
        before = group.start - 1
        if not (self._joins(before) or self.tokens.lower[before] == ","):
            return False
        return group.certain or not any(
            other.auxiliary for other in self.verbs if other.verb < group.verb
        )

    def _own_subject(self, group: VerbGroup) -> int | None:
        """First token of the subject that the second part has of its own, if it has one."""
        lower, grammar = self.tokens.lower, self.grammar
        between = range(self.verbs[0].end, group.start)
        joint = next((i for i in reversed(between) if self._joins(i)), None)
        if joint is None:
            return None
        start, has_comma = joint + 1, lower[joint - 1] == ","
        if not has_comma and "," in lower[self.verbs[0].end : joint]:  # a list may end there
            return None
        an_adverbial_leads = "," in lower[: self.verbs[0].start]  # it may bear on both
        if an_adverbial_leads or not self._is_own_subject(start, group.start, has_comma=has_comma):
            return None
        object_follows = group.end < self.last and (
            lower[group.end][0].isdigit() or lower[group.end] in grammar.articles
        )
        if not (group.certain or (has_comma and object_follows)):
            return None
        return start

    def _is_own_subject(self, start: int, end: int, *, has_comma: bool) -> bool:
        """Whether the tokens before a verb are its subject, and no part of a list before it.

        Without a comma only an article or a number tells: "online theft and malicious hackers".
        """
        words, grammar = self.tokens.lower[start:end], self.grammar
        if not self._is_subject(start, end) or "," in words:
            return False
        if not grammar.openers.isdisjoint(words) or not grammar.conjunctions.isdisjoint(words):
            return False
        counted = words[0][0].isdigit() or words[0] in grammar.numerals
        if counted:  # "12 died and 30 were injured": 30 of whom stands in the other part
            return len(words) > 1
        if words[0] in grammar.articles:
            return True
        return has_comma and (len(words) == 1 or self._is_name(start))

    def _is_name(self, token: int) -> bool:
        return self.tokens.capital(token) and not self.grammar.nouns_capital

    def _is_complete(self) -> bool:
        """Whether no part leans on another for more than the subject."""
        lower, grammar = self.tokens.lower, self.grammar
        first = lower[: self.starts[0]]
        later = lower[self.starts[0] : self.last]
        if not (grammar.limits | grammar.openers).isdisjoint(first):
            return False
        if not grammar.anaphors.isdisjoint(later):
            return False
        ends = self._part_ends()
        return all(
            end > group.end or lower[group.end - 1] in grammar.alone
            for group, end in zip(self.verbs[:-1], ends, strict=False)
        )

    def _part_ends(self) -> list[int]:
        """Token after the last of each part."""
        ends = []
        for start in self.starts:
            end = start - 1
            while self._joins(end - 1) or self.tokens.lower[end - 1] == ",":
                end -= 1
            ends.append(end)
        return [*ends, self.last]

    # 4: what bears on all parts

    def attributions_reach_all(self) -> bool:
        """Whether each attribution is carried to every part, or bears on nothing else."""
        return all(self._is_carried(found) for found in self.attributions) and all(
            self._is_read(cue) for cue in self._speech
        )

    def _is_read(self, cue: CueMatch) -> bool:
        """Whether a verb of speech is in an attribution that was found, or is a part's own verb.

        One whose subject is a pronoun is in none: "he said …".
        """
        start, end = self._start(cue.first), self._end(cue.last - 1)
        return any(found.start <= start and end <= found.end for found in self.attributions) or any(
            cue.last == group.end for group in self.verbs
        )

    def _is_carried(self, found: Attribution) -> bool:
        if self.trailing is not None and found.start >= self._start(self.trailing):
            return True
        if any(found.end == self._end(group.end - 1) for group in self.verbs):
            return True  # "the army announced a truce": its object has no verb
        first = self.verbs[0].start
        comma = next((i for i in range(first) if self.tokens.lower[i] == ","), None)
        leads = comma is not None and found.end <= self._start(comma)
        return leads and self.shared

    def hedges_reach_all(self) -> bool:
        """Whether each hedge stands before the first verb, or bears on the last part alone."""
        first, last = self._start(self.verbs[0].verb), self._start(self.starts[-1])
        for hedge in self.hedges:
            ahead = self.shared and hedge.end <= first
            comma = self.text.rfind(",", last, hedge.start)
            within = hedge.start >= last and comma < 0 and hedge.end <= self._end(self.last - 1)
            if not (ahead or within):
                return False
        return True

    # The parts

    def parts(self) -> list[Part]:
        """The parts of a claim that can be split."""
        starts = [0, *self.starts]
        subject = self.text[: self._end(self._before_verb() - 1)]
        found = []
        for start, end in zip(starts, self._part_ends(), strict=True):
            at = self._start(start) if start else self._at
            words = self.text[at : self._end(end - 1)]
            if start == 0:
                alone = words
            elif self.shared:
                alone = f"{subject} {words}"
            else:
                alone = words[0].upper() + words[1:]
            mark = "" if f"{words}{self.suffix}"[-1] in _END_MARKS else self.mark
            found.append(Part(words, at, at + len(words), f"{alone}{self.suffix}{mark}"))
        return found

    def _before_verb(self) -> int:
        """Token after the subject, and after the adverb before the verb where it hedges."""
        group = self.verbs[0]
        hedged = any(
            self._start(group.start) <= hedge.start < self._start(group.verb)
            for hedge in self.hedges
        )
        return group.verb if hedged else group.start
