"""What an editor would still have to ask for: voices, names and days that the evidence lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scoring.attribution import same_source
from scoring.corroboration.sides import Evidence
from scoring.records import (
    Attribution,
    Claim,
    JudgedDocument,
    JudgedStatement,
    Reason,
    ReasonKind,
    SourceKind,
    Stance,
)

_NAMED = frozenset({SourceKind.PERSON, SourceKind.OFFICE, SourceKind.OUTLET, SourceKind.AGENCY})
# The name that a claim begins with: capitalised words, joined by "of", "de" and the like.
_SUBJECT = re.compile(
    r"^(?:The |Die |Der |Das |La |Le |El |Il |O |A |L')?"
    r"((?:[A-ZÀ-ÞŁŚŻŹĆА-ЯҐЄІЇ][\w'’&.-]+)"
    r"(?: (?:(?:of|and|de|du|der|für|för|di|da|del|of the) )?[A-ZÀ-ÞŁŚŻŹĆА-ЯҐЄІЇ][\w'’&.-]+)*)"
)
_SHORTEST = 4  # characters of such a name


def find_missing(
    claim: Claim, evidence: Evidence, documents: Sequence[JudgedDocument]
) -> tuple[Reason, ...]:
    """Say whom and what the evidence lacks.

    Args:
        claim: The claim.
        evidence: The evidence of both sides.
        documents: The judged documents.

    Returns:
        Nothing where no document takes a side; else a sentence for each of: the party that the
        claim is about and that no document has speak, a side whose sources have no names or
        only one, documents without a day, a claim that nothing contradicts.
    """
    taking = [item for item in documents if item.evidence]
    if not taking:
        return ()
    found = [
        *_silent_subject(claim, documents),
        *_few_names(taking),
        *_undated(taking),
        *_uncontradicted(evidence),
    ]
    return tuple(found)


def _silent_subject(claim: Claim, documents: Sequence[JudgedDocument]) -> list[Reason]:
    """The party that the claim begins with, where no document is from it or has it speak."""
    subject = _subject(claim, documents)
    if subject is None:
        return []
    voices = {item.document.publisher for item in documents} - {None}
    voices |= {attribution.name for item in documents for attribution in _all_of(item)}
    if any(same_source(subject, voice) or subject in voice for voice in voices if voice):
        return []
    return [
        Reason(
            ReasonKind.MISSING,
            f"No document here is from {subject} or has {subject} speak.",
        )
    ]


def _subject(claim: Claim, documents: Sequence[JudgedDocument]) -> str | None:
    """The name that the claim begins with, if the documents write it as a name, in mid-sentence."""
    match = _SUBJECT.match(claim.text)
    if match is None or len(match[1]) < _SHORTEST:
        return None
    written = re.compile(rf"[\w,] {re.escape(match[1])}\b")
    if claim.language == "de" and " " not in match[1]:
        return None  # any noun has a capital
    texts = (item.document.text for item in documents)
    return match[1] if any(written.search(text) for text in texts) else None


def _all_of(item: JudgedDocument) -> Iterable[Attribution]:
    yield from item.document.credits
    for statement in item.analysed.statements:
        yield from statement.attributions


def _few_names(taking: Sequence[JudgedDocument]) -> list[Reason]:
    """Whether the supporting statements name nobody, or one source only."""
    supporting = [item for item in taking if item.stance is Stance.SUPPORTS]
    credited = [
        attribution
        for item in supporting
        for judged in item.evidence
        for attribution in judged.statement.attributions
    ]
    named = list(dict.fromkeys(each.name for each in credited if each.kind in _NAMED))
    if credited and not named:
        first = credited[0].source
        return [
            Reason(
                ReasonKind.MISSING,
                f"No supporting statement names its source; the nearest to one is “{first}”.",
            )
        ]
    bare = [judged for item in supporting for judged in item.evidence if _is_bare(judged)]
    if len(named) == 1 and len(supporting) > 1 and not bare:
        return [Reason(ReasonKind.MISSING, f"The only named source is {named[0]}.")]
    return []


def _is_bare(judged: JudgedStatement) -> bool:
    return not judged.statement.attributions


def _undated(taking: Sequence[JudgedDocument]) -> list[Reason]:
    undated = tuple(item.document.key for item in taking if item.document.published_at is None)
    if not undated:
        return []
    have = "has" if len(undated) == 1 else "have"
    return [
        Reason(
            ReasonKind.MISSING,
            f"{len(undated)} of the {len(taking)} documents that take a side {have} no date, so "
            "that who was first cannot be told.",
            documents=undated,
        )
    ]


def _uncontradicted(evidence: Evidence) -> list[Reason]:
    if evidence.refuting.origins or not evidence.supporting.origins:
        return []
    return [Reason(ReasonKind.MISSING, "No document in this corpus contradicts it.")]
