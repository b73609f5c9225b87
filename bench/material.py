"""Texts, documents and a clock for speed benchmarks; news where there is any, else the demo."""

from __future__ import annotations

import gzip
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.scenarios import REPOSITORY
from scoring.corpus.opened import now
from scoring.models.encoder import Vectors
from scoring.provenance.shingles import shingle
from scoring.records import AnalysedDocument, Document, Statement, SubmittedDocument
from scoring.text import detect_language, split_sentences
from scoring.text.characters import find_unusable
from scoring.text.names import names_in
from scoring.text.numbers import numbers_in

NEWS = ("fnc1_bodies.en", "wikinews.de", "bbc.en", "abc_rural.en")
_PER_DOCUMENT = 20


def sentences(shared: Path, count: int) -> list[str]:
    """So many sentences of news; repeated, with a running number, where the text runs out."""
    found = list(itertools.islice(_sentences(shared), count))
    missing = count - len(found)
    again = (f"{text} ({turn})" for turn, text in zip(itertools.count(), itertools.cycle(found)))
    return found + list(itertools.islice(again, missing))


def documents(texts: list[str]) -> list[SubmittedDocument]:
    """Documents of twenty sentences each, one paragraph a sentence."""
    return [
        SubmittedDocument(
            text="\n".join(texts[start : start + _PER_DOCUMENT]),
            id=f"b{start // _PER_DOCUMENT}",
            publisher=f"Paper {start // _PER_DOCUMENT % 50}",
            collection="bench",
        )
        for start in range(0, len(texts), _PER_DOCUMENT)
    ]


def stored_document(number: int, lines: Sequence[str], vectors: Vectors) -> AnalysedDocument:
    """A document as ingestion would store it, but for hedges and attributions.

    Args:
        number: Its id is "d" and this number.
        lines: Its statements, a paragraph each.
        vectors: Theirs, float32 (n, dimension), rows of length 1.
    """
    text = "\n".join(lines)
    document = Document(
        id=f"d{number}",
        text=text,
        url=None,
        title=None,
        publisher=f"Paper {number % 50}",
        owner=None,
        byline=None,
        published_at=None,
        language="en",
        collection="default",
        ingested_at=now(),
    )
    statements, at = [], 0
    for index, line in enumerate(lines):
        statements.append(
            Statement(document.key, index, line, at, at + len(line), index, "en", 1.0)
        )
        at += len(line) + 1
    names, numbers = names_in(text), numbers_in(text)
    return AnalysedDocument(document, tuple(statements), vectors, shingle(text), names, numbers)


def milliseconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def _sentences(shared: Path) -> Iterator[str]:
    for text in _texts(shared):
        found = split_sentences(text, detect_language(text))
        yield from (item.text for item in found if find_unusable(item.text) is None)


def _texts(shared: Path) -> Iterator[str]:
    folder = shared / "data/news"
    if not folder.is_dir():
        for line in (REPOSITORY / "demo/corpus.ndjson").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]
        return
    for name in NEWS:
        yield from texts_of(shared / "data", name)


def texts_of(data: Path, name: str) -> Iterator[str]:
    """The texts of one set of news."""
    with gzip.open(data / f"news/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]
