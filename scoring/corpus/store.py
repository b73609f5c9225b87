"""The corpus store: documents, statements and checks in LanceDB tables.

A document's statements carry its current revision. A write first adds the
statements under a new revision, then switches the document's row to it in one
commit, then removes the old ones: a reader sees either version whole, and a
process killed in between leaves rows that no document points to and no reader
returns.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.index import FTS, BTree, IvfRq
from numpy.typing import NDArray

from scoring.corpus import schema
from scoring.corpus.durable import flush_tables
from scoring.corpus.filters import quote
from scoring.errors import CorpusError, EncoderMismatch, NotFound, SchemaMismatch
from scoring.models.encoder import EncoderIdentity
from scoring.records import AnalysedDocument, Statement

_log = logging.getLogger(__name__)

# Rows that the full-text index has not seen are searched one by one, which costs about
# 1 ms for each thousand (bench/check.py); fragments cost a file handle each.
_UNINDEXED_ROWS = 5_000
_FRAGMENTS = 100
# A flat scan answers in about 10 ms at this many statements (bench/check.py).
_ROWS_FOR_VECTOR_INDEX = 50_000


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """Size and make of a corpus."""

    uri: str
    version: int
    documents: int
    statements: int
    checks: int
    collections: dict[str, int]
    languages: dict[str, int]
    encoder: EncoderIdentity
    unindexed_statements: int


class Corpus:
    """An open corpus. Open it in the process that uses it: LanceDB does not survive a fork."""

    def __init__(self, uri: str, identity: EncoderIdentity) -> None:
        """Open a corpus, making it when it is not there.

        Args:
            uri: A folder (or an object-storage address that LanceDB takes).
            identity: The encoder whose vectors it holds.

        Raises:
            EncoderMismatch: The corpus was made with another encoder.
            SchemaMismatch: The corpus was made by another release.
            CorpusError: It cannot be opened.
        """
        self.uri = uri
        self.identity = identity
        self._folder = None if "://" in uri else Path(uri)
        try:
            # Interval 0: every read sees what any process has committed before it.
            database = lancedb.connect(uri, read_consistency_interval=timedelta(0))
            self.statements = database.create_table(
                "statements", schema=schema.statements_schema(identity), exist_ok=True
            )
            self._check_note(schema.read_note(self.statements.schema))
            self.documents = database.create_table(
                "documents", schema=schema.DOCUMENTS, exist_ok=True
            )
            self.checks = database.create_table("checks", schema=schema.CHECKS, exist_ok=True)
            self._ensure_index()
        except (OSError, RuntimeError, ValueError) as error:
            raise CorpusError(
                f"the corpus at {uri!r} cannot be opened ({error}); check that CORPUS_URI is a "
                "folder this process may write to"
            ) from error

    def _check_note(self, note: Mapping[str, Any]) -> None:
        found = note.get("encoder")
        if found is None:
            # A statements table that exists keeps its own schema, so one without a note
            # was not made by this service.
            raise SchemaMismatch(
                f"the folder {self.uri!r} holds a table `statements` that is not a corpus of this "
                "service; set CORPUS_URI to an empty folder"
            )
        if note["schema_version"] != schema.SCHEMA_VERSION:
            raise SchemaMismatch(
                f"the corpus at {self.uri!r} has schema version {note['schema_version']}, this "
                f"release reads {schema.SCHEMA_VERSION}; use the release that made it, or ingest "
                "the documents again into a new CORPUS_URI"
            )
        made_with = EncoderIdentity(**found)
        if made_with != self.identity:
            raise EncoderMismatch(
                f"the corpus at {self.uri!r} was made with the encoder {made_with.name!r} "
                f"({made_with.dimension} dimensions, weights {made_with.weights[:12]}), but "
                f"{self.identity.name!r} ({self.identity.dimension} dimensions, weights "
                f"{self.identity.weights[:12]}) is loaded; set EMBEDDING_MODEL to the former, or "
                "ingest the documents again into a new CORPUS_URI"
            )

    def _ensure_index(self) -> None:
        if any(index.columns == ["text"] for index in self.statements.list_indices()):
            return
        self.statements.create_index(
            "text",
            # ICU word boundaries serve scripts without spaces; no stemming or stop words,
            # which would be one language's (issue of per-language analysis: docs/decisions/003).
            config=FTS(base_tokenizer="icu", stem=False, remove_stop_words=False),
        )
        self.statements.create_index("key", config=BTree())

    # Writing

    def put(self, analysed: Sequence[AnalysedDocument]) -> None:
        """Store documents, replacing those with the same key; durable when this returns.

        Args:
            analysed: Documents with distinct keys.

        Raises:
            CorpusError: They could not be written; none is then acknowledged, and sending
                them again is safe.
        """
        if not analysed:
            return
        started = time.time()
        revision = f"{time.time_ns():x}-{secrets.token_hex(4)}"
        rows = [
            row
            for item in analysed
            for row in schema.statement_rows(item.document, revision, item.statements, item.vectors)
        ]
        documents = [
            schema.document_row(item.document, revision, item.shingles) for item in analysed
        ]
        try:
            replaced = self._revisions([item.document.key for item in analysed])
            if rows:
                self.statements.add(pa.Table.from_pylist(rows, self._bare_schema()))
            (
                self.documents.merge_insert("key")
                .when_matched_update_all()
                .when_not_matched_insert_all()
                .execute(pa.Table.from_pylist(documents, schema.DOCUMENTS))
            )
            self._remove_statements(replaced)
            self._flush(started, "statements", "documents")
        except (OSError, RuntimeError, ValueError) as error:
            raise CorpusError(
                f"{len(analysed)} documents could not be stored in {self.uri!r} ({error}); "
                "none of them is acknowledged, send them again"
            ) from error

    def _bare_schema(self) -> pa.Schema:
        return schema.statements_schema(self.identity).remove_metadata()

    def _revisions(self, keys: Iterable[str]) -> dict[str, str]:
        rows = (
            self.documents.search()
            .where(_key_in(keys), prefilter=True)
            .select(["key", "revision"])
            .to_list()
        )
        return {row["key"]: row["revision"] for row in rows}

    def _remove_statements(self, revisions: Mapping[str, str]) -> None:
        for key, revision in revisions.items():
            self.statements.delete(f"key = {quote(key)} AND revision = {quote(revision)}")

    def delete(self, collection: str, document_id: str) -> None:
        """Delete a document and its statements.

        Raises:
            NotFound: There is no such document.
        """
        started = time.time()
        key = f"{collection}/{document_id}"
        if not self._revisions([key]):
            raise NotFound(f"there is no document {document_id!r} in collection {collection!r}")
        self.documents.delete(f"key = {quote(key)}")
        self.statements.delete(f"key = {quote(key)}")
        self._flush(started, "statements", "documents")

    def _flush(self, started: float, *tables: str) -> None:
        if self._folder is not None:
            flush_tables(self._folder, tables, started)

    # Reading

    @property
    def version(self) -> int:
        """The corpus version: rises with every change to its documents."""
        return int(self.documents.version)

    def known_keys(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that the corpus holds a document of."""
        return set(self._revisions(keys))

    def collections_of(self, document_id: str) -> list[str]:
        """The collections that hold a document of this id, sorted."""
        rows = (
            self.documents.search()
            .where(f"id = {quote(document_id)}", prefilter=True)
            .select(["collection"])
            .to_list()
        )
        return sorted({row["collection"] for row in rows})

    def get(self, collection: str, document_id: str) -> AnalysedDocument:
        """Read a document.

        Raises:
            NotFound: There is no such document.
        """
        key = f"{collection}/{document_id}"
        found = self.load([key])
        if not found:
            raise NotFound(f"there is no document {document_id!r} in collection {collection!r}")
        return found[key]

    def load(self, keys: Sequence[str]) -> dict[str, AnalysedDocument]:
        """Read documents with their statements and vectors; unknown keys are left out."""
        if not keys:
            return {}
        current = self._current_rows(keys)
        table = (
            self.statements.search().where(_key_in(current), prefilter=True).to_arrow()
            if current
            else self._bare_schema().empty_table()
        )
        vectors = _vectors(table["vector"], self.identity.dimension)
        grouped: dict[str, list[tuple[Statement, int]]] = {key: [] for key in current}
        for place, row in enumerate(table.drop_columns(["vector"]).to_pylist()):
            if row["revision"] == current[row["key"]]["revision"]:
                grouped[row["key"]].append((schema.statement_from_row(row), place))
        return {
            key: _stored(row, sorted(grouped[key], key=lambda item: item[0].index), vectors)
            for key, row in current.items()
        }

    def _current_rows(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        rows = self.documents.search().where(_key_in(keys), prefilter=True).to_list()
        # Two writers that insert one new key at the same instant may leave two rows.
        rows.sort(key=lambda row: row["ingested_at"])
        return {row["key"]: row for row in rows}

    def info(self) -> CorpusInfo:
        """Count what is in the corpus."""
        columns = self.documents.search().select(["collection", "language"]).to_arrow()
        statistics = self.statements.index_stats("text_idx")
        return CorpusInfo(
            uri=self.uri,
            version=self.version,
            documents=columns.num_rows,
            statements=self.statements.count_rows(),
            checks=self.checks.count_rows(),
            collections=_count(columns["collection"]),
            languages=_count(columns["language"]),
            encoder=self.identity,
            unindexed_statements=statistics.num_unindexed_rows if statistics else 0,
        )

    # Checks

    def save_check(self, check_id: str, created_at: datetime, claim: str, body: str) -> None:
        """Store a check's answer as it was given; durable when this returns."""
        started = time.time()
        row = {"id": check_id, "created_at": created_at, "claim": claim, "body": body}
        self.checks.add(pa.Table.from_pylist([row], schema.CHECKS))
        self._flush(started, "checks")

    def read_check(self, check_id: str) -> dict[str, Any]:
        """Read a check's answer.

        Raises:
            NotFound: There is no such check.
        """
        rows = self.checks.search().where(f"id = {quote(check_id)}", prefilter=True).to_list()
        if not rows:
            raise NotFound(f"there is no check {check_id!r}")
        body: dict[str, Any] = json.loads(rows[0]["body"])
        return body

    # Upkeep

    def maintain(self) -> bool:
        """Fold new rows into the indexes and merge small files, when enough have gathered.

        Safe beside readers and writers; a conflict with another process's upkeep is left
        for the next time.

        Returns:
            Whether anything was done.
        """
        statistics = self.statements.index_stats("text_idx")
        unindexed = statistics.num_unindexed_rows if statistics else 0
        fragments = max(
            table.stats()["fragment_stats"]["num_fragments"]
            for table in (self.statements, self.documents, self.checks)
        )
        if unindexed < _UNINDEXED_ROWS and fragments < _FRAGMENTS:
            return False
        try:
            self._ensure_vector_index()
            for table in (self.statements, self.documents, self.checks):
                table.optimize()
        except (OSError, RuntimeError, ValueError) as error:
            _log.info("upkeep of the corpus is left for the next time: %s", error)
            return False
        return True

    def _ensure_vector_index(self) -> None:
        if self.statements.count_rows() < _ROWS_FOR_VECTOR_INDEX or self.has_vector_index():
            return
        self.statements.create_index("vector", config=IvfRq(distance_type="dot"))

    def has_vector_index(self) -> bool:
        """Whether dense search goes through an index rather than a scan."""
        return any(index.columns == ["vector"] for index in self.statements.list_indices())


def now() -> datetime:
    """The current time in UTC, to the microsecond, as stored."""
    return datetime.now(UTC)


def _key_in(keys: Iterable[str]) -> str:
    return f"key IN ({', '.join(quote(key) for key in keys)})"


def _vectors(column: pa.ChunkedArray, dimension: int) -> NDArray[np.float32]:
    flat = column.combine_chunks().flatten()
    return np.asarray(flat.to_numpy(zero_copy_only=False), np.float32).reshape(-1, dimension)


def _stored(
    row: Mapping[str, Any],
    statements: Sequence[tuple[Statement, int]],
    vectors: NDArray[np.float32],
) -> AnalysedDocument:
    return AnalysedDocument(
        schema.document_from_row(row),
        tuple(statement for statement, _ in statements),
        vectors[[place for _, place in statements]],
        np.asarray(row["shingles"], np.uint32),
    )


def _count(column: pa.ChunkedArray) -> dict[str, int]:
    pairs = column.value_counts().to_pylist()
    return {pair["values"]: pair["counts"] for pair in sorted(pairs, key=lambda p: -p["counts"])}
