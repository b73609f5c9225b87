from __future__ import annotations

import threading

import pytest

from api.app import make_app
from api.context import EXTENSION
from api.engine import Engine
from scoring.errors import EncoderMismatch
from tests.support import small_parts


def test_until_the_parts_are_open_only_health_answers(parts):
    opened = threading.Event()

    def load():
        opened.wait(30)
        return parts

    app = make_app(Engine(load))
    app.extensions[EXTENSION].start()
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    for response in (
        client.get("/readyz"),
        client.get("/v1/documents/a"),
        client.post("/v1/checks", json={"claim": "Rain fell."}),
        client.post("/v1/documents/batch", data=b"", content_type="application/x-ndjson"),
    ):
        assert response.status_code == 503
        assert response.mimetype == "application/problem+json"
        assert int(response.headers["Retry-After"]) > 0
    opened.set()
    assert app.extensions[EXTENSION].wait(30)
    assert client.get("/readyz").status_code == 200
    app.extensions[EXTENSION].close()


@pytest.mark.parametrize(
    ("error", "told"),
    [(EncoderMismatch("made with another"), "made with another"), (KeyError("x"), "KeyError")],
)
def test_parts_that_cannot_be_opened_are_told_of(error, told):
    def load():
        raise error

    engine = Engine(load)
    engine.start()
    assert engine.wait(30)
    response = make_app(engine).test_client().get("/readyz")
    assert response.status_code == 503
    assert told in response.get_json()["detail"]


def test_upkeep_follows_a_write_and_survives_its_failure(tmp_path, monkeypatch):
    parts = small_parts(tmp_path / "corpus")
    calls = []
    done = threading.Event()

    def maintain():
        calls.append(1)
        done.set()
        raise RuntimeError("disk full")

    monkeypatch.setattr(parts.corpus, "maintain", maintain)
    engine = Engine(lambda: parts)
    engine.start()
    assert engine.wait(30)
    for count in (1, 2):
        done.clear()
        engine.note_write()
        assert done.wait(30)
        assert len(calls) == count
    engine.close()
