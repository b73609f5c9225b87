"""Keeps the corpus usable and fast: columns, indexes over its statements, few files."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyarrow as pa
from lancedb.index import FTS, BTree, IvfRq

_log = logging.getLogger(__name__)

# Rows that the full-text index has not seen are searched one by one, which costs about
# 2 ms for each thousand (`python -m bench.store`); fragments cost a file handle each.
_UNINDEXED_ROWS = 5_000
_FRAGMENTS = 100
# A flat scan takes about 0.9 ms for each thousand statements, so about 45 ms here.
_ROWS_FOR_VECTOR_INDEX = 50_000
# Each flush looks at every file of a table, so files of past versions must not pile up.
_KEEP_VERSIONS = timedelta(hours=1)
# Of making an index beside another process that does the same, and seconds between two.
_ATTEMPTS = 5
_PAUSE = 0.2


def ensure_indexes(statements: Any) -> None:
    """Make the indexes that a corpus has from its first day: over words, over keys.

    Raises:
        RuntimeError: An index could not be made, in five attempts.
    """
    configurations = {
        # ICU word boundaries serve scripts without spaces; no stemming or stop words,
        # which would be one language's (docs/decisions/003).
        "text": FTS(base_tokenizer="icu", stem=False, remove_stop_words=False),
        "key": BTree(),
    }

    def make_missing() -> None:
        made = {column for index in statements.list_indices() for column in index.columns}
        for column in configurations.keys() - made:
            statements.create_index(column, config=configurations[column])

    _settled(make_missing)


def add_missing_columns(table: Any, schema: pa.Schema) -> None:
    """Give a table of an earlier release the columns that it lacks, with nulls in its rows.

    Args:
        table: The table.
        schema: What this release writes.

    Raises:
        RuntimeError: A column could not be added, in five attempts.
    """

    def add_missing() -> None:
        missing = [field for field in schema if field.name not in table.schema.names]
        if missing:
            table.add_columns(missing)

    _settled(add_missing)


def _settled(change: Callable[[], None]) -> None:
    """Make a change that looks first at what is missing.

    Processes that open a corpus at the same moment may all try; the conflict of the slower
    ones is settled by looking again.
    """
    for attempt in range(_ATTEMPTS):
        try:
            change()
        except (OSError, RuntimeError, ValueError):
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE * (attempt + 1))
        else:
            return


def maintain(statements: Any, documents: Any, checks: Any) -> bool:
    """Fold new rows into the indexes and merge small files, when enough have gathered.

    Returns:
        Whether anything was done; not when another process's upkeep was in the way.
    """
    tables = (statements, documents, checks)
    try:
        fragments = max(table.stats()["fragment_stats"]["num_fragments"] for table in tables)
        if unindexed_rows(statements) < _UNINDEXED_ROWS and fragments < _FRAGMENTS:
            return False
        if statements.count_rows() >= _ROWS_FOR_VECTOR_INDEX and not has_vector_index(statements):
            statements.create_index("vector", config=IvfRq(distance_type="dot"))
        for table in tables:
            table.optimize(cleanup_older_than=_KEEP_VERSIONS)
    except (OSError, RuntimeError, ValueError) as error:
        _log.info("upkeep of the corpus is left for the next time: %s", error)
        return False
    return True


def unindexed_rows(statements: Any) -> int:
    """Statements that the full-text index has not seen."""
    statistics = statements.index_stats("text_idx")
    return int(statistics.num_unindexed_rows) if statistics else 0


def has_vector_index(statements: Any) -> bool:
    """Whether there is an index over the vectors."""
    return any(index.columns == ["vector"] for index in statements.list_indices())
