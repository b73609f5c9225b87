"""The loop one would write first to get pages into a vector store, for `bench/ingest.py`."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import sentencex
import trafilatura
from numpy.typing import NDArray

from scoring.models.prepare import prepare_encoder
from scoring.models.quiet import quiet_libraries
from scoring.settings import Settings

Add = Callable[[Sequence[str], NDArray[np.float32]], object]
_AT_ONCE = 64  # pages


def plain_loops(
    pages: Sequence[str], folder: str, settings: Settings
) -> Iterator[tuple[str, float]]:
    """Each loop's name and its seconds for all pages, after its model was loaded.

    Args:
        pages: HTML.
        folder: For the stores.
        settings: Where the model lies: the same one that we use, in full precision.
    """
    from sentence_transformers import SentenceTransformer

    with quiet_libraries():
        model = SentenceTransformer(str(prepare_encoder(settings.model_cache_folder)), device="cpu")
    model.encode(["Ready."], prompt="passage: ", show_progress_bar=False)
    yield "plain loop into LanceDB", _loop(pages, model, _lancedb(f"{folder}/lance"))
    if importlib.util.find_spec("chromadb") is not None:
        yield "plain loop into Chroma", _loop(pages, model, _chroma(f"{folder}/chroma"))


def _loop(pages: Sequence[str], model: Any, add: Add) -> float:
    started = time.perf_counter()
    for start in range(0, len(pages), _AT_ONCE):
        texts = [trafilatura.extract(html) or "" for html in pages[start : start + _AT_ONCE]]
        pieces = [piece.strip() for text in texts for piece in sentencex.segment("en", text)]
        statements = [piece for piece in pieces if piece]
        add(statements, model.encode(statements, prompt="passage: ", show_progress_bar=False))
    return time.perf_counter() - started


def _lancedb(folder: str) -> Add:
    database = lancedb.connect(folder)

    def add(texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        rows = [
            {"text": text, "vector": vector} for text, vector in zip(texts, vectors, strict=True)
        ]
        if "statements" in database.list_tables().tables:
            database.open_table("statements").add(rows)
        else:
            database.create_table("statements", rows)

    return add


def _chroma(folder: str) -> Add:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    Path(folder).mkdir(parents=True)
    client = chromadb.PersistentClient(
        path=folder, settings=ChromaSettings(anonymized_telemetry=False)
    )
    stored = client.create_collection("statements")

    def add(texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        first = stored.count()
        names = [f"s{number}" for number in range(first, first + len(texts))]
        stored.add(ids=names, documents=list(texts), embeddings=vectors)

    return add
