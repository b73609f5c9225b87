"""Time of the store's reads as rows gather that no index has seen, and after upkeep.

The thresholds in `scoring/corpus/upkeep.py` come from this table. Statements are random
words with random vectors. Run `python -m bench.store [--statements N ...]`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.material import milliseconds, stored_document
from scoring.corpus.filters import EVERYTHING
from scoring.corpus.search import find_candidates
from scoring.corpus.store import Corpus
from scoring.corpus.upkeep import unindexed_rows
from scoring.models.encoder import EncoderIdentity
from scoring.records import AnalysedDocument

_IDENTITY = EncoderIdentity("random", 384, "0" * 64)
_WORDS = [f"word{i}" for i in range(20_000)]
_PER_DOCUMENT = 20
_CHUNK = 50  # documents in one commit
_REPEATS = 15


def main() -> None:
    """Print one table: a row for each size, and one after upkeep."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--statements", type=int, nargs="+", default=[1_000, 5_000, 10_000, 50_000])
    options = parser.parse_args()
    generator = np.random.default_rng(0)
    table = Table("statements", "unindexed", "search and read 60 documents, ms", "read alone, ms")
    with tempfile.TemporaryDirectory() as uri:
        corpus = Corpus(uri, _IDENTITY)
        stored = 0
        for size in sorted(options.statements):
            while stored * _PER_DOCUMENT < size:
                corpus.put([_document(stored + i, generator) for i in range(_CHUNK)])
                stored += _CHUNK
            table.add_row(f"{size:,}", *_times(corpus, stored, generator))
        started = time.perf_counter()
        corpus.maintain()
        spent = time.perf_counter() - started
        table.add_row(f"after {spent:.1f} s of upkeep", *_times(corpus, stored, generator))
    Console().print(table)


def _document(place: int, generator: np.random.Generator) -> AnalysedDocument:
    lines = [" ".join(generator.choice(_WORDS, 14)) for _ in range(_PER_DOCUMENT)]
    vectors = generator.normal(size=(_PER_DOCUMENT, _IDENTITY.dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return stored_document(place, lines, vectors)


def _times(corpus: Corpus, stored: int, generator: np.random.Generator) -> tuple[str, str, str]:
    claim = " ".join(generator.choice(_WORDS, 10))
    vector = generator.normal(size=_IDENTITY.dimension).astype(np.float32)
    vector /= np.linalg.norm(vector)
    keys = [f"default/d{i}" for i in generator.choice(stored, min(60, stored), replace=False)]
    return (
        f"{unindexed_rows(corpus.statements):,}",
        f"{_median(lambda: find_candidates(corpus, claim, vector, EVERYTHING)):.1f}",
        f"{_median(lambda: corpus.load(keys)):.1f}",
    )


def _median(work: Callable[[], object]) -> float:
    work()
    return float(np.median([milliseconds(work) for _ in range(_REPEATS)]))


if __name__ == "__main__":
    main()
