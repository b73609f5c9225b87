"""The corpus store: documents, statements, checks and priors in LanceDB tables.

A document's statements carry its current revision. A write first adds the
statements under a new revision, then switches the document's row to it in one
commit, then removes the old ones: a reader sees either version whole, and a
process killed in between leaves rows that no document points to and no reader
returns.

Revisions of a document only rise: of two writers of one key the higher revision
stays, whichever commits last, and rows below the current revision are dead for
good, so that either writer may remove them.

What a document said before goes to `versions` first, see `versions.py`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa

from scoring.corpus import checks as stored_checks
from scoring.corpus import migrations, schema, upkeep, versions
from scoring.corpus.checks import CheckLog, StoredCheck
from scoring.corpus.durable import flush_tables
from scoring.corpus.filters import is_in, quote
from scoring.corpus.reading import read_documents
from scoring.corpus.tables import connect, open_table
from scoring.errors import CorpusError, NotFound, VersionGone
from scoring.models.encoder import EncoderIdentity
from scoring.provenance.priors import PublisherPriors
from scoring.records import AnalysedDocument, Document, Notice, NoticeKind, Version

# Seconds after which the system has written a file to disk by itself: Linux does so after
# 30 (vm.dirty_expire_centisecs) and looks every 5.
_WRITTEN_BACK = 60.0
_SEND_AGAIN = "nothing of the request is acknowledged, send it again"
TABLES = ("statements", "documents", "versions", "checks", "publisher_priors")


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

    def __init__(self, uri: str, identity: EncoderIdentity, kept: timedelta = upkeep.KEPT) -> None:
        """Open a corpus, making it when it is not there.

        Args:
            uri: A folder (or an object-storage address that LanceDB takes).
            identity: The encoder whose vectors it holds.
            kept: For how long upkeep keeps past states of it.

        Raises:
            EncoderMismatch: The corpus was made with another encoder.
            SchemaMismatch: The corpus was made by another release.
            CorpusError: It cannot be opened.
        """
        self.uri = uri
        self.identity = identity
        self._past_kept = kept
        self._folder = None if "://" in uri else Path(uri)
        with self.failing(
            "cannot be opened", "check that CORPUS_URI is a folder this process may write to"
        ):
            database = connect(uri)
            migrations.check_database(database, uri)
            self.statements = open_table(uri, "statements", schema.statements_schema(identity))
            schema.check_note(schema.read_note(self.statements.schema), uri, identity)
            self.documents = open_table(uri, "documents", schema.DOCUMENTS)
            self.versions = open_table(uri, "versions", schema.VERSIONS)
            self.checks = open_table(uri, "checks", schema.CHECKS)
            migrations.migrate(database, self.documents, self.checks, uri)
            upkeep.ensure_indexes(self.statements, self.documents)
            self.priors = open_table(uri, "publisher_priors", schema.PRIORS)
        self._learned: tuple[int, PublisherPriors] | None = None
        self._database = database
        self._flushed = dict.fromkeys(TABLES, time.time() - _WRITTEN_BACK)

    @contextmanager
    def failing(self, what: str, advice: str) -> Iterator[None]:
        """Turn what LanceDB and the disk raise into a CorpusError."""
        try:
            yield
        except (OSError, RuntimeError, ValueError) as error:
            raise CorpusError(f"the corpus at {self.uri!r} {what} ({error}); {advice}") from error

    # Writing

    def put(self, analysed: Sequence[AnalysedDocument]) -> list[Document]:
        """Store documents, replacing those with the same key; durable when this returns.

        Args:
            analysed: Documents with distinct keys.

        Returns:
            The documents as they stand now, in their order: one that came again unchanged is as
            old as it was, one that replaces another has what was noticed of that one.

        Raises:
            CorpusError: They could not be written; none is then acknowledged, and sending
                them again is safe.
        """
        if not analysed:
            return []
        started = time.time()
        keys = [item.document.key for item in analysed]
        with self.failing("was not written to", _SEND_AGAIN):
            before = versions.rows_of(self.documents, keys)
            known = {key: schema.document_from_row(row) for key, row in before.items()}
            items = [versions.succeed(item, known.get(item.document.key)) for item in analysed]
            revision = schema.later_revision(row["revision"] for row in before.values())
            rows = [
                row
                for item in items
                for row in schema.statement_rows(
                    item.document, revision, item.statements, item.vectors
                )
            ]
            if rows:
                self.statements.add(pa.Table.from_pylist(rows, self._bare_schema()))
                # On disk before the document that points to them.
                self._flush(started, "statements")
            if versions.keep(self.versions, before, items):
                self._flush(started, "versions")
            switched = (
                self.documents.merge_insert("key")
                .when_matched_update_all(where="target.revision < source.revision")
                .when_not_matched_insert_all()
                .execute(
                    pa.Table.from_pylist(
                        [schema.document_row(item, revision) for item in items], schema.DOCUMENTS
                    )
                )
            )
            self._flush(started, "documents")
            met = len(items) - switched.num_inserted_rows
            if met and self._keep_unseen(switched.version, revision, before, items):
                self._flush(started, "versions")
            if self._remove_dead(revision, keys):
                self._flush(started, "statements")
        return [item.document for item in items]

    def _keep_unseen(
        self, written: int, revision: str, before: versions.Rows, items: Sequence[AnalysedDocument]
    ) -> bool:
        """Keep what another writer put in place, or tried to, between this one's look and write.

        Args:
            written: Version of the table of documents that this write made.
            revision: This write's.
            before: The rows that it had seen.
            items: What it wrote.
        """
        keys = [item.document.key for item in items]
        earlier = self._database.open_table("documents")
        earlier.checkout(written - 1)
        replaced = versions.rows_of(earlier, keys)
        now = versions.rows_of(self.documents, keys)
        return versions.keep_unseen(
            self.versions, replaced, now, before, items=items, revision=revision
        )

    def _bare_schema(self) -> pa.Schema:
        return schema.statements_schema(self.identity).remove_metadata()

    def _remove_dead(self, revision: str, keys: Sequence[str]) -> bool:
        """Remove the statements that this write replaced, or its own where a later one won."""
        current = self.revisions(keys)
        won = [key for key in keys if current.get(key) == revision]
        lost = [key for key in keys if current.get(key, "") > revision]
        dead = [
            f"({is_in('key', chosen)} AND revision {compared} {quote(revision)})"
            for chosen, compared in ((won, "<"), (lost, "="))
            if chosen
        ]
        where = " OR ".join(dead)
        if not dead or self.statements.count_rows(where) == 0:
            return False
        self.statements.delete(where)
        return True

    def delete(self, collection: str, document_id: str) -> None:
        """Delete a document, its statements and what it said before; durable when this returns.

        Raises:
            NotFound: There is no such document.
            CorpusError: It could not be deleted.
        """
        started = time.time()
        key = f"{collection}/{document_id}"
        with self.failing("was not written to", _SEND_AGAIN):
            revision = self.revisions([key]).get(key)
            if revision is None:
                raise NotFound(f"there is no document {document_id!r} in collection {collection!r}")
            # Not a revision above it: whoever is writing that one puts the document back.
            seen = f"key = {quote(key)} AND revision <= {quote(revision)}"
            self.documents.delete(seen)
            self._flush(started, "documents")
            self.statements.delete(seen)
            self._flush(started, "statements")
            self.versions.delete(f"document = {quote(key)}")
            self._flush(started, "versions")

    def retract(
        self, collection: str, document_id: str, reason: str, noticed_at: datetime
    ) -> Document:
        """Mark a document as retracted, in place of an earlier such mark; durable at the end.

        It stays, and so does the mark when the document comes again.

        Args:
            collection: Its collection.
            document_id: Its id.
            reason: A sentence for the reader, or "".
            noticed_at: When it was noticed.

        Raises:
            NotFound: There is no such document.
            CorpusError: It could not be marked.
        """
        mark = Notice(NoticeKind.RETRACTED, reason, noticed_at=noticed_at)
        return self._mark(collection, document_id, (mark,))

    def unretract(self, collection: str, document_id: str) -> Document:
        """Take such a mark back; errors as `retract`."""
        return self._mark(collection, document_id, ())

    def _mark(self, collection: str, document_id: str, marks: tuple[Notice, ...]) -> Document:
        started = time.time()
        key = f"{collection}/{document_id}"
        with self.failing("was not written to", _SEND_AGAIN):
            while True:  # until no other writer came in between
                row = versions.rows_of(self.documents, self.revisions([key])).get(key)
                if row is None:
                    raise NotFound(
                        f"there is no document {document_id!r} in collection {collection!r}"
                    )
                marked = schema.marked_row(row, marks)
                written = (
                    self.documents.merge_insert("key")
                    .when_matched_update_all(where="target.revision = source.revision")
                    .execute(pa.Table.from_pylist([marked], schema.DOCUMENTS))
                )
                if written.num_updated_rows:
                    self._flush(started, "documents")
                    return schema.document_from_row(marked)

    def _flush(self, started: float, *tables: str) -> None:
        """Flush what was written since this write began, or since the last flush before it.

        The manifest of this write names the files of every earlier one, also of another
        process that has not flushed them yet.
        """
        if self._folder is None:
            return
        for table in tables:
            moment = time.time()
            flush_tables(self._folder, [table], min(started, self._flushed[table]))
            self._flushed[table] = moment

    # Reading

    @property
    def version(self) -> int:
        """The corpus version: rises with every change to its documents."""
        return int(self.documents.version)

    def revisions(self, keys: Iterable[str]) -> dict[str, str]:
        """The current revision of each of these documents; unknown keys are left out."""
        wanted = list(keys)
        if not wanted:
            return {}
        rows = (
            self.documents.search()
            .where(is_in("key", wanted), prefilter=True)
            .select(["key", "revision"])
            .to_list()
        )
        return {row["key"]: row["revision"] for row in rows}

    def known_keys(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that the corpus holds a document of."""
        with self.failing("cannot be read", _SEND_AGAIN):
            return set(self.revisions(keys))

    def same_text(self, hashes: Iterable[str]) -> dict[str, str]:
        """The key of one document with each of these texts, by its `text_hash`."""
        wanted = list(hashes)
        if not wanted:
            return {}
        with self.failing("cannot be read", _SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(is_in("text_hash", wanted), prefilter=True)
                .select(["key", "text_hash"])
                .to_list()
            )
        return {row["text_hash"]: row["key"] for row in rows}

    def duplicates(self, document: Document) -> list[str]:
        """Ids of the other documents of its collection with the very same text, the first first.

        Raises:
            CorpusError: It cannot be read.
        """
        same = f"text_hash = {quote(schema.text_hash(document.text))}"
        where = f"{same} AND collection = {quote(document.collection)}"
        with self.failing("cannot be read", _SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(where, prefilter=True)
                .select(["id", "ingested_at"])
                .to_list()
            )
        rows.sort(key=lambda row: (row["ingested_at"], row["id"]))
        return [row["id"] for row in rows if row["id"] != document.id]

    def load_documents(self, keys: Sequence[str]) -> dict[str, Document]:
        """Read documents without their statements and vectors; unknown keys are left out.

        Raises:
            CorpusError: They cannot be read.
        """
        if not keys:
            return {}
        names = [name for name in schema.DOCUMENTS.names if name != "shingles"]
        with self.failing("cannot be read", _SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(is_in("key", keys), prefilter=True)
                .select(names)
                .to_list()
            )
            return {row["key"]: schema.document_from_row(row) for row in rows}

    def collections_of(self, document_id: str) -> list[str]:
        """The collections that hold a document of this id, sorted."""
        with self.failing("cannot be read", _SEND_AGAIN):
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
            CorpusError: It cannot be read.
        """
        key = f"{collection}/{document_id}"
        found = self.load([key])
        if not found:
            raise NotFound(f"there is no document {document_id!r} in collection {collection!r}")
        return found[key]

    def history(self, collection: str, document_id: str) -> tuple[Version, ...]:
        """All versions of a document, the first one first, the one that stands last.

        Raises:
            NotFound: There is no such document.
            CorpusError: It cannot be read.
        """
        key = f"{collection}/{document_id}"
        with self.failing("cannot be read", _SEND_AGAIN):
            row = versions.rows_of(self.documents, self.revisions([key])).get(key)
            if row is None:
                raise NotFound(f"there is no document {document_id!r} in collection {collection!r}")
            return versions.history(self.versions, row)

    def load(self, keys: Sequence[str]) -> dict[str, AnalysedDocument]:
        """Read documents with their statements and vectors; unknown keys are left out.

        Raises:
            CorpusError: They cannot be read.
        """
        with self.failing("cannot be read", _SEND_AGAIN):
            return read_documents(self.documents, self.statements, keys, self.identity.dimension)

    def info(self) -> CorpusInfo:
        """Count what is in the corpus.

        Raises:
            CorpusError: It cannot be read.
        """
        with self.failing("cannot be read", _SEND_AGAIN):
            columns = self.documents.search().select(["collection", "language"]).to_arrow()
            return CorpusInfo(
                uri=self.uri,
                version=self.version,
                documents=columns.num_rows,
                statements=self.statements.count_rows(),
                checks=self.checks.count_rows(),
                collections=schema.count_values(columns["collection"]),
                languages=schema.count_values(columns["language"]),
                encoder=self.identity,
                unindexed_statements=upkeep.unindexed_rows(self.statements),
            )

    # Checks

    def save_checks(self, checks: Sequence[StoredCheck], *, once: bool = False) -> None:
        """Store the answers of checks as they were given; durable when this returns.

        Args:
            checks: With distinct ids.
            once: Leave those alone whose ids are stored already, which takes a look at all ids.

        Raises:
            CorpusError: They could not be written.
        """
        started = time.time()
        rows = stored_checks.rows_of(checks)
        with self.failing("was not written to", _SEND_AGAIN):
            if once:
                self.checks.merge_insert("id").when_not_matched_insert_all().execute(rows)
            else:
                self.checks.add(rows)
            self._flush(started, "checks")

    def read_check(self, check_id: str) -> dict[str, Any]:
        """Read a check's answer.

        Raises:
            NotFound: There is no such check.
            CorpusError: It cannot be read.
        """
        with self.failing("cannot be read", _SEND_AGAIN):
            rows = self.checks.search().where(f"id = {quote(check_id)}", prefilter=True).to_list()
        if not rows:
            raise NotFound(f"there is no check {check_id!r}")
        body: dict[str, Any] = json.loads(rows[0]["body"])
        return body

    def read_checks(self, check_ids: Sequence[str]) -> list[dict[str, Any]]:
        """The answers of those of these checks that are stored, in any order.

        Raises:
            CorpusError: They cannot be read.
        """
        if not check_ids:
            return []
        where = is_in("id", check_ids)
        with self.failing("cannot be read", _SEND_AGAIN):
            rows = self.checks.search().where(where, prefilter=True).select(["body"]).to_list()
        return [json.loads(row["body"]) for row in rows]

    def check_log(self, version: int | None = None) -> CheckLog:
        """The stored checks as they were at a version of their table, as they are now when None.

        Raises:
            VersionGone: That version is not kept any more, or never was.
            CorpusError: They cannot be read.
        """
        with self.failing("cannot be read", _SEND_AGAIN):
            table = self._database.open_table("checks")
            latest = int(table.version)
            try:
                table.checkout(latest if version is None else version)
            except ValueError as error:  # LanceDB's way to say that it is not there
                raise VersionGone(
                    f"version {version} of the stored checks is not kept any more; start the list "
                    "again without a cursor"
                ) from error
        return CheckLog(table)

    # Publishers

    def save_priors(self, priors: PublisherPriors) -> None:
        """Replace what was learned of publishers; durable when this returns.

        Raises:
            CorpusError: It could not be written; what was learned before stays.
        """
        started = time.time()
        row = schema.priors_row(priors, now())
        with self.failing("was not written to", "learn again"):
            self.priors.add(pa.Table.from_pylist([row], schema.PRIORS), mode="overwrite")
            self._flush(started, "publisher_priors")

    def publisher_priors(self) -> PublisherPriors:
        """What was learned last of publishers; neutral where nothing was.

        Raises:
            CorpusError: It cannot be read.
        """
        with self.failing("cannot be read", _SEND_AGAIN):
            version = int(self.priors.version)
            if self._learned is None or self._learned[0] != version:
                rows = self.priors.search().to_list()
                self._learned = (version, schema.priors_from_rows(rows))
        return self._learned[1]

    # Upkeep

    def maintain(self) -> bool:
        """Fold new rows into the indexes and merge small files, when enough have gathered.

        Safe beside readers and writers; a conflict with another process's upkeep is left
        for the next time.

        Returns:
            Whether anything was done.
        """
        started = time.time()
        done = upkeep.maintain(*self._kept_up(), kept=self._past_kept)
        if done:
            self._flush(started, "statements", "documents", "versions", "checks")
        return done

    def optimize(self) -> None:
        """Do the upkeep now, however little has gathered; durable when this returns.

        Raises:
            CorpusError: It could not be done; the corpus is as it was.
        """
        started = time.time()
        with self.failing("could not be optimised", "run it again when no other upkeep runs"):
            upkeep.fold(self._kept_up(), self._past_kept)
            self._flush(started, "statements", "documents", "versions", "checks")

    def _kept_up(self) -> tuple[Any, Any, Any, Any]:
        return (self.statements, self.documents, self.versions, self.checks)

    def remove(self, dead: Sequence[tuple[str, str]]) -> None:
        """Remove the statements of these documents' revisions; durable when this returns.

        Args:
            dead: Keys and revisions that are not their documents' current ones.

        Raises:
            CorpusError: They could not be removed.
        """
        started = time.time()
        where = " OR ".join(
            f"(key = {quote(key)} AND revision = {quote(revision)})" for key, revision in dead
        )
        with self.failing("was not written to", "run it again"):
            if dead:
                self.statements.delete(where)
                self._flush(started, "statements")

    def has_vector_index(self) -> bool:
        """Whether dense search goes through an index rather than a scan."""
        return upkeep.has_vector_index(self.statements)

    def index_refinement(self) -> int | None:
        """How many times the rows a search has to ask of the index; None where there is none."""
        return upkeep.refinement(self.statements)


def now() -> datetime:
    """The current time in UTC, to the microsecond, as stored."""
    return datetime.now(UTC)


def identity_of(uri: str) -> EncoderIdentity:
    """The encoder that a corpus was made with.

    Raises:
        CorpusError: There is no corpus at this address.
    """
    try:
        database = lancedb.connect(uri)
        table = database.open_table("statements")
    except (OSError, RuntimeError, ValueError) as error:
        raise CorpusError(
            f"there is no corpus at {uri!r} ({error}); set CORPUS_URI, or make one with "
            "`secondsource ingest`"
        ) from error
    migrations.check_database(database, uri)
    return schema.identity_in(schema.read_note(table.schema), uri)
