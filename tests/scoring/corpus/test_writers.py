"""Several processes on one corpus, and processes that are killed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scoring.corpus.audit import audit, remove_orphans
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError, NotFound
from tests.scoring.corpus.making import made, texts_of
from tests.scoring.corpus.writer import LENGTHS, Writer, text_by

Start = Callable[[str, str, str, int], Writer]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts writers; ends those that still run."""
    running: list[Writer] = []

    def run(mode: str, uri: str, name: str, count: int) -> Writer:
        running.append(Writer(mode, uri, name, count))
        return running[-1]

    yield run
    for writer in running:
        writer.process.kill()
        writer.process.join()


def _go(*writers: Writer) -> None:
    for writer in writers:
        writer.go()


def _at_work(*writers: Writer) -> bool:
    return any(writer.process.is_alive() for writer in writers)


def _assert_whole(corpus: Corpus, names: set[str]) -> None:
    """Every document is there with all the statements of one writer, and no others."""
    for key in LENGTHS:
        assert " ".join(texts_of(corpus, key)) in {text_by(name, key) for name in names}


@pytest.mark.slow
def test_two_processes_that_open_a_new_corpus_together_both_succeed(tmp_path: Path, start: Start):
    processes = [start("new", str(tmp_path / "corpus"), name, 1) for name in "ab"]
    _go(*processes)
    assert [process.finished() for process in processes] == [["a0"], ["b0"]]


def test_two_processes_that_write_at_once_lose_nothing(corpus: Corpus, start: Start):
    processes = [start("new", corpus.uri, name, 12) for name in ("a", "b")]
    _go(*processes)
    ids = [name for process in processes for name in process.finished()]
    assert len(ids) == 24
    for name in ids:
        assert len(texts_of(corpus, name)) == 2
    info = corpus.info()
    assert (info.documents, info.statements) == (24, 48)


def test_replacing_the_same_documents_at_once_leaves_each_whole_at_every_moment(
    corpus: Corpus, start: Start
):
    processes = [start("replace", corpus.uri, name, 12) for name in ("anna", "bo")]
    _go(*processes)
    reads = 0
    while _at_work(*processes):
        for key in LENGTHS:
            try:
                found = " ".join(texts_of(corpus, key))
            except NotFound:
                continue
            assert found in {text_by(name, key) for name in ("anna", "bo")}
            reads += 1
    assert all(len(process.finished()) == 12 for process in processes)
    assert reads > 10
    _assert_whole(corpus, {"anna", "bo"})
    info = corpus.info()
    assert (info.documents, info.statements) == (3, sum(LENGTHS.values()))


@pytest.mark.slow
def test_deleting_beside_a_writer_never_leaves_a_document_in_part(corpus: Corpus, start: Start):
    writer = start("replace", corpus.uri, "anna", 12)
    deleter = start("delete", corpus.uri, "bo", 40)
    _go(writer, deleter)
    while _at_work(writer, deleter):
        for found, document in corpus.load([f"default/{key}" for key in LENGTHS]).items():
            texts = [statement.text for statement in document.statements]
            assert " ".join(texts) == text_by("anna", found.removeprefix("default/"))
    assert len(writer.finished()) == 12
    kept = corpus.load([f"default/{key}" for key in LENGTHS])
    assert corpus.info().statements == sum(len(item.statements) for item in kept.values())


@pytest.mark.slow
def test_upkeep_beside_a_writer_loses_nothing(corpus: Corpus, start: Start):
    new = start("new", corpus.uri, "a", 12)
    again = start("replace", corpus.uri, "anna", 12)
    upkeep = start("maintain", corpus.uri, "-", 60)
    _go(new, again, upkeep)
    ids = new.finished()
    assert len(again.finished()) == 12
    assert "True" in upkeep.finished()
    for name in ids:
        assert len(texts_of(corpus, name)) == 2
    _assert_whole(corpus, {"anna"})
    assert corpus.info().statements == 24 + sum(LENGTHS.values())


@pytest.mark.slow
def test_writers_killed_at_fifty_random_instants_lose_nothing_that_they_acknowledged(
    corpus: Corpus, start: Start
):
    """Five at a time: they are in each other's way as well, and upkeep runs among them."""
    chance = random.Random(20240506)
    acknowledged: list[str] = []
    for turn in range(10):
        replaced: set[str] = set()
        names = [f"turn{turn}n{number}n" for number in range(5)]
        modes = ["new", "new", "replace", "replace", "maintain"]
        writers = [
            start(mode, corpus.uri, name, 10_000) for mode, name in zip(modes, names, strict=True)
        ]
        _go(*writers)
        for writer in chance.sample(writers, len(writers)):
            time.sleep(chance.uniform(0.0, 0.4))
            writer.process.kill()
        for mode, writer in zip(modes, writers, strict=True):
            lines = writer.acknowledged()
            if mode == "new":
                acknowledged += lines
            elif mode == "replace":
                replaced.update(lines)
        after = Corpus(corpus.uri, corpus.identity)
        # One that was killed may have switched a document before it could say so.
        for key in replaced:
            assert " ".join(texts_of(after, key)) in {text_by(name, key) for name in names}
    found = Corpus(corpus.uri, corpus.identity).load([f"default/{name}" for name in acknowledged])
    assert len(found) == len(acknowledged) > 0
    assert {len(item.statements) for item in found.values()} == {2}
    assert audit(corpus, lambda _done, _total: None).faults == ()
    # Whatever the kills left behind, the next write of a document is whole, and what no document
    # points to goes.
    last = start("replace", corpus.uri, "last", 3)
    _go(last)
    assert len(last.finished()) == 3
    _assert_whole(corpus, {"last"})
    remove_orphans(corpus, settled_seconds=0)
    kept = corpus.load([row["key"] for row in corpus.documents.search().select(["key"]).to_list()])
    assert corpus.info().statements == sum(len(item.statements) for item in kept.values())


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_says_so(corpus: Corpus, start: Start):
    """The disk is full where a file may not grow beyond some bytes."""
    writer = start("until full", corpus.uri, "a", 200)
    _go(writer)
    lines = writer.finished()
    told = lines.pop()
    assert "was not written to" in told
    assert "send it again" in told
    after = Corpus(corpus.uri, corpus.identity)
    assert lines
    for name in lines:
        assert len(texts_of(after, name)) == 2
    assert audit(after, lambda _done, _total: None).faults == ()
    after.put([made("later", "There is room again.")])
    assert texts_of(after, "later") == ["There is room again."]


def test_a_truncated_data_file_is_named_with_what_to_do(corpus: Corpus):
    corpus.put([made("a", "It is closed. It rained.")])
    corpus.put([made("b", "It is open.")])
    (first, *_) = sorted(
        (Path(corpus.uri) / "statements.lance" / "data").iterdir(), key=lambda p: p.stat().st_mtime
    )
    first.write_bytes(first.read_bytes()[:200])
    broken = Corpus(corpus.uri, corpus.identity)
    with pytest.raises(CorpusError, match=r"cannot be read.*restore it from a backup"):
        audit(broken, lambda _done, _total: None)
