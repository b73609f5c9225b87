"""A real gunicorn with the real encoder, as a user starts it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from api.keys import REREAD_SECONDS, Scope
from tests.api.running import start
from tests.conftest import REPOSITORY

_NDJSON = {"Content_Type": "application/x-ndjson"}


def _lines(prefix: str, count: int) -> list[bytes]:
    return [
        json.dumps(
            {"id": f"{prefix}{n}", "text": f"Ferry number {n} left Brenna. It carried {n} cars."}
        ).encode()
        + b"\n"
        for n in range(count)
    ]


@pytest.mark.slow
def test_health_answers_before_the_models_are_open(tmp_path):
    running = start(tmp_path, with_key=False)
    try:
        assert running.ask("GET", "/healthz") == (200, {"status": "ok"})
        status, body = running.ask("GET", "/readyz")
        assert status == 503
        assert body["type"] == "/problems/not-ready"
    finally:
        status = running.stop()
    assert status == 0


@pytest.mark.slow
def test_every_worker_sees_a_stored_document_at_once(server):
    text = "The lighthouse at Kestrel Bay was switched off on Friday."
    status, _ = server.ask("POST", "/v1/documents", {"id": "light", "text": text})
    assert status == 201
    for _ in range(8):
        status, answer = server.ask("POST", "/v1/checks", {"claim": text})
        assert status == 201
        assert "light" in [item["id"] for item in answer["documents"]]
        assert server.ask("GET", f"/v1/checks/{answer['id']}") == (200, answer)
    assert server.ask("DELETE", "/v1/documents/light")[0] == 204
    for _ in range(8):
        assert server.ask("GET", "/v1/documents/light")[0] == 404


@pytest.mark.slow
def test_a_chunked_batch_is_answered_while_it_is_sent(server):
    lines = _lines("chunked", 130)
    with socket.create_connection((server.host, server.port), timeout=120) as connection:
        connection.sendall(
            b"POST /v1/documents/batch HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
            b"Authorization: Bearer " + server.token.encode() + b"\r\n\r\n"
        )

        def send(content: bytes) -> None:
            connection.sendall(f"{len(content):x}\r\n".encode() + content + b"\r\n")

        send(b"".join(lines[:65]))
        received = b""
        while b'"line":64,' not in received:
            received += connection.recv(65_536)
        send(b"".join(lines[65:]))
        send(b"")
        while piece := connection.recv(65_536):
            received += piece
    assert b'"line":130,' in received
    assert received.count(b'"status":201') == 130


@pytest.mark.slow
def test_a_client_that_sends_everything_before_it_reads_is_answered(server):
    # Some 9 MB of results: more than the connection's buffers hold.
    count = 60_000
    body = b"{broken\n" * count
    connection = server.connect()
    connection.request("POST", "/v1/documents/batch", body, server.headers(**_NDJSON))
    response = connection.getresponse()
    numbers = [json.loads(line)["line"] for line in response]
    connection.close()
    assert numbers == list(range(1, count + 1))


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_workers_are_killed(server):
    lines = _lines("killed", 1_000)
    connection = server.connect()
    connection.request("POST", "/v1/documents/batch", b"".join(lines), server.headers(**_NDJSON))
    response = connection.getresponse()
    acknowledged = [json.loads(response.readline())]
    for worker in server.workers():
        worker.send_signal(signal.SIGKILL)
    with contextlib.suppress(http.client.HTTPException, ConnectionError):  # it is cut
        acknowledged += [json.loads(line) for line in response if line.endswith(b"\n")]
    connection.close()
    stored = [item["id"] for item in acknowledged if item["status"] == 201]
    assert 0 < len(stored) < len(lines), "the workers were killed too early or too late"

    server.wait_until_ready()
    for document_id in stored:
        status, document = server.ask("GET", f"/v1/documents/{document_id}")
        assert status == 200
        assert len(document["statements"]) == 2

    again = server.connect()
    again.request("POST", "/v1/documents/batch", b"".join(lines), server.headers(**_NDJSON))
    results = [json.loads(line) for line in again.getresponse()]
    again.close()
    assert [item["id"] for item in results] == [f"killed{n}" for n in range(len(lines))]
    by_id = {item["id"]: item["status"] for item in results}
    assert set(by_id.values()) == {200, 201}
    assert {by_id[document_id] for document_id in stored} == {200}


@pytest.mark.slow
def test_keys_are_made_and_revoked_while_every_worker_runs(server):
    def statuses(token):
        answers = (
            server.ask("GET", "/v1/features", Authorization=f"Bearer {token}") for _ in range(8)
        )
        return {status for status, _ in answers}

    key, token = server.keys.create("late", [Scope.CHECK])
    time.sleep(2 * REREAD_SECONDS)
    assert statuses(token) == {200}
    assert statuses(token + "x") == {401}
    assert server.ask("DELETE", "/v1/documents/x", Authorization=f"Bearer {token}")[0] == 403
    server.keys.revoke(key.id)
    time.sleep(2 * REREAD_SECONDS)
    assert statuses(token) == {401}
    assert statuses(server.token) == {200}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GARBAGE", 400),
        (b"GET / HTTP/9.9", 400),
        (b"GET / HTTP/1.1\r\nBad Name: x", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1", 414),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 9_000, 431),
        (b"POST /v1/hedges HTTP/1.1\r\nTransfer-Encoding: rot13", 501),
        (b"POST /v1/hedges HTTP/1.1\r\nContent-Length: 9999999999", 413),
        (b"POST /v1/hedges HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz", 400),
    ],
)
def test_what_is_no_request_gets_a_problem_too(server, request_, status):
    line, _, rest = request_.partition(b"\r\n")
    sent = line + b"\r\nHost: localhost\r\nAuthorization: Bearer " + server.token.encode()
    sent += b"\r\nContent-Type: application/json\r\n" + rest + b"\r\n\r\n"
    with socket.create_connection((server.host, server.port), timeout=60) as connection:
        connection.sendall(sent)
        with contextlib.closing(http.client.HTTPResponse(connection)) as response:
            response.begin()
            body = json.loads(response.read())
    assert response.status == body["status"] == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["request_id"] == response.headers["X-Request-Id"]
    assert server.token not in str(body)


@pytest.mark.slow
def test_whichever_worker_is_asked_tells_of_all(server):
    def counted():
        response, text = server.send("GET", "/metrics", None, server.headers())
        assert response.status == 200
        name = 'duration_seconds_count{method="GET",route="/healthz",status="200"}'
        found = [line for line in text.decode().splitlines() if name in line]
        return float(found[0].rsplit(" ", 1)[1]) if found else 0.0

    before = counted()
    for _ in range(20):
        assert server.ask("GET", "/healthz")[0] == 200
    assert {counted() for _ in range(4)} == {before + 20}


@pytest.mark.slow
def test_a_port_in_use_is_one_line(server, tmp_path):
    arguments = ["serve", "--host", server.host, "--port", str(server.port)]
    finished = subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "CORPUS_URI": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 2
    assert "the port is in use" in finished.stderr
    assert len(finished.stderr.splitlines()) == 1
