"""What documents said before they were replaced: kept beside them, with its time.

A version is written here before its document's row is switched to the next one, so that a killed
writer loses none. What it leaves is a version that still stands, which readers pass over.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from scoring.corpus import schema
from scoring.corpus.filters import is_in, quote
from scoring.corpus.notices import changed_headline
from scoring.corpus.rows import (
    document_from_row,
    document_row,
    version_from_row,
    version_now,
    version_row,
)
from scoring.records import AnalysedDocument, Document, NoticeKind, Version

Rows = Mapping[str, Mapping[str, Any]]  # of the table of documents, by key

# Kinds of notice that a document does not tell of itself.
_KEPT = (NoticeKind.CHANGED_HEADLINE, NoticeKind.RETRACTED)


def rows_of(documents: Any, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Rows of these documents as they stand, by key; unknown keys are left out."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = documents.search().where(is_in("key", wanted), prefilter=True).to_list()
    return {row["key"]: row for row in rows}


def is_same(one: Document, other: Document) -> bool:
    """Whether two documents of one key say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in schema.CONTENT)


def succeed(item: AnalysedDocument, before: Document | None) -> AnalysedDocument:
    """A document that replaces another: with what was known of that one.

    A document that comes again unchanged is as old as it was. Word of a withdrawal stays, and a
    changed headline is noticed.
    """
    if before is None:
        return item
    document = item.document
    same = is_same(document, before)
    kept = tuple(notice for notice in before.notices if notice.kind in _KEPT)
    changed = changed_headline(before.title, document.title, document.ingested_at)
    return dataclasses.replace(
        item,
        document=dataclasses.replace(
            document,
            ingested_at=before.ingested_at if same else document.ingested_at,
            notices=(*document.notices, *kept, *changed),
        ),
    )


def keep(versions: Any, replaced: Rows, items: Sequence[AnalysedDocument]) -> bool:
    """Keep what documents say before they are replaced by something else.

    Args:
        versions: The table.
        replaced: Their rows by key.
        items: What replaces them, among others.

    Returns:
        Whether there was anything to keep.
    """
    now = {item.document.key: item.document for item in items}
    return _write(versions, ((row, now[key]) for key, row in replaced.items()))


def keep_unseen(
    versions: Any,
    replaced: Rows,
    now: Rows,
    before: Rows,
    *,
    items: Sequence[AnalysedDocument],
    revision: str,
) -> bool:
    """Keep what two writers of one document could not know of each other.

    Args:
        versions: The table.
        replaced: The rows as they stood when this writer's were switched in.
        now: The rows as they stand after that.
        before: The rows as it had seen them at first.
        items: What it wrote.
        revision: Under which revision.

    Returns:
        Whether there was anything to keep.
    """
    pairs: list[tuple[Mapping[str, Any], Document]] = []
    for item in items:
        key = item.document.key
        row, later = replaced.get(key), now.get(key)
        if row is not None and row["revision"] < revision:
            if row["revision"] != before.get(key, {}).get("revision"):
                pairs.append((row, item.document))
        elif later is not None and later["revision"] > revision:  # ours never stood
            own = document_row(item, revision)
            pairs.append((own, document_from_row(later)))
    return _write(versions, pairs)


def _write(versions: Any, pairs: Iterable[tuple[Mapping[str, Any], Document]]) -> bool:
    """Keep the first of each pair, a row, unless the second, which replaced it, says the same."""
    rows = []
    for row, successor in pairs:
        before = document_from_row(row)
        if not is_same(before, successor):
            rows.append(version_row(before, row["revision"], successor.ingested_at))
    if rows:
        (
            versions.merge_insert("key")
            .when_matched_update_all()
            .when_not_matched_insert_all()
            .execute(pa.Table.from_pylist(rows, schema.VERSIONS))
        )
    return bool(rows)


def history(versions: Any, current: Mapping[str, Any]) -> tuple[Version, ...]:
    """All versions of a document, the first one first, the one that stands last.

    Args:
        versions: The table.
        current: The document's row.
    """
    where = f"document = {quote(current['key'])}"
    rows = versions.search().where(where, prefilter=True).to_list()
    rows = sorted((row for row in rows if row["revision"] != current["revision"]), key=_by_time)
    past = [version_from_row(row) for row in rows]
    return (*past, version_now(document_from_row(current)))


def at(found: Sequence[Version], moment: datetime) -> Version | None:
    """The version that stood at a moment; None where the first came later."""
    for version in found:
        if version.stored_at <= moment and (
            version.replaced_at is None or moment < version.replaced_at
        ):
            return version
    return None


def _by_time(row: Mapping[str, Any]) -> tuple[datetime, str]:
    return (row["replaced_at"], row["revision"])
