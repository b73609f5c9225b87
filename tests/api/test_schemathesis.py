"""The whole OpenAPI document against a running gunicorn: every operation, and chains of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.key_store import KeyStore
from api.keys import Scope
from tests.api.running import Running
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow

_HERE = Path(__file__).parent
_EXAMPLES = "5"  # of each operation, beside those that the document's edges ask for
_SECONDS = 500


@pytest.fixture(scope="module")
def small_server(tmp_path_factory):
    """A real gunicorn with two workers, a key, and small models: what is held here is HTTP."""
    folder = tmp_path_factory.mktemp("small")
    keys = KeyStore(str(folder / "corpus"))
    token = keys.create("tests", [Scope.ADMIN])[1]
    environment = {**os.environ, "CORPUS_URI": str(folder / "corpus"), "RATE_LIMIT": "none"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.small_server"],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    line = next((line for line in process.stdout if line.startswith("{")), "")
    assert line, (folder / "log").read_text()
    url = urlsplit(json.loads(line)["url"])
    running = Running(process, str(url.hostname), int(url.port), keys, token)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


def test_the_service_keeps_to_its_document(small_server, tmp_path):
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(_HERE / "schemathesis.toml"), "run"),
        str(REPOSITORY / "openapi.yaml"),
        *("--url", f"http://{small_server.host}:{small_server.port}"),
        *("--header", f"Authorization: Bearer {small_server.token}"),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--max-examples", _EXAMPLES),
        *("--request-timeout", "120"),  # seconds, on a machine with other work
        "--generation-deterministic",
        "--no-shrink",
        "--continue-on-failure",
        "--no-color",
    ]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks",
        },
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    tested = [line for line in done.stdout.splitlines() if "Tested:" in line]
    document = (REPOSITORY / "openapi.yaml").read_text("utf-8")
    assert tested[0].split()[-1] == str(document.count("operationId:"))
