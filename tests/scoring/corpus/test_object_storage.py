"""A corpus in object storage: a real S3 server, several processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import make_app
from api.context import EXTENSION
from api.engine import Engine, Parts
from api.key_store import KeyStore
from api.keys import Scope
from scoring.check import Models
from scoring.corpus.audit import audit
from scoring.corpus.backup import back_up, restore
from scoring.corpus.store import Corpus
from scoring.fact_checks import FactCheckStore
from tests.conftest import REPOSITORY
from tests.s3 import BUCKET, environment_with, serving
from tests.scoring.corpus.making import ENCODER, made, texts_of
from tests.support import OverlapStance

pytestmark = pytest.mark.slow

_WRITER = """
import sys
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import ENCODER, made
uri, name = sys.argv[1:]
corpus = Corpus(uri, ENCODER.identity)
for n in range(4):
    corpus.put([made(f"{name}{n}", f"First of {n}. Second of {n}.")])
    corpus.put([made("shared", f"{name} wrote this. It was number {n}.")])
    print(f"{name}{n}", flush=True)
"""


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with serving(tmp_path / "s3") as settings:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        yield settings


def test_processes_that_make_and_write_one_corpus_at_once_lose_nothing(
    environment: dict[str, str],
):
    uri = f"s3://{BUCKET}/new"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, uri, name],
            cwd=REPOSITORY,
            env=environment_with(environment),
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("anna", "bo")
    ]
    names = [line for writer in writers for line in writer.communicate()[0].split()]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(names) == 8
    corpus = Corpus(uri, ENCODER.identity)
    assert set(corpus.load([f"default/{name}" for name in names])) == {
        f"default/{name}" for name in names
    }
    assert audit(corpus, lambda _done, _total: None).faults == ()
    assert len(corpus.history("default", "shared")) == 8


def test_the_service_works_on_it_and_it_is_backed_up_to_a_folder(
    environment: dict[str, str], tmp_path: Path
):
    uri = f"s3://{BUCKET}/corpus"
    published = FactCheckStore(uri, ENCODER.identity)
    parts = Parts(Corpus(uri, ENCODER.identity), Models(ENCODER, OverlapStance()), published)
    app = make_app(Engine(lambda: parts))
    app.extensions[EXTENSION].start()
    assert app.extensions[EXTENSION].wait(60)
    client = app.test_client()
    document = {"id": "a", "text": "The bridge at Norvik is closed.", "publisher": "Herald"}
    sent = {"Idempotency-Key": "one"}
    assert client.post("/v1/documents", json=document, headers=sent).status_code == 201
    again = client.post("/v1/documents", json=document, headers=sent)
    assert again.status_code == 201
    answer = client.post("/v1/checks", json={"claim": "The bridge at Norvik is closed."})
    assert answer.get_json()["verdict"] == "single_origin"
    assert client.get(answer.headers["Location"]).status_code == 200
    app.extensions[EXTENSION].close()
    keys = KeyStore(uri)
    key, _ = keys.create("plugin", [Scope.CHECK])
    assert [each.id for each in KeyStore(uri).read()] == [key.id]
    back_up(uri, tmp_path / "backup", lambda _done, _total: None)
    restore(tmp_path / "backup", f"s3://{BUCKET}/restored", lambda _done, _total: None)
    restored = Corpus(f"s3://{BUCKET}/restored", ENCODER.identity)
    assert texts_of(restored, "a") == ["The bridge at Norvik is closed."]
    restored.put([made("b", "It rained.")])
    assert texts_of(restored, "b") == ["It rained."]
