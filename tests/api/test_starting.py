from __future__ import annotations

import threading
import time

import flask
from werkzeug.test import Client

from api.starting import Starting


def _wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_health_answers_before_the_application_is_there_and_then_it_takes_over():
    go = threading.Event()

    def make():
        go.wait(30)
        app = flask.Flask("made")
        app.add_url_rule("/readyz", view_func=lambda: "made")
        return app

    client = Client(Starting(make))
    assert client.get("/healthz").get_json() == {"status": "ok"}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.mimetype == "application/problem+json"
    assert int(response.headers["Retry-After"]) > 0
    assert response.get_json()["type"] == "/problems/not-ready"
    go.set()
    _wait_for(lambda: client.get("/readyz").status_code == 200)
    assert client.get("/readyz").get_data(as_text=True) == "made"


def test_an_application_that_cannot_be_made_is_no_healthy_one():
    def make():
        raise ImportError("secret")

    client = Client(Starting(make))
    _wait_for(lambda: client.get("/readyz").status_code == 500)
    response = client.get("/healthz")
    assert response.status_code == 500
    assert "secret" not in response.get_data(as_text=True)
