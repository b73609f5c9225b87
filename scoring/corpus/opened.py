"""The tables of a corpus, opened, and how what is written to them reaches the disk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lancedb

from scoring.corpus import migrations, schema, upkeep
from scoring.corpus.damage import describe_damage
from scoring.corpus.durable import flush_tables
from scoring.corpus.tables import SEARCHED_INDEX_BYTES, connect, open_table
from scoring.errors import CorpusError
from scoring.models.encoder import EncoderIdentity
from scoring.provenance.priors import PublisherPriors

# Seconds after which the system has written a file to disk by itself: Linux does so after
# 30 (vm.dirty_expire_centisecs) and looks every 5.
_WRITTEN_BACK = 60.0
SEND_AGAIN = "nothing of the request is acknowledged, send it again"
TABLES = ("statements", "documents", "versions", "checks", "publisher_priors")


class OpenCorpus:
    """The tables of a corpus. Open it in the process that uses it: LanceDB survives no fork."""

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
            self.statements = open_table(
                uri,
                "statements",
                schema.statements_schema(identity),
                index_bytes=SEARCHED_INDEX_BYTES,
            )
            schema.check_note(schema.read_note(self.statements.schema), uri, identity)
            self.documents = open_table(
                uri, "documents", schema.DOCUMENTS, index_bytes=SEARCHED_INDEX_BYTES
            )
            self.versions = open_table(uri, "versions", schema.VERSIONS)
            self.checks = open_table(uri, "checks", schema.CHECKS)
            migrations.migrate(database, self.statements, self.documents, self.checks, uri)
            upkeep.ensure_indexes(self.statements, self.documents, self.checks)
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
            why = f"{error}{describe_damage(self._folder)}"
            raise CorpusError(f"the corpus at {self.uri!r} {what} ({why}); {advice}") from error

    @property
    def version(self) -> int:
        """The corpus version: rises with every change to its documents."""
        return int(self.documents.version)

    def has_vector_index(self) -> bool:
        """Whether dense search goes through an index rather than a scan."""
        return upkeep.has_vector_index(self.statements)

    def index_refinement(self) -> int | None:
        """How many times the rows a search has to ask of the index; None where there is none."""
        return upkeep.refinement(self.statements)

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
