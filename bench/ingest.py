"""Speed of ingestion and of a start, as ratios within one run.

Ingestion is the whole way: language, sentences, hedges, attributions, fingerprints,
vectors, a durable commit. It is held against what a user would otherwise start with:
sentence-transformers' `encode` with PyTorch on the same sentences, which stores nothing.

Run `python -m bench.ingest [--statements N] [--shared FOLDER]`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.material import documents, sentences
from bench.scenarios import REPOSITORY
from scoring.corpus.ingest import ingest
from scoring.corpus.store import Corpus
from scoring.models.encoder import DEFAULT_MODEL, Encoder, load_encoder
from scoring.models.prepare import prepare_encoder, quiet_libraries
from scoring.settings import Settings

_CHUNK = 64  # documents in one commit, as in a batch upload
_START = """
import time; started = time.perf_counter()
from scoring.check import check_claim, load_models
from scoring.corpus.store import Corpus
from scoring.settings import Settings
models = load_models(Settings.from_environment())
corpus = Corpus({uri!r}, models.encoder.identity)
print(time.perf_counter() - started)
check_claim("The bridge was closed.", corpus=corpus, models=models)
import psutil
print(psutil.Process().memory_info().rss)
"""


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--statements", type=int, default=4_000)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    console = Console()
    settings = Settings.from_environment()
    texts = sentences(options.shared, options.statements)
    encoder = load_encoder(DEFAULT_MODEL, settings.model_cache_folder, report=console.print)
    table = Table("what", "value", "ratio")
    with tempfile.TemporaryDirectory() as uri:
        ours = _rate(len(texts), lambda: _ingest(texts, uri, encoder))
        onnx = _rate(len(texts), lambda: encoder.encode_passages(texts))
        torch = _torch_rate(texts, settings)
        table.add_row("PyTorch encode alone, statements/s", f"{torch:.0f}", "1.0")
        table.add_row("int8 ONNX encode alone, statements/s", f"{onnx:.0f}", f"{onnx / torch:.1f}")
        table.add_row("whole ingestion, statements/s", f"{ours:.0f}", f"{ours / torch:.1f}")
        seconds, memory = _start(uri)
    table.add_row("process start to first possible check, s", f"{seconds:.1f}", "")
    table.add_row("resident memory of a worker, MB", f"{memory / 1e6:.0f}", "")
    console.print(table)


def _rate(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def _ingest(texts: list[str], uri: str, encoder: Encoder) -> None:
    corpus = Corpus(uri, encoder.identity)
    submitted = documents(texts)
    for start in range(0, len(submitted), _CHUNK):
        ingest(submitted[start : start + _CHUNK], corpus=corpus, encoder=encoder)


def _torch_rate(texts: list[str], settings: Settings) -> float:
    from sentence_transformers import SentenceTransformer

    folder = prepare_encoder(settings.model_cache_folder)
    with quiet_libraries():
        model = SentenceTransformer(str(folder), device="cpu")
    sample = texts[: max(200, len(texts) // 4)]  # a quarter: it is slow, and the rate is steady
    return _rate(
        len(sample), lambda: model.encode(sample, prompt="passage: ", show_progress_bar=False)
    )


def _start(uri: str) -> tuple[float, int]:
    found = subprocess.run(
        [sys.executable, "-c", _START.format(uri=uri)], check=True, capture_output=True, text=True
    )
    seconds, memory = found.stdout.split()
    return float(seconds), int(memory)


if __name__ == "__main__":
    main()
