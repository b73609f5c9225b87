from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import progress
from api.cli import main
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import ENCODER, made


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = Corpus(str(tmp_path / "corpus"), ENCODER.identity)
    for n in range(3):
        corpus.put([made(f"a{n}", f"Bridge {n} is closed. It rained.")])
    return corpus


def run(uri: Path | str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["corpus", *arguments], env={"CORPUS_URI": str(uri)})


def test_optimize_says_what_it_did(corpus: Corpus):
    found = json.loads(run(corpus.uri, "optimize", "--json").stdout)
    assert found == {
        "statements_indexed": 6,
        "orphaned_revisions_removed": 0,
        "files_before": 3,
        "files": 1,
        "vector_index": False,
    }
    again = run(corpus.uri, "optimize")
    assert again.exit_code == 0
    assert again.stdout.startswith("0 statements folded into the indexes, 1 files of statements")
    assert "reads every vector" in again.stdout
    assert corpus.info().unindexed_statements == 0


def test_verify_says_that_all_is_whole(corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_REPORTS", 0.0)
    result = run(corpus.uri, "verify")
    assert result.exit_code == 0
    assert result.stdout == (
        "3 documents with 6 statements read: all whole; 0 statements that no document points to\n"
    )
    assert "reading documents: 3 of 3" in result.stderr


def test_verify_names_what_is_not(corpus: Corpus):
    corpus.statements.update(where="key = 'default/a1' AND index = 0", values={"text": "Changed."})
    result = run(corpus.uri, "verify")
    assert result.exit_code == 1
    assert "default/a1: Statement 0 is 'Changed.', the text has 'Bridge 1 is closed.' at 0." in (
        result.stdout
    )
    (fault,) = json.loads(run(corpus.uri, "verify", "--json").stdout)["faults"]
    assert fault["key"] == "default/a1"


@pytest.mark.parametrize("command", ["optimize", "verify"])
def test_a_corpus_that_is_not_there_is_not_made(tmp_path: Path, command: str):
    result = run(tmp_path / "none", command)
    assert result.exit_code == 2
    assert "there is no corpus at" in result.stderr
    assert not (tmp_path / "none").exists()
