"""What a corpus takes on disk and in indexes, measured, and what follows for larger ones.

Documents of twenty news sentences each with made-up vectors: no encoder is needed, since bytes do
not hang on what a vector says. What is measured and what is computed from it is said in each row.

Run `python -m bench.sizing [--statements N [N …]] [--shared FOLDER]`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.material import sentences, stored_document
from bench.scenarios import REPOSITORY
from scoring.corpus.store import Corpus
from scoring.models.encoder import EncoderIdentity

_PER_DOCUMENT = 20
_DIMENSION = 384
_CHUNK = 500  # documents in one commit
_LARGER = (100_000_000, 1_000_000_000)
# Statements that one core encodes in a second (`python -m bench.encoding`).
_ENCODED_A_SECOND = 150.0
# Parts of the index over vectors that a search probes, of the square root of its rows.
_PROBES = 40
_VECTORS = "index over vectors"


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--statements", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    table = Table("statements", "what", "bytes a statement", "in all", "how")
    for count in options.statements:
        sizes, spent = _measure(sentences(options.shared, count))
        for what, size in sizes.items():
            table.add_row(f"{count:,}", what, f"{size / count:,.1f}", _bytes(size), "measured")
        table.add_row(f"{count:,}", "written and folded in", "", f"{spent:,.0f} s", "measured")
    each = {what: size / count for what, size in sizes.items()}
    for larger in _LARGER:
        for what, size in each.items():
            table.add_row(f"{larger:,}", what, f"{size:,.1f}", _bytes(size * larger), "computed")
        parts = larger**0.5
        vectors = each[_VECTORS] * larger
        probed = vectors * min(1.0, _PROBES / parts)
        hours = larger / _ENCODED_A_SECOND / 3_600
        table.add_row(f"{larger:,}", "index read by a search", "", _bytes(probed), "computed")
        table.add_row(f"{larger:,}", "encoding on one core", "", f"{hours:,.0f} h", "computed")
    Console(width=110).print(table)


def _measure(texts: list[str]) -> tuple[dict[str, int], float]:
    """Bytes of each part of a corpus of these statements, and seconds to write and fold it."""
    generator = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as uri:
        corpus = Corpus(uri, EncoderIdentity("sizing", _DIMENSION, "0" * 64))
        started = time.perf_counter()
        batch = []
        for start in range(0, len(texts), _PER_DOCUMENT):
            lines = texts[start : start + _PER_DOCUMENT]
            vectors = generator.normal(size=(len(lines), _DIMENSION)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            batch.append(stored_document(start // _PER_DOCUMENT, lines, vectors))
            if len(batch) == _CHUNK:
                corpus.put(batch)
                batch = []
        corpus.put(batch)
        corpus.optimize()
        spent = time.perf_counter() - started
        return _sizes(corpus), spent


def _sizes(corpus: Corpus) -> dict[str, int]:
    """Of what is in use: files of earlier versions are left out."""
    indexes = [*corpus.statements.list_indices(), *corpus.documents.list_indices()]
    sizes = {
        "statements": int(corpus.statements.stats()["total_bytes"]),
        "documents": int(corpus.documents.stats()["total_bytes"]),
        _VECTORS: 0,
        "indexes over words": 0,
        "indexes over keys": 0,
    }
    for index in indexes:
        kind = "indexes over words" if index.index_type == "FTS" else "indexes over keys"
        sizes[_VECTORS if index.columns == ["vector"] else kind] += int(index.size_bytes or 0)
    return sizes


def _bytes(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000:
            return f"{size:,.1f} {unit}"
        size /= 1_000
    return f"{size:,.1f} TB"


if __name__ == "__main__":
    main()
