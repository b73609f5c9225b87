from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scoring.corpus.snapshot import at_versions, versions_at
from scoring.corpus.store import Corpus
from scoring.errors import VersionGone
from tests.scoring.corpus.making import ENCODER, made


def _text(corpus: Corpus) -> str:
    return corpus.get("default", "a").document.text


def test_a_corpus_is_there_as_it_was_for_as_long_as_it_is_told(tmp_path: Path):
    corpus = Corpus(str(tmp_path / "corpus"), ENCODER.identity, kept=timedelta(0))
    before = datetime.now(UTC)
    corpus.put([made("a", "It is closed.")])
    version, moment = corpus.version, datetime.now(UTC)
    corpus.put([made("a", "It is open.")])
    assert _text(corpus) == "It is open."
    for asked in ((version, None), (None, moment)):
        assert _text(at_versions(corpus, versions_at(corpus, *asked))) == "It is closed."
    assert versions_at(corpus, None, datetime.now(UTC)).documents == corpus.version
    with pytest.raises(VersionGone):
        versions_at(corpus, None, before - timedelta(hours=1))
    again = Corpus(corpus.uri, corpus.identity)
    time.sleep(1.5)  # upkeep leaves what is younger than a second
    again.optimize()
    assert _text(at_versions(again, versions_at(again, version, None))) == "It is closed."
    corpus.optimize()
    with pytest.raises(VersionGone, match="not kept any more"):
        versions_at(corpus, version, None)
