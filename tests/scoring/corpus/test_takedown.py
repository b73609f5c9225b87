from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scoring.corpus.checks import StoredCheck
from scoring.corpus.search import by_words
from scoring.corpus.store import Corpus
from scoring.corpus.takedown import take_down
from scoring.errors import NotFound
from tests.scoring.corpus.making import made, texts_of


def files_with(corpus: Corpus, word: str) -> list[str]:
    """Files of the corpus that hold a word, upper or lower case."""
    return [
        path.relative_to(corpus.uri).as_posix()
        for path in Path(corpus.uri).rglob("*")
        if path.is_file() and word.lower().encode() in path.read_bytes().lower()
    ]


def check(id: str, documents: list[dict[str, str]]) -> StoredCheck:
    """A check whose answer has these documents."""
    body = {"id": id, "verdict": "unsupported", "filters": {}, "documents": documents}
    text = json.dumps(body, separators=(",", ":"))
    return StoredCheck(id, datetime.now(UTC), "Who was there?", text)


def filled(corpus: Corpus) -> None:
    """Twenty documents, and one of two versions that a check quotes, all in few files."""
    for n in range(20):
        corpus.put([made(f"d{n}", f"The bridge Xylophone{n} is closed. It rained.")])
    corpus.put([made("bad", "Quagmire was there. It was Quagmire.", publisher="Herald")])
    corpus.put([made("bad", "Zebedee was there.", publisher="Herald")])
    quoting = [{"id": "bad", "collection": "default", "text": "Zebedee was there."}]
    corpus.save_checks([check("quoting", quoting), check("other", [])])
    corpus.optimize()


def test_nothing_of_what_is_taken_down_is_left_in_any_file(corpus: Corpus):
    filled(corpus)
    assert files_with(corpus, "Quagmire")
    assert files_with(corpus, "Zebedee")
    done = take_down(corpus, ["default/bad"])
    assert (done.documents, done.checks) == (1, 1)
    assert files_with(corpus, "Quagmire") == []
    assert files_with(corpus, "Zebedee") == []
    assert corpus.info().documents == 20
    assert texts_of(corpus, "d3") == ["The bridge Xylophone3 is closed.", "It rained."]
    assert [hit.key for hit in by_words(corpus, "Xylophone3", None).hits] == ["default/d3"]
    assert corpus.read_check("other")["documents"] == []
    with pytest.raises(NotFound):
        corpus.read_check("quoting")
    corpus.put([made("new", "It is new.")])
    assert texts_of(corpus, "new") == ["It is new."]


def test_what_was_deleted_before_leaves_traces_until_they_are_asked_for(corpus: Corpus):
    filled(corpus)
    corpus.delete("default", "bad")
    take_down(corpus, [], traces=True)
    assert files_with(corpus, "Quagmire") == []
    assert texts_of(corpus, "d3") == ["The bridge Xylophone3 is closed.", "It rained."]
