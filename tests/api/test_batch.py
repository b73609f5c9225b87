from __future__ import annotations

import io
import json
import tracemalloc

import pytest
from gunicorn.http.errors import InvalidChunkSize

from api.batch import Line, read_lines, store_lines
from api.errors import Problem, ProblemError
from api.problem_types import MALFORMED


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"", []),
        (b"\n", [b""]),
        (b"a", [b"a"]),
        (b"a\n", [b"a"]),
        (b"a\r\nb", [b"a", b"b"]),
        (b"a\n\nb\n", [b"a", b"", b"b"]),
        (b"12345\n12345\r\n12345", [b"12345"] * 3),
        (b"123456\na", [None, b"a"]),
        (b"123456\r\na", [None, b"a"]),
        (b"1234567\na", [None, b"a"]),
        (b"12345678\na", [None, b"a"]),
        (b"x" * 200_000 + b"\na", [None, b"a"]),
        (b"a\n" + b"x" * 200_000, [b"a", None]),
    ],
)
def test_lines(body, lines):
    read = list(read_lines(io.BytesIO(body), longest=5))
    assert [line.body for line in read] == lines
    assert [line.number for line in read] == list(range(1, len(lines) + 1))


@pytest.mark.parametrize(
    "error", [InvalidChunkSize(b"zz"), ProblemError(Problem(MALFORMED, "not gzip"))]
)
def test_lines_before_a_body_breaks_off_are_answered(parts, error):
    class Breaking:
        """Two lines, and then no more HTTP."""

        def __init__(self):
            self.lines = [b'{"text": "Rain."}\n', b'{"text": "Snow."}\n']

        def readline(self, size=-1):
            if not self.lines:
                raise error
            return self.lines.pop(0)

    results = [result.as_dict() for result in store_lines(read_lines(Breaking()), parts)]
    assert [item["status"] for item in results[:2]] == [201, 201]
    assert results[2]["status"] == results[2]["problem"]["status"] >= 400
    assert [item["line"] for item in results] == [1, 2, 3]


def test_a_long_line_is_not_held():
    class Endless:
        """One line of 256 MiB."""

        left = 256 << 20

        def readline(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return b"x" * size

    tracemalloc.start()
    assert [line.body for line in read_lines(Endless(), longest=1 << 20)] == [None]
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_a_hundred_thousand_lines_in_bounded_memory(parts, monkeypatch):
    # What is under test is the batch, so documents are only counted, not analysed.
    stored = []

    def ingest(submitted, *, corpus, encoder):
        stored.append(len(submitted))
        return list(submitted)

    class Key:
        def __get__(self, document, owner):
            return f"{document.collection}/{document.id}"

    monkeypatch.setattr("api.batch.ingest", ingest)
    monkeypatch.setattr("scoring.records.SubmittedDocument.key", Key(), raising=False)
    monkeypatch.setattr(parts.corpus, "known_keys", lambda keys: set())

    def lines():
        for number in range(1, 100_001):
            good = number % 10
            body = {"id": f"d{number}", "text": "Rain fell."} if good else {"id": f"d{number}"}
            yield Line(number, json.dumps(body).encode())

    tracemalloc.start()
    statuses: dict[int, int] = {}
    for count, result in enumerate(store_lines(lines(), parts), 1):
        assert result.line == count
        statuses[result.status] = statuses.get(result.status, 0) + 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert statuses == {201: 90_000, 422: 10_000}
    assert sum(stored) == 90_000
    assert max(stored) <= 64
    assert peak < 16 << 20


def test_chunks_of_long_documents_are_small(parts, monkeypatch):
    sizes = []
    put = parts.corpus.put
    monkeypatch.setattr(parts.corpus, "put", lambda items: sizes.append(len(items)) or put(items))
    text = "Rain fell in Brenna on Monday. " * 10_000
    lines = [Line(n, json.dumps({"id": f"d{n}", "text": text}).encode()) for n in range(1, 7)]
    assert {result.status for result in store_lines(lines, parts)} == {201}
    assert max(sizes) == 4


def test_a_collection_can_be_set_for_all_lines(parts):
    lines = [Line(1, b'{"id": "a", "text": "Rain.", "collection": "one"}')]
    results = list(store_lines(lines, parts, collection="two"))
    assert results[0].collection == "two"
    assert parts.corpus.collections_of("a") == ["two"]
