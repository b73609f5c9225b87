"""What a client of `bench/http.py` makes of answers that do not come."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import bench.http
from bench.http import Client


class _Handler(BaseHTTPRequestHandler):
    """Breaks off, is late, refuses, and then answers."""

    protocol_version = "HTTP/1.1"
    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.asked == 1:
            self.close_connection = True
            return
        if self.asked == 2:
            time.sleep(1.0)
        self.send_response(503 if self.asked == 3 else 201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield "127.0.0.1", server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_client_goes_on_after_a_request_that_fails(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.http, "_CLIENT_SECONDS", 0.5)
    client = Client(address)
    with contextlib.closing(client._connection):
        taken = [client.check("Rain fell.") for _ in range(3)]
        assert taken == [None, None, None]
    monkeypatch.undo()
    client = Client(address)
    with contextlib.closing(client._connection):
        assert client.check("Rain fell.") is not None
