"""The cluster form: one corpus in object storage, filled by a command, served by two gunicorns."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.key_store import KeyStore
from tests.api.running import Running
from tests.conftest import REPOSITORY
from tests.s3 import BUCKET, environment_with, serving

pytestmark = pytest.mark.slow

_URI = f"s3://{BUCKET}/corpus"
_CLAIM = "The ferry Alvara sank off Brenna on Monday."


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with serving(tmp_path / "s3") as storage:
        for name, value in storage.items():
            monkeypatch.setenv(name, value)  # for the key store of this process
        yield environment_with({**storage, "CORPUS_URI": _URI})


def _replica(environment: dict[str, str], log: Path) -> Running:
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.api.small_server"],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    assert process.stdout is not None
    line = next((line for line in process.stdout if line.startswith("{")), "")
    assert line, log.read_text()
    url = urlsplit(json.loads(line)["url"])
    return Running(process, str(url.hostname), int(url.port or 0), KeyStore(_URI), "")


def test_replicas_on_object_storage_answer_from_what_a_command_stored(
    environment: dict[str, str], tmp_path: Path
):
    documents = [
        {"id": f"d{n}", "publisher": f"Paper {n}", "text": f"{_CLAIM} It was raised in May 203{n}."}
        for n in range(3)
    ]
    file = tmp_path / "news.ndjson"
    file.write_text("\n".join(map(json.dumps, documents)))
    ingested = subprocess.run(
        [sys.executable, "-m", "tests.api.small_ingest", "ingest", str(file), "--json"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ingested.returncode == 0, ingested.stderr
    assert json.loads(ingested.stdout)["stored"] == 3
    with ExitStack() as stack:
        replicas = []
        for n in range(2):
            replicas.append(_replica(environment, tmp_path / f"log{n}"))
            stack.callback(replicas[n].stop)
        first, second = replicas
        for each in replicas:
            each.wait_until_ready()
            status, check = each.ask("POST", "/v1/checks", {"claim": _CLAIM})
            assert status == 201
            assert sorted(item["id"] for item in check["documents"]) == ["d0", "d1", "d2"]
        # What one has acknowledged the other sees, a check that one has made too.
        late = {"id": "late", "publisher": "Herald", "text": f"{_CLAIM} Nobody was hurt."}
        assert first.ask("POST", "/v1/documents", late)[0] == 201
        status, check = second.ask("POST", "/v1/checks", {"claim": _CLAIM})
        assert "late" in [item["id"] for item in check["documents"]]
        assert first.ask("GET", f"/v1/checks/{check['id']}")[0] == 200
