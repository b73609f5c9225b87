"""A site on the loopback address that answers as a public one, through the fetcher's seam."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from api.fetching.connection import Network

PUBLIC = "93.184.215.14"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A running site.

    Attributes:
        pages: What it answers, by path; a missing one gets 404.
        asked: The host and path of each request.
        connected: The address of each connection.
    """

    port: int
    pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]]
    asked: list[tuple[str, str]] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    def page(self, path: str, body: str, kind: str = "text/html", status: int = 200) -> None:
        self.pages[path] = (status, {"Content-Type": kind}, body.encode())

    def redirect(self, path: str, location: str) -> None:
        self.pages[path] = (302, {"Location": location}, b"")

    def network(self, resolve: Callable[[str, int], Sequence[str]] | None = None) -> Network:
        """Every host at a public address, all of which lead here."""

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            self.connected.append(address)
            return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

        return Network(resolve or (lambda host, port: [PUBLIC]), connect)


@contextmanager
def serving() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.headers["Host"], self.path))
            answer = site.pages.get(self.path, (404, {}, b""))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(server.server_port, {})
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Answer with a byte now and then, until nobody listens any more."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(600):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass
