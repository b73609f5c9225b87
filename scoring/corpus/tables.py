"""Tables that stand beside the corpus: opened by every worker, made by the first."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from filelock import FileLock

from scoring.corpus.durable import flush_tables
from scoring.corpus.object_storage import make_in_object_storage
from scoring.errors import CorpusError

_LOCK = ".tables.lock"
# What a connection remembers of a table's past versions and files. Each write makes a version that
# lists all files, so that without a bound (LanceDB's is 1 GiB) memory grows with every check that
# is stored: 600 rows, each a write of its own, took 185 MiB, and 9 with 4 MiB.
_METADATA_BYTES = 16 << 20
# What a table keeps of its indexes between searches. Those over a million statements take 300 MiB;
# LanceDB's own bound is 6 GiB, which a larger corpus would fill in each worker. Where they do not
# fit, their parts are read anew, and a search takes up to three times as long (docs/decisions/037).
SEARCHED_INDEX_BYTES = 384 << 20
# Of a table that is read by its keys alone. Each upkeep makes an index anew, and the one before
# stays until the bound is reached.
_INDEX_BYTES = 32 << 20


def open_table(uri: str, name: str, schema: pa.Schema, *, index_bytes: int = _INDEX_BYTES) -> Any:
    """Open a table, making it when it is not there.

    LanceDB lets two that make one table at the same moment both do so, and the later one empties
    what the earlier one wrote. In a folder a lock keeps them apart, in object storage an object
    that only one can put there.

    Args:
        uri: The corpus: a folder, or an address of object storage that LanceDB takes.
        name: Of the table.
        schema: What to make it with.
        index_bytes: What is kept of its indexes, at most.

    Raises:
        OSError: As LanceDB does.
        RuntimeError: As LanceDB does.
        ValueError: As LanceDB does.
    """
    database = connect(uri, index_bytes)

    def find() -> Any:
        return database.open_table(name)

    def make() -> Any:
        return database.create_table(name, schema=schema, exist_ok=True)

    try:
        return find()
    except ValueError:  # LanceDB's way to say that there is none
        pass
    if "://" in uri:
        return make_in_object_storage(uri, name, make, find)
    with FileLock(Path(uri) / _LOCK):
        return make()


def connect(uri: str, index_bytes: int = _INDEX_BYTES) -> Any:
    """Connect to a corpus; arguments and errors as of `open_table`."""
    session = lancedb.Session(
        index_cache_size_bytes=index_bytes, metadata_cache_size_bytes=_METADATA_BYTES
    )
    # Interval 0: every read sees what any process has committed before it.
    return lancedb.connect(uri, read_consistency_interval=timedelta(0), session=session)


class SideTable:
    """A table beside the corpus, opened on first use so that a process may still fork before.

    Args:
        uri: The corpus: a folder, or an address of object storage that LanceDB takes.
        name: Of the table.
        schema: What to make it with.
        holds: What it holds, for messages: "the keys".
        index_bytes: What is kept of its indexes, at most.
    """

    def __init__(
        self, uri: str, name: str, schema: pa.Schema, holds: str, index_bytes: int = _INDEX_BYTES
    ) -> None:
        self.uri = uri
        self._name = name
        self._schema = schema
        self._holds = holds
        self._index_bytes = index_bytes
        self._opened: Any = None
        self._lock = threading.Lock()

    def open(self) -> Any:
        """The table; errors as `open_table`."""
        with self._lock:
            if self._opened is None:
                self._opened = open_table(
                    self.uri, self._name, self._schema, index_bytes=self._index_bytes
                )
            return self._opened

    def exists(self) -> bool:
        """Whether the table is there; does not make it.

        Raises:
            CorpusError: It cannot be told.
        """
        with self._failing("read"), self._lock:
            if self._opened is None:
                try:
                    self._opened = connect(self.uri, self._index_bytes).open_table(self._name)
                except ValueError:  # LanceDB's way to say that there is none
                    return False
            return True

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """The table, to read from.

        Raises:
            CorpusError: It cannot be read.
        """
        with self._failing("read"):
            yield self.open()

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """The table, to write to; what was written is on disk at the end.

        Raises:
            CorpusError: It cannot be written.
        """
        started = time.time()
        with self._failing("written"):
            yield self.open()
            if "://" not in self.uri:
                flush_tables(Path(self.uri), [self._name], started)

    @contextmanager
    def _failing(self, what: str) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError, ValueError) as error:
            raise CorpusError(
                f"{self._holds} at {self.uri!r} cannot be {what} ({error}); check CORPUS_URI"
            ) from error
