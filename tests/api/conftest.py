"""An application with small models on a corpus of its own."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import access, answers
from api.app import make_app
from api.context import EXTENSION
from api.engine import Engine, Parts
from api.key_store import KeyStore
from api.keys import Keyring, Scope
from scoring.records import Check
from tests.api.running import Running, start
from tests.conftest import REPOSITORY
from tests.support import post_lines, ready_app, small_parts


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """An empty corpus with the small models."""
    return small_parts(tmp_path / "corpus")


@pytest.fixture
def client(parts: Parts) -> Iterator[FlaskClient]:
    """A client of an application on that corpus."""
    app = ready_app(parts)
    yield app.test_client()
    app.extensions[EXTENSION].close()


@pytest.fixture
def key_store(tmp_path: Path) -> KeyStore:
    """The keys beside the corpus of `parts`."""
    return KeyStore(str(tmp_path / "corpus"))


@pytest.fixture
def keyed_client(parts: Parts, key_store: KeyStore) -> Iterator[FlaskClient]:
    """A client of an application on that corpus that wants keys, and reads them each time."""
    app = make_app(Engine(lambda: parts), access.Gate(rereading(key_store)))
    app.extensions[EXTENSION].start()
    assert app.extensions[EXTENSION].wait(30)
    yield app.test_client()
    app.extensions[EXTENSION].close()


@pytest.fixture
def keys(key_store: KeyStore) -> Callable[..., dict[str, str]]:
    """Makes keys: `keys("check", collections=["a"])` gives headers."""

    def make(*scopes: str, **more: Any) -> dict[str, str]:
        _, token = key_store.create("test", [Scope(scope) for scope in scopes], **more)
        return {"Authorization": f"Bearer {token}"}

    return make


def rereading(store: KeyStore) -> Keyring:
    """A keyring by whose clock each look is a second after the last."""
    return Keyring(store, itertools.count().__next__)


@pytest.fixture(scope="session")
def standing_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """An empty corpus for tests that leave it as it is."""
    return small_parts(tmp_path_factory.mktemp("standing") / "corpus")


@pytest.fixture(scope="session")
def standing_client(standing_parts: Parts) -> Iterator[FlaskClient]:
    """A client of an application on that corpus."""
    app = ready_app(standing_parts)
    yield app.test_client()
    app.extensions[EXTENSION].close()


@pytest.fixture(scope="session")
def demo_documents() -> list[dict[str, Any]]:
    """The documents of the demo corpus."""
    text = (REPOSITORY / "demo" / "corpus.ndjson").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="session")
def demo_client(
    tmp_path_factory: pytest.TempPathFactory, demo_documents: list[dict[str, Any]]
) -> Iterator[FlaskClient]:
    """A client of an application on the demo corpus; tests must leave it as it is."""
    app = ready_app(small_parts(tmp_path_factory.mktemp("demo") / "corpus"))
    client = app.test_client()
    assert {result["status"] for result in post_lines(client, demo_documents)} == {201}
    yield client
    app.extensions[EXTENSION].close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with two workers and a key; tests that use it are marked `slow`."""
    running = start(tmp_path_factory.mktemp("server"), with_key=True, RATE_LIMIT="none")
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


@dataclass
class Gate:
    """Where checks wait until they may go on.

    Attributes:
        entered: Released by each that has come.
        opened: Set once they may.
    """

    entered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    opened: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Checks that wait until they may go on."""
    made, check = Gate(), answers.check_claim

    def slow(*args: Any, **kwargs: Any) -> Check:
        made.entered.release()
        assert made.opened.wait(60)
        return check(*args, **kwargs)

    monkeypatch.setattr(answers, "check_claim", slow)
    yield made
    made.opened.set()
