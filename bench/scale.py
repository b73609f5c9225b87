"""Search as the corpus grows: time, recall of the index, memory, and time to build it.

    HF_HUB_OFFLINE=1 python -m bench.scale [--sizes 10000 100000 1000000] [--encoded N]

stores news sentences in a corpus of the given sizes, twenty to a document, and prints for each
size the median and the 99th percentile of what a check searches (words and meaning, fused, the
documents read whole) and of a page of 20 statements, with and without encoding the claim, the
share of the 50 nearest statements by exact cosine that the search by meaning finds, and what a
fresh process holds in memory after those searches. Beside it, on the same statements: exact
search with NumPy, sentence-transformers' `semantic_search` with PyTorch encoding, and txtai and
Chroma as their documentation sets them up (where they are installed: `pip install -e ".[bench]"`).

Only `--encoded` sentences are encoded; further statements repeat them with a running number, and
their vectors are those with noise, at a cosine of 0.97. Sentences that are really new would lie
further apart, which an index finds easier.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.material import milliseconds, sentences, stored_document
from bench.scale_others import Way, others
from bench.scenarios import REPOSITORY
from scoring.corpus.filters import EVERYTHING
from scoring.corpus.find import find_statements
from scoring.corpus.search import begin_words, find_candidates, nearest_statements
from scoring.corpus.store import Corpus
from scoring.models.encoder import DEFAULT_MODEL, Encoder, load_encoder
from scoring.settings import Settings
from training.stance_vectors import VectorCache

Vectors = NDArray[np.float32]

_PER_DOCUMENT = 20
_CHUNK = 500  # documents in one commit
_NOISE = 0.25  # of a vector of length 1: a cosine of 0.97
_QUERIES = 100
_FEWER = 20  # of the other ways, the slowest of which takes seconds
_NEAREST = 50
_PAGE = 20  # statements: what `POST /v1/search` gives by default
_MEMORY = """
import sys, psutil
from pathlib import Path
import numpy as np
from scoring.check import load_models
from scoring.corpus.filters import EVERYTHING
from scoring.corpus.search import find_candidates
from scoring.corpus.store import Corpus
from scoring.settings import Settings
models = load_models(Settings.from_environment())
empty = psutil.Process().memory_info().rss
corpus = Corpus(sys.argv[1], models.encoder.identity)
for claim in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines():
    find_candidates(corpus, claim, models.encoder.encode_queries([claim])[0], EVERYTHING)
print(empty, psutil.Process().memory_info().rss)
"""


@dataclass(frozen=True, slots=True)
class Material:
    """What is stored and asked.

    Attributes:
        texts: Distinct sentences.
        vectors: Theirs, float32 (n, dimension).
        claims: Other sentences of the same news.
        asked: The claims' vectors.
    """

    texts: list[str]
    vectors: Vectors
    claims: list[str]
    asked: Vectors

    def statements(self, start: int, count: int) -> tuple[list[str], Vectors]:
        """Statements `start` to `start + count` of an endless row, the same at each call."""
        places = np.arange(start, start + count)
        turns, rows = places // len(self.texts), places % len(self.texts)
        texts = [
            self.texts[row] if turn == 0 else f"{self.texts[row]} ({turn})"
            for turn, row in zip(turns.tolist(), rows.tolist(), strict=True)
        ]
        vectors = self.vectors[rows]
        for turn in np.unique(turns[turns > 0]).tolist():
            here = turns == turn
            vectors[here] += _noise(turn, self.vectors.shape)[rows[here]]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return texts, vectors


@lru_cache(maxsize=2)  # a commit lies in one turn, or across two
def _noise(turn: int, shape: tuple[int, int]) -> Vectors:
    noise = np.random.default_rng(turn).normal(size=shape)
    scaled: Vectors = (noise * _NOISE / np.sqrt(shape[1])).astype(np.float32)
    return scaled


@dataclass(frozen=True, slots=True)
class Setting:
    """What the searches need.

    Attributes:
        corpus: The product's.
        encoder: The product's.
        material: What is stored and asked.
        folder: For files in between.
        models: The model cache.
    """

    corpus: Corpus
    encoder: Encoder
    material: Material
    folder: Path
    models: Path


def main() -> None:
    """Print the table, a row for each size and way."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--encoded", type=int, default=20_000, help="sentences that are encoded")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "var" / "scale")
    options = parser.parse_args()
    console = Console(width=max(120, Console().width))
    cache = Settings.from_environment().model_cache_folder
    encoder = load_encoder(DEFAULT_MODEL, cache, report=console.print)
    material = _material(encoder, options.shared, options.encoded, options.cache)
    folder = options.cache / "corpus"
    shutil.rmtree(folder, ignore_errors=True)
    corpus = Corpus(str(folder), encoder.identity)
    setting = Setting(corpus, encoder, material, options.cache, cache)
    table = Table(
        "statements", "search", "p50 ms", "p99", "with encoding p50", "p99", "recall", "MB"
    )
    stored = 0
    for size in sorted(options.sizes):
        spent = _fill(corpus, material, stored, size)
        stored = size
        began = time.perf_counter()
        corpus.optimize()
        console.print(
            f"{size:,} statements stored in {spent:.0f} s, indexes made and files merged in "
            f"{time.perf_counter() - began:.0f} s"
        )
        for name, cells in _rows(setting, size):
            table.add_row(f"{size:,}", name, *cells)
            console.print(f"  {name}: {', '.join(cell for cell in cells if cell)}")
    console.print(table)


def _material(encoder: Encoder, shared: Path, count: int, cache: Path) -> Material:
    found = list(dict.fromkeys(sentences(shared, count + _QUERIES)))
    texts, claims = found[:-_QUERIES], found[-_QUERIES:]
    kept = VectorCache(encoder, cache)
    return Material(texts, kept.statements(texts), claims, kept.claims(claims))


def _fill(corpus: Corpus, material: Material, stored: int, size: int) -> float:
    """Store statements up to a size; says how many seconds the writes took."""
    spent = 0.0
    step = _CHUNK * _PER_DOCUMENT
    for start in range(stored, size, step):
        texts, vectors = material.statements(start, min(step, size - start))
        documents = [
            stored_document(
                start + at, texts[at : at + _PER_DOCUMENT], vectors[at : at + _PER_DOCUMENT]
            )
            for at in range(0, len(texts), _PER_DOCUMENT)
        ]
        spent += milliseconds(lambda: corpus.put(documents)) / 1e3  # noqa: B023 called at once
    return spent


def _rows(setting: Setting, size: int) -> Iterator[tuple[str, list[str]]]:
    """A row for the product, then one for each other way."""
    material = setting.material
    texts, vectors = _all(material, size)
    yield "Second Source, documents", _own_row(setting, vectors)
    yield "Second Source, statements", [*_page_times(setting), "", ""]
    for way in others(texts, vectors, setting.models):

        def encoded(claim: str, way: Way = way) -> object:
            return way.search(claim, way.encode([claim])[0])

        yield way.name, [*_times(way.search, encoded, material, _FEWER), "", ""]


def _own_row(setting: Setting, vectors: Vectors) -> list[str]:
    corpus, material = setting.corpus, setting.material

    def search(claim: str, vector: Vectors) -> object:
        return find_candidates(corpus, claim, vector, EVERYTHING)

    def encoded(claim: str) -> object:  # as a check does
        wording = begin_words(corpus, claim, EVERYTHING)
        vector = setting.encoder.encode_queries([claim])[0]
        return find_candidates(corpus, claim, vector, EVERYTHING, wording=wording)

    def share(asked: Vectors) -> float:
        exact = np.argsort(-(vectors @ asked))[:_NEAREST]
        return _found(nearest_statements(corpus, asked, _NEAREST), exact, vectors, asked)

    recall = np.mean([share(asked) for asked in material.asked])
    times = _times(search, encoded, material, _QUERIES)
    return [*times, f"{recall:.3f}", _memory(setting)]


def _page_times(setting: Setting) -> list[str]:
    def search(claim: str, vector: Vectors) -> object:
        return find_statements(setting.corpus, claim, vector, EVERYTHING, start=0, count=_PAGE)

    def encoded(claim: str) -> object:
        return search(claim, setting.encoder.encode_queries([claim])[0])

    return _times(search, encoded, setting.material, _QUERIES)


def _times(
    search: Callable[[str, Vectors], object],
    encoded: Callable[[str], object],
    material: Material,
    count: int,
) -> list[str]:
    """Median and 99th percentile of so many searches, with the vectors given and with encoding."""
    asked = list(zip(material.claims, material.asked, strict=True))[:count]
    bare = [milliseconds(lambda c=c, v=v: search(c, v)) for c, v in asked]
    whole = [milliseconds(lambda c=c: encoded(c)) for c, _ in asked]
    return [
        f"{value:.1f}"
        for spent in (bare, whole)
        for value in (np.median(spent), np.quantile(spent, 0.99))
    ]


def _all(material: Material, size: int) -> tuple[list[str], Vectors]:
    """All statements of a size, as `_fill` stored them."""
    step = _CHUNK * _PER_DOCUMENT
    parts = [material.statements(start, min(step, size - start)) for start in range(0, size, step)]
    return [text for part, _ in parts for text in part], np.concatenate([v for _, v in parts])


def _found(
    hits: Sequence[tuple[str, int]], right: NDArray[np.intp], vectors: Vectors, asked: Vectors
) -> float:
    """Share of the exact nearest that were found; one as near as the last of them counts."""
    least = float(vectors[right[-1]] @ asked) - 1e-3  # half precision
    places = [int(key.rsplit("/d", 1)[1]) + index for key, index in hits]
    return sum(float(vectors[place] @ asked) >= least for place in places) / len(right)


def _memory(setting: Setting) -> str:
    """Resident memory of a fresh process, before and after all searches."""
    claims = setting.folder / "claims.txt"
    claims.write_text("\n".join(setting.material.claims), encoding="utf-8")
    command = [sys.executable, "-c", _MEMORY, setting.corpus.uri, str(claims)]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    before, after = (int(number) / 1e6 for number in found.stdout.split())
    return f"{before:.0f} → {after:.0f}"


if __name__ == "__main__":
    main()
