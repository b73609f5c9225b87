"""Stored checks: found by verdict, claim, time and collection, newest first, at one version."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from lancedb.query import ColumnOrdering

from scoring.corpus.filters import quote, timestamp
from scoring.corpus.schema import CHECKS

# Members of an answer that a list of checks shows; an answer itself has some 50 kB.
SUMMARY = (
    "id",
    "created_at",
    "claim",
    "filters",
    "verdict",
    "score",
    "score_interval",
    "summary",
    "supporting",
    "refuting",
    "coverage",
    "corpus_version",
)
_BODIES_AT_ONCE = 50  # read when all are written out
_FILLED_AT_ONCE = 500
_NEWEST_FIRST = [
    ColumnOrdering(column_name="created_at", ascending=False),
    ColumnOrdering(column_name="id", ascending=False),
]


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check as it is stored; `body` is the answer as JSON, as it was given."""

    id: str
    created_at: datetime
    claim: str
    body: str


@dataclass(frozen=True, slots=True)
class CheckQuery:
    """Which checks are wanted; what is None is no condition.

    Attributes:
        verdicts: Any of these; any verdict where there is none.
        claim: Words that stand in the claim, whatever their case.
        created_after: Made at this moment or later.
        created_before: Made at this moment or earlier.
        collection: The filters of the check name this collection.
    """

    verdicts: tuple[str, ...] = ()
    claim: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    collection: str | None = None

    def to_sql(self) -> str | None:
        """The conditions over the table of checks, None when there are none."""
        parts = []
        if self.verdicts:
            parts.append(f"verdict IN ({', '.join(map(quote, self.verdicts))})")
        if self.claim:
            parts.append(f"contains(lower(claim), lower({quote(self.claim)}))")
        if self.created_after:
            parts.append(f"created_at >= {timestamp(self.created_after)}")
        if self.created_before:
            parts.append(f"created_at <= {timestamp(self.created_before)}")
        if self.collection:
            parts.append(f"array_has(collections, {quote(self.collection)})")
        return " AND ".join(parts) or None


class CheckLog:
    """The checks at one version, as one caller may see them."""

    def __init__(self, table: Any, granted: frozenset[str] | None = None) -> None:
        """Read a table that stands at a version.

        Args:
            table: A handle of its own, checked out.
            granted: Only checks that looked at some of these collections and at no other.
        """
        self._table = table
        self._granted = granted

    def seen_by(self, granted: frozenset[str]) -> CheckLog:
        """The same for one who is granted these collections."""
        return CheckLog(self._table, granted)

    @property
    def version(self) -> int:
        """Of the table of checks."""
        return int(self._table.version)

    def page(self, query: CheckQuery, limit: int, start: int = 0) -> list[dict[str, Any]]:
        """The summaries of checks, newest first.

        Args:
            query: Which.
            limit: How many at most.
            start: How many newer ones to leave out.
        """
        return [json.loads(row["summary"]) for row in self._rows(query, limit, start, "summary")]

    def bodies(self, query: CheckQuery) -> Iterator[str]:
        """The answers of all checks, newest first, some at a time."""
        for start in itertools.count(0, _BODIES_AT_ONCE):
            rows = self._rows(query, _BODIES_AT_ONCE, start, "body")
            yield from (row["body"] for row in rows)
            if len(rows) < _BODIES_AT_ONCE:
                return

    def count(self, query: CheckQuery) -> int:
        """How many there are."""
        return int(self._table.count_rows(_all_of(query.to_sql(), self._visible())))

    def _rows(self, query: CheckQuery, limit: int, start: int, column: str) -> list[dict[str, Any]]:
        columns = ["created_at", "id", column]
        search = self._table.search().select(columns).order_by(_NEWEST_FIRST)
        if where := _all_of(query.to_sql(), self._visible()):
            search = search.where(where, prefilter=True)
        found: list[dict[str, Any]] = search.limit(limit).offset(start).to_list()
        return found

    def _visible(self) -> str | None:
        if self._granted is None:
            return None
        if not self._granted:
            return "FALSE"
        names = ", ".join(map(quote, sorted(self._granted)))
        # Without a collection a check looked at all of them.
        return f"array_length(collections) > 0 AND array_has_all(make_array({names}), collections)"


def rows_of(checks: Sequence[StoredCheck]) -> pa.Table:
    """Rows of `CHECKS`."""
    return pa.Table.from_pylist([_row(check) for check in checks], CHECKS)


def fill_missing(table: Any) -> None:
    """Fill the columns that rows of earlier releases lack from the answers in them.

    Raises:
        OSError, RuntimeError, ValueError: As LanceDB raises them.
    """
    while rows := table.search().where("summary IS NULL").limit(_FILLED_AT_ONCE).to_list():
        filled = [_row(StoredCheck(*(row[n] for n in StoredCheck.__slots__))) for row in rows]
        table.merge_insert("id").when_matched_update_all().execute(
            pa.Table.from_pylist(filled, CHECKS)
        )


def _row(check: StoredCheck) -> dict[str, Any]:
    answer: Mapping[str, Any] = json.loads(check.body)
    summary = {name: answer[name] for name in SUMMARY if name in answer}
    return {
        "id": check.id,
        "created_at": check.created_at,
        "claim": check.claim,
        "body": check.body,
        "verdict": answer.get("verdict", ""),
        "collections": answer.get("filters", {}).get("collections", []),
        "summary": json.dumps(summary, ensure_ascii=False, separators=(",", ":")),
    }


def _all_of(*conditions: str | None) -> str | None:
    return " AND ".join(f"({condition})" for condition in conditions if condition) or None
