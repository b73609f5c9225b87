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

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from scoring.corpus import schema, upkeep, versions
from scoring.corpus.answers import CorpusWithAnswers
from scoring.corpus.filters import is_in, quote
from scoring.corpus.opened import SEND_AGAIN
from scoring.corpus.readable import ReadableCorpus
from scoring.corpus.rows import (
    document_from_row,
    document_row,
    later_revision,
    marked_row,
    statement_rows,
)
from scoring.errors import NotFound
from scoring.records import AnalysedDocument, Document, Notice, NoticeKind


class Corpus(ReadableCorpus, CorpusWithAnswers):
    """An open corpus. Open it in the process that uses it: LanceDB does not survive a fork.

    Here is what writes documents; `readable.py` reads them, `answers.py` keeps checks and priors,
    `opened.py` opens the tables and flushes them.
    """

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
        with self.failing("was not written to", SEND_AGAIN):
            before = versions.rows_of(self.documents, keys)
            known = {key: document_from_row(row) for key, row in before.items()}
            items = [versions.succeed(item, known.get(item.document.key)) for item in analysed]
            revision = later_revision(row["revision"] for row in before.values())
            rows = [
                row
                for item in items
                for row in statement_rows(item.document, revision, item.statements, item.vectors)
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
                        [document_row(item, revision) for item in items], schema.DOCUMENTS
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
        with self.failing("was not written to", SEND_AGAIN):
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
        with self.failing("was not written to", SEND_AGAIN):
            while True:  # until no other writer came in between
                row = versions.rows_of(self.documents, self.revisions([key])).get(key)
                if row is None:
                    raise NotFound(
                        f"there is no document {document_id!r} in collection {collection!r}"
                    )
                marked = marked_row(row, marks)
                written = (
                    self.documents.merge_insert("key")
                    .when_matched_update_all(where="target.revision = source.revision")
                    .execute(pa.Table.from_pylist([marked], schema.DOCUMENTS))
                )
                if written.num_updated_rows:
                    self._flush(started, "documents")
                    return document_from_row(marked)

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
