from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.key_store import KeyStore
from api.keys import Scope
from scoring.errors import CorpusError, NotFound


@pytest.fixture
def uri(tmp_path):
    return str(tmp_path / "corpus")


def test_a_key_is_read_back_without_its_token(uri):
    store = KeyStore(uri)
    made, token = store.create(
        "newsroom",
        [Scope.INGEST, Scope.CHECK],
        collections=["b", "a"],
        rate_limit="5/minute",
        lifetime=timedelta(days=1),
    )
    assert KeyStore(uri).read() == [made]
    assert made.scopes == {Scope.CHECK, Scope.INGEST}
    assert made.collections == {"a", "b"}
    assert made.expires_at - made.created_at == timedelta(days=1)
    assert made.matches(token)
    secret = token.split("_", 2)[2].encode()
    files = [path for path in Path(uri).rglob("*") if path.is_file()]
    assert files
    assert not any(secret in path.read_bytes() for path in files)


def test_another_process_sees_what_one_did(uri):
    ours, theirs = KeyStore(uri), KeyStore(uri)
    assert ours.read() == theirs.read() == []
    before = ours.version()
    key, _ = theirs.create("a", [Scope.CHECK])
    assert ours.version() != before
    assert ours.read() == [key]
    before = ours.version()
    revoked = theirs.revoke(key.id)
    assert revoked.revoked_at <= datetime.now(UTC)
    assert ours.version() != before
    assert ours.read() == [revoked]


def test_revoking_twice_keeps_the_first_moment(uri):
    store = KeyStore(uri)
    key, _ = store.create("a", [Scope.CHECK])
    assert store.revoke(key.id) == store.revoke(key.id)


@pytest.mark.parametrize("key_id", ["nothing", "", "' OR ''='"])
def test_an_unknown_key_is_not_revoked(uri, key_id):
    store = KeyStore(uri)
    key, _ = store.create("a", [Scope.CHECK])
    with pytest.raises(NotFound):
        store.revoke(key_id)
    assert store.read() == [key]


@pytest.mark.parametrize("attempt", range(3))
def test_keys_made_at_once_are_all_kept_though_there_was_no_table(uri, attempt):
    ready = threading.Barrier(6)

    def create(number):
        store = KeyStore(uri)
        ready.wait(30)
        return store.create(f"k{number}", [Scope.CHECK])[0]

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(create, range(6)))
    assert {key.id for key in KeyStore(uri).read()} == {key.id for key in made}


def test_a_store_that_cannot_be_opened_says_so(tmp_path):
    (tmp_path / "file").write_text("no folder")
    store = KeyStore(str(tmp_path / "file" / "corpus"))
    for ask in (store.read, store.version, lambda: store.create("a", [Scope.CHECK])):
        with pytest.raises(CorpusError, match="CORPUS_URI"):
            ask()
