"""From the sources of one sentence to a chain: who relays, who is cited, how deep."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.attribution.languages import CueKind
from scoring.attribution.names import source_key
from scoring.attribution.naming import OUTLETS, Source
from scoring.attribution.reading import Reading, Span
from scoring.records import Attribution, SourceKind

_SECOND_HAND = (CueKind.TELL, CueKind.SEEN, CueKind.INTERVIEW)


@dataclass(frozen=True, slots=True)
class Found:
    """A source found in a sentence.

    Attributes:
        source: What the phrase names.
        span: The phrase's tokens.
        cue: The cue's tokens.
        role: What the cue says of this source; an outlet that was told has `CueKind.TELL`.
    """

    source: Source
    span: Span
    cue: Span
    role: CueKind


def chain(found: list[Found], reading: Reading, offset: int) -> tuple[Attribution, ...]:
    """Order the sources of a sentence from the outermost to the innermost.

    An outlet that reports, was told or saw a document stands outside the people, offices and
    documents of its sentence; a source after "citing" stands inside the one before it; an
    organisation stands inside the named person who speaks for it. Sources without such a tie
    are parallel, at one depth.

    Args:
        found: The sources in the order of the text.
        reading: The sentence.
        offset: Its offset in the document.
    """
    found = _once_each(found)
    first_hand = [f for f in found if _relays(f) and f.role not in _SECOND_HAND]
    second_hand = [f for f in found if _relays(f) and f.role in _SECOND_HAND]
    inner = bool(first_hand) + bool(second_hand)
    attributions: list[Attribution] = []
    deepest = relay_depth = -1
    for one in found:
        if one in first_hand:
            depth = 0
        elif one in second_hand:
            depth = int(bool(first_hand))
        elif one.role is CueKind.CITING:
            depth = max((relay_depth if relay_depth >= 0 else deepest) + 1, inner)
        else:
            depth = inner
        deepest = max(deepest, depth)
        if one.source.kind in OUTLETS:
            relay_depth = max(relay_depth, depth)
        attributions.append(_attribution(one, reading, offset, depth))
        if one.source.office is not None:
            attributions.append(_office(one, reading, offset, depth + 1))
    return tuple(sorted(attributions, key=lambda a: a.depth))


def _relays(found: Found) -> bool:
    return found.source.kind in OUTLETS and found.role is not CueKind.CITING


def _once_each(found: list[Found]) -> list[Found]:
    unique: dict[tuple[str, SourceKind], Found] = {}
    for one in found:
        unique.setdefault((source_key(one.source.name), one.source.kind), one)
    return list(unique.values())


def _attribution(found: Found, reading: Reading, offset: int, depth: int) -> Attribution:
    tokens = reading.tokens
    first = min(found.span[0], found.cue[0])
    last = max(found.span[1], found.cue[1])
    return Attribution(
        source=reading.text(found.span),
        name=found.source.name,
        kind=found.source.kind,
        cue=reading.text(found.cue),
        start=offset + tokens.start[first],
        end=offset + tokens.end[last - 1],
        depth=depth,
    )


def _office(found: Found, reading: Reading, offset: int, depth: int) -> Attribution:
    """The organisation that a named person speaks for, one step further in."""
    person = _attribution(found, reading, offset, depth)
    return Attribution(
        source=person.source,
        name=found.source.office or "",
        kind=SourceKind.OFFICE,
        cue=person.cue,
        start=person.start,
        end=person.end,
        depth=depth,
    )
