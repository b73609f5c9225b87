"""Pairs of documents from public sets, alike or not; a seeded sample of them."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.origins_documents import KeptEncoder, analyse_all
from scoring.records import AnalysedDocument, SubmittedDocument
from scoring.text.characters import find_unusable

_SEED = 20
_SAME_STORY, _OTHER_STORY = 1.5, 3.0  # of SemEval's scale, 1 the most alike and 4 the least
_SENTENCES = 8  # of PAN that make a text
_LEAST_SENTENCES = 3  # of an NTREX article
_MORE = 2  # times as many pairs of BASIL as of others: what is read off it is a small share

T = TypeVar("T")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PairOfDocuments:
    """Two documents, and whether people call them alike."""

    a: AnalysedDocument
    b: AnalysedDocument
    alike: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    a: SubmittedDocument
    b: SubmittedDocument
    alike: bool


def pair_sets(
    folder: Path, encoder: KeptEncoder, most: int | None, only: Collection[str] | None = None
) -> Iterator[tuple[str, list[PairOfDocuments]]]:
    """The sets that are in the folder, each as pairs.

    Args:
        folder: The folder of public sets, with `reuse` and `retrieval` in it.
        encoder: What encodes their sentences.
        most: Pairs of each kind in a set, all when None.
        only: Names of the sets to read, all when None.
    """
    for name, (place, read) in _SETS.items():
        file = folder / place
        if (only is None or name in only) and file.is_file():
            yield name, read(file, encoder, most)


def semeval(
    file: Path, encoder: KeptEncoder, most: int | None, *, crossing: bool
) -> list[PairOfDocuments]:
    """News pairs that are one story or two, of one language each or of two."""
    pairs = []
    for row in _rows(file):
        alike = row["overall"] <= _SAME_STORY
        if not alike and row["overall"] < _OTHER_STORY:
            continue
        if (row["a"]["language"] != row["b"]["language"]) is not crossing:
            continue
        a, b = (_news(row[side], f"{row['id']}-{side}") for side in "ab")
        pairs.append(_Pair(a, b, alike))
    return _analysed(_sample_of_each(pairs, most), encoder)


def _news(side: Row, identity: str) -> SubmittedDocument:
    text = "".join(" " if find_unusable(c) is not None else c for c in side["text"])
    return SubmittedDocument(
        text=text, id=identity, url=side["url"], language=side["language"], publisher=identity
    )


def pan(
    file: Path, encoder: KeptEncoder, most: int | None, *, alike: bool
) -> list[PairOfDocuments]:
    """Texts of several sentences and as many that paraphrase them, or are only about the same."""
    rows = [row for row in _rows(file) if row["paraphrase"] is alike]
    random.Random(_SEED).shuffle(rows)
    pairs = []
    for start in itertools.islice(range(0, len(rows) - _SENTENCES + 1, _SENTENCES), most):
        chosen = rows[start : start + _SENTENCES]
        a, b = (
            SubmittedDocument(
                text="\n".join(row[side] for row in chosen),
                id=f"{chosen[0]['id']}-{side}",
                publisher=side,
                language="en",
            )
            for side in "ab"
        )
        pairs.append(_Pair(a, b, alike))
    return _analysed(pairs, encoder)


def ntrex(
    file: Path, encoder: KeptEncoder, most: int | None, *, language: str
) -> list[PairOfDocuments]:
    """Articles with their translation, and with the likest article that is another one."""
    articles: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(file):
        articles[row["document"]].append(row)
    long = [name for name in articles if len(articles[name]) >= _LEAST_SENTENCES]
    chosen = sorted(_sample(long, most))

    def written(side: str, code: str) -> list[AnalysedDocument]:
        return analyse_all(
            [
                SubmittedDocument(
                    text="\n".join(row[side] for row in articles[name]),
                    id=f"{name}-{code}",
                    publisher=code,
                    language=code,
                )
                for name in chosen
            ],
            encoder,
        )

    english, translated = written("en", "en"), written("other", language)
    cosine = _centres(english) @ _centres(translated).T
    np.fill_diagonal(cosine, -1.0)
    nearest = cosine.argmax(axis=1)
    return [
        *(PairOfDocuments(a, b, True) for a, b in zip(english, translated, strict=True)),
        *(
            PairOfDocuments(a, translated[int(n)], False)
            for a, n in zip(english, nearest, strict=True)
        ),
    ]


def basil(
    file: Path, encoder: KeptEncoder, most: int | None, *, half: int
) -> list[PairOfDocuments]:
    """Reports of one event by different outlets, twice as many pairs as asked for.

    `training/copies.py` fits on half 0 of the events, and never on half 1.
    """
    events: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(file):
        events[row["event"]].append(row)
    pairs = [
        _Pair(_report(a), _report(b), alike=False)
        for event in sorted(events)[half::2]
        for a, b in itertools.combinations(events[event], 2)
    ]
    return _analysed(_sample(pairs, None if most is None else _MORE * most), encoder)


def _report(row: Row) -> SubmittedDocument:
    return SubmittedDocument(
        text=row["text"],
        id=row["id"],
        url=row["url"],
        title=row["title"],
        publisher=row["publisher"],
        language="en",
        published_at=datetime.fromisoformat(row["date"]).replace(tzinfo=UTC),
    )


def _analysed(pairs: Sequence[_Pair], encoder: KeptEncoder) -> list[PairOfDocuments]:
    distinct = {document.id: document for pair in pairs for document in (pair.a, pair.b)}
    found = dict(zip(distinct, analyse_all(list(distinct.values()), encoder), strict=True))
    return [PairOfDocuments(found[pair.a.id], found[pair.b.id], pair.alike) for pair in pairs]


def _centres(documents: Iterable[AnalysedDocument]) -> NDArray[np.float32]:
    means = np.stack([item.vectors.mean(axis=0) for item in documents])
    centres: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return centres


def _sample_of_each(pairs: Sequence[_Pair], most: int | None) -> list[_Pair]:
    return [
        pair
        for alike in (True, False)
        for pair in _sample([pair for pair in pairs if pair.alike is alike], most)
    ]


def _sample(items: Sequence[T], most: int | None) -> list[T]:
    if most is None or len(items) <= most:
        return list(items)
    return random.Random(_SEED).sample(list(items), most)


def _rows(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


_SEMEVAL = "reuse/semeval2022_task8.train.jsonl.gz"
_PAN = "reuse/pan_paraphrase.train.jsonl.gz"
_BASIL = "reuse/basil.dev.jsonl.gz"
_SETS: dict[str, tuple[str, Callable[[Path, KeptEncoder, int | None], list[PairOfDocuments]]]] = {
    "semeval2022, one language": (_SEMEVAL, partial(semeval, crossing=False)),
    "semeval2022, two languages": (_SEMEVAL, partial(semeval, crossing=True)),
    "PAN, paraphrases": (_PAN, partial(pan, alike=True)),
    "PAN, topics in step": (_PAN, partial(pan, alike=False)),
    "NTREX en–sv": ("retrieval/ntrex.en-sv.jsonl.gz", partial(ntrex, language="sv")),
    "NTREX en–de": ("retrieval/ntrex.en-de.jsonl.gz", partial(ntrex, language="de")),
    "BASIL, fitted on": (_BASIL, partial(basil, half=1)),
    "BASIL, unseen": (_BASIL, partial(basil, half=0)),
}
