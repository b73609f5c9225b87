"""How many mouths lie between a statement and what it is about.

A plain attribution is no hedge, yet what two unnamed officials told an agency that a newspaper
cites is further from the event than what the reporter saw. The four steps follow the
source types of journalism's own rules (own observation, named, unnamed, second-hand), and
the rule against hearsay in evidence law: what a witness was told weighs less than
what the witness saw, and what was told to the teller less again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scoring.hedging.discourse import indefinite_words
from scoring.hedging.folding import fold
from scoring.records import Attribution, Hedge, HedgeClass, SourceKind


class Distance(StrEnum):
    """Whose word a statement is, the nearest first."""

    OWN_OBSERVATION = "own_observation"  # the document says so itself
    NAMED_SOURCE = "named_source"  # someone or something that can be asked or looked up
    ANONYMOUS_SOURCE = "anonymous_source"  # "three officials", "källor", "reportedly"
    HEARSAY = "hearsay"  # someone says what someone else has said: hearsay of hearsay


@dataclass(frozen=True, slots=True)
class EvidenceDistance:
    """Where the evidence of a statement stands.

    Attributes:
        distance: Whose word it is.
        steps: Sources between the document and the event, 0 for none.
        source: The words of the source nearest to the event; None without one.
    """

    distance: Distance
    steps: int
    source: str | None


def evidence_distance(
    attributions: Sequence[Attribution], hedges: Iterable[Hedge] = ()
) -> EvidenceDistance:
    """How far a statement stands from what it is about.

    Args:
        attributions: The statement's attributions, the outermost source first.
        hedges: Its hedges: a reportative one ("reportedly", "soll") is a source that is not
            even mentioned, beyond all those that are.

    Returns:
        The distance. A spokesperson and the organisation that he speaks for are one step.
    """
    chain = _chain(attributions)
    hearsay = any(hedge.hedge_class is HedgeClass.REPORTATIVE for hedge in hedges)
    # A source that is itself unnamed may be what the hedge stands for: "sources reportedly said".
    unmentioned = hearsay and not (chain and _is_unnamed(chain[-1]))
    steps = len(chain) + unmentioned
    nearest = None if unmentioned or not chain else chain[-1].source
    if steps == 0:
        distance = Distance.OWN_OBSERVATION
    elif steps > 1:
        distance = Distance.HEARSAY
    elif unmentioned or _is_unnamed(chain[0]):
        distance = Distance.ANONYMOUS_SOURCE
    else:
        distance = Distance.NAMED_SOURCE
    return EvidenceDistance(distance, steps, nearest)


def _chain(attributions: Sequence[Attribution]) -> list[Attribution]:
    """One source for each step, the outermost first.

    Of several sources at one depth the named one counts: it can be asked.
    """
    chain: list[Attribution] = []
    for depth in sorted({attribution.depth for attribution in attributions}):
        level = [attribution for attribution in attributions if attribution.depth == depth]
        found = next((item for item in level if not _is_unnamed(item)), level[0])
        if not (chain and _speaks_for(chain[-1], found)):
            chain.append(found)
    return chain


def _speaks_for(person: Attribution, office: Attribution) -> bool:
    """Whether the deeper of two sources is the organisation of the person before it."""
    return person.kind is SourceKind.PERSON and office.kind is SourceKind.OFFICE


def _is_unnamed(attribution: Attribution) -> bool:
    if attribution.kind is SourceKind.ANONYMOUS:
        return True
    if attribution.kind not in (SourceKind.DOCUMENT, SourceKind.POST):
        return False
    first = fold(attribution.source).split(maxsplit=1)
    return not first or first[0] in indefinite_words()
