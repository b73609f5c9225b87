"""API keys: what one may do, and how a process knows those that are good."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol

from scoring.errors import CorpusError

PREFIX = "ss_"  # by which scanners for leaked secrets can tell one
_SECRET_BYTES = 32  # 256 bits: nothing can be guessed, so a fast hash is enough
_ID_CHARACTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that look alike
_ID_LENGTH = 10
# Seconds that a worker answers from what it has read; twice as long while another of its threads
# is reading. After that a revoked key is refused. Asking the store for its version takes 0.5 ms
# from a disk, and a round trip from object storage.
REREAD_SECONDS = 1.0
# Seconds for which keys read before are trusted while the store cannot be read.
_TRUST_SECONDS = 60.0


class Scope(Enum):
    """What a key may do, in the collections that it is granted."""

    CHECK = "check"  # check claims, read checks, documents and hedges
    INGEST = "ingest"  # store, read and delete documents
    FETCH = "fetch"  # have pages of allowed hosts fetched and stored
    ADMIN = "admin"  # all of that, and what concerns the service as a whole


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret.

    Attributes:
        id: Names it in the log and on the command line; its second part.
        name: Whom it was made for.
        digest: SHA-256 of the key, in hex.
        scopes: What it may do.
        collections: Where; None for every collection.
        rate_limit: Its own limit, such as "100/minute"; None for the service's.
        created_at: When it was made.
        expires_at: From when on it is refused; None for never.
        revoked_at: When it was revoked; None while it is not.
    """

    id: str
    name: str
    digest: str = field(repr=False)
    scopes: frozenset[Scope]
    collections: frozenset[str] | None
    rate_limit: str | None
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def state(self, at: datetime) -> str:
        """What it is good for at a moment: "active", "expired" or "revoked"."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= at else "active"

    def matches(self, token: str) -> bool:
        """Whether a token is this key; takes the same time wherever they differ."""
        return hmac.compare_digest(self.digest, digest_of(token))


def digest_of(token: str) -> str:
    """SHA-256 of a token, in hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def new_token() -> tuple[str, str]:
    """A key that nobody has, as its id and all of it."""
    key_id = "".join(secrets.choice(_ID_CHARACTERS) for _ in range(_ID_LENGTH))
    return key_id, f"{PREFIX}{key_id}_{secrets.token_urlsafe(_SECRET_BYTES)}"


def id_in(token: str) -> str | None:
    """The id that a token names, None where it does not have the form of a key."""
    prefix, _, rest = token.partition("_")
    key_id, _, secret = rest.partition("_")
    return key_id if f"{prefix}_" == PREFIX and key_id and secret else None


class Keys(Protocol):
    """Where keys are kept."""

    def read(self) -> list[ApiKey]:
        """All keys; raises a CorpusError when they cannot be read."""
        ...

    def version(self) -> int:
        """Changes with every change to the keys; raises a CorpusError when it cannot be read."""
        ...


class Keyring:
    """The keys as this process knows them; read again, at most once a second, when they changed."""

    def __init__(self, store: Keys, clock: Callable[[], float] = time.monotonic) -> None:
        """Make a keyring that has read nothing yet.

        Args:
            store: Where the keys are.
            clock: Seconds that only rise.
        """
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, ApiKey] | None = None
        self._version = -1
        self._read_at = 0.0
        self._next_read = 0.0

    def find(self, token: str, at: datetime) -> ApiKey | None:
        """The active key that a token is, or None.

        Raises:
            CorpusError: The keys cannot be read, and have not been for a minute.
        """
        key = self._known().get(id_in(token) or "")
        if key is None:
            _NOBODYS.matches(token)  # an unknown id takes as long as a wrong secret
            return None
        return key if key.matches(token) and key.state(at) == "active" else None

    def is_empty(self) -> bool:
        """Whether no key was ever made; a revoked one counts, so that nothing opens by revoking.

        Raises:
            CorpusError: The keys cannot be read, and have not been for a minute.
        """
        return not self._known()

    def _known(self) -> dict[str, ApiKey]:
        keys = self._keys
        age = self._clock() - self._next_read
        if keys is not None and age < 0:
            return keys
        # One thread reads again. The others go on with what is known, unless it is too old.
        if self._lock.acquire(blocking=keys is None or age > REREAD_SECONDS):
            try:
                return self._reread()
            finally:
                self._lock.release()
        return keys or {}

    def _reread(self) -> dict[str, ApiKey]:
        now = self._clock()
        keys = self._keys
        if keys is not None and now < self._next_read:
            return keys  # another thread has, while this one waited
        try:
            version = self._store.version()
            if keys is None or version != self._version:
                keys = {key.id: key for key in self._store.read()}
            self._keys, self._version, self._read_at = keys, version, now
        except CorpusError:
            if keys is None or now - self._read_at > _TRUST_SECONDS:
                raise
        self._next_read = now + REREAD_SECONDS
        return keys


_NOBODYS = ApiKey(
    id="",
    name="",
    digest=digest_of(secrets.token_urlsafe(_SECRET_BYTES)),
    scopes=frozenset(),
    collections=frozenset(),
    rate_limit=None,
    created_at=datetime.now(UTC),
)
