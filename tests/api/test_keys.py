from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.keys import ApiKey, Keyring, Scope, digest_of, id_in, new_token
from scoring.errors import CorpusError

_NOW = datetime(2031, 5, 6, tzinfo=UTC)


class Store:
    """Keys in memory, that count how often they are read and can be out of reach."""

    def __init__(self, *keys):
        self.keys = list(keys)
        self.changes = 1
        self.reads = 0
        self.asked = 0
        self.broken = False

    def version(self):
        self.asked += 1
        if self.broken:
            raise CorpusError("no route to the store")
        return self.changes

    def read(self):
        self.reads += 1
        return list(self.keys)

    def put(self, *keys):
        self.keys = list(keys)
        self.changes += 1


class Clock:
    """Seconds that a test sets."""

    seconds = 100.0

    def __call__(self):
        return self.seconds


def _made(**more):
    key_id, token = new_token()
    key = ApiKey(key_id, "test", digest_of(token), frozenset({Scope.CHECK}), None, None, _NOW)
    return replace(key, **more), token


@pytest.fixture
def clock():
    return Clock()


def test_tokens_are_long_distinct_and_fit_a_bearer_header():
    tokens = {new_token() for _ in range(1_000)}
    assert len(tokens) == len({key_id for key_id, _ in tokens}) == 1_000
    for key_id, token in tokens:
        assert id_in(token) == key_id
        assert len(token) == len("ss_") + 10 + 1 + 43  # 32 bytes in base 64
        assert token.isascii()
        assert not set(token) - set("-._~+/") & set(" ,;=\"'")


@pytest.mark.parametrize("token", ["", "ss", "ss_", "ss_a", "ss_a_", "ss__b", "xx_a_b", "a_b"])
def test_what_has_not_the_form_of_a_key_names_none(token):
    assert id_in(token) is None


def test_a_key_is_found_by_all_of_its_token_only(clock):
    key, token = _made()
    other, other_token = _made()
    ring = Keyring(Store(key, other), clock)
    assert ring.find(token, _NOW) == key
    assert ring.find(other_token, _NOW) == other
    swapped = f"ss_{key.id}_{other_token.rsplit('_', 1)[1]}"
    for wrong in (token[:-1], token + "x", token.upper(), swapped, key.digest, "\udcff", ""):
        assert ring.find(wrong, _NOW) is None


def test_a_key_is_good_until_it_expires_or_is_revoked(clock):
    until = _NOW + timedelta(hours=1)
    key, token = _made(expires_at=until)
    revoked, revoked_token = _made(revoked_at=_NOW)
    ring = Keyring(Store(key, revoked), clock)
    assert ring.find(token, until - timedelta(microseconds=1)) == key
    assert ring.find(token, until) is None
    assert ring.find(revoked_token, _NOW) is None
    states = [key.state(_NOW), key.state(until), revoked.state(_NOW)]
    assert states == ["active", "expired", "revoked"]


def test_keys_are_read_again_only_when_they_changed_and_at_most_once_a_second(clock):
    key, token = _made()
    store = Store(key)
    ring = Keyring(store, clock)
    for _ in range(10):
        assert ring.find(token, _NOW) == key
    assert (store.asked, store.reads) == (1, 1)
    clock.seconds += 1.0
    assert ring.find(token, _NOW) == key
    assert (store.asked, store.reads) == (2, 1)
    store.put(replace(key, revoked_at=_NOW))
    assert ring.find(token, _NOW) == key
    clock.seconds += 1.0
    assert ring.find(token, _NOW) is None
    assert (store.asked, store.reads) == (3, 2)


def test_known_keys_are_trusted_for_a_minute_without_the_store(clock):
    key, token = _made()
    store = Store(key)
    ring = Keyring(store, clock)
    assert ring.find(token, _NOW) == key
    store.broken = True
    clock.seconds += 60.0
    assert ring.find(token, _NOW) == key
    clock.seconds += 1.0
    for _ in range(2):
        with pytest.raises(CorpusError):
            ring.find(token, _NOW)
    store.broken = False
    assert ring.find(token, _NOW) == key


def test_nothing_is_let_in_before_the_store_was_read(clock):
    key, token = _made()
    store = Store(key)
    store.broken = True
    ring = Keyring(store, clock)
    for ask in (lambda: ring.find(token, _NOW), ring.is_empty):
        with pytest.raises(CorpusError):
            ask()


def test_revoked_keys_keep_the_ring_from_being_empty(clock):
    store = Store()
    ring = Keyring(store, clock)
    assert ring.is_empty()
    store.put(_made(revoked_at=_NOW)[0])
    clock.seconds += 1.0
    assert not ring.is_empty()


def test_neither_secret_nor_hash_is_shown():
    key, token = _made()
    assert token not in repr(key)
    assert key.digest not in repr(key)
