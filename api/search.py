"""Search for statements: the answer to a query, page by page."""

from __future__ import annotations

from typing import Any

from api.answers import document_answer
from api.cursors import IN_BODY, fingerprint, read_cursor, write_cursor
from api.engine import Parts
from api.schemas.search import SearchSchema
from scoring.corpus.filters import Filters
from scoring.corpus.find import Found, FoundStatement, find_statements
from scoring.corpus.snapshot import Versions, at_versions, versions_of

_SCHEMA = SearchSchema()
_PLACE = {"documents": int, "statements": int, "start": int}


def answer_search(query: dict[str, Any], filters: Filters, parts: Parts) -> dict[str, Any]:
    """A page of what a query finds.

    Args:
        query: As `SearchRequest` read it.
        filters: Where to look, narrowed to what the caller may see.
        parts: The models, and the corpus as the caller may see it.

    Raises:
        ProblemError: The cursor is none of this query's.
        VersionGone: The corpus is not kept any more as the first page saw it.
        CorpusError: The corpus cannot be searched.
    """
    text, count = query["query"], query["limit"]
    asked = fingerprint([text, filters])
    versions, start = versions_of(parts.corpus), 0
    if query["cursor"] is not None:
        place = read_cursor(query["cursor"], asked, _PLACE, IN_BODY)
        versions, start = Versions(place["documents"], place["statements"]), place["start"]
    corpus = at_versions(parts.corpus, versions)
    vector = parts.models.encoder.encode_queries([text])[0]
    found = find_statements(corpus, text, vector, filters, start=start, count=count)
    answer: dict[str, Any] = _SCHEMA.dump(
        {
            "statements": [_statement(item) for item in found.statements],
            "total": found.total,
            "truncated": found.truncated,
            "next_cursor": _next(found, asked, versions, start + count),
            "filters": filters,
            "coverage": "degraded" if found.failures else "full",
            "warnings": found.failures,
            "corpus_version": versions.documents,
        }
    )
    return answer


def _next(found: Found, asked: str, versions: Versions, start: int) -> str | None:
    if start >= found.total:
        return None
    place = {"documents": versions.documents, "statements": versions.statements, "start": start}
    return write_cursor(asked, place)


def _statement(item: FoundStatement) -> dict[str, Any]:
    statement = item.statement
    return {
        "text": statement.text,
        "start": statement.start,
        "end": statement.end,
        "language": statement.language,
        "similarity": item.similarity,
        "bm25": item.words,
        "score": item.score,
        "certainty": statement.certainty,
        "highlights": item.highlights,
        "hedges": statement.hedges,
        "attributions": statement.attributions,
        "document": document_answer(item.document),
    }
