from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from api import pages

ARTICLE = (
    "<html><body><article><h1>Bridges closed</h1><p>The river rose by two metres overnight and "
    "the town closed both of its bridges.</p></article></body></html>"
)
# Allowed by their number, and yet minutes of work.
HOSTILE = "<html><body><article>" + "<p>The river rose.<br>" * 9_000 + "</article></body></html>"


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/claims/extract"])
def test_a_page_that_takes_too_long_is_refused_and_the_next_one_is_read(
    standing_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
):
    monkeypatch.setattr(pages, "SECONDS", 0.2)
    response = standing_client.post(path, json={"html": HOSTILE})
    assert response.status_code == 422
    problem = response.get_json()
    assert "within 0.2 seconds; send the body as `text`" in problem["detail"]
    assert problem["errors"][0]["pointer"] == "/html"
    monkeypatch.undo()
    answer = standing_client.post("/v1/claims/extract", json={"html": ARTICLE})
    assert answer.status_code == 200
    assert "two metres" in answer.get_json()["text"]
