"""Queries with known answers, as documents that the product can store.

Sets of public benchmarks, read from the shared evaluation data: scientific claims and the
abstracts that speak to them, posts and the checked claims they repeat, and sentences of news
and their translations. Their test parts are not there.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from scoring.records import SubmittedDocument

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents, queries, and which documents answer each query.

    Attributes:
        name: As in the table.
        metric: A key of `bench.retrieval_figures.METRICS`.
        target: What the metric should reach.
        documents: Each with an id that is unique here.
        queries: Texts by query id.
        relevant: Ids of the documents that answer, by query id.
    """

    name: str
    metric: str
    target: float
    documents: tuple[SubmittedDocument, ...]
    queries: dict[str, str]
    relevant: dict[str, frozenset[str]]


def retrieval_sets(folder: Path, names: Iterable[str]) -> Iterator[RetrievalSet]:
    """Sets of `READERS` by name, one after another; one whose files are absent is left out."""
    for name in names:
        if (folder / name).exists():
            yield READERS[name](folder / name)


def sample(whole: RetrievalSet, queries: int, documents: int) -> RetrievalSet:
    """A part of a set: so many queries, their answers, and other documents up to a number.

    Both are taken at even distances, so that the part is the same in every run.
    """
    chosen = _spread(list(whole.queries), queries)
    relevant = {query: whole.relevant[query] for query in chosen}
    needed = frozenset().union(*relevant.values())
    answers = [item for item in whole.documents if item.id in needed]
    others = [item for item in whole.documents if item.id not in needed]
    return replace(
        whole,
        documents=(*answers, *_spread(others, max(0, documents - len(answers)))),
        queries={query: whole.queries[query] for query in chosen},
        relevant=relevant,
    )


def _spread(items: list[_Item], count: int) -> list[_Item]:
    if len(items) <= count:
        return items
    return [items[place * len(items) // count] for place in range(count)]


def _beir(name: str, metric: str, target: float) -> Callable[[Path], RetrievalSet]:
    """A reader of a folder of corpus.jsonl.gz, queries.jsonl.gz and qrels.PART.tsv."""

    def read(folder: Path) -> RetrievalSet:
        relevant: dict[str, set[str]] = {}
        for part in sorted(folder.glob("qrels.*.tsv")):
            with part.open(encoding="utf-8") as lines:
                for row in csv.DictReader(lines, delimiter="\t"):
                    if int(row["score"]) > 0:
                        relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
        queries = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl.gz")}
        documents = tuple(
            SubmittedDocument(
                id=row["_id"],
                title=row["title"] or None,
                text=row["text"] if row["text"].strip() else row["title"],
                language="en",
            )
            for row in _rows(folder / "corpus.jsonl.gz")
        )
        return RetrievalSet(
            name=name,
            metric=metric,
            target=target,
            documents=documents,
            queries={query: queries[query] for query in relevant},
            relevant={query: frozenset(found) for query, found in relevant.items()},
        )

    return read


def _translations(name: str) -> Callable[[Path], RetrievalSet]:
    """A reader of sentence pairs: the translation is asked for among all English sentences."""

    def read(file: Path) -> RetrievalSet:
        rows = list(_rows(file))
        return RetrievalSet(
            name=name,
            metric="hit@1",
            target=0.97,
            documents=tuple(
                SubmittedDocument(id=row["id"], text=row["en"], language="en") for row in rows
            ),
            queries={row["id"]: row["other"] for row in rows},
            relevant={row["id"]: frozenset([row["id"]]) for row in rows},
        )

    return read


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


READERS: dict[str, Callable[[Path], RetrievalSet]] = {
    "scifact": _beir("SciFact", "nDCG@10", 0.75),
    "clef2020": _beir("CLEF 2020", "MAP@5", 0.95),
    "clef2022_2a_en": _beir("CLEF 2022 2A", "MAP@5", 0.95),
    "known_lie": _beir("That is a Known Lie", "MAP@5", 0.95),
    "ntrex.en-sv.jsonl.gz": _translations("NTREX sv to en"),
    "ntrex.en-de.jsonl.gz": _translations("NTREX de to en"),
}
