"""Documents held against a claim: which statements speak to it, for which side, how firmly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.hedging import certainty
from scoring.provenance.shingles import fold
from scoring.records import (
    AnalysedDocument,
    Claim,
    GuardNote,
    Hedge,
    HedgeClass,
    JudgedDocument,
    JudgedStatement,
    Stance,
    StanceScores,
    Statement,
)
from scoring.stance import StanceModel, StatementInContext, document_stance
from scoring.stance.document import is_quoted, takes
from scoring.stance.guards import apply_guards
from scoring.steps import step
from scoring.text.names import has_capitals, names_in, romanised

# Cosine from which a statement is close enough to the claim to be judged. In the scenarios
# 99.4 % of the documents that take a side have one above it, and 82 % of the irrelevant ones
# (`python -m bench.relevance`): it saves work, the stance model does the sorting.
RELEVANT = 0.80

# Cosine from which a document that takes no side is on the subject at all and is listed as
# neutral; below it two thirds of the irrelevant ones lie (same command).
ON_THE_SUBJECT = 0.83

# Cosine from which a document is about the claim whatever names it has: 0.6 % of the documents
# of other stories reach it, 76 % of those that take a side. Below, a name in common lets 99 %
# of these in and 1 % of those (docs/decisions/006).
CERTAINLY_ABOUT = 0.85

# Statements of a document that are judged: the nearest ones, and more of them where one of those
# speaks to the claim with at least this probability (docs/decisions/010).
FIRST_JUDGED = 3
MOST_JUDGED = 10
SPEAKS = 0.15

# Share of the sentence up to which a scope is an insertion.
_INSERTION = 0.35

# What remains of the probability of a side where a statement leaves the matter open.
_LEFT_OPEN = 0.4

_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, eq=False, slots=True)
class _Close:
    """A statement of a document, close enough to the claim to be judged."""

    document: AnalysedDocument
    index: int
    similarity: float


def judge_documents(
    claim: Claim,
    vector: NDArray[np.float32],
    documents: Sequence[AnalysedDocument],
    model: StanceModel,
) -> tuple[JudgedDocument, ...]:
    """Judge every document that has a statement close enough to the claim.

    Args:
        claim: The claim.
        vector: Its vector: float32 (dimension,), length 1.
        documents: Candidates.
        model: The stance model.

    Returns:
        The judged documents in the order of `documents`. Those without a close statement
        are left out, and so are those that take no side and are not on the subject.
    """
    names = names_in(claim.text, initial=True)
    close = [
        found
        for document in documents
        if _may_speak_to(claim, names, document, vector)
        and (found := _close_statements(document, vector))
    ]
    grouped = _judge_in_turns(claim, vector, close, model)
    held = (
        _judge_document(document, grouped[document.document.key])
        for document in documents
        if document.document.key in grouped
    )
    return tuple(item for item in held if _is_on_the_subject(item))


def _close_statements(document: AnalysedDocument, vector: NDArray[np.float32]) -> list[_Close]:
    """Statements of a document that are close enough to judge, the nearest first."""
    close = [
        _Close(document, index, float(similarity))
        for index, similarity in enumerate(document.vectors @ vector)
        if similarity >= RELEVANT
    ]
    return sorted(close, key=lambda item: -item.similarity)


def _judge_in_turns(
    claim: Claim,
    vector: NDArray[np.float32],
    close: Sequence[Sequence[_Close]],
    model: StanceModel,
) -> dict[str, list[JudgedStatement]]:
    """Judge the nearest statements of each document, and more where those speak to the claim.

    Returns:
        The judged statements of each document by its key, in the order of the text.
    """
    first = [item for found in close for item in found[:FIRST_JUDGED]]
    judged = dict(zip(first, _judge_all(claim, vector, first, model), strict=True))
    more = [
        item
        for found in close
        if any(_speaks(judged[nearest].stance) for nearest in found[:FIRST_JUDGED])
        for item in found[FIRST_JUDGED:MOST_JUDGED]
    ]
    judged |= dict(zip(more, _judge_all(claim, vector, more, model), strict=True))
    grouped: dict[str, list[JudgedStatement]] = {}
    for item in sorted(judged, key=lambda item: item.index):
        grouped.setdefault(item.document.document.key, []).append(judged[item])
    return grouped


def _speaks(stance: StanceScores) -> bool:
    return max(stance.supports, stance.refutes) >= SPEAKS


def _judge_all(
    claim: Claim, vector: NDArray[np.float32], close: Sequence[_Close], model: StanceModel
) -> list[JudgedStatement]:
    if not close:
        return []
    contexts = [_in_context(item.document, item.index) for item in close]
    vectors = np.stack([item.document.vectors[item.index] for item in close])
    judged = []
    with step("stance"):
        answers = model.judge(claim, vector, contexts, vectors)
    for item, context, scores in zip(close, contexts, answers, strict=True):
        stance, notes = apply_guards(claim, context, as_hedged_support(scores))
        statement = item.document.statements[item.index]
        judged.append(_judge(claim, statement, item.similarity, stance, notes))
    return judged


def _may_speak_to(
    claim: Claim, names: frozenset[str], document: AnalysedDocument, vector: NDArray[np.float32]
) -> bool:
    """Whether a document can be about the claim at all.

    Far below certainty a cosine says "news of this kind", not "this affair". There the
    document has to share a name with the claim; where the claim has none, or the document's
    script does not tell names from other words, it has to be nearer.
    """
    nearest = float((document.vectors @ vector).max(initial=-1.0))
    if nearest >= CERTAINLY_ABOUT:
        return True
    text = f"{document.document.title or ''}\n{document.document.text}"
    if nearest >= ON_THE_SUBJECT and not (names and has_capitals(text)):
        return True
    return nearest >= RELEVANT and _share_a_name(claim, names, text, document.document.language)


def _share_a_name(claim: Claim, names: frozenset[str], text: str, language: str) -> bool:
    if not names.isdisjoint(names_in(text)):
        return True
    if language == claim.language:
        return False
    # Few words but names are alike in two languages, so that those that begin a sentence count.
    return not romanised(names).isdisjoint(romanised(names_in(text, initial=True)))


def _is_on_the_subject(item: JudgedDocument) -> bool:
    nearest = max(statement.similarity for statement in item.statements)
    return item.stance is not Stance.NEUTRAL or nearest >= ON_THE_SUBJECT


def _in_context(document: AnalysedDocument, index: int) -> StatementInContext:
    statement = document.statements[index]
    return StatementInContext(
        text=statement.text,
        language=statement.language,
        previous=document.statements[index - 1].text if index else "",
        title=document.document.title or "",
        published_at=document.document.published_at,
    )


def _judge(
    claim: Claim,
    statement: Statement,
    similarity: float,
    stance: StanceScores,
    notes: tuple[GuardNote, ...],
) -> JudgedStatement:
    hedges = tuple(hedge for hedge in statement.hedges if _bears_on(hedge, statement, claim))
    if any(hedge.hedge_class is HedgeClass.INVESTIGATIVE for hedge in hedges):
        stance = _left_open(stance)
    return JudgedStatement(statement, similarity, stance, hedges, certainty(hedges), notes)


def as_hedged_support(stance: StanceScores) -> StanceScores:
    """Count what repeats the claim without standing behind it as support.

    The data sets of the field call an unconfirmed report neutral. To an editor it is
    support, and hedged: the hedge is shown and weighed apart.
    """
    return StanceScores(
        stance.supports + stance.reported,
        stance.refutes,
        stance.neutral - stance.reported,
    )


def _left_open(stance: StanceScores) -> StanceScores:
    """A statement that says something is yet to be determined takes no side, or hardly one."""
    supports, refutes = stance.supports * _LEFT_OPEN, stance.refutes * _LEFT_OPEN
    return StanceScores(supports, refutes, 1.0 - supports - refutes)


def _bears_on(hedge: Hedge, statement: Statement, claim: Claim) -> bool:
    """Whether what the claim is about lies in the scope of a hedge.

    A hedge whose scope is a good part of the sentence bears on it. One in a short
    insertion bears on the claim only if the insertion holds at least as many of the
    claim's words as the rest of the sentence does, and holds any.
    """
    start, end = hedge.scope_start - statement.start, hedge.scope_end - statement.start
    inside = statement.text[start:end]
    if len(inside) >= _INSERTION * len(statement.text):
        return True
    words = _stems(claim.text)
    found = len(words & _stems(inside))
    outside = statement.text[:start] + " " + statement.text[end:]
    return found >= max(1, len(words & _stems(outside)))


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(fold(text))}


def _judge_document(
    document: AnalysedDocument, statements: Sequence[JudgedStatement]
) -> JudgedDocument:
    stance = document_stance(
        [item.stance for item in statements], [is_quoted(item.statement) for item in statements]
    )
    evidence = tuple(item for item in statements if takes(item.stance, stance))
    if not evidence:  # its strongest statement speaks for the other side as much
        stance = Stance.NEUTRAL
    return JudgedDocument(
        analysed=document,
        stance=stance,
        hedged=bool(evidence) and all(item.hedges for item in evidence),
        certainty=max((item.certainty for item in evidence), default=0.0),
        statements=tuple(statements),
        evidence=evidence,
    )
