"""Time of one check as the corpus grows, by step, against a plain semantic search.

The corpus is made of real sentences; where more are needed than are encoded (default
10,000), they are repeated with small random changes to their vectors and a number
added to their words, so that size is real and content is not. The baseline is what a
user would otherwise pick: sentence-transformers with PyTorch encoding the claim and
`util.semantic_search` over all vectors in memory; it only finds, it judges nothing.

Run `python -m bench.check [--statements N ...] [--shared FOLDER]`.
"""

from __future__ import annotations

import argparse
import dataclasses
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.material import documents, sentences
from bench.scenarios import REPOSITORY
from scoring.check import Models, check_claim, load_models
from scoring.corpus.filters import EVERYTHING
from scoring.corpus.ingest import analyse
from scoring.corpus.search import find_candidates
from scoring.corpus.store import Corpus
from scoring.evidence import judge_documents
from scoring.models.prepare import prepare_encoder
from scoring.models.quiet import quiet_libraries
from scoring.provenance.origins import find_origins
from scoring.records import AnalysedDocument, Claim, Stance
from scoring.settings import Settings

_ENCODED = 10_000
_NOISE = 0.15  # of a component's standard deviation
_CHUNK = 250  # documents in one commit
_CHECKS = 60


def main() -> None:
    """Print one table: a row for each corpus size and step."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--statements", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    console = Console()
    settings = Settings.from_environment()
    models = load_models(settings, console.print)
    base = sentences(options.shared, min(_ENCODED, max(options.statements)))
    claims = [text[:200] for text in base[:: max(1, len(base) // _CHECKS)]][:_CHECKS]
    originals = [
        analyse(document, models.encoder)
        for document in track(documents(base), "Analysing", console=console)
    ]
    table = Table("statements", "step", "p50 ms", "p99 ms", "of p50")
    for size in options.statements:
        with tempfile.TemporaryDirectory() as uri:
            corpus = _grow(uri, originals, size, models, console)
            steps = _time_checks(corpus, models, claims)
            steps["plain semantic search"] = _baseline(corpus, claims, settings)
        whole = float(np.percentile(steps["check"], 50))
        for name, seconds in steps.items():
            p50, p99 = np.percentile(seconds, [50, 99]) * 1e3
            table.add_row(f"{size:,}", name, f"{p50:.1f}", f"{p99:.1f}", f"{p50 / whole / 1e3:.2f}")
    console.print(table)


def _grow(
    uri: str, originals: list[AnalysedDocument], size: int, models: Models, console: Console
) -> Corpus:
    corpus = Corpus(uri, models.encoder.identity)
    generator = np.random.default_rng(0)
    batch: list[AnalysedDocument] = []
    stored = turn = 0
    per_turn = sum(len(item.statements) for item in originals)
    for turn in track(range(-(-size // per_turn)), f"Storing {size:,}", console=console):
        for item in originals:
            if stored >= size:
                break
            batch.append(_vary(item, turn, generator))
            stored += len(item.statements)
            if len(batch) == _CHUNK:
                corpus.put(batch)
                batch = []
    corpus.put(batch)
    corpus.maintain()
    return corpus


def _vary(item: AnalysedDocument, turn: int, generator: np.random.Generator) -> AnalysedDocument:
    if turn == 0:
        return item
    noise = generator.normal(scale=_NOISE * item.vectors.std(), size=item.vectors.shape)
    vectors = (item.vectors + noise).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    document = dataclasses.replace(item.document, id=f"{item.document.id}-{turn}")
    statements = tuple(
        dataclasses.replace(s, document_key=document.key, text=f"{s.text} {turn}")
        for s in item.statements
    )
    return dataclasses.replace(item, document=document, statements=statements, vectors=vectors)


def _time_checks(corpus: Corpus, models: Models, claims: list[str]) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = defaultdict(list)

    def timed(step: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = work()
        spent[step].append(time.perf_counter() - started)
        return result

    for text in [*claims[:3], *claims]:  # the first three warm up
        timed("check", lambda text=text: check_claim(text, corpus=corpus, models=models))
        claim = Claim(text, "en")
        vector = timed("encode", lambda text=text: models.encoder.encode_queries([text])[0])
        found = timed(
            "search and read",
            lambda text=text, vector=vector: find_candidates(corpus, text, vector, EVERYTHING),
        )
        judged = timed(
            "judge",
            lambda claim=claim, vector=vector, found=found: judge_documents(
                claim, vector, found.documents, models.stance
            ),
        )
        timed(
            "origins",
            lambda claim=claim, judged=judged: [
                find_origins(claim, judged, stance) for stance in (Stance.SUPPORTS, Stance.REFUTES)
            ],
        )
    return {step: seconds[3:] for step, seconds in spent.items()}


def _baseline(corpus: Corpus, claims: list[str], settings: Settings) -> list[float]:
    import torch
    from sentence_transformers import SentenceTransformer, util

    with quiet_libraries():
        model = SentenceTransformer(str(prepare_encoder(settings.model_cache_folder)), device="cpu")
    column = corpus.statements.search().select(["vector"]).to_arrow()["vector"].combine_chunks()
    flat = column.flatten().to_numpy(zero_copy_only=False).astype(np.float32)
    vectors: NDArray[np.float32] = flat.reshape(-1, corpus.identity.dimension)
    everything = torch.from_numpy(vectors)
    spent = []
    for text in claims:
        started = time.perf_counter()
        query = model.encode(
            [text], prompt="query: ", convert_to_tensor=True, show_progress_bar=False
        )
        util.semantic_search(query, everything, top_k=200)
        spent.append(time.perf_counter() - started)
    return spent


if __name__ == "__main__":
    main()
