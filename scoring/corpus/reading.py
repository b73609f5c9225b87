"""Reads documents with all their statements, in as few and as small reads as it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.corpus.filters import is_in
from scoring.corpus.parallel import begin
from scoring.corpus.rows import analysed_from_rows
from scoring.records import AnalysedDocument

Rows = Mapping[str, Mapping[str, Any]]
# Columns of statements that no record is made of: each one read costs 0.3 ms a search.
_NOT_READ = frozenset({"collection", "publisher", "published_at"})


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it was read, and the revision that it had."""

    analysed: AnalysedDocument
    revision: str


def read_documents(
    documents: Any, statements: Any, keys: Sequence[str], dimension: int
) -> dict[str, StoredDocument]:
    """Read documents; unknown keys are left out.

    Args:
        documents: The table of documents.
        statements: The table of statements.
        keys: Of the documents.
        dimension: Of the vectors.

    Raises:
        OSError, RuntimeError, ValueError: As LanceDB and the disk raise them.
    """
    if not keys:
        return {}
    found = begin(lambda: _document_rows(documents, keys))
    rows = _statement_rows(statements, keys)
    read = _stored(found.result(), rows, dimension)
    whole = {key: item for key, item in read.items() if item.analysed.statements}
    return whole | _read_bare(documents, statements, sorted(read.keys() - whole), dimension)


def _stored(documents: Rows, statements: pa.Table, dimension: int) -> dict[str, StoredDocument]:
    read = analysed_from_rows(documents, statements, dimension)
    return {key: StoredDocument(item, documents[key]["revision"]) for key, item in read.items()}


def _read_bare(
    documents: Any, statements: Any, keys: Sequence[str], dimension: int
) -> dict[str, StoredDocument]:
    """Read documents that seem to have no statements.

    A write may have switched a document and removed what it had, between the reads of the two
    tables. One without statements is therefore right only when its row is still the same.
    """
    found: dict[str, StoredDocument] = {}
    pending = list(keys)
    while pending:
        rows = _document_rows(documents, pending)
        read = _stored(rows, _statement_rows(statements, pending), dimension)
        bare = [key for key, item in read.items() if not item.analysed.statements]
        still = _document_rows(documents, bare)
        pending = [
            key for key in bare if key not in still or still[key]["revision"] != read[key].revision
        ]
        found |= {key: item for key, item in read.items() if key not in pending}
    return found


def _document_rows(documents: Any, keys: Sequence[str]) -> Rows:
    if not keys:
        return {}
    table = documents.search().where(is_in("key", keys), prefilter=True).to_arrow()
    rows = table.drop_columns(["shingles"]).to_pylist()
    # Hundreds of numbers a document: never made into a list.
    for row, hashes in zip(rows, table["shingles"], strict=True):
        row["shingles"] = np.asarray(hashes.values)
    return {row["key"]: row for row in rows}


def _statement_rows(statements: Any, keys: Sequence[str]) -> pa.Table:
    """The statements of documents, also of past revisions, with all that records are made of."""
    # Past states of a corpus have fewer.
    columns = [name for name in statements.schema.names if name not in _NOT_READ]
    return statement_columns(statements, keys, columns)


def statement_columns(statements: Any, keys: Sequence[str], columns: Sequence[str]) -> pa.Table:
    """Columns of the statements of documents, also of past revisions.

    First where they are, then the rows: that takes half the time of reading all columns under a
    filter (docs/decisions/034).
    """
    where = is_in("key", keys)
    places = (
        statements.search()
        .where(where, prefilter=True)
        .select(["key"])
        .with_row_id(True)
        .to_arrow()["_rowid"]
        .to_pylist()
    )
    rows = statements.take_row_ids(places).select(list(columns)).to_arrow()
    if rows.num_rows == len(places):
        return rows
    # Upkeep moved rows, or a write removed some, between the two.
    return statements.search().where(where, prefilter=True).select(list(columns)).to_arrow()
