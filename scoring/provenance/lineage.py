"""Where one document's evidence comes from: its own newsroom, or whom it credits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.attribution import same_source, source_key
from scoring.provenance.shingles import fold
from scoring.records import (
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

_RELAYED = frozenset({SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.POST})
_NAMED = _RELAYED | {SourceKind.PERSON, SourceKind.OFFICE}
_UNNAMED = frozenset({SourceKind.ANONYMOUS, SourceKind.DOCUMENT})
# Statements after an uncredited one in which its source may follow: news gives the fact
# first and the source in the next breath.
_NEXT_BREATH = 2
_LONGEST_QUOTE = 300  # characters of a sentence that are shown

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Lineage:
    """The provider of a document's evidence.

    Attributes:
        name: The provider, None when neither the text nor the publisher names one.
        basis: What the evidence rests on.
        kind: What the credited provider is, None for own reporting.
        quote: The sentence that credits the provider, None for own reporting.
    """

    name: str | None
    basis: Basis
    kind: SourceKind | None = None
    quote: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether the document is the provider itself."""
        return self.basis in {Basis.OWN_REPORTING, Basis.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Traced:
    """A document that takes a side, with the provider of its evidence."""

    judged: JudgedDocument
    lineage: Lineage

    @property
    def key(self) -> str:
        """The document's key."""
        return self.judged.document.key


def trace(judged: JudgedDocument, claim: Claim) -> Lineage:
    """Find the provider of the evidence in a document that takes a side.

    The first of these that names somebody:

    1. the deepest named source of the chain that the strongest credited evidence is
       credited to: "A reports, citing B, which quotes the ministry" goes back to the
       ministry;
    2. the source that is named in the sentences after uncredited evidence, or the outlet
       that the document was relaying before it;
    3. the agency of the credit line;
    4. the document's publisher.

    Outlets and posts are passed over where the document shows an inquiry of its own, since
    a relay that adds its own confirmation is an origin of its own. So are sources that the
    claim itself names: who acted is not who reported it.

    Args:
        judged: A document whose stance is not neutral.
        claim: The claim.
    """
    document = judged.document
    passed_over = _RELAYED if _inquired(judged) else frozenset()
    for source, statement in _candidates(judged):
        if source.kind in passed_over or not _is_provider(source, document, claim):
            continue
        return _credited(source, _shorten(statement.text))
    for credit in reversed(document.credits):
        if _is_provider(credit, document, claim):
            return _credited(credit, _line_of(credit, document))
    if document.publisher is None:
        return Lineage(None, Basis.UNKNOWN)
    return Lineage(document.publisher, Basis.OWN_REPORTING)


def _candidates(judged: JudgedDocument) -> Iterator[tuple[Attribution, Statement]]:
    """Named sources, the likeliest provider first, each with the statement that names it."""
    strongest = _by_strength(judged.evidence)
    for item in strongest:
        yield from _deepest_first([item.statement])
    statements = judged.analysed.statements
    for item in strongest:
        at = item.statement.index
        yield from _deepest_first(statements[at + 1 : at + 1 + _NEXT_BREATH])
        before = reversed(statements[:at])
        yield from (
            (source, statement)
            for source, statement in _deepest_first(before)
            if source.kind in _RELAYED
        )


def _deepest_first(statements: Iterable[Statement]) -> Iterator[tuple[Attribution, Statement]]:
    for statement in statements:
        for found in sorted(statement.attributions, key=lambda found: -found.depth):
            if found.kind in _NAMED:
                yield found, statement


def _by_strength(evidence: Sequence[JudgedStatement]) -> list[JudgedStatement]:
    def strength(item: JudgedStatement) -> tuple[float, int]:
        taken = max(item.stance.supports, item.stance.refutes)
        return (-taken * item.certainty, item.statement.index)

    return sorted(evidence, key=strength)


def _is_provider(source: Attribution, document: Document, claim: Claim) -> bool:
    if document.publisher and same_source(source.name, document.publisher):
        return False
    words = {word for word in _WORD.findall(source_key(source.name)) if len(word) > 2}
    return not (words and words <= set(_WORD.findall(fold(claim.text))))


def _inquired(judged: JudgedDocument) -> bool:
    """Whether the newsroom shows an inquiry of its own for the evidence.

    It does where evidence rests on unnamed people or papers with no outlet between, and
    where the document speaks of itself by name at the evidence, without a negation ("two
    people told the Echo", "der Rundschau vorliegt"; not "Nordtext has not seen the report").
    """
    document, statements = judged.document, judged.analysed.statements
    name = fold(document.publisher) if document.publisher else None
    cues = load_lexicon(document.language)
    for item in judged.evidence:
        kinds = {found.kind for found in item.statement.attributions}
        if kinds and kinds <= _UNNAMED:
            return True
        at = item.statement.index
        for statement in statements[max(0, at - 1) : at + 1 + _NEXT_BREATH]:
            folded = fold(statement.text)
            denied = cues is not None and cues.negation.search(folded)
            # A credit line, which is little more than the name, is no inquiry.
            if name and name in folded and not denied and len(folded) > 2 * len(name):
                return True
    return False


def _credited(source: Attribution, quote: str) -> Lineage:
    basis = Basis.AGENCY if source.kind is SourceKind.AGENCY else Basis.NAMED_SOURCE
    return Lineage(source.name, basis, source.kind, quote)


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
