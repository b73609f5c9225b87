"""Speed of ingestion by step, whole, by two processes, and beside a plain loop; all in one run.

The documents are news of twenty sentences each, as web pages. Ours is the whole way: the article
out of the page, language, sentences, hedges, attributions, fingerprints, vectors, a durable commit.
The plain loop is what one would write first: trafilatura, sentencex, sentence-transformers'
`encode` with PyTorch, and LanceDB or Chroma as their documentation shows. Rates are of wall time;
the last column is what each is of the rate of our encoder alone, which nothing can exceed.

Readers of other forms, and extraction beside trafilatura by part: `python -m bench.reading`.

Run `python -m bench.ingest [--statements N] [--plain N] [--shared FOLDER]`.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench.ingest_plain import plain_loops
from bench.material import documents, sentences
from bench.reading import page
from bench.scenarios import REPOSITORY
from scoring.corpus.html import extract_html
from scoring.corpus.ingest import analyse_all, ingest
from scoring.corpus.statements import make_statements
from scoring.corpus.store import Corpus
from scoring.formats import Source, read_source
from scoring.models.encoder import DEFAULT_MODEL, Encoder, load_encoder
from scoring.provenance.shingles import fingerprint
from scoring.records import SubmittedDocument
from scoring.settings import Settings
from scoring.text import detect_language, split_sentences
from scoring.text.boilerplate import find_boilerplate
from scoring.text.names import names_in
from scoring.text.numbers import numbers_in

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
# A process of two: says when it is ready, waits for a line, ingests every other document.
_HALF = """
import sys
from pathlib import Path
from bench.ingest import whole
from bench.material import documents, sentences
from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.settings import Settings
shared, count, half, uri = sys.argv[1:]
submitted = documents(sentences(Path(shared), int(count)))[int(half)::2]
encoder = load_encoder(DEFAULT_MODEL, Settings.from_environment().model_cache_folder)
encoder.encode_passages(["Ready."])
print("ready", flush=True)
sys.stdin.readline()
whole(submitted, uri, encoder)
print("done", flush=True)
"""


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--statements", type=int, default=4_000, help="of our way")
    parser.add_argument("--plain", type=int, default=800, help="of the plain loops, which are slow")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    console = Console(width=max(100, Console().width))
    settings = Settings.from_environment()
    texts = sentences(options.shared, options.statements)
    submitted = documents(texts)
    encoder = load_encoder(DEFAULT_MODEL, settings.model_cache_folder, report=console.print)
    table = Table("what", "documents/s", "statements/s", "of the encoder's limit")
    with tempfile.TemporaryDirectory() as folder:
        steps = _steps(submitted, texts, encoder, f"{folder}/steps")
        limit = len(texts) / steps["encode, int8 ONNX"]

        def row(name: str, of_documents: int, of_statements: int, seconds: float) -> None:
            rate = of_statements / seconds
            table.add_row(
                name, f"{of_documents / seconds:,.1f}", f"{rate:,.0f}", f"{rate / limit:,.2f}"
            )

        for name, seconds in steps.items():
            row(name, len(submitted), len(texts), seconds)
        table.add_section()
        before = _memory()
        seconds = _seconds(lambda: whole(submitted, f"{folder}/one", encoder))
        row("whole, one process", len(submitted), len(texts), seconds)
        grown = _memory() - before
        seconds = _two_processes(options, f"{folder}/two", encoder)
        row("whole, two processes", len(submitted), len(texts), seconds)
        few = submitted[: max(2, options.plain // 20)]
        for name, seconds in plain_loops(_pages(few), f"{folder}/plain", settings):
            row(name, len(few), 20 * len(few), seconds)
        start, memory = _start(f"{folder}/one")
    console.print(table)
    console.print(f"memory grew by {grown / 1e6:,.0f} MB while {len(texts):,} statements went in")
    console.print(
        f"a process can check {start:.1f} s after its start, and then has {memory / 1e6:.0f} MB"
    )


def whole(submitted: list[SubmittedDocument], uri: str, encoder: Encoder) -> None:
    """Pages to stored documents, as the service does it, in this process."""
    corpus = Corpus(uri, encoder.identity)
    pages = _pages(submitted)
    for start in range(0, len(submitted), _CHUNK):
        chunk = zip(submitted[start : start + _CHUNK], pages[start : start + _CHUNK], strict=True)
        found = [replace(each, text=extract_html(html, None).text) for each, html in chunk]
        ingest(found, corpus=corpus, encoder=encoder)


def _steps(
    submitted: list[SubmittedDocument], texts: list[str], encoder: Encoder, uri: str
) -> dict[str, float]:
    """Seconds of each step for all documents, one step after the other."""
    lines = "\n".join(json.dumps({"id": each.id, "text": each.text}) for each in submitted)
    pages = _pages(submitted)
    extract_html(pages[0], None)  # loads what tells the language
    analysed = analyse_all(submitted, encoder)
    corpus = Corpus(uri, encoder.identity)
    pieces = {each.id: split_sentences(each.text, "en") for each in submitted}

    def put() -> None:
        for start in range(0, len(analysed), _CHUNK):
            corpus.put(analysed[start : start + _CHUNK])

    work: dict[str, Callable[[], object]] = {
        "read NDJSON": lambda: list(read_source(Source("a.ndjson", io.BytesIO(lines.encode())))),
        "extract from pages": lambda: [extract_html(html, None) for html in pages],
        "language, sentences, boilerplate": lambda: [
            find_boilerplate(each.text, split_sentences(each.text, detect_language(each.text)))
            for each in submitted
        ],
        "statements: language, hedges, attributions": lambda: [
            make_statements(each.document, pieces[each.document.id]) for each in analysed
        ],
        "fingerprints, names, numbers": lambda: [
            (
                fingerprint(each.text, ()),
                names_in(each.text),
                numbers_in(each.text),
            )
            for each in submitted
        ],
        "encode, int8 ONNX": lambda: encoder.encode_passages(texts),
        "store, durable": put,
    }
    return {name: _seconds(step) for name, step in work.items()}


def _pages(submitted: list[SubmittedDocument]) -> list[str]:
    return [
        page({"title": f"Story {each.id}", "published_at": "2032-09-14", "text": each.text})
        for each in submitted
    ]


def _two_processes(options: argparse.Namespace, uri: str, encoder: Encoder) -> float:
    """Seconds until both have stored their half, once both are ready."""
    Corpus(uri, encoder.identity)
    command = [sys.executable, "-c", _HALF, str(options.shared), str(options.statements)]
    both = [
        subprocess.Popen(
            [*command, str(half), uri], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for half in (0, 1)
    ]
    for each in both:
        _heard(each, "ready")
    started = time.perf_counter()
    for each in both:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in both:
        _heard(each, "done")
    seconds = time.perf_counter() - started
    for each in both:
        each.communicate()
    return seconds


def _heard(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    if process.stdout.readline().strip() != word:
        raise RuntimeError(f"a process did not come as far as {word!r}; its error is above")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory() -> int:
    return int(psutil.Process().memory_info().rss)


def _start(uri: str) -> tuple[float, int]:
    found = subprocess.run(
        [sys.executable, "-c", _START.format(uri=uri)], check=True, capture_output=True, text=True
    )
    seconds, memory = found.stdout.split()
    return float(seconds), int(memory)


if __name__ == "__main__":
    main()
