"""Who wrote it first: documents grouped by origin without a claim."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.attribution import find_attributions, find_known, source_key
from scoring.attribution.languages import load_language
from scoring.provenance.effective import effective_origins
from scoring.provenance.lineage import (
    NEXT_BREATH,
    RELAYED,
    UNNAMED,
    Lineage,
    Reader,
    Traced,
    is_same,
)
from scoring.provenance.origins import Group, Grouping, group
from scoring.provenance.priors import NEUTRAL, PublisherPriors
from scoring.records import (
    AnalysedDocument,
    Basis,
    Document,
    Merge,
    Sentence,
    SourceKind,
    Statement,
)

_LEAD = 4  # first statements of a document, in which it says whom it relays

# Dependence between two origins of which one's text rests in part on the other.
_RELAYS = 0.9  # as the strength of a merge by credit
_QUOTES = 0.5


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """Documents that go back to one provider as a whole.

    Attributes:
        id: "o1", "o2", … in the order of their earliest documents.
        name: The publisher for its own reporting, else the agency, outlet or post credited.
        basis: What it rests on.
        documents: Keys of its documents, the earliest first.
        publishers: Their publishers, distinct, in the same order.
        merges: Why its documents are one origin.
    """

    id: str
    name: str
    basis: Basis
    documents: tuple[str, ...]
    publishers: tuple[str, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class TextCredit:
    """A credit by which a document was put into an origin.

    Attributes:
        origin: Id of the origin.
        name: Whom the document credits.
        quotation: The line or sentence that does so.
    """

    origin: str
    name: str
    quotation: str


@dataclass(frozen=True, slots=True)
class TextLineage:
    """A document with the origins that it goes back to.

    Attributes:
        document: The document.
        origins: Ids of its origins; several only for a digest of several outlets.
        credits: The credits that decided; none where the publisher is its provider.
    """

    document: Document
    origins: tuple[str, ...]
    credits: tuple[TextCredit, ...]


@dataclass(frozen=True, slots=True)
class Syndication:
    """Documents by origin.

    Attributes:
        origins: In the order of their earliest documents.
        documents: Every document once, the earliest first, those without a date last.
        effective_origins: The origins, less what they may depend on each other (Kish).
        ties: A sentence for each reason for which two origins may not be independent.
        warnings: What could not be read.
    """

    origins: tuple[TextOrigin, ...]
    documents: tuple[TextLineage, ...]
    effective_origins: float
    ties: tuple[str, ...]
    warnings: tuple[str, ...]


def find_text_origins(
    documents: Sequence[AnalysedDocument], *, priors: PublisherPriors = NEUTRAL
) -> Syndication:
    """Group documents by whom each goes back to as a whole, without a claim.

    Args:
        documents: With distinct keys, in any order.
        priors: What was learned of publishers; it changes the effective origins alone.

    Returns:
        The origins; the order of `documents` does not matter.
    """
    publishers = sorted({name for item in documents if (name := item.document.publisher)})
    parts = [part for item in documents for part in trace_whole(item, publishers)]
    found = group(parts, priors=priors)
    origins = tuple(
        _origin(f"o{place}", members) for place, members in enumerate(found.groups, start=1)
    )
    dependence, ties = _with_leanings(found, origins, publishers)
    return Syndication(
        origins=origins,
        documents=tuple(
            _lineage(item.document, found, origins) for item in sorted(documents, key=_by_time)
        ),
        effective_origins=effective_origins(dependence),
        ties=ties,
        warnings=tuple(_warnings(documents)),
    )


def trace_whole(analysed: AnalysedDocument, publishers: Iterable[str] = ()) -> tuple[Traced, ...]:
    """Find the providers that a document goes back to as a whole, without a claim.

    They are the first of these that there is:

    1. the agency of its credit line, byline or dateline;
    2. the outlets, agencies and posts that its headline or its first statements relay, unless
       the document shows an inquiry of its own; a digest, which relays several there, also goes
       back to those that it relays further down; where they are all unnamed ("a local paper"),
       the lineage is unknown;
    3. its publisher.

    People and offices that a story quotes are sources of statements in it, not of the story.

    Args:
        analysed: The document.
        publishers: Of the other documents.

    Returns:
        The document's providers, without evidence, the first named first; never empty.
    """
    reader = Reader(analysed, "", publishers)
    credit = reader.credited()
    lineages = (credit,) if credit else _relayed(analysed, reader) or (reader.own(),)
    return tuple(Traced(analysed, lineage, ()) for lineage in lineages)


def _relayed(analysed: AnalysedDocument, reader: Reader) -> tuple[Lineage, ...]:
    """The outlets, agencies and posts that a document relays; an unnamed one where all are."""
    if _has_inquired(analysed.statements, reader):
        return ()
    lead, language = _lead(analysed), analysed.document.language
    found = _sources(lead, reader, RELAYED)
    named = [source for source in found if _is_named(source, language)]
    if not named:
        return tuple(replace(source, basis=Basis.UNKNOWN) for source in found[:1])
    if len(named) > 1:
        named = [
            source
            for source in _sources((*lead, *analysed.statements[_LEAD:]), reader, RELAYED)
            if _is_named(source, language)
        ]
    return tuple(named)


def _is_named(source: Lineage, language: str) -> bool:
    """Whether a source has a name of its own, unlike "local paper" and "Zeitung"."""
    capitalised = [word for word in (source.name or "").split() if word[0].isupper()]
    cues = load_language(language)
    if len(capitalised) != 1 or cues is None or find_known(source.name or "") is not None:
        return bool(capitalised)
    return capitalised[0].lower() not in cues.nouns


def _sources(
    statements: Iterable[Statement], reader: Reader, kinds: frozenset[SourceKind]
) -> tuple[Lineage, ...]:
    """The sources of these kinds that the statements credit, the deepest of each statement."""
    found: list[Lineage] = []
    for statement in statements:
        lineage = reader.first([statement], kinds)
        if lineage and not any(is_same(lineage.name, known.name) for known in found):
            found.append(lineage)
    return tuple(found)


def _lead(analysed: AnalysedDocument) -> tuple[Statement, ...]:
    """The headline and the first statements."""
    return (*_headline(analysed.document), *analysed.statements[:_LEAD])


def _headline(document: Document) -> Iterator[Statement]:
    """The headline as a statement that stands before the text."""
    title = document.title
    if not title:
        return
    sentence = Sentence(title, -len(title), 0)
    (attributions,) = find_attributions(
        [sentence], language=document.language, publisher=document.publisher
    )
    yield Statement(
        document_key=document.key,
        index=-1,
        text=title,
        start=sentence.start,
        end=sentence.end,
        paragraph=0,
        language=document.language,
        certainty=1.0,
        attributions=attributions,
    )


def _has_inquired(statements: Sequence[Statement], reader: Reader) -> bool:
    """Whether the newsroom shows an inquiry of its own anywhere in the document.

    It does where a sentence that attributes speaks of the newsroom by name, and where the
    first statements rest on unnamed people or papers with no outlet before or next to them.
    """
    if any(item.attributions and reader.names_itself(item.text) for item in statements):
        return True
    for statement in statements[:_LEAD]:
        around = statements[: statement.index + 1 + NEXT_BREATH]
        kinds = {reader.kind(found) for found in statement.attributions}
        if kinds and kinds <= UNNAMED and reader.first(around, RELAYED) is None:
            return True
    return False


def _origin(origin_id: str, members: Group) -> TextOrigin:
    provider = _provider(members)
    return TextOrigin(
        id=origin_id,
        name=(provider.name if provider else None) or members.name,
        basis=provider.basis if provider else members.basis,
        documents=members.documents,
        publishers=members.publishers,
        merges=members.merges,
    )


def _provider(members: Group) -> Lineage | None:
    """The agency that some copy of an uncredited text still credits.

    Who takes a text over may drop its credit, and does not invent one. A text that others
    credit, or name, is its publisher's own: a release, which agencies print too.
    """
    if members.basis not in {Basis.OWN_REPORTING, Basis.UNKNOWN}:
        return None
    publisher = members.source.document.publisher
    agency = next((part for part in members.parts if part.lineage.basis is Basis.AGENCY), None)
    if agency is None or any(is_same(part.lineage.name, publisher) for part in _crediting(members)):
        return None
    is_named = publisher and f" {source_key(publisher)} " in f" {source_key(agency.document.text)} "
    return None if is_named else agency.lineage


def _crediting(members: Group) -> Iterator[Traced]:
    return (part for part in members.parts if not part.lineage.is_own)


def _lineage(document: Document, found: Grouping, origins: Sequence[TextOrigin]) -> TextLineage:
    """A document with its origins and the credits that led there."""
    parts = [
        (origin.id, part.lineage)
        for origin, members in zip(origins, found.groups, strict=True)
        for part in members.parts
        if part.key == document.key
    ]
    return TextLineage(
        document=document,
        origins=tuple(dict.fromkeys(origin for origin, _ in parts)),
        credits=tuple(
            TextCredit(origin, lineage.name, lineage.quote)
            for origin, lineage in parts
            if lineage.name and lineage.quote
        ),
    )


def _with_leanings(
    found: Grouping, origins: Sequence[TextOrigin], publishers: Collection[str]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Dependence and ties, with what the text of one origin takes from another."""
    dependence = found.dependence.copy()
    reasons: dict[tuple[int, int], str] = {}
    for a, members in enumerate(found.groups):
        leanings = [each for part in members.parts for each in _leanings(part, publishers)]
        for leaning, (b, others) in itertools.product(leanings, enumerate(found.groups)):
            if a != b and leaning.is_on(others):
                strength = max(dependence[a, b], leaning.strength)
                dependence[a, b] = dependence[b, a] = strength
                reasons.setdefault((a, b), leaning.reason(origins[a].name))
    return dependence, (*found.ties, *reasons.values())


@dataclass(frozen=True, slots=True)
class _Leaning:
    """What a text takes from a source that is not its origin."""

    source: Lineage
    strength: float

    def is_on(self, members: Group) -> bool:
        """Whether the source is the provider, or the publisher, of one of these parts."""
        return any(
            part.lineage.is_own or self.source.kind in RELAYED
            for part in members.parts
            if is_same(part.lineage.name, self.source.name)
        )

    def reason(self, name: str) -> str:
        """A sentence for the origin of this name."""
        verb = "relays" if self.source.kind in RELAYED else "quotes"
        return f"{name} {verb} {self.source.name}: “{self.source.quote}”."


def _leanings(part: Traced, publishers: Collection[str]) -> list[_Leaning]:
    """What a document's headline and first statements take from others than its origin.

    An agency's text may relay an outlet; any text may quote an office.
    """
    reader, lead = Reader(part.analysed, "", publishers), _lead(part.analysed)
    is_wire = reader.credited() is not None
    relayed = _relayed(part.analysed, reader) if is_wire else ()
    quoted = _sources(lead, reader, frozenset({SourceKind.OFFICE}))
    return [
        *(_Leaning(source, _RELAYS) for source in relayed),
        *(_Leaning(source, _QUOTES) for source in quoted),
    ]


def _warnings(documents: Sequence[AnalysedDocument]) -> Iterator[str]:
    silent = sorted(item.document.key for item in documents if not item.statements)
    if silent:
        yield (
            f"No statement was found in: {', '.join(silent)}. Only publisher, credits and headline "
            "tell where these come from."
        )
    unread = {item.document.language for item in documents}
    unread = {language for language in unread if load_language(language) is None}
    if unread:
        yield (
            f"Sources named in running text are not recognised in: {', '.join(sorted(unread))}. "
            "Documents in these languages go back to their credit line or their publisher."
        )


def _by_time(item: AnalysedDocument) -> tuple[bool, float, str]:
    published = item.document.published_at
    return (published is None, published.timestamp() if published else 0.0, item.document.key)
