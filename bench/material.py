"""Text for speed benchmarks: real news sentences where the shared data is, else the demo corpus."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from bench.scenarios import REPOSITORY
from scoring.records import SubmittedDocument
from scoring.text import detect_language, split_sentences
from scoring.text.characters import find_unusable

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
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]
