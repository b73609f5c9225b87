"""Requests of tests about jobs: a batch of claims, a check, and waiting until they are done."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

NDJSON = "application/x-ndjson"
CLAIM = "The ferry Alvara sank off Brenna on Monday."
_SECONDS = 120  # on a machine with other work

Headers = Mapping[str, str]


def send_batch(
    client: FlaskClient, claims: Sequence[bytes | Mapping[str, Any]], headers: Headers | None = None
) -> TestResponse:
    """Send claims as a batch, a line each."""
    lines = [claim if isinstance(claim, bytes) else json.dumps(claim).encode() for claim in claims]
    body = b"".join(line + b"\n" for line in lines)
    return client.post(
        "/v1/checks/batch", data=body, content_type=NDJSON, headers=dict(headers or {})
    )


def wait_for_job(client: FlaskClient, path: str, headers: Headers | None = None) -> dict[str, Any]:
    """The job once it is over."""
    deadline = time.monotonic() + _SECONDS
    while True:
        job: dict[str, Any] = client.get(path, headers=dict(headers or {})).get_json()
        if job["status"] in {"finished", "cancelled"}:
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.02)


def results_of(
    client: FlaskClient, path: str, headers: Headers | None = None, query: str = ""
) -> list[dict[str, Any]]:
    """The results of a job, so far."""
    response = client.get(f"{path}/results{query}", headers=dict(headers or {}))
    assert response.status_code == 200, response.get_json()
    assert response.mimetype == NDJSON
    return [json.loads(line) for line in response.get_data(as_text=True).splitlines()]


def check(client: FlaskClient, prefer: str | None = None, **headers: str) -> TestResponse:
    """Check a claim, with `Prefer` where it is given."""
    sent = headers if prefer is None else {"Prefer": prefer, **headers}
    return client.post("/v1/checks", json={"claim": CLAIM}, headers=sent)


def wait_for_answer(client: FlaskClient, path: str) -> TestResponse:
    """What is there once it is no more 202."""
    deadline = time.monotonic() + _SECONDS
    while (response := client.get(path)).status_code == 202:
        assert int(response.headers["Retry-After"]) > 0
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return response
