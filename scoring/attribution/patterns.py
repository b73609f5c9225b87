"""The sources that a sentence's cues point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scoring.attribution.chains import Found
from scoring.attribution.coreference import Memory
from scoring.attribution.descriptions import platform_after
from scoring.attribution.languages import VERBS, CueKind, CueMatch, NounKind
from scoring.attribution.names import find_known
from scoring.attribution.naming import OUTLETS, Source
from scoring.attribution.objects import phrase_after
from scoring.attribution.reading import Reading, Span
from scoring.attribution.sources import resolve_source
from scoring.attribution.subjects import subject_before
from scoring.attribution.tagger import Tagged
from scoring.attribution.tokens import QUOTE_MARKS
from scoring.records import SourceKind

_AND_REACH = 60  # tokens from the sentence's first phrase to "and says"
_ADDRESSEE_REACH = 12  # tokens after the verb
_ANONYMOUS = SourceKind.ANONYMOUS
_AUXILIARY_REACH = 20  # tokens from a German participle back to its auxiliary
_PLATFORM_NEAR = 3  # tokens between "wrote" and its platform


def sources_of(reading: Reading, memory: Memory, proposed: Sequence[Tagged] = ()) -> list[Found]:
    """All sources that the cues of a sentence name, in the order of the cues.

    Args:
        reading: The sentence.
        memory: What the document has named so far; the sources found are added to it.
        proposed: Told sources of the tagger, used where no cue gives a source.
    """
    found: list[Found] = []
    taken: set[int] = set()
    for match in sorted(reading.cues, key=lambda m: m.cue.kind in VERBS):
        if match.first in taken:
            continue  # the verb is a noun inside a phrase: "according to two reports"
        if match.cue.kind in VERBS:
            found += _by_verb(reading, match, memory)
        else:
            for one in _by_phrase(reading, match, memory):
                taken.update(range(*one.span))
                found.append(one)
    found.sort(key=lambda one: one.cue)
    if not found:
        found = _by_tagger(reading, memory, proposed)
    if not found:
        found = _by_author_word(reading, memory)
    for one in found:
        memory.speak(one.source.name, one.source.kind, one.source.noun)
        if one.source.kind in OUTLETS:
            memory.name(one.source.name, one.source.kind, one.source.noun)
    return found


def _by_tagger(reading: Reading, memory: Memory, proposed: Sequence[Tagged]) -> list[Found]:
    """The sources that the tagger says have told something, where no cue gave any."""
    words, tokens = reading.language.words, reading.tokens
    result = []
    for one in proposed:
        last = tokens.lower[one.source[1] - 1]
        cut_off = last in words["relatives"] or last in words["prepositions"]
        if one.cue is None or cut_off or any(tokens.quoted[one.source[0] : one.source[1]]):
            continue
        source = resolve_source(reading, one.source, memory)
        if source is not None and (source.evidence or source.kind is not _ANONYMOUS):
            result.append(Found(source, one.source, one.cue, CueKind.SAY))
    return result


def _by_verb(reading: Reading, match: CueMatch, memory: Memory) -> list[Found]:
    cue = (match.first, match.last)
    if match.cue.clause and not _before_clause(reading, match):
        return []
    stops = _addressees(reading, match, memory)
    located = _subject(reading, match, memory, frozenset(stops))
    if located is None and stops and match.cue.kind is CueKind.REPORT:
        stops = {}  # "meldet der Sender": nominative and dative look alike, and somebody reports
        located = _subject(reading, match, memory, frozenset())
    if located is None:
        return []
    source, span = located
    if match.cue.kind is CueKind.SHOW and not _can_show(reading, source):
        return []
    if source.kind is SourceKind.DOCUMENT and match.cue.kind is CueKind.REPORT:
        return []  # a document is published, it does not publish
    if match.cue.kind in (CueKind.REPORT, CueKind.CITE):
        anonymous = source.kind is SourceKind.ANONYMOUS
        source = _as_post(reading, match, source) if anonymous else _as_outlet(source)
    told = [
        Found(outlet, where, cue, CueKind.TELL)
        for outlet, where in stops.values()
        if not memory.is_publisher(outlet.name)
    ]
    cited = _cited(reading, match, memory) if match.cue.kind is CueKind.CITE else []
    return [Found(source, span, cue, match.cue.kind), *told, *cited]


def _cited(reading: Reading, match: CueMatch, memory: Memory) -> list[Found]:
    """The object of "quoted": the source of the source."""
    at = match.last
    if at < len(reading.tokens) and reading.tokens.lower[at] in reading.language.words["addressee"]:
        at += 1  # Spanish "cita a dos funcionarios"
    span = phrase_after(reading, at)
    source = resolve_source(reading, span, memory) if span is not None else None
    if span is None or source is None or not source.evidence:
        return []
    return [Found(source, span, (match.first, match.last), CueKind.CITING)]


def _subject(
    reading: Reading, match: CueMatch, memory: Memory, stops: frozenset[int]
) -> tuple[Source, Span] | None:
    finite = _auxiliary(reading, match.first)
    span = subject_before(reading, finite) or _shared_subject(reading, finite)
    if span is not None:
        source = resolve_source(reading, span, memory)
        unknown = source is not None and not source.evidence and source.kind is _ANONYMOUS
        if source is not None and not (unknown and match.cue.kind is not CueKind.SAY):
            return source, span
        if not reading.language.grammar.inverts:
            return None
    if not _may_invert(reading, match.first):
        return None
    at = match.last if finite == match.first else finite + 1
    at = _past_adverbials(reading, _past_anaphor(reading, at))
    span = phrase_after(reading, at, stops)
    source = resolve_source(reading, span, memory) if span is not None else None
    if span is None or source is None:
        return None
    unknown = not source.evidence and source.kind is _ANONYMOUS
    return None if unknown else (source, span)


def _past_adverbials(reading: Reading, at: int) -> int:
    """The token after adverbs and times: "podał w środę portal", "meldete am 3. Mai der Sender"."""
    words, lower = reading.language.words, reading.tokens.lower
    skipped = (words["between"] | words["times"]) - words["determiners"]
    while at < len(lower):
        if lower[at] in skipped:
            at += 1
        elif lower[at] in words["prepositions"] | words["articles"]:
            time = at + 1
            while time < len(lower) and (lower[time].isdigit() or lower[time] == "."):
                time += 1
            if time >= len(lower) or lower[time] not in words["times"]:
                break
            at = time + 1
        else:
            break
    return at


def _past_anaphor(reading: Reading, at: int) -> int:
    """The token after "o tym" in "poinformowała o tym straż", else the same token."""
    for form in reading.language.anaphors:
        if len(form) > 1 and tuple(reading.tokens.lower[at : at + len(form)]) == form:
            return at + len(form)
    return at


def _auxiliary(reading: Reading, verb: int) -> int:
    """The auxiliary of a German perfect ("hat … gefordert"), else the verb itself."""
    auxiliaries = reading.language.grammar.auxiliaries
    if not auxiliaries:
        return verb
    tokens = reading.tokens
    for index in range(verb - 1, max(-1, verb - _AUXILIARY_REACH), -1):
        if not tokens.is_word(index) or tokens.quoted[index]:
            return verb
        if tokens.lower[index] in auxiliaries:
            return index
    return verb


def _shared_subject(reading: Reading, verb: int) -> Span | None:
    """The sentence's first phrase, for a verb right after "and": "X is hiring and says"."""
    tokens, words = reading.tokens, reading.language.words
    at = verb - 1
    while at > 0 and tokens.lower[at] in words["between"]:
        at -= 1
    if at <= 0 or tokens.lower[at] not in words["and"] or verb > _AND_REACH:
        return None
    if any(tokens.quoted[:verb]):
        return None
    return phrase_after(reading, tokens.first)


def _before_clause(reading: Reading, match: CueMatch) -> bool:
    """Whether a clause or quotation follows the verb, or nothing but the sentence's end."""
    tokens = reading.tokens
    if match.last >= len(tokens):
        return True
    following = tokens.text[match.last]
    return following in QUOTE_MARKS or following in ".,:!?" or following == "that"


def _may_invert(reading: Reading, verb: int) -> bool:
    """Whether a verb's subject may follow it: after a quotation or comma, in a V2 clause."""
    tokens, words = reading.tokens, reading.language.words
    at = verb - 1
    while at >= 0 and tokens.lower[at] in words["between"]:
        at -= 1
    if at < 0 or tokens.text[at] in QUOTE_MARKS or tokens.text[at] in (",", "–", "—", "-", ":"):
        return True
    if tokens.lower[at] in words["negations"] or tokens.lower[at] in words["passives"]:
        return False
    if reading.language.grammar.inverts:
        return True
    return any(
        tuple(tokens.lower[tokens.first : tokens.first + len(form)]) == form
        and at < tokens.first + len(form)
        for form in reading.language.anaphors
    )


def _can_show(reading: Reading, source: Source) -> bool:
    if source.kind is SourceKind.OFFICE:
        return source.evidence
    by_document = reading.language.noun_kind(source.noun) is NounKind.DOCUMENT
    return by_document or source.kind is SourceKind.DOCUMENT


def _as_post(reading: Reading, match: CueMatch, source: Source) -> Source:
    """An unnamed person who "wrote on Warble" is a post on Warble."""
    words, tokens = reading.language.words, reading.tokens
    near = range(match.last, min(len(tokens), match.last + _PLATFORM_NEAR))
    if not any(tokens.lower[i] in words["platform"] for i in near):
        return source
    platform = platform_after(reading, match.last)
    if platform is None:
        return source
    return replace(source, name=f"{platform} message", kind=SourceKind.POST)


def _addressees(
    reading: Reading, match: CueMatch, memory: Memory
) -> dict[int, tuple[Source, Span]]:
    """Outlets that the speaker told, by the token where their phrase begins."""
    tokens, words = reading.tokens, reading.language.words
    result: dict[int, tuple[Source, Span]] = {}
    if match.cue.kind is CueKind.TELL:
        outlet = _outlet_at(reading, match.last, memory)
        if outlet is not None:
            result[match.last] = outlet
    if match.cue.kind not in (CueKind.SAY, CueKind.TELL, CueKind.REPORT):
        return result
    for index in range(match.last, min(len(tokens) - 1, match.last + _ADDRESSEE_REACH)):
        if tokens.lower[index] in words["addressee"] and not tokens.quoted[index]:
            outlet = _outlet_at(reading, index + 1, memory)
            if outlet is not None:
                result[index] = outlet
                break
        if tokens.text[index] in QUOTE_MARKS or tokens.text[index] in ".;:":
            break
    return result


def _outlet_at(reading: Reading, at: int, memory: Memory) -> tuple[Source, Span] | None:
    span = phrase_after(reading, at)
    if span is None:
        return None
    source = resolve_source(reading, span, memory)
    if source is None or source.kind not in OUTLETS or not source.evidence:
        return None
    return source, span


def _by_phrase(reading: Reading, match: CueMatch, memory: Memory) -> list[Found]:
    kind = match.cue.kind
    if kind is CueKind.POSTPOSED:
        span, kind = subject_before(reading, match.first), CueKind.ACCORDING
    else:
        span = phrase_after(reading, _past_adverbials(reading, match.last))
    if span is None:
        return []
    source = resolve_source(reading, span, memory)
    if source is None:
        return []
    if kind is CueKind.SEEN:
        source = _as_outlet(source)
    if kind in (CueKind.SEEN, CueKind.INTERVIEW):
        if memory.is_publisher(source.name):
            return []
        if source.kind not in OUTLETS:
            if kind is CueKind.INTERVIEW or not source.evidence:
                return []
            kind = CueKind.ACCORDING
    return [Found(source, span, (match.first, match.last), kind)]


def _as_outlet(source: Source) -> Source:
    """What reports, publishes or sees documents and is known by form alone is an outlet."""
    if source.kind is SourceKind.OFFICE and not source.evidence:
        return replace(source, kind=SourceKind.OUTLET, evidence=True)
    return source


def _by_author_word(reading: Reading, memory: Memory) -> list[Found]:
    """A known outlet right after "by" or "from", where no better cue stands."""
    tokens, authors = reading.tokens, reading.language.words["authors"]
    for index in range(len(tokens) - 1):
        if tokens.lower[index] not in authors or tokens.quoted[index]:
            continue
        for run in reading.name_runs(index + 1, min(len(tokens), index + 6))[:1]:
            known = find_known(reading.text(run))
            if run[0] == index + 1 and known is not None and known.kind in OUTLETS:
                source = Source(known.name, known.kind)
                if not memory.is_publisher(known.name):
                    return [Found(source, run, (index, index + 1), CueKind.ACCORDING)]
    return []
