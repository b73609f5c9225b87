"""Kept answers, in a table beside the corpus, for all workers: to requests that may be repeated.

These are requests with an Idempotency-Key, and questions whose answer came later than somebody
waited for it.

A key is claimed by inserting its row. The row's key is the table's primary key, so that of two
workers that insert it at the same instant one must try again, and then finds the other's row.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from scoring.corpus.filters import quote, timestamp
from scoring.corpus.tables import SideTable
from scoring.errors import CorpusError

_log = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
# A request that has not been heard of for so long is dead: gunicorn replaces a worker sooner.
LEASE = timedelta(seconds=120)
_FRAGMENTS = 50  # each claim and each answer makes one, and a look-up reads them all
_KEEP_VERSIONS = timedelta(minutes=10)
_ATTEMPTS = 20
_SECONDS_BETWEEN_SWEEPS = 10.0
_PIECE = 1 << 16

_TIME = pa.timestamp("us", tz="UTC")
_ROWS = pa.schema(
    [
        pa.field(
            "key",
            pa.string(),
            nullable=False,
            metadata={"lance-schema:unenforced-primary-key": "true"},
        ),
        ("owner", pa.string()),  # the request that holds the key
        ("fingerprint", pa.string()),  # of its payload; null while it is still arriving
        ("claimed_at", _TIME),
        ("heard_at", _TIME),
        ("status", pa.int32()),  # null: not answered yet
        ("headers", pa.string()),
        ("body", pa.large_binary()),  # zlib
    ]
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, to be sent again.

    Attributes:
        status: HTTP status.
        headers: Those that are sent again with it.
        packed: The body, as zlib packs it.
    """

    status: int
    headers: Mapping[str, str]
    packed: bytes

    def pieces(self) -> Iterator[bytes]:
        """The body, a piece at a time."""
        unpacker = zlib.decompressobj()
        waiting = self.packed
        while piece := unpacker.decompress(waiting, _PIECE):
            yield piece
            waiting = unpacker.unconsumed_tail


@dataclass(frozen=True, slots=True)
class Claim:
    """What became of a claim to a key.

    Attributes:
        owner: Names the request that holds the key now; None where another one does.
        fingerprint: Of that other one's payload; None while it is still arriving.
        answer: What that other one was answered; None while it is not.
    """

    owner: str | None
    fingerprint: str | None = None
    answer: Answer | None = None


class AnswerStore:
    """The answers of 24 hours."""

    def __init__(self, uri: str) -> None:
        """Name the corpus; nothing is opened yet.

        Args:
            uri: A folder, or an address of object storage that LanceDB takes.
        """
        self.uri = uri
        self._table = SideTable(uri, "idempotency", _ROWS, "kept answers")
        self._next_sweep = 0.0

    def claim(self, key: str, fingerprint: str | None) -> Claim:
        """Claim a key for a request, unless another one holds it.

        Args:
            key: The key, of one caller.
            fingerprint: Of the request's payload; None where it is still to arrive.

        Raises:
            CorpusError: The table cannot be read or written.
        """
        owner = secrets.token_hex(16)
        for _ in range(_ATTEMPTS):
            if self._insert(key, owner, fingerprint):
                return Claim(owner)
            row = self._row(key)
            if row is None:  # released meanwhile
                continue
            if not _is_over(row):
                return Claim(None, row["fingerprint"], _answer(row))
            self._drop(key, row["owner"])
        raise CorpusError(f"the key is claimed and released over and over at {self.uri!r}")

    def find(self, key: str) -> Claim | None:
        """Who holds a key, and what was answered; None where nobody does any more.

        Raises:
            CorpusError: The table cannot be read.
        """
        row = self._row(key) if self._table.exists() else None
        if row is None or _is_over(row):
            return None
        return Claim(None, row["fingerprint"], _answer(row))

    def finish(self, key: str, owner: str, fingerprint: str, answer: Answer) -> None:
        """Keep the answer to the request that holds a key; durable when this returns.

        Raises:
            CorpusError: It could not be written.
        """
        with self._table.writing() as table:
            table.update(
                where=_held(key, owner),
                values={
                    "fingerprint": fingerprint,
                    "heard_at": datetime.now(UTC),
                    "status": answer.status,
                    "headers": json.dumps(dict(answer.headers)),
                    "body": answer.packed,
                },
            )

    def renew(self, key: str, owner: str) -> None:
        """Say that the request that holds a key goes on.

        Raises:
            CorpusError: It could not be written.
        """
        with self._table.writing() as table:
            table.update(where=_held(key, owner), values={"heard_at": datetime.now(UTC)})

    def release(self, key: str, owner: str) -> None:
        """Give a key back: the request that held it did nothing.

        Raises:
            CorpusError: It could not be written.
        """
        self._drop(key, owner)

    def sweep(self) -> None:
        """Forget what is over, and merge small files when many have gathered; not too often."""
        if time.monotonic() < self._next_sweep:
            return
        self._next_sweep = time.monotonic() + _SECONDS_BETWEEN_SWEEPS
        try:
            table = self._table.open()
            over = datetime.now(UTC) - KEPT
            condition = f"claimed_at < {timestamp(over)}"
            if table.count_rows(condition):
                table.delete(condition)
            if table.stats()["fragment_stats"]["num_fragments"] >= _FRAGMENTS:
                table.optimize(cleanup_older_than=_KEEP_VERSIONS)
        except (OSError, RuntimeError, ValueError) as error:
            _log.info("the upkeep of kept answers is left for the next time: %s", error)

    def forget(self, is_meant: Callable[[str], bool]) -> int:
        """Forget answers by their body, also in the files; a repeated request is then a new one.

        Returns:
            How many.

        Raises:
            CorpusError: The table cannot be read or written.
        """
        with self._table.writing() as table:
            rows = table.search().where("status IS NOT NULL").select(["key", "owner", "body"])
            meant = [
                row
                for row in rows.to_list()
                if is_meant(zlib.decompress(row["body"]).decode("utf-8", "replace"))
            ]
            for row in meant:
                table.delete(_held(row["key"], row["owner"]))
            if meant:
                table.update(where="true", values_sql={"owner": "owner"})
                with warnings.catch_warnings():
                    # That other processes may fail is said where this is asked for.
                    warnings.simplefilter("ignore", UserWarning)
                    table.optimize(cleanup_older_than=timedelta(0))
        return len(meant)

    def _insert(self, key: str, owner: str, fingerprint: str | None) -> bool:
        now = datetime.now(UTC)
        row = {
            "key": key,
            "owner": owner,
            "fingerprint": fingerprint,
            "claimed_at": now,
            "heard_at": now,
        }
        with self._table.writing() as table:
            merged = (
                table.merge_insert("key")
                .when_not_matched_insert_all()
                .execute(pa.Table.from_pylist([row], _ROWS))
            )
        return bool(merged.num_inserted_rows)

    def _row(self, key: str) -> dict[str, Any] | None:
        with self._table.reading() as table:
            rows = table.search().where(f"key = {quote(key)}", prefilter=True).to_list()
        return rows[0] if rows else None

    def _drop(self, key: str, owner: str) -> None:
        with self._table.writing() as table:
            table.delete(_held(key, owner))


def _is_over(row: Mapping[str, Any]) -> bool:
    """Whether a row is older than answers are kept, or its request died without an answer."""
    now = datetime.now(UTC)
    silent = row["status"] is None and row["heard_at"] < now - LEASE
    return bool(silent or row["claimed_at"] < now - KEPT)


def _answer(row: Mapping[str, Any]) -> Answer | None:
    if row["status"] is None:
        return None
    return Answer(row["status"], json.loads(row["headers"]), row["body"])


def _held(key: str, owner: str) -> str:
    return f"key = {quote(key)} AND owner = {quote(owner)}"
