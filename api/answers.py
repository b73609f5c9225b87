"""Engine records as the JSON of the contract."""

from __future__ import annotations

import dataclasses
import json
import secrets
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from api.engine import Parts
from api.metrics import step
from api.schemas.checks import CheckSchema
from api.schemas.filters import FiltersSchema
from scoring.check import check_claim
from scoring.corpus.checks import StoredCheck
from scoring.corpus.filters import EVERYTHING, Filters
from scoring.corpus.opened import now
from scoring.hedging.distance import evidence_distance
from scoring.published import FactCheckMatch
from scoring.records import (
    Assertion,
    Check,
    Document,
    JudgedDocument,
    JudgedStatement,
    Merge,
    Origin,
    Reason,
    Statement,
)

_CHECK = CheckSchema()
_FILTERS = FiltersSchema()


def answer_claim(
    claim: str,
    *,
    parts: Parts,
    filters: Filters = EVERYTHING,
    language: str | None = None,
    check_id: str | None = None,
) -> dict[str, Any]:
    """Check a claim and store the answer.

    Args:
        claim: The claim.
        parts: The corpus and the models.
        filters: Which part of the corpus to look at.
        language: ISO 639-1 code; detected when None.
        check_id: The id to give the answer; a new one when None.

    Returns:
        The answer as it was stored, in the order of the contract.

    Raises:
        InvalidClaim: The claim cannot be checked.
        CorpusError: The corpus cannot be read or written.
    """
    answer = make_answer(claim, parts, filters, language, check_id or new_check_id())
    with step("save"):
        parts.corpus.save_checks([stored_check(answer)])
    return answer


def make_answer(
    claim: str, parts: Parts, filters: Filters, language: str | None, check_id: str
) -> dict[str, Any]:
    """The same without storing it."""
    with step("check"):
        check = check_claim(
            claim,
            corpus=parts.corpus,
            models=parts.models,
            filters=filters,
            language=language,
            published=parts.published,
        )
    return check_answer(check, check_id, now(), filters)


def stored_check(answer: Mapping[str, Any]) -> StoredCheck:
    """An answer as it is stored."""
    return StoredCheck(
        id=answer["id"],
        created_at=datetime.fromisoformat(answer["created_at"]),
        claim=answer["claim"]["text"],
        body=to_json(answer),
    )


def filters_answer(filters: Filters) -> dict[str, Any]:
    """The filters of a check as they are told and stored."""
    told: dict[str, Any] = _FILTERS.dump(filters)
    return told


def read_filters(told: Mapping[str, Any]) -> Filters:
    """The filters that `filters_answer` told."""

    def moment(text: str | None) -> datetime | None:
        return None if text is None else datetime.fromisoformat(text)

    return Filters(
        collections=tuple(told["collections"]),
        languages=tuple(told["languages"]),
        publishers=tuple(told["publishers"]),
        published_after=moment(told["published_after"]),
        published_before=moment(told["published_before"]),
    )


def to_json(value: object) -> str:
    """JSON as it is sent: UTF-8 unescaped, names in their order, no white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def new_check_id() -> str:
    """A UUID version 7 (RFC 9562): it sorts by time, and cannot be guessed."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds << 80) | secrets.randbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))


def check_answer(
    check: Check, check_id: str, created_at: datetime, filters: Filters
) -> dict[str, Any]:
    """The answer to a claim.

    Args:
        check: What the engine found.
        check_id: The id to give it.
        created_at: When it was made.
        filters: Which part of the corpus was looked at.
    """
    ids = {item.document.key: item.document.id for item in check.documents}
    # A document that relays several providers stands in several origins; the first is named.
    origin_of = {key: origin.id for origin in reversed(check.origins) for key in origin.documents}
    answer: dict[str, Any] = _CHECK.dump(
        {
            "id": check_id,
            "created_at": created_at,
            "claim": check.claim,
            "filters": filters,
            "verdict": check.verdict.value,
            "confidence": check.confidence,
            "abstention": check.abstention,
            "score": check.score,
            "score_interval": check.score_interval,
            "score_parts": check.score_parts,
            "calibration": check.calibration,
            "summary": check.summary,
            "explanation": [reason.text for reason in check.explanation],
            "reasons": [_reason(reason, ids) for reason in check.explanation],
            "supporting": check.supporting,
            "refuting": check.refuting,
            "origins": [_origin(origin, ids) for origin in check.origins],
            "documents": [
                _document(item, origin_of.get(item.document.key)) for item in check.documents
            ],
            "fact_checks": [fact_check_match(match) for match in check.fact_checks],
            "assertions": [_assertion(each) for each in check.assertions],
            "features": check.features,
            "coverage": "degraded" if check.degraded else "full",
            "warnings": [*check.warnings, *shared_ids([item.document for item in check.documents])],
            "corpus_version": check.corpus_version,
            "versions": check.versions,
        }
    )
    return answer


def fact_check_match(match: FactCheckMatch) -> dict[str, Any]:
    """A published fact-check beside a check, with how near its claim is."""
    return {**dataclasses.asdict(match.fact_check), "similarity": match.similarity}


def _assertion(assertion: Assertion) -> dict[str, Any]:
    ids = {item.document.key: item.document.id for item in assertion.documents}
    return {
        "text": assertion.text,
        "start": assertion.start,
        "end": assertion.end,
        "standalone": assertion.standalone,
        "verdict": assertion.verdict.value,
        "score": assertion.score,
        "supporting": assertion.supporting,
        "refuting": assertion.refuting,
        "origins": [_origin(origin, ids) for origin in assertion.origins],
    }


def _reason(reason: Reason, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": reason.kind.value,
        "text": reason.text,
        "documents": [ids[key] for key in reason.documents],
        "origins": reason.origins,
        "quotation": reason.quotation,
    }


def _origin(origin: Origin, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": origin.id,
        "stance": origin.stance.value,
        "name": origin.name,
        "basis": origin.basis.value,
        "documents": [ids[key] for key in origin.documents],
        "publishers": origin.publishers,
        "certainty": origin.certainty,
        "evidence": [
            {
                "document": ids[item.statement.document_key],
                "text": item.statement.text,
                "start": item.statement.start,
                "end": item.statement.end,
            }
            for item in origin.evidence
        ],
        "merged_because": [merge_answer(merge, ids) for merge in origin.merges],
    }


def merge_answer(merge: Merge, ids: Mapping[str, str]) -> dict[str, Any]:
    """Why two documents are one origin, with their ids by key."""
    return {
        "documents": [ids[key] for key in merge.documents],
        "reason": merge.reason.value,
        "detail": merge.detail,
        "strength": merge.strength,
    }


def document_answer(document: Document) -> dict[str, Any]:
    """What tells a client which document is meant."""
    return {
        "id": document.id,
        "collection": document.collection,
        "url": document.url,
        "title": document.title,
        "publisher": document.publisher,
        "published_at": document.published_at,
        "language": document.language,
    }


def _document(item: JudgedDocument, origin: str | None) -> dict[str, Any]:
    return {
        **document_answer(item.document),
        "stance": item.stance.value,
        "hedged": item.hedged,
        "certainty": item.certainty,
        "origin": origin,
        "notices": item.document.notices,
        "statements": [_statement(judged) for judged in item.statements],
    }


def _statement(judged: JudgedStatement) -> dict[str, Any]:
    statement = judged.statement
    return {
        "text": statement.text,
        "start": statement.start,
        "end": statement.end,
        "language": statement.language,
        "similarity": judged.similarity,
        "stance": judged.stance,
        "stance_notes": [{"guard": note.name, "detail": note.detail} for note in judged.notes],
        "hedges": judged.hedges,
        "attributions": statement.attributions,
        "evidence_distance": _distance(statement),
    }


def _distance(statement: Statement) -> str:
    """Whose word the statement is; a hedge carried from another sentence is no further source."""
    own = [h for h in statement.hedges if statement.start <= h.start < statement.end]
    return evidence_distance(statement.attributions, own).distance.value


def shared_ids(documents: Iterable[Document]) -> list[str]:
    """Warnings of ids that several documents have: ids are unique within a collection only."""
    collections: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        collections[document.id].append(document.collection)
    return [
        f"The id {document_id} names documents in several collections ({', '.join(sorted(held))}); "
        "tell them apart by `collection` and `origin`."
        for document_id, held in sorted(collections.items())
        if len(held) > 1
    ]
