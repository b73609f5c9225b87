"""Rules beside the stance model: where a claim and a statement plainly differ, it is less sure.

A guard moves probability and invents no stance. What it takes from a side becomes neutral; only
where it has seen the statement say otherwise a part becomes refutation. Where the content is
denied, that is the proportion in which the model itself divides refutation and neutral. Where
another number stands for the same thing it is most of it, if the model holds the two to be of one
affair, which it says by support: "12 dead" and "21 dead" of one affair exclude each other. So
nothing can be refuted that the model holds to be off the subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scoring.records import Claim, GuardNote, StanceScores
from scoring.stance.comparison import asks
from scoring.stance.guard_pairs import Name, Pair, Reading, Span, read_pair
from scoring.stance.model import StatementInContext
from scoring.stance.words import matched


@dataclass(frozen=True, slots=True)
class Strength:
    """What a guard takes, as shares in [0, 1].

    Attributes:
        supports: Of the probability of support.
        refutes: Of that of refutation.
        turned: Of what is taken from support, the part that becomes refutation if the model holds
            claim and statement to be of one affair.
    """

    supports: float
    refutes: float = 0.0
    turned: float = 0.0


# Set by reasoning, then weakened where a guard took more right answers than it mended, over
# 7,000 labelled test pairs (docs/decisions/010); what turns was chosen on the scenarios (036).
STRENGTHS: Mapping[str, Strength] = {
    "quantity": Strength(supports=0.85, turned=0.8),
    "date": Strength(supports=0.50),
    "name": Strength(supports=0.40, refutes=0.20),
    "country": Strength(supports=0.75, refutes=0.40),
    "negation": Strength(supports=0.40),
    "question": Strength(supports=0.60, refutes=0.60),
    "open": Strength(supports=0.40, refutes=0.20),
    "planned": Strength(supports=0.30, refutes=0.20),
    "rejected": Strength(supports=0.30),
    "distanced": Strength(supports=0.30),
}

_ONE_AFFAIR = 0.4  # probability of support from which a contrary number turns it

# Shares of the claim's content words; set by reasoning.
_WELL_MATCHED = 0.6  # from here two sentences say the same but for what the guard saw
_SAME_AFFAIR = 0.4  # from here a name in the same place plays the same part
_IN_SCOPE = 0.5  # from here a clause holds the content of the claim
_NEGATED_WORDS = 4  # content words after a negation that it negates; set by reasoning

_QUOTED = re.compile('[“„»«"”]([^“„»«"”]{3,})[”“«»"]')
_CONCORD = frozenset({"fr", "es", "it", "pt", "pl", "uk"})  # two negations are one negation


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard saw: its note, and whether the statement says otherwise than the claim."""

    note: GuardNote
    contrary: bool = False


def apply_guards(
    claim: Claim, statement: StatementInContext, scores: StanceScores
) -> tuple[StanceScores, tuple[GuardNote, ...]]:
    """Hold the model's answer against what can be read off the two texts.

    Args:
        claim: The claim.
        statement: The statement with its context.
        scores: The model's probabilities.

    Returns:
        The probabilities after all guards, and a note of each that acted. Where none did, or
        the statement is the claim up to case and punctuation, the scores are those given.
    """
    pair = read_pair(claim, statement)
    if not pair.claim.bare or pair.claim.bare == pair.statement.bare:
        return scores, ()
    notes = []
    for guard in GUARDS:
        finding = guard(pair)
        if finding is not None:
            notes.append(finding.note)
            scores = _moved(scores, STRENGTHS[finding.note.name], contrary=finding.contrary)
    return scores, tuple(notes)


def _moved(scores: StanceScores, strength: Strength, *, contrary: bool) -> StanceScores:
    """Take a share of each side; refutation gains by the model's own odds, or what is turned."""
    taken = scores.supports * strength.supports
    rest = scores.refutes + scores.neutral
    to_refutes = taken * scores.refutes / rest if contrary and rest > 0 else 0.0
    if scores.supports >= _ONE_AFFAIR:
        to_refutes = max(to_refutes, taken * strength.turned)
    supports = min(1.0, max(0.0, scores.supports - taken))
    refutes = scores.refutes * (1 - strength.refutes) + to_refutes
    refutes = min(1.0 - supports, max(0.0, refutes))
    return StanceScores(supports, refutes, max(0.0, 1.0 - supports - refutes))


def quantities_differ(pair: Pair) -> Finding | None:
    """The statement has another number for the same thing: "21 dead" against "12 dead".

    Bounds are read ("at least 12" allows 15, "more than 200" allows 214), rounding is allowed,
    and things compare by kind across languages. A statement without a number for the thing says
    nothing, and one agreeing number among several is enough, also one of which the sentence does
    not tell what it counts or what became of it.
    """
    if not (pair.claim.guard_words.known and pair.statement.guard_words.known):
        return None
    for claimed in pair.claim.quantities:
        others = [q for q in pair.statement.quantities if claimed.counts_the_same(q)]
        vague = [
            q for q in pair.statement.quantities if not q.fate and (claimed.fate or not q.thing)
        ]
        if others and not any(claimed.agrees(other) for other in [*others, *vague]):
            contrary = pair.shared >= _WELL_MATCHED
            return Finding(_says("quantity", claimed.text, others[0].text), contrary)
    return None


def dates_differ(pair: Pair) -> Finding | None:
    """Every date of the statement conflicts with one of the claim: last year's storm.

    Fields that either side leaves open do not conflict. A year that tells when something began
    ("built in 1998") is not read, and relative dates are where the day of writing is known.
    Another date is another event sooner than a contradiction, so all that is taken is neutral.
    """
    for claimed in pair.claim.dates:
        others = pair.statement.dates
        if others and all(claimed.conflicts(other) for other in others):
            return Finding(_says("date", claimed.text, others[0].text))
    return None


def names_differ(pair: Pair) -> Finding | None:
    """The statement has another name in the place of one of the claim's: Malmö for Lund.

    Only for one script, only when the claim's name is nowhere in the statement, the sentence
    before it and the title, and never for a name that is alike, an acronym, or a country beside
    a town. A missing name alone says nothing: "he" and "the capital" stand for names. Countries
    compare across languages by their codes. German capitalises nouns, so there the words around
    the name must match well.
    """
    if not (pair.claim.guard_words.known and pair.statement.guard_words.known):
        return None
    ours = pair.claim.names
    for name in ours:
        other = next(
            (o for o in pair.statement.names if _takes_its_place(pair, name, o, ours)), None
        )
        if other is not None and not _is_around(pair, name):
            kind = "country" if name.country and other.country else "name"
            return Finding(_says(kind, name.text, other.text))
    return None


def negation_differs(pair: Pair) -> Finding | None:
    """One of the two negates or denies what the other says.

    The clauses of the statement that hold the claim's content are negated and the claim is not,
    or the reverse. "Not only", "did not deny" and two negations are none.
    """
    if not pair.same_language or pair.shared < _WELL_MATCHED:
        return None
    ours = _negators(pair.claim)
    theirs = _negators(pair.statement)
    if bool(ours) == bool(theirs) or _cue_in_claim(pair, theirs):
        return None
    if ours:
        denied = matched(_after(pair.claim, ours[0]), pair.statement.words.content)
        if not all(denied):
            return None
        return Finding(_says("negation", pair.claim.quote(ours[0]), pair.statement.text), True)
    clauses = pair.statement.clauses
    negated = [c for c in clauses if _is_negated(pair.statement, c, theirs)]
    plain = [c for c in clauses if c not in negated]
    share = pair.share_in(negated)
    if share < _IN_SCOPE or share <= pair.share_in(plain):
        return None
    cue = next(
        cue for cue in theirs for clause in negated if clause.start <= cue.start < clause.end
    )
    return Finding(_says("negation", pair.claim.text, pair.statement.quote(cue)), True)


def leaves_open(pair: Pair) -> Finding | None:
    """The statement asks, leaves open, plans or demands what the claim says is so.

    A question; or a clause after "whether", "plans to", "demands" that holds the claim's
    content, where the claim has no such word.
    """
    if asks(pair.statement.words) and not asks(pair.claim.words):
        end = pair.statement.text.rstrip()[-60:]
        return Finding(_says("question", pair.claim.text, end))
    for name, kind in (("whether", "open"), ("plan", "planned"), ("demand", "planned")):
        cue = _scoping_cue(pair, name)
        if cue is not None:
            return Finding(_says(kind, pair.claim.text, pair.statement.quote(cue)))
    return None


def is_rejected(pair: Pair) -> Finding | None:
    """The article repeats the claim to reject it or keeps its distance.

    "X claims …, but that is false", "falsely", "debunked": part becomes refutation by the model's
    odds. The claim in quotation marks beside "claims" or "so-called": part becomes neutral.
    """
    if pair.shared < _WELL_MATCHED:
        return None
    for match in pair.statement.guard_words.cue("rejected").finditer(pair.statement.folded):
        cue = Span(match.start(), match.end())
        if not _cue_in_claim(pair, [cue]) and not _negated_before(pair.statement, cue):
            quoted = pair.statement.quote(cue)
            return Finding(_says("rejected", pair.claim.text, quoted), contrary=True)
    distanced = pair.statement.guard_words.cue("distanced").search(pair.statement.folded)
    if distanced and not _cue_in_claim(pair, [Span(*distanced.span())]):
        for match in _QUOTED.finditer(pair.statement.text):
            if pair.share_in([Span(match.start(1), match.end(1))]) >= _IN_SCOPE:
                return Finding(_says("distanced", pair.claim.text, match[0]))
    return None


GUARDS: tuple[Callable[[Pair], Finding | None], ...] = (
    quantities_differ,
    dates_differ,
    names_differ,
    negation_differs,
    leaves_open,
    is_rejected,
)

_DETAILS: Mapping[str, str] = {
    "quantity": 'The claim says "{}", the statement "{}".',
    "date": 'The claim is about "{}", the statement about "{}".',
    "name": 'The claim names "{}", the statement has "{}" in its place.',
    "country": 'The claim names "{}", the statement "{}".',
    "negation": 'One of the two is negated: the claim says "{}", the statement "{}".',
    "question": 'The claim says "{}", the statement only asks: "{}".',
    "open": 'The claim says "{}", the statement leaves it open: "{}".',
    "planned": 'The claim says "{}", the statement only plans or demands it: "{}".',
    "rejected": 'The claim says "{}", the statement repeats it to reject it: "{}".',
    "distanced": 'The claim says "{}", the statement only quotes it: {}.',
}


def _says(name: str, claim: str, statement: str) -> GuardNote:
    ours, theirs = (" ".join(text.split()) for text in (claim, statement))
    return GuardNote(name, _DETAILS[name].format(ours, theirs), ours, theirs)


def _is_around(pair: Pair, name: Name) -> bool:
    """Whether the name, or for a country its adjective ("Chinese"), is in or near the statement."""
    start = 4 if name.country else 5
    return any(part[:start] in pair.around for part in name.parts)


def _takes_its_place(pair: Pair, name: Name, other: Name, ours: tuple[Name, ...]) -> bool:
    """Whether a name of the statement stands where the claim has another name."""
    both_countries = bool(name.country and other.country)
    if pair.same_language and name.before != other.before:
        return False  # "a factory in China" and "the war against Ukraine": other parts
    if not pair.same_language and not both_countries:
        return False
    if pair.same_language and pair.shared < _least_shared(pair, both_countries=both_countries):
        return False
    if _is_latin(name.text) != _is_latin(other.text) or name.may_be(other):
        return False
    return not any(other.may_be(own) for own in ours if own is not name)


def _least_shared(pair: Pair, *, both_countries: bool) -> float:
    nouns_look_like_names = pair.claim.words.language == "de" and not both_countries
    return _WELL_MATCHED if nouns_look_like_names else _SAME_AFFAIR


def _is_latin(text: str) -> bool:
    return all(ord(character) < 0x250 for character in text)


def _negators(reading: Reading) -> list[Span]:
    """Negations and denials of a sentence, what only looks like one left out."""
    lexicon = reading.words.lexicon
    if lexicon is None:
        return []
    seeming = [
        match.span()
        for pattern in (lexicon.not_negation, lexicon.not_denial)
        for match in pattern.finditer(reading.folded)
    ]
    found: list[Span] = []
    for pattern in (lexicon.denial, lexicon.negation):
        for match in pattern.finditer(reading.folded):
            start, end = match.span()
            if any(start < b and a < end for a, b in seeming):
                continue
            if not any(start < span.end and span.start < end for span in found):
                found.append(Span(start, end))
    return sorted(found, key=lambda span: span.start)


def _after(reading: Reading, cue: Span) -> list[str]:
    """The first content words after a negation in its clause: what it negates."""
    end = reading.clause_of(cue).end
    content = set(reading.words.content)
    return [w for w, at in reading.placed if cue.end <= at < end and w in content][:_NEGATED_WORDS]


def _is_negated(reading: Reading, clause: Span, negators: list[Span]) -> bool:
    count = sum(clause.start <= span.start < clause.end for span in negators)
    if reading.words.language in _CONCORD:
        return count > 0
    return count % 2 == 1


def _negated_before(reading: Reading, cue: Span) -> bool:
    """Whether a cue is itself negated: "was not debunked"."""
    return any(0 < cue.start - span.end < 15 for span in _negators(reading))


def _cue_in_claim(pair: Pair, cues: list[Span]) -> bool:
    """Whether the claim has one of the cues too: who claims a denial is not contradicted by it."""
    said = [re.escape(pair.statement.folded[cue.start : cue.end]) for cue in cues]
    return any(re.search(rf"\b{cue}\b", pair.claim.folded) for cue in said)


def _scoping_cue(pair: Pair, name: str) -> Span | None:
    """The cue of a list that has the claim's content after it, in its clause."""
    pattern = pair.statement.guard_words.cue(name)
    if pair.claim.guard_words.cue(name).search(pair.claim.folded):
        return None
    for match in pattern.finditer(pair.statement.folded):
        after = re.search(r"[,;:.]", pair.statement.folded[match.end() :])
        end = match.end() + after.start() if after else len(pair.statement.folded)
        if pair.share_in([Span(match.end(), end)]) >= _IN_SCOPE:
            return Span(match.start(), match.end())
    return None
