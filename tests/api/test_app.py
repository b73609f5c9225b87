from __future__ import annotations

import pytest

from api.app import make_app
from api.engine import Engine


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/checks", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("PUT", "/v1/documents", {"POST", "OPTIONS"}),
        ("POST", "/v1/documents/a", {"GET", "HEAD", "DELETE", "OPTIONS"}),
        ("DELETE", "/readyz", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(standing_client, method, path, allowed):
    response = standing_client.open(path, method=method)
    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
    assert set(response.headers["Allow"].split(", ")) == allowed


def test_an_unknown_path_is_a_problem(standing_client):
    response = standing_client.get("/v2/checks")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert "/docs" in response.get_json()["detail"]


def test_every_answer_has_a_request_id(standing_client):
    given = standing_client.get("/healthz", headers={"X-Request-Id": "editor-1.2_3"})
    assert given.headers["X-Request-Id"] == "editor-1.2_3"
    for bad in ("", "a b", "x" * 65, "a\u00e9"):
        made = standing_client.get("/nowhere", headers={"X-Request-Id": bad})
        assert made.headers["X-Request-Id"] == made.get_json()["request_id"] != bad


def test_a_bug_is_a_problem_without_its_inside(parts):
    app = make_app(Engine(lambda: parts))

    @app.get("/bug")
    def bug():
        raise ZeroDivisionError("secret")

    response = app.test_client().get("/bug")
    assert response.status_code == 500
    assert response.mimetype == "application/problem+json"
    assert "secret" not in response.get_data(as_text=True)
    assert response.get_json()["request_id"] == response.headers["X-Request-Id"]


def test_a_failing_check_is_a_problem(client, monkeypatch):
    def broken(*_, **__):
        raise MemoryError("secret")

    monkeypatch.setattr("api.answers.check_claim", broken)
    response = client.post("/v1/checks", json={"claim": "Rain fell."})
    assert response.status_code == 500
    assert "secret" not in response.get_data(as_text=True)
