"""The sources that a service has added to the packaged ones: a table beside the corpus."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from scoring.attribution.known import KnownSource, merged, use_sources
from scoring.corpus.filters import quote
from scoring.corpus.tables import SideTable
from scoring.errors import CorpusError
from scoring.records import SourceKind

# Seconds that a process goes on with what it has read. Asking the table for its version takes
# 0.5 ms on a disk, as for the keys.
REREAD_SECONDS = 1.0

_ROWS = pa.schema(
    [
        pa.field(
            "id",
            pa.string(),
            nullable=False,
            metadata={"lance-schema:unenforced-primary-key": "true"},
        ),
        ("revision", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("aliases", pa.list_(pa.string())),
        ("domains", pa.list_(pa.string())),
        ("country", pa.string()),
        ("owner", pa.string()),
        ("changed_at", pa.timestamp("us", tz="UTC")),
    ]
)


@dataclass(frozen=True, slots=True)
class OwnSource:
    """A source that the service has added, or has put in the place of a packaged one.

    Attributes:
        source: The source.
        revision: Changes whenever it is stored.
    """

    source: KnownSource
    revision: str


class SourceStore:
    """The own sources of a corpus, in a LanceDB table."""

    def __init__(self, uri: str) -> None:
        """Name the corpus; nothing is opened yet.

        Args:
            uri: A folder, or an address of object storage that LanceDB takes.
        """
        self._table = SideTable(uri, "sources", _ROWS, "the sources")

    def read(self) -> dict[str, OwnSource]:
        """All of them by their ids.

        Raises:
            CorpusError: They cannot be read.
        """
        with self._table.reading() as table:
            rows = table.search().to_list()
        return {row["id"]: _own(row) for row in rows}

    def put(self, source: KnownSource, replaces: str | None) -> OwnSource | None:
        """Store a source; durable when this returns.

        Args:
            source: The source, with its id.
            replaces: The revision that it takes the place of; None where there is to be none.

        Returns:
            It as stored, or None where another revision is there.

        Raises:
            CorpusError: It could not be written.
        """
        made = OwnSource(source, secrets.token_hex(8))
        rows = pa.Table.from_pylist([_row(made)], _ROWS)
        with self._table.writing() as table:
            merge = table.merge_insert("id")
            if replaces is None:
                done = merge.when_not_matched_insert_all().execute(rows)
            else:
                condition = f"target.revision = {quote(replaces)}"
                done = merge.when_matched_update_all(where=condition).execute(rows)
        return made if done.num_inserted_rows + done.num_updated_rows else None

    def delete(self, source_id: str, revision: str) -> bool:
        """Delete a source as it was read; durable when this returns.

        Returns:
            Whether it was there with this revision.

        Raises:
            CorpusError: It could not be deleted.
        """
        where = f"id = {quote(source_id)} AND revision = {quote(revision)}"
        with self._table.writing() as table:
            there = int(table.count_rows(where)) > 0
            if there:
                table.delete(where)
        return there

    def version(self) -> int:
        """Changes with every change, whichever process makes it.

        Raises:
            CorpusError: It cannot be read.
        """
        with self._table.reading() as table:
            return int(table.version)


class SourceWatch:
    """Keeps the sources that this process knows by name those that are stored."""

    def __init__(self, store: SourceStore, clock: Callable[[], float] = time.monotonic) -> None:
        """Watch a store; nothing is read yet.

        Args:
            store: Where the own sources are.
            clock: Seconds that only rise.
        """
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._version = -1
        self._next_look = float("-inf")

    def refresh(self, *, now: bool = False) -> None:
        """Read them again where they have changed, at most once a second.

        Those read before stay in use while the table cannot be read: names are known a little
        worse then, which is no reason to answer nothing.

        Args:
            now: However short ago the last look was.

        Raises:
            CorpusError: They cannot be read, and never were.
        """
        if not now and self._clock() < self._next_look:
            return
        if not self._lock.acquire(blocking=now or self._version < 0):
            return  # another thread is looking
        try:
            self._look()
        except CorpusError:
            if self._version < 0:
                raise
        finally:
            self._lock.release()

    def _look(self) -> None:
        self._next_look = self._clock() + REREAD_SECONDS
        version = self._store.version()
        if version != self._version:
            use_sources(merged(own.source for own in self._store.read().values()))
            self._version = version


def _own(row: dict[str, Any]) -> OwnSource:
    source = KnownSource(
        name=row["name"],
        kind=SourceKind(row["kind"]),
        aliases=tuple(row["aliases"]),
        domains=tuple(row["domains"]),
        country=row["country"],
        owner=row["owner"],
        id=row["id"],
    )
    return OwnSource(source, row["revision"])


def _row(own: OwnSource) -> dict[str, Any]:
    source = own.source
    return {
        "id": source.id,
        "revision": own.revision,
        "name": source.name,
        "kind": source.kind.value,
        "aliases": list(source.aliases),
        "domains": list(source.domains),
        "country": source.country,
        "owner": source.owner,
        "changed_at": datetime.now(UTC),
    }
