"""Where API keys are kept: a table beside the corpus, the same for all workers and replicas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from api.keys import ApiKey, Scope, digest_of, new_token
from scoring.corpus.filters import quote
from scoring.corpus.tables import SideTable
from scoring.errors import CorpusError, NotFound

_TIME = pa.timestamp("us", tz="UTC")
_KEYS = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("digest", pa.string()),  # SHA-256 of the whole key, in hex
        ("scopes", pa.list_(pa.string())),
        ("collections", pa.list_(pa.string())),  # null: all of them
        ("rate_limit", pa.string()),  # null: the service's
        ("created_at", _TIME),
        ("expires_at", _TIME),  # null: never
        ("revoked_at", _TIME),  # null: not revoked
    ]
)


class KeyStore:
    """The keys of a corpus, in a LanceDB table."""

    def __init__(self, uri: str) -> None:
        """Name the corpus; nothing is opened yet, so that a process may still fork.

        Args:
            uri: The corpus: a folder, or an address of object storage that LanceDB takes.
        """
        self.uri = uri
        self._table = SideTable(uri, "api_keys", _KEYS, "the keys")

    def create(
        self,
        name: str,
        scopes: Iterable[Scope],
        *,
        collections: Iterable[str] | None = None,
        rate_limit: str | None = None,
        lifetime: timedelta | None = None,
    ) -> tuple[ApiKey, str]:
        """Make a key and store it; durable when this returns.

        Args:
            name: Whom it is for.
            scopes: What it may do, at least one.
            collections: Where; None for every collection.
            rate_limit: Its own limit; None for the service's.
            lifetime: How long it is good for; None for ever.

        Returns:
            The key, and the token to send, which is stored nowhere.

        Raises:
            CorpusError: It could not be stored.
        """
        key_id, token = new_token()
        created_at = datetime.now(UTC)
        key = ApiKey(
            id=key_id,
            name=name,
            digest=digest_of(token),
            scopes=frozenset(scopes),
            collections=None if collections is None else frozenset(collections),
            rate_limit=rate_limit,
            created_at=created_at,
            expires_at=None if lifetime is None else created_at + lifetime,
        )
        with self._table.writing() as table:
            table.add(pa.Table.from_pylist([_row(key)], _KEYS))
        if key not in self.read():  # the table was made by another at the same moment
            raise CorpusError(f"the key was not kept at {self.uri!r}; make it again")
        return key, token

    def revoke(self, key_id: str) -> ApiKey:
        """Revoke a key; durable when this returns. One that is revoked stays so.

        Raises:
            NotFound: There is no such key.
            CorpusError: It could not be stored.
        """
        if all(key.id != key_id for key in self.read()):
            raise NotFound(f"there is no key {key_id!r}; `secondsource keys list` shows all")
        with self._table.writing() as table:
            table.update(
                where=f"id = {quote(key_id)} AND revoked_at IS NULL",
                values={"revoked_at": datetime.now(UTC)},
            )
        return next(key for key in self.read() if key.id == key_id)

    def read(self) -> list[ApiKey]:
        """All keys, the oldest first.

        Raises:
            CorpusError: They cannot be read.
        """
        with self._table.reading() as table:
            rows = table.search().to_list()
        return sorted((_key(row) for row in rows), key=lambda key: (key.created_at, key.id))

    def version(self) -> int:
        """Changes with every change to the keys, whichever process makes it.

        Raises:
            CorpusError: It cannot be read.
        """
        with self._table.reading() as table:
            return int(table.version)


def _row(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "digest": key.digest,
        "scopes": sorted(scope.value for scope in key.scopes),
        "collections": None if key.collections is None else sorted(key.collections),
        "rate_limit": key.rate_limit,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }


def _key(row: Mapping[str, Any]) -> ApiKey:
    collections = row["collections"]
    return ApiKey(
        id=row["id"],
        name=row["name"],
        digest=row["digest"],
        scopes=frozenset(Scope(name) for name in row["scopes"]),
        collections=None if collections is None else frozenset(collections),
        rate_limit=row["rate_limit"],
        created_at=row["created_at"].astimezone(UTC),
        expires_at=_utc(row["expires_at"]),
        revoked_at=_utc(row["revoked_at"]),
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
