from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import progress
from api.cli import main
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import ENCODER
from tests.scoring.corpus.test_learning import twelve_days

LINE = "7 of 12 stories of Harbour Post are one text with a story of Norvik Echo"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(str(tmp_path / "corpus"), ENCODER.identity)


def run(uri: Path | str, *arguments: str) -> Result:
    command = ["corpus", "learn-priors", *arguments]
    return CliRunner().invoke(main, command, env={"CORPUS_URI": str(uri)})


def test_pairs_are_printed_with_their_counts_and_stored(corpus: Corpus):
    corpus.put(twelve_days(7))
    result = run(corpus.uri)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["1 pair of publishers learned.", f"  0.34  {LINE}"]
    assert len(corpus.publisher_priors().pairs) == 1


def test_json_has_every_pair(corpus: Corpus):
    corpus.put(twelve_days(7))
    assert json.loads(run(corpus.uri, "--json").stdout) == {
        "corpus_version": corpus.version,
        "pairs": [
            {
                "rarer": "Harbour Post",
                "other": "Norvik Echo",
                "copies": 7,
                "chances": 12,
                "probability": 0.3409,
            }
        ],
    }


def test_nothing_to_learn_is_said(corpus: Corpus):
    result = run(corpus.uri)
    assert result.exit_code == 0
    assert result.stdout.startswith("No two publishers have enough copies")
    assert json.loads(run(corpus.uri, "--json").stdout)["pairs"] == []


def test_a_corpus_that_is_not_there_is_not_made(tmp_path: Path):
    result = run(tmp_path / "none")
    assert result.exit_code == 2
    assert "there is no corpus at" in result.stderr
    assert not (tmp_path / "none").exists()


def test_long_reading_shows_how_far_it_is(corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    corpus.put(twelve_days(7))
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_REPORTS", 0.0)
    assert "reading stories: 36 of 36" in run(corpus.uri).stderr
