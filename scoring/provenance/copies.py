"""Copies found in body text: word for word, trimmed, spun with synonyms, or translated."""

from __future__ import annotations

from scoring.provenance.bodies import Bodies, by_length
from scoring.provenance.likeness import Likeness, likeness
from scoring.records import AnalysedDocument, Merge, MergeReason

# Three-gram containment from which a text is a copy. Independent reports of one event
# stay below 0.42 (largest of 150 pairs of BASIL, most of it shared quotations).
VERBATIM = 0.45
_VERBATIM_STRENGTH = 0.9  # at no containment; set by reasoning: from 0.945 to 1
# Probability from which two bodies are one. Measured by `python -m training.copies`.
ONE_BODY = 0.80
# Of the signal `numbers`: four numbers of the shorter list and none shared. However alike they
# read, such texts tell two events (of 241 pairs of one origin none is there).
NUMBERS_DIFFER = -0.2
# Share of sentences that must have a counterpart at all: names and numbers alone make two
# reports of one event, not a copy.
LEAST_ALIGNED = 0.30
SHORTEST = 3  # sentences; shorter texts align by chance


def find_copy(
    a: AnalysedDocument, b: AnalysedDocument, bodies: Bodies | None = None
) -> Merge | None:
    """Decide whether one of two documents is a copy of the other.

    Word triples decide where they are shared; where not, the signals of `likeness.py` together.

    Args:
        a: A document.
        b: Another.
        bodies: What they and others have in common, where many pairs are asked for.

    Returns:
        The merge with the evidence, None when they are not copies as far as can be told.
    """
    bodies = bodies or Bodies((a, b))
    return _verbatim(a, b, bodies) or _by_likeness(a, b, bodies)


def _verbatim(a: AnalysedDocument, b: AnalysedDocument, bodies: Bodies) -> Merge | None:
    """The merge of two documents that share many word triples, None where they do not."""
    shared = bodies.containment(a, b)
    if shared < VERBATIM:
        return None
    shorter, longer = by_length(a, b)
    quote = _longest_shared_sentence(shorter, longer)
    detail = f"{shared:.0%} of the shorter text's word triples stand in the other{quote}."
    strength = min(1.0, _VERBATIM_STRENGTH + shared / 10)
    return Merge(_keys(shorter, longer), MergeReason.NEAR_COPY, detail, round(strength, 2))


def _by_likeness(a: AnalysedDocument, b: AnalysedDocument, bodies: Bodies) -> Merge | None:
    """The merge of two documents whose bodies read alike, None where they do not."""
    if bodies.alignment(a, b).share < LEAST_ALIGNED:
        return None
    found = body_likeness(a, b, bodies)
    if found is None or found.best is None or found.probability < ONE_BODY:
        return None
    if found.signals.numbers <= NUMBERS_DIFFER:
        return None
    shorter, longer = by_length(a, b)
    here, there = found.best
    detail = (
        f"{found.signals.aligned:.0%} of the shorter text's sentences have a counterpart in the "
        f"same order in the other, such as “{shorter.statements[here].text}” and "
        f"“{longer.statements[there].text}”, and they share {found.signals.names:.0%} of their "
        "names."
    )
    reason = MergeReason.TRANSLATION if found.signals.across else MergeReason.NEAR_COPY
    return Merge(_keys(shorter, longer), reason, detail, round(found.probability, 2))


def body_likeness(
    a: AnalysedDocument, b: AnalysedDocument, bodies: Bodies | None = None
) -> Likeness | None:
    """Likeness of two bodies; None where one is too short for it to mean anything.

    Args:
        a: A document.
        b: Another.
        bodies: As for `find_copy`.
    """
    shorter, longer = by_length(a, b)
    if len(shorter.statements) < SHORTEST:
        return None
    return likeness(shorter, longer, (bodies or Bodies((a, b))).alignment(a, b))


def _keys(shorter: AnalysedDocument, longer: AnalysedDocument) -> tuple[str, str]:
    return shorter.document.key, longer.document.key


def _longest_shared_sentence(a: AnalysedDocument, b: AnalysedDocument) -> str:
    shared = {statement.text for statement in a.statements} & {
        statement.text for statement in b.statements
    }
    return f", among them “{max(shared, key=lambda text: (len(text), text))}”" if shared else ""
