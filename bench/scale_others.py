"""What a newsroom would otherwise search with, for `bench/scale.py`."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.models.prepare import prepare_encoder
from scoring.models.quiet import quiet_libraries

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
_NEAREST = 50
_AT_ONCE = 5_000  # what Chroma takes in one call
_MOST_IN_CHROMA = 20_000  # adding 100,000 takes minutes
_MOST_IN_TXTAI = 100_000  # likewise a million


@dataclass(frozen=True, slots=True)
class Way:
    """A way to search.

    Attributes:
        name: Shown in the table.
        search: Takes a claim and its vector.
        encode: Makes the vector.
    """

    name: str
    search: Callable[[str, Vectors], object]
    encode: Encode


def others(texts: Sequence[str], vectors: Vectors, models: Path) -> Iterator[Way]:
    """The other ways, each ready to search; what one holds is freed before the next.

    Args:
        texts: The statements.
        vectors: Theirs, float32 (n, dimension), rows of length 1.
        models: The model cache.
    """
    encode = _torch(prepare_encoder(models))
    yield Way("NumPy, exact", _exact(vectors), encode)
    yield Way("semantic_search, PyTorch", _semantic_search(vectors), encode)
    if importlib.util.find_spec("txtai") is not None and len(texts) <= _MOST_IN_TXTAI:
        yield Way("txtai, hybrid", _txtai(texts, vectors), encode)
    if importlib.util.find_spec("chromadb") is not None and len(texts) <= _MOST_IN_CHROMA:
        with tempfile.TemporaryDirectory() as folder:
            yield Way("Chroma", _chroma(texts, vectors, folder), encode)


def _torch(folder: Path) -> Encode:
    from sentence_transformers import SentenceTransformer

    with quiet_libraries():
        model = SentenceTransformer(str(folder), device="cpu")

    def encode(claims: Sequence[str]) -> Vectors:
        found: Vectors = model.encode(
            list(claims), prompt="query: ", normalize_embeddings=True, show_progress_bar=False
        )
        return found

    return encode


def _exact(vectors: Vectors) -> Callable[[str, Vectors], object]:
    return lambda _, asked: np.argpartition(-(vectors @ asked), _NEAREST)[:_NEAREST]


def _semantic_search(vectors: Vectors) -> Callable[[str, Vectors], object]:
    import torch
    from sentence_transformers.util import semantic_search

    stored = torch.from_numpy(vectors)
    return lambda _, asked: semantic_search(torch.from_numpy(asked[None]), stored, top_k=_NEAREST)


def _txtai(texts: Sequence[str], vectors: Vectors) -> Callable[[str, Vectors], object]:
    """Vectors and BM25 together, with the texts; the vectors are given, not made again."""
    from txtai import Embeddings

    given = dict(zip(texts, vectors, strict=True))

    def transform(inputs: Sequence[str]) -> Vectors:
        return np.stack([given[text] for text in inputs])

    stored = Embeddings(method="external", transform=transform, content=True, hybrid=True)
    stored.index(texts)

    def search(claim: str, asked: Vectors) -> object:
        given[claim] = asked
        return stored.search(claim, _NEAREST)

    return search


def _chroma(
    texts: Sequence[str], vectors: Vectors, folder: str
) -> Callable[[str, Vectors], object]:
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path=folder, settings=Settings(anonymized_telemetry=False))
    stored = client.create_collection("statements", configuration={"hnsw": {"space": "cosine"}})
    for start in range(0, len(texts), _AT_ONCE):
        end = min(start + _AT_ONCE, len(texts))
        stored.add(
            ids=[f"s{place}" for place in range(start, end)],
            embeddings=vectors[start:end],
            documents=list(texts[start:end]),
        )
    return lambda _, asked: stored.query(query_embeddings=asked[None], n_results=_NEAREST)
