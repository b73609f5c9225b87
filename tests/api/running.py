"""A service as a user starts it: a real gunicorn with the real encoder."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from api.key_store import KeyStore
from api.keys import Scope
from scoring.settings import Settings
from tests.conftest import REPOSITORY

START_SECONDS = 240  # with an empty model cache and other work on the machine


@dataclass
class Running:
    """A server that was started by a test.

    Attributes:
        process: The server.
        host: Where it listens.
        port: Its port.
        keys: The keys that it lets in.
        token: One for everything; "" where none was made.
    """

    process: subprocess.Popen[str]
    host: str
    port: int
    keys: KeyStore
    token: str

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=START_SECONDS)

    def headers(self, **more: str) -> dict[str, str]:
        """With the key, unless another Authorization is given; `Content_Type="…"` and so on."""
        known = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**known, **{name.replace("_", "-"): value for name, value in more.items()}}

    def send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One request on a connection of its own; any worker may take it."""
        connection = self.connect()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """The same with JSON, and with the key."""
        if body is not None:
            headers = {"Content_Type": "application/json", **headers}
        content = None if body is None else json.dumps(body).encode()
        response, text = self.send(method, path, content, self.headers(**headers))
        return response.status, json.loads(text) if text else None

    def wait_until_ready(self) -> None:
        """Wait until it says so once; from then on every worker must be."""
        deadline = time.monotonic() + START_SECONDS
        while self.ask("GET", "/readyz")[0] != 200:
            assert time.monotonic() < deadline, "the server did not become ready"
            time.sleep(0.2)

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def stop(self) -> int:
        """Tell it to stop, and wait; its exit status."""
        self.process.terminate()
        status = self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


def start(folder: Path, *, with_key: bool, **settings: str) -> Running:
    """Start a server with two workers on an empty corpus in a folder.

    Args:
        folder: For the corpus and the log.
        with_key: Make a key for everything first.
        settings: More of the environment, such as `RATE_LIMIT="5/minute"`.
    """
    keys = KeyStore(str(folder / "corpus"))
    token = keys.create("tests", [Scope.ADMIN])[1] if with_key else ""
    environment = {
        **os.environ,
        "CORPUS_URI": str(folder / "corpus"),
        "MODEL_CACHE": str(Settings.from_environment().model_cache_folder),
        **settings,
    }
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--workers", "2", "--json"],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    line = next((line for line in process.stdout if line.startswith("{")), "")
    assert line, (folder / "log").read_text()
    url = urlsplit(json.loads(line)["url"])
    return Running(process, str(url.hostname), int(url.port or 0), keys, token)
