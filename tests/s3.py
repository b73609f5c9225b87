"""A local S3 server for tests, with the conditional puts that LanceDB commits by.

localbucket lacks one operation that LanceDB's upkeep needs, to delete several objects at once; it
is added here. `python -m tests.s3 FOLDER PORT` serves.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

from localbucket import S3Handler

from tests.conftest import REPOSITORY

BUCKET = "bucket"
_START_SECONDS = 60


@contextmanager
def serving(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a bucket, kept in a folder, while the context is open.

    Yields:
        What a client needs in its environment.
    """
    (folder / BUCKET).mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.s3", str(folder), str(port)],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, server)
        yield {
            "AWS_ENDPOINT": f"http://127.0.0.1:{port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
        }
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert server.poll() is None, "the S3 server ended"
            assert time.monotonic() < deadline, "the S3 server did not start"
            time.sleep(0.1)
        else:
            return


def environment_with(settings: dict[str, str]) -> dict[str, str]:
    """The environment of this process with these settings."""
    return {**os.environ, **settings}


class _Handler(S3Handler):  # type: ignore[misc]  # the base is untyped
    def _post_request(self, bucket: str, key: str) -> None:
        if "delete" not in self.query:
            super()._post_request(bucket, key)
            return
        result = ET.Element("DeleteResult")
        for element in ET.fromstring(self._read_body()).iter():
            if element.tag.rpartition("}")[2] == "Key":
                name = element.text or ""
                self._object_path(bucket, name).unlink(missing_ok=True)
                ET.SubElement(ET.SubElement(result, "Deleted"), "Key").text = name
        self._send_xml(result)


def _serve(folder: Path, port: int) -> None:
    _Handler.data_root = folder.resolve()
    ThreadingHTTPServer(("127.0.0.1", port), _Handler).serve_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]))
