"""Keeps the corpus usable and fast: columns, indexes over its statements, few files."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from lancedb.index import FTS, BTree, IvfRq

_log = logging.getLogger(__name__)

# Rows that the indexes have not seen are searched one by one, which costs about
# 2 ms for each thousand (`python -m bench.store`); fragments cost a file handle each.
_UNINDEXED_ROWS = 5_000
_FRAGMENTS = 100
# A flat scan takes about 0.9 ms for each thousand statements, so about 45 ms here.
_ROWS_FOR_VECTOR_INDEX = 50_000
# New rows join the parts that the index was trained with, whose number stays: at four times the
# rows each part that is probed takes four times as long, and its centre lies less well.
_GROWTH_FOR_TRAINING = 4
# Bits that the index keeps of each number of a vector. With six it finds 99.9 % of the 200
# nearest by itself; with one, as in earlier releases, only among ten times as many, whose vectors
# are then read one by one (docs/decisions/034).
VECTOR_BITS = 6
_REFINE_COARSE = 10
_FINE = f"vector_{VECTOR_BITS}bit_"  # begins the name of such an index, which ends in its rows
# Each flush looks at every file of a table, so files of past versions must not pile up.
KEPT = timedelta(hours=1)
# Begins the name of a mark of a version that a backup reads; nanoseconds since the epoch follow.
BACKUP_MARK = "backup-"
_BACKUP_SECONDS = 86_400
# Of making an index beside another process that does the same, and seconds between two.
_ATTEMPTS = 5
_PAUSE = 0.2


def ensure_indexes(statements: Any, documents: Any, checks: Any) -> None:
    """Make the indexes that a corpus has from its first day: over words, over keys, over ids.

    Raises:
        RuntimeError: An index could not be made, in five attempts.
    """
    # ICU word boundaries serve scripts without spaces; no stop words, which would be one
    # language's. English endings are cut in every language, as they are from the claim: it helps
    # English; what it costs other languages was not measured (docs/decisions/016).
    words = FTS(base_tokenizer="icu", stem=True, language="English", remove_stop_words=False)
    wanted = (
        (documents, "title", words),
        (documents, "text", words),
        (statements, "key", BTree()),
        (documents, "key", BTree()),
        (documents, "text_hash", BTree()),
        (checks, "id", BTree()),
    )

    def make_missing() -> None:
        for name in _indexes_of(statements, "text"):  # of early corpora; nothing reads it now
            statements.drop_index(name)
        for table, column, configuration in wanted:
            if not _indexes_of(table, column):
                table.create_index(column, config=configuration)

    settled(make_missing)


def add_missing_columns(table: Any, schema: pa.Schema, computed: Mapping[str, str]) -> None:
    """Give a table of an earlier release the columns that it lacks.

    Args:
        table: The table.
        schema: What this release writes.
        computed: SQL that fills a column, by its name; the others are null.

    Raises:
        RuntimeError: A column could not be added, in five attempts.
    """

    def add_missing() -> None:
        missing = [field for field in schema if field.name not in table.schema.names]
        empty = [field for field in missing if field.name not in computed]
        if empty:
            table.add_columns(empty)
        filled = {field.name: computed[field.name] for field in missing if field.name in computed}
        if filled:
            table.add_columns(filled)

    settled(add_missing)


def settled(change: Callable[[], None]) -> None:
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


def maintain(statements: Any, documents: Any, *others: Any, kept: timedelta = KEPT) -> bool:
    """Fold new rows into the indexes and merge small files, when enough have gathered.

    Args:
        statements: A table.
        documents: A table.
        others: The other tables that are looked after.
        kept: For how long past versions are kept.

    Returns:
        Whether anything was done; not when another process's upkeep was in the way.
    """
    tables = (statements, documents, *others)
    try:
        fragments = max(count_files(table) for table in tables)
        if unindexed_rows(statements) < _UNINDEXED_ROWS and fragments < _FRAGMENTS:
            return False
        fold(tables, kept)
    except (OSError, RuntimeError, ValueError) as error:
        _log.info("upkeep of the corpus is left for the next time: %s", error)
        return False
    return True


def fold(tables: Sequence[Any], kept: timedelta = KEPT) -> None:
    """Train the index over vectors where it is due, fold in new rows, merge small files.

    A process that is killed in the middle leaves the corpus as it was, and files that the next
    run removes.

    Args:
        tables: Statements first, documents, versions and checks.
        kept: For how long past versions are kept.

    Raises:
        OSError, RuntimeError, ValueError: As LanceDB and the disk raise them; a commit of
            another process was in the way, or the disk is full.
    """
    train_vector_index(tables[0])
    for table in tables:
        table.optimize(cleanup_older_than=_oldest(table, kept))


def _oldest(table: Any, kept: timedelta) -> timedelta:
    """How old a version may grow: longer where a backup still reads one, which has a mark.

    A backup that was killed leaves its mark; it counts for a day.
    """
    now = datetime.now().astimezone()
    oldest = now - kept
    moments = {each["version"]: each["timestamp"].astimezone() for each in table.list_versions()}
    for name, tag in table.tags.list().items():
        if not name.startswith(BACKUP_MARK):
            continue
        if time.time_ns() - int(name.removeprefix(BACKUP_MARK)) > _BACKUP_SECONDS * 1_000_000_000:
            table.tags.delete(name)
        else:
            oldest = min(oldest, moments.get(tag["version"], oldest))
    return now - oldest + timedelta(seconds=1)


Train = Callable[[Any, str], None]  # takes the table and the index's name


def train_vector_index(statements: Any, train: Train | None = None) -> bool:
    """Train the index over vectors where there is none yet, or the corpus has outgrown it.

    The new one is complete before the old one goes, so that searches always have one.

    Args:
        statements: The table.
        train: Trains it; in this process when None.

    Returns:
        Whether one was trained.
    """
    rows = statements.count_rows()
    before = _indexes_of(statements, "vector")
    if rows < _ROWS_FOR_VECTOR_INDEX:
        return False
    if any(_is_fine(name) for name in before) and rows < _GROWTH_FOR_TRAINING * max(
        _trained_with(name) for name in before
    ):
        return False
    name = f"{_FINE}{rows}"
    (train or _train)(statements, name)
    for old in before:
        if old != name:
            statements.drop_index(old)
    return True


def _train(statements: Any, name: str) -> None:
    config = IvfRq(distance_type="dot", num_bits=VECTOR_BITS)
    statements.create_index("vector", config=config, name=name)


def refinement(statements: Any) -> int | None:
    """How many times the rows a search has to ask of the index over vectors, see `VECTOR_BITS`.

    Returns:
        None where there is no index.
    """
    names = _indexes_of(statements, "vector")
    if not names:
        return None
    return 1 if all(_is_fine(name) for name in names) else _REFINE_COARSE


def _is_fine(name: str) -> bool:
    return name.startswith(_FINE)


def _trained_with(name: str) -> int:
    """Rows with which an index was trained: its name says so, but for those of early corpora."""
    rows = name.rsplit("_", 1)[-1]
    return int(rows) if rows.isdigit() else _ROWS_FOR_VECTOR_INDEX


def unindexed_rows(statements: Any) -> int:
    """Statements that the indexes have not seen; they are all folded in at once."""
    statistics = statements.index_stats("key_idx")
    return int(statistics.num_unindexed_rows) if statistics else 0


def count_files(table: Any) -> int:
    """Data files of a table: a search opens each."""
    return int(table.stats()["fragment_stats"]["num_fragments"])


def has_vector_index(statements: Any) -> bool:
    """Whether there is an index over the vectors."""
    return bool(_indexes_of(statements, "vector"))


def _indexes_of(table: Any, column: str) -> list[str]:
    return [index.name for index in table.list_indices() if index.columns == [column]]
