"""Reads a whole corpus to see that it holds together, and finds what no document points to."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from scoring.corpus.filters import is_in
from scoring.corpus.store import Corpus

Report = Callable[[int, int], None]
_Item = TypeVar("_Item")

_DOCUMENTS = 200  # read at a time: some 10 MB of statements and vectors
_ROWS = 20_000  # keys and revisions read at a time
_UNIT = 0.01  # of a vector's length; half precision is off by 0.001
# Younger statements may be those of a writer that has not switched their document yet.
_SETTLED_SECONDS = 3_600
_REMOVED = 200  # revisions in one delete: a filter of some 20 kB
_COLUMNS = ["key", "revision", "index", "collection", "publisher", "start", "end", "text", "vector"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a corpus that no write of this service leaves.

    Attributes:
        key: The document, "collection/id".
        problem: What is wrong, in a sentence.
    """

    key: str
    problem: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What reading a whole corpus found.

    Attributes:
        documents: Documents read.
        statements: Their statements.
        orphans: Statements that no document points to, which a killed writer leaves; no search
            returns them, and `optimize` removes them after an hour.
        faults: In the order of their documents.
    """

    documents: int
    statements: int
    orphans: int
    faults: tuple[Fault, ...]


def audit(corpus: Corpus, report: Report) -> Audit:
    """Read every document and hold its statements against it.

    Each document must have statements numbered from 0 without a gap, whose text is what stands
    at their offsets, with vectors of length 1, under the document's collection and publisher.

    Args:
        corpus: May be written to meanwhile; what changes while it is read may be missed.
        report: Told how many documents of how many were read.

    Raises:
        CorpusError: It cannot be read.
    """
    faults: list[Fault] = []
    statements = documents = 0
    with corpus.failing("cannot be read", "restore it from a backup, or ingest again"):
        total = corpus.documents.count_rows()
        for keys in _batches(_keys(corpus), _DOCUMENTS):
            rows = corpus.documents.search().where(is_in("key", keys), prefilter=True).to_list()
            held = _statements_of(corpus, {row["key"]: row for row in rows})
            for row in rows:
                own = held[row["key"]]
                statements += len(own)
                faults += (Fault(row["key"], problem) for problem in _problems(row, own))
            documents += len(rows)
            report(documents, total)
        orphans = max(0, corpus.statements.count_rows() - statements)
    return Audit(documents, statements, orphans, tuple(faults))


def remove_orphans(corpus: Corpus, settled_seconds: int = _SETTLED_SECONDS) -> int:
    """Remove statements that no document points to, which killed writers left.

    Args:
        corpus: The corpus.
        settled_seconds: Younger ones may be those of a writer at work, and stay.

    Returns:
        The number of documents' revisions whose statements were removed.

    Raises:
        CorpusError: They could not be found or removed.
    """
    before = time.time_ns() - settled_seconds * 1_000_000_000
    removed = 0
    with corpus.failing("cannot be read", "run it again"):
        for dead in _batches(_orphans(corpus, before), _REMOVED):
            corpus.remove(dead)
            removed += len(dead)
    return removed


def _orphans(corpus: Corpus, before: int) -> Iterator[tuple[str, str]]:
    """Keys and revisions of statements that are not current and were written before a moment."""
    batches = corpus.statements.search().select(["key", "revision"]).to_batches(batch_size=_ROWS)
    seen: set[tuple[str, str]] = set()
    for batch in batches:
        pairs = set(zip(batch["key"].to_pylist(), batch["revision"].to_pylist(), strict=True))
        current = corpus.revisions({key for key, _ in pairs})
        for key, revision in sorted(pairs - seen):
            if current.get(key) != revision and int(revision.split("-")[0], 16) < before:
                seen.add((key, revision))
                yield key, revision


def _keys(corpus: Corpus) -> Iterator[str]:
    batches = corpus.documents.search().select(["key"]).to_batches(batch_size=_ROWS)
    return itertools.chain.from_iterable(batch["key"].to_pylist() for batch in batches)


def _batches(items: Iterator[_Item], size: int) -> Iterator[list[_Item]]:
    while batch := list(itertools.islice(items, size)):
        yield batch


def _statements_of(
    corpus: Corpus, documents: Mapping[str, Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The current statements of each of these documents, by their index."""
    table: pa.Table = (
        corpus.statements.search()
        .where(is_in("key", documents), prefilter=True)
        .select(_COLUMNS)
        .to_arrow()
    )
    width = table.schema.field("vector").type.list_size
    flat = table["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    lengths = np.linalg.norm(np.asarray(flat, np.float32).reshape(-1, width), axis=1)
    held: dict[str, list[dict[str, Any]]] = {key: [] for key in documents}
    rows = table.drop_columns(["vector"]).to_pylist()
    for row, length in zip(rows, lengths.tolist(), strict=True):
        if row["revision"] == documents[row["key"]]["revision"]:
            held[row["key"]].append(row | {"length": length})
    for own in held.values():
        own.sort(key=lambda row: row["index"])
    return held


def _problems(
    document: Mapping[str, Any], statements: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    if document["key"] != f"{document['collection']}/{document['id']}":
        yield f"Its id is {document['id']!r} and its collection {document['collection']!r}."
    found = [row["index"] for row in statements]
    if found != list(range(len(found))):
        yield f"Its statements are numbered {_shown(found)}, not from 0 without a gap."
    for row in statements:
        at = f"Statement {row['index']}"
        here = document["text"][row["start"] : row["end"]]
        if here != row["text"]:
            yield f"{at} is {row['text']!r}, the text has {here!r} at {row['start']}."
        if not abs(row["length"] - 1) < _UNIT:  # also where it is not a number
            yield f"{at} has a vector of length {row['length']:.3f}."
        for name in ("collection", "publisher"):
            if row[name] != document[name]:
                yield f"{at} has the {name} {row[name]!r}, the document {document[name]!r}."


def _shown(numbers: Sequence[int]) -> str:
    ends = [str(number) for number in numbers]
    return ", ".join(ends if len(ends) <= 8 else [*ends[:4], "…", *ends[-3:]])
