"""Deletes documents so that nothing of them is left in the corpus's files.

To delete a row hides it: it stays in files of earlier versions, and its words in the indexes. So
afterwards the tables are written anew without what was deleted, the indexes over words are made
again, and every earlier version goes.
"""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from scoring.corpus import upkeep
from scoring.corpus.durable import flush_tables
from scoring.corpus.filters import is_in, quote
from scoring.corpus.opened import TABLES
from scoring.corpus.store import Corpus

Report = Callable[[str], None]
_CHUNK = 200  # documents deleted at a time
_FILE_BITS = 32  # of a row's number are its place in its file; the higher ones name the file
# A small column of each table.
_ANY = {"documents": "revision", "statements": "revision", "versions": "revision", "checks": "id"}


@dataclass(frozen=True, slots=True)
class Takedown:
    """What was deleted.

    Attributes:
        documents: Documents, with their statements and versions.
        checks: Checks that quoted one of them.
    """

    documents: int
    checks: int


def take_down(
    corpus: Corpus,
    keys: Sequence[str],
    *,
    traces: bool = False,
    report: Report = lambda _: None,
) -> Takedown:
    """Delete documents, what they said before, and checks that quote them; then the traces.

    Best run while nothing else uses the corpus: a process that reads an earlier version at that
    moment gets an error and has to ask again. What a killed writer wrote and never committed goes
    after seven days, with the upkeep: until then it may be a running writer's.

    Args:
        corpus: The whole corpus.
        keys: "collection/id" of each; those that are not there are passed over.
        traces: Also of whatever was deleted before: every table is written anew.
        report: Told what is being done.

    Raises:
        CorpusError: It could not be done; run it again.
    """
    started = time.time()
    tables = (corpus.documents, corpus.statements, corpus.versions, corpus.checks)
    documents = checks = 0
    with corpus.failing("could not be rid of the documents", "run it again when nothing uses it"):
        report("deleting documents")
        held: list[set[int]] = [set() for _ in tables]
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            documents += len(corpus.known_keys(chunk))
            doomed = (
                is_in("key", chunk),
                is_in("key", chunk),
                is_in("document", chunk),
                " OR ".join(map(_quoting, chunk)),
            )
            checks += corpus.checks.count_rows(doomed[-1])
            for table, files, where in zip(tables, held, doomed, strict=True):
                files.update(_delete(table, where))
        report("writing anew what lay beside them")
        for table, files in zip(tables, held, strict=True):
            _forget(table, None if traces else files)
        upkeep.ensure_indexes(corpus.statements, corpus.documents, corpus.checks)
        if "://" not in corpus.uri:
            flush_tables(Path(corpus.uri), TABLES, started)
    return Takedown(documents, checks)


def is_quoted(body: str, keys: Sequence[str]) -> bool:
    """Whether the JSON of an answer has one of these documents."""
    return any(_named(key) in body for key in keys)


def _named(key: str) -> str:
    """How the answer to a check names a document."""
    collection, name = key.split("/", 1)
    return f'"id":{json.dumps(name)},"collection":{json.dumps(collection)}'


def _quoting(key: str) -> str:
    return f"contains(body, {quote(_named(key))})"


def _delete(table: Any, where: str) -> set[int]:
    """Delete rows; the numbers of the files that hold them."""
    rows = table.search().where(where, prefilter=True).select([_ANY[table.name]]).with_row_id(True)
    files = {row["_rowid"] >> _FILE_BITS for row in rows.to_list()}
    if files:
        table.delete(where)
    return files


def _forget(table: Any, files: set[int] | None) -> None:
    """Leave nothing in a table's files that is in none of its rows.

    Args:
        table: The table.
        files: Numbers of those from which rows were deleted; None for all of them.
    """
    if files is not None and not files:
        return
    column = _ANY[table.name]
    wholes = ["true"] if files is None else [_in_file(file) for file in sorted(files)]
    for where in wholes:
        if table.count_rows(where):  # rows that are written again leave the file without any
            table.update(where=where, values_sql={column: column})
    for index in table.list_indices():
        # Words stay in an index whatever becomes of the rows. One over vectors has no words.
        if index.columns != ["vector"]:
            table.drop_index(index.name)
    with warnings.catch_warnings():
        # That other processes may fail is said to the caller.
        warnings.simplefilter("ignore", UserWarning)
        table.optimize(cleanup_older_than=timedelta(0))


def _in_file(number: int) -> str:
    first = number << _FILE_BITS
    return f"_rowid >= {first} AND _rowid < {first + (1 << _FILE_BITS)}"
