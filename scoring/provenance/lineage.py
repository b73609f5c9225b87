"""Where one document's evidence comes from: its own newsroom, or whom it credits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.attribution import same_source, source_key
from scoring.provenance.shingles import fold
from scoring.records import (
    AnalysedDocument,
    Attribution,
    Basis,
    Claim,
    Document,
    JudgedDocument,
    JudgedStatement,
    SourceKind,
    Statement,
)
from scoring.stance.lexicon import load_lexicon

OUTLETS = frozenset({SourceKind.OUTLET, SourceKind.AGENCY})
RELAYED = OUTLETS | {SourceKind.POST}
_NAMED = RELAYED | {SourceKind.PERSON, SourceKind.OFFICE}
_OWN = (Basis.OWN_REPORTING, Basis.UNKNOWN)
UNNAMED = frozenset({SourceKind.ANONYMOUS, SourceKind.DOCUMENT})
# Statements after an uncredited one in which its source may follow: news gives the fact
# first and the source in the next breath.
NEXT_BREATH = 2
_RELAY_LASTS = 2  # paragraphs for which an outlet that was credited is still being relayed
_SHORTEST_NAME = 5  # characters of a publisher's name that is looked for in running text
_LONGEST_QUOTE = 300  # characters of a sentence that are shown

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Lineage:
    """The provider of a piece of evidence.

    Attributes:
        name: The provider, None when neither the text nor the publisher names one.
        basis: What the evidence rests on.
        kind: What the credited provider is, None for own reporting.
        quote: The sentence that credits the provider, None for own reporting.
        unnamed: The unnamed people whom the provider in turn rests on, as the text puts
            it ("three EU officials"), None without any.
    """

    name: str | None
    basis: Basis
    kind: SourceKind | None = None
    quote: str | None = None
    unnamed: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether the document is the provider itself."""
        return self.basis in _OWN


@dataclass(frozen=True, slots=True)
class Traced:
    """The part of one document that goes back to one provider.

    Attributes:
        analysed: The document.
        lineage: The provider.
        evidence: The statements of that part; none where the document was traced without a
            claim.
    """

    analysed: AnalysedDocument
    lineage: Lineage
    evidence: tuple[JudgedStatement, ...]

    @property
    def document(self) -> Document:
        """The document itself."""
        return self.analysed.document

    @property
    def key(self) -> str:
        """The document's key."""
        return self.analysed.document.key

    @property
    def certainty(self) -> float:
        """Of the firmest statement, in [0, 1]; 0 without any."""
        return max((item.certainty for item in self.evidence), default=0.0)


def trace(
    judged: JudgedDocument, claim: Claim, publishers: Iterable[str] = ()
) -> tuple[Traced, ...]:
    """Find the providers of the evidence in a document that takes a side.

    The provider of a piece of evidence is the first of these that is named:

    1. the deepest named source of the chain that its sentence credits: "A reports, citing
       B, which quotes the ministry" goes back to the ministry;
    2. the source that the next sentences credit, or the outlet that was relayed before it;
       a publisher of the other documents counts as credited where it is only named;
    3. the agency of the credit line;
    4. the document's publisher.

    Outlets and posts are passed over where the document shows an inquiry of its own, since
    a relay that adds its own confirmation is an origin of its own. So are sources that the
    claim itself names: who acted is not who reported it.

    A document has one provider, that of its strongest credited evidence, with one
    exception: a digest that relays several outlets has as many.

    Args:
        judged: A document whose stance is not neutral.
        claim: The claim.
        publishers: Of the other documents that take the same side.

    Returns:
        The document's providers with their evidence, the main one first; never empty.
    """
    reader = Reader(judged.analysed, claim.text, publishers, judged.evidence)
    evidence = _by_strength(judged.evidence)
    main = reader.main(evidence)
    if main.kind not in OUTLETS:
        return (Traced(judged.analysed, main, judged.evidence),)
    relayed: dict[str | None, tuple[Lineage, list[JudgedStatement]]] = {main.name: (main, [])}
    for item in evidence:
        lineage = reader.of(item)
        own = lineage if lineage is not None and lineage.kind in OUTLETS else main
        name = next((known for known in relayed if is_same(known, own.name)), own.name)
        relayed.setdefault(name, (own, []))[1].append(item)
    return tuple(
        Traced(judged.analysed, lineage, tuple(items))
        for lineage, items in relayed.values()
        if items
    )


def is_same(one: str | None, other: str | None) -> bool:
    """Whether two names are one source's; an unknown name is nobody's."""
    return one is not None and other is not None and same_source(one, other)


class Reader:
    """Reads the credits of one document.

    Args:
        analysed: The document.
        claim: The claim's text, whose names are no providers; "" without one.
        publishers: Of the other documents: outlets, whatever their names look like.
        evidence: What the document says to the claim; where it shows an inquiry of the
            newsroom's own, outlets and posts are passed over.
    """

    def __init__(
        self,
        analysed: AnalysedDocument,
        claim: str,
        publishers: Iterable[str],
        evidence: Sequence[JudgedStatement] = (),
    ) -> None:
        self._document = analysed.document
        self._statements = analysed.statements
        self._claim_words = set(_WORD.findall(fold(claim)))
        self._heard = tuple(publishers)
        self._publishers = {
            name: _in_text(key)
            for name in self._heard
            if len(key := source_key(name)) >= _SHORTEST_NAME and self._is_provider(name)
        }
        self._inquired = self._has_inquired(evidence)
        self._passed_over = RELAYED if self._inquired else frozenset()

    def main(self, evidence: Sequence[JudgedStatement]) -> Lineage:
        """The provider of the strongest evidence that is credited, else of the document."""
        for find in (self._in_sentence, self._nearby):
            for item in evidence:
                if (lineage := find(item)) is not None:
                    return lineage
        return self.credited() or self.own()

    def credited(self) -> Lineage | None:
        """The agency of the credit line, byline or dateline."""
        for credit in reversed(self._document.credits):
            if self._is_provider(credit.name):
                return _credited(credit.name, credit.kind, _line_of(credit, self._document))
        return None

    def own(self) -> Lineage:
        """The document's publisher."""
        if self._document.publisher is None:
            return Lineage(None, Basis.UNKNOWN)
        return Lineage(self._document.publisher, Basis.OWN_REPORTING)

    def of(self, item: JudgedStatement) -> Lineage | None:
        """The provider of one piece of evidence, None where nothing credits it."""
        return self._in_sentence(item) or self._nearby(item)

    def _in_sentence(self, item: JudgedStatement) -> Lineage | None:
        return self.first([item.statement], _NAMED)

    def _nearby(self, item: JudgedStatement) -> Lineage | None:
        at = item.statement.index
        following = self._statements[at + 1 : at + 1 + NEXT_BREATH]
        before = [
            statement
            for statement in self._statements[:at][::-1]
            if item.statement.paragraph - statement.paragraph <= _RELAY_LASTS
        ]
        return (
            self.first(before[:1], OUTLETS)
            or self.first(following, _NAMED)
            or self._named_publisher([item.statement, *following])
            or self.first(before, RELAYED)
        )

    def _named_publisher(self, statements: Iterable[Statement]) -> Lineage | None:
        if self._inquired:
            return None
        for statement in statements:
            key = source_key(statement.text)
            for name, pattern in self._publishers.items():
                if pattern.search(key):
                    quote = _shorten(statement.text)
                    return Lineage(name, Basis.NAMED_SOURCE, SourceKind.OFFICE, quote)
        return None

    def first(
        self, statements: Iterable[Statement], kinds: frozenset[SourceKind]
    ) -> Lineage | None:
        """The deepest source of these kinds in the first statement that credits one."""
        for statement in statements:
            for found in sorted(statement.attributions, key=lambda found: -found.depth):
                kind = self.kind(found)
                if kind in kinds - self._passed_over and self._is_provider(found.name):
                    unnamed = _unnamed_behind(found, statement)
                    quote = self._sentence_at(found.start, statement)
                    name = self._whole_name(found.name, statement.text)
                    return _credited(name, kind, quote, unnamed)
        return None

    def _whole_name(self, name: str, text: str) -> str:
        """The publisher of which the reader of credits saw part of the name.

        "Wissen" is "Wissen am Mittag" where the sentence says so and a publisher has that name;
        a name of two words and more is that of the one publisher whose name begins so.
        """
        part, key = source_key(name), source_key(text)
        said = [
            publisher
            for publisher, pattern in self._publishers.items()
            if f" {part} " in f" {source_key(publisher)} " and pattern.search(key)
        ]
        if not said and " " in part and not any(is_same(name, other) for other in self._heard):
            said = [other for other in self._publishers if source_key(other).startswith(f"{part} ")]
        return said[0] if len(said) == 1 else name

    def _sentence_at(self, offset: int, statement: Statement) -> str:
        """The sentence with the words that attribute: they may stand in the next one."""
        holds = (item for item in self._statements if item.start <= offset < item.end)
        return _shorten(next(holds, statement).text)

    def kind(self, source: Attribution) -> SourceKind:
        """What a source is; a publisher of the corpus is an outlet, whatever it looks like."""
        known = (same_source(source.name, name) for name in self._publishers)
        if source.kind is SourceKind.ANONYMOUS and any(known):
            return SourceKind.OUTLET
        return source.kind

    def _has_inquired(self, evidence: Sequence[JudgedStatement]) -> bool:
        """Whether the newsroom shows an inquiry of its own for the evidence.

        It does where evidence rests on unnamed people or papers with no outlet between, and
        where the document speaks of itself by name at the evidence, without a negation ("two
        people told the Echo", "der Rundschau vorliegt"; not "Nordtext has not seen it").
        """
        for item in evidence:
            kinds = {self.kind(found) for found in item.statement.attributions}
            if kinds and kinds <= UNNAMED:
                return True
            at = item.statement.index
            around = self._statements[max(0, at - 1) : at + 1 + NEXT_BREATH]
            if any(self.names_itself(statement.text) for statement in around):
                return True
        return False

    def names_itself(self, text: str) -> bool:
        """Whether a sentence speaks of the document's publisher by name, and not to deny."""
        name = fold(self._document.publisher or "")
        folded = fold(text)
        # A credit line, which is little more than the name, is no inquiry.
        if not name or name not in folded or len(folded) <= 2 * len(name):
            return False
        cues = load_lexicon(self._document.language)
        return not (cues and cues.negation.search(folded))

    def _is_provider(self, name: str) -> bool:
        if is_same(name, self._document.publisher):
            return False
        words = _long_words(source_key(name))
        if not words or not words <= self._claim_words:
            return True
        return any(is_same(name, publisher) for publisher in self._heard)


@lru_cache(maxsize=4_096)  # publishers; `re` keeps 512 patterns, a corpus has more
def _in_text(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(key)}\b")


@lru_cache(maxsize=4_096)  # sources and publishers
def _long_words(key: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(key) if len(word) > 2)


def _unnamed_behind(source: Attribution, statement: Statement) -> str | None:
    return next(
        (
            found.source
            for found in statement.attributions
            if found.kind is SourceKind.ANONYMOUS and found.depth > source.depth
        ),
        None,
    )


def _by_strength(evidence: Sequence[JudgedStatement]) -> list[JudgedStatement]:
    def strength(item: JudgedStatement) -> tuple[float, int]:
        taken = max(item.stance.supports, item.stance.refutes)
        return (-taken * item.certainty, item.statement.index)

    return sorted(evidence, key=strength)


def _credited(name: str, kind: SourceKind, quote: str, unnamed: str | None = None) -> Lineage:
    basis = Basis.AGENCY if kind is SourceKind.AGENCY else Basis.NAMED_SOURCE
    return Lineage(name, basis, kind, quote, unnamed)


def _line_of(credit: Attribution, document: Document) -> str:
    """The line that holds a credit; a byline has no place in the text."""
    text = document.text
    if credit.source not in text[credit.start : credit.end]:
        return document.byline or credit.source
    start = text.rfind("\n", 0, credit.start) + 1
    end = text.find("\n", credit.end)
    return _shorten(text[start : end if end >= 0 else len(text)])


def _shorten(text: str) -> str:
    """A quotation for a sentence; the whole statement is in the answer."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"
