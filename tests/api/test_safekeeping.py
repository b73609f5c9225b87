from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.answer_store import Answer, AnswerStore
from api.cli import main
from api.schemas.documents import DocumentRequest
from scoring.corpus.ingest import analyse
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import ENCODER, made, texts_of


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = Corpus(str(tmp_path / "corpus"), ENCODER.identity)
    corpus.put([made("a", "Quagmire is closed.", title="Bridge", publisher="Herald")])
    corpus.put([made("b", "It rained.", publisher="Times", url="https://times.example/b")])
    return corpus


def run(uri: Path | str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["corpus", *arguments], env={"CORPUS_URI": str(uri)})


def test_a_backup_is_made_and_restored(corpus: Corpus, tmp_path: Path):
    folder = str(tmp_path / "backup")
    result = run(corpus.uri, "backup", folder)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"backed up to {folder}: 0 checks, 2 documents, ")
    target = tmp_path / "again"
    told = json.loads(run(target, "restore", folder, "--json").stdout)
    assert told["tables"]["documents"] == 2
    assert texts_of(Corpus(str(target), corpus.identity), "b") == ["It rained."]
    assert run(target, "restore", folder).exit_code == 2
    assert run(tmp_path / "none", "backup", str(tmp_path / "x")).exit_code == 2


def test_what_is_exported_is_what_ingestion_takes(corpus: Corpus, tmp_path: Path):
    file = tmp_path / "all.ndjson"
    assert run(corpus.uri, "export", "--output", str(file)).exit_code == 0
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    target = Corpus(str(tmp_path / "again"), corpus.identity)
    target.put([analyse(DocumentRequest().load(line), ENCODER) for line in lines])
    for name in ("a", "b"):
        one, other = (each.get("default", name).document for each in (corpus, target))
        assert {**_known(one)} == {**_known(other)}
    assert run(corpus.uri, "export", "--output", str(file)).exit_code == 2  # it is there
    assert run(corpus.uri, "export", "--collection", "none").stdout == ""
    assert len(run(corpus.uri, "export").stdout.splitlines()) == 2


def _known(document: object) -> dict[str, object]:
    names = ("id", "collection", "url", "title", "text", "publisher", "published_at", "language")
    return {name: getattr(document, name) for name in names}


def test_deleting_a_publisher_leaves_nothing_of_it(corpus: Corpus):
    answers = AnswerStore(corpus.uri)
    quoting = b'{"documents":[{"id":"a","collection":"default","text":"Quagmire is closed."}]}'
    for key, body in (("one", quoting), ("two", b"{}")):
        claim = answers.claim(key, "f")
        assert claim.owner is not None
        answers.finish(key, claim.owner, "f", Answer(201, {}, zlib.compress(body)))
    result = run(corpus.uri, "delete", "--publisher", "Herald")
    assert result.stdout == "deleted: 1 documents, 0 checks, 1 kept answers\n"
    assert corpus.known_keys(["default/a", "default/b"]) == {"default/b"}
    files = [path for path in Path(corpus.uri).rglob("*") if path.is_file()]
    assert not [path for path in files if b"quagmire" in path.read_bytes().lower()]
    assert answers.claim("two", "f").answer is not None


def test_what_is_not_there_is_said(corpus: Corpus):
    result = run(corpus.uri, "delete", "--document", "default/a", "--document", "default/none")
    assert result.exit_code == 2
    assert "there is no document 'default/none'" in result.stderr
    assert corpus.known_keys(["default/a"]) == {"default/a"}
    assert "name it COLLECTION/ID" in run(corpus.uri, "delete", "--document", "a").stderr
    assert "--publisher" in run(corpus.uri, "delete").stderr


def test_a_document_is_marked_as_retracted_and_back(corpus: Corpus):
    result = run(corpus.uri, "retract", "default/a", "--reason", "Made up.")
    assert result.stdout == "default/a: retracted\n"
    assert corpus.get("default", "a").document.notices[0].detail == "Made up."
    told = run(corpus.uri, "retract", "default/a", "--undo", "--json").stdout
    assert json.loads(told) == {"document": "default/a", "notices": []}
