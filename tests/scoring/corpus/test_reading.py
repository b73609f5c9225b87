from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from scoring.corpus import parallel, reading
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import made, texts_of


def _interrupt(
    monkeypatch: pytest.MonkeyPatch, first: str, second: str, change: Callable[[], object]
) -> None:
    """Have the change happen after the first read of one table and before that of the other."""
    changed = threading.Event()
    reads = {name: getattr(reading, name) for name in (first, second)}

    def before(*arguments: Any) -> Any:
        found = reads[first](*arguments)
        if not changed.is_set():
            change()
            changed.set()
        return found

    def after(*arguments: Any) -> Any:
        assert changed.wait(timeout=60)
        return reads[second](*arguments)

    monkeypatch.setattr(reading, first, before)
    monkeypatch.setattr(reading, second, after)


@pytest.mark.parametrize(
    ("first", "second"),
    [("_document_rows", "_statement_rows"), ("_statement_rows", "_document_rows")],
)
class TestInTheMiddleOfARead:
    def test_a_replacement_is_read_whole(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, first: str, second: str
    ):
        corpus.put([made("a", "Old one. Old two."), made("b", "Same.")])
        reader = Corpus(corpus.uri, corpus.identity)
        with monkeypatch.context() as patch:
            _interrupt(patch, first, second, lambda: corpus.put([made("a", "New.")]))
            found = reader.load(["default/a", "default/b"])
        assert [s.text for s in found["default/a"].statements] == ["New."]
        assert [s.text for s in found["default/b"].statements] == ["Same."]

    def test_a_deletion_leaves_the_document_out(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, first: str, second: str
    ):
        corpus.put([made("a", "One."), made("b", "?!")])
        reader = Corpus(corpus.uri, corpus.identity)
        with monkeypatch.context() as patch:
            _interrupt(patch, first, second, lambda: corpus.delete("default", "a"))
            assert set(reader.load(["default/a", "default/b"])) == {"default/b"}

    def test_a_new_document_is_read_whole_or_not_at_all(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, first: str, second: str
    ):
        corpus.put([made("b", "Same.")])
        reader = Corpus(corpus.uri, corpus.identity)
        with monkeypatch.context() as patch:
            _interrupt(patch, first, second, lambda: corpus.put([made("a", "One. Two.")]))
            found = reader.load(["default/a", "default/b"])
        assert [s.text for s in found["default/b"].statements] == ["Same."]
        if "default/a" in found:
            assert [s.text for s in found["default/a"].statements] == ["One.", "Two."]


class _Moving:
    """A table that changes between the look-up of rows and their reading."""

    def __init__(self, table: Any, change: Callable[[], object]) -> None:
        self._table = table
        self._change = change
        self.schema = table.schema

    def search(self) -> Any:
        return self._table.search()

    def take_row_ids(self, places: list[int]) -> Any:
        self._change()
        return self._table.take_row_ids(places)


def test_rows_that_upkeep_moves_in_the_middle_of_a_read_are_read(corpus: Corpus):
    for n in range(5):
        corpus.put([made(f"a{n}", "One. Two.")])
    moving = _Moving(corpus.statements, corpus.optimize)
    keys = [f"default/a{n}" for n in range(5)]
    dimension = corpus.identity.dimension
    found = reading.read_documents(corpus.documents, moving, keys, dimension)
    assert sorted(found) == keys
    for key in keys:
        assert [s.text for s in found[key].analysed.statements] == ["One.", "Two."]
    assert texts_of(corpus, "a0") == ["One.", "Two."]


def test_the_error_of_a_read_beside_this_one_is_raised_here():
    def broken() -> None:
        raise OSError("disk is gone")

    with pytest.raises(OSError, match="disk is gone"):
        parallel.begin(broken).result()
