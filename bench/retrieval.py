"""Which documents a search puts first, on public sets with known answers.

Each set is stored in a corpus of its own, cut into statements as ingestion does but without the
hedges and attributions that no search reads, and asked by the product's search. The columns: its
two searches alone, two plain ways to fuse them, and what ships.

    HF_HUB_OFFLINE=1 python -m bench.retrieval [--queries N] [--sets NAME ...]

asks 400 queries of each set at even distances, the same in every run (`--queries 0`: all), among
all its documents. What was encoded is kept in `--cache`, and so is each corpus: a run that was
stopped goes on where it was, and the next one only asks.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.retrieval_data import READERS, RetrievalSet, retrieval_sets, sample
from bench.retrieval_figures import METRICS, ordered, plain_fusion, reciprocal_rank_fusion
from bench.scenarios import REPOSITORY
from scoring.corpus.filters import EVERYTHING
from scoring.corpus.opened import now
from scoring.corpus.search import begin_words, by_meaning, find_candidates
from scoring.corpus.store import Corpus
from scoring.models.encoder import Encoder, EncoderIdentity, Vectors, load_encoder
from scoring.records import AnalysedDocument, Document, Sentence, Statement, SubmittedDocument
from scoring.settings import Settings
from scoring.text import detect_language, split_sentences
from training.stance_vectors import VectorCache

WAYS = ("BM25 alone", "vectors alone", "plain fusion", "reciprocal ranks", "ships")
_CHUNK = 1_000  # documents in one commit
# Of each set by default: a quarter of an hour for all six with everything to be encoded, and a
# standard error of at most 0.02.
_QUERIES = 400


class CachedEncoder:
    """An encoder that keeps what it encoded on disk."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._cache = VectorCache(encoder, folder)

    @property
    def identity(self) -> EncoderIdentity:
        """That of the encoder."""
        return self._encoder.identity

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode_queries`, from the cache where it is there, in half precision."""
        return self._cache.claims(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode_passages`, likewise."""
        return self._cache.statements(texts)


def stored(chosen: RetrievalSet, folder: Path, encoder: Encoder, progress: bool = False) -> Corpus:
    """The set's documents in a corpus; one that holds as many already is used as it is."""
    corpus = Corpus(str(folder), encoder.identity)
    if corpus.info().documents == len(chosen.documents):
        return corpus
    shutil.rmtree(folder)
    corpus = Corpus(str(folder), encoder.identity)
    starts = range(0, len(chosen.documents), _CHUNK)
    for start in track(starts, f"Storing {chosen.name}", disable=not progress):
        corpus.put(_cut(chosen.documents[start : start + _CHUNK], encoder))
    corpus.optimize()
    return corpus


def _cut(documents: Sequence[SubmittedDocument], encoder: Encoder) -> list[AnalysedDocument]:
    sentences = [split_sentences(item.text, item.language or "en") for item in documents]
    vectors = encoder.encode_passages([each.text for found in sentences for each in found])
    made, at = [], 0
    for item, found in zip(documents, sentences, strict=True):
        made.append(_document(item, found, vectors[at : at + len(found)]))
        at += len(found)
    return made


def _document(item: SubmittedDocument, found: list[Sentence], vectors: Vectors) -> AnalysedDocument:
    document = Document(
        id=item.id or "",
        text=item.text,
        url=None,
        title=item.title,
        publisher=None,
        owner=None,
        byline=None,
        published_at=None,
        language=item.language or "en",
        collection=item.collection,
        ingested_at=now(),
    )
    statements = tuple(
        Statement(
            document_key=document.key,
            index=index,
            text=each.text,
            start=each.start,
            end=each.end,
            paragraph=each.paragraph,
            language=document.language,
            certainty=1.0,
        )
        for index, each in enumerate(found)
    )
    none = np.empty(0, np.uint32)
    return AnalysedDocument(document, statements, vectors, none, frozenset(), frozenset())


def figures(
    chosen: RetrievalSet, corpus: Corpus, encoder: Encoder, progress: bool = False
) -> dict[str, float]:
    """The set's metric for each of `WAYS`, the mean over its queries."""
    metric = METRICS[chosen.metric]
    vectors = encoder.encode_queries(list(chosen.queries.values()))
    reached: dict[str, list[float]] = {way: [] for way in WAYS}
    asked = list(zip(chosen.queries.items(), vectors, strict=True))
    for (query, text), vector in track(asked, f"Asking {chosen.name}", disable=not progress):
        for way, ranking in _rankings(corpus, text, vector).items():
            ids = [key.split("/", 1)[1] for key in ranking]
            reached[way].append(metric(ids, chosen.relevant[query]))
    return {way: float(np.mean(values)) for way, values in reached.items()}


def _rankings(corpus: Corpus, text: str, vector: Vectors) -> dict[str, list[str]]:
    wording = begin_words(corpus, text, EVERYTHING)
    words, failure = wording.result()
    if words is None:
        raise RuntimeError(failure)
    dense: dict[str, float] = {}
    for hit in by_meaning(corpus, vector, None).hits:
        dense[hit.key] = max(hit.similarity, dense.get(hit.key, -1.0))
    lexical = {hit.key: hit.score for hit in words.hits}
    language = detect_language(text)
    found = find_candidates(corpus, text, vector, EVERYTHING, language, wording=wording)
    if found.failures:
        raise RuntimeError(" ".join(found.failures))
    rankings = (
        ordered(lexical),
        ordered(dense),
        plain_fusion(dense, lexical),
        reciprocal_rank_fusion(dense, lexical),
        [item.document.key for item in found.documents],
    )
    return dict(zip(WAYS, rankings, strict=True))


def main() -> None:
    """Print one table: a row for each set, a column for each way to rank."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "var" / "retrieval")
    parser.add_argument("--queries", type=int, default=_QUERIES, help="of each set; 0 for all")
    parser.add_argument("--sets", nargs="+", choices=list(READERS), default=list(READERS))
    options = parser.parse_args()
    folder = options.shared / "data" / "retrieval"
    if not folder.is_dir():
        parser.error(f"there is no folder {folder}; --shared names the shared evaluation data")
    console = Console(width=max(120, Console().width))
    settings = Settings.from_environment()
    encoder = CachedEncoder(
        load_encoder(settings.embedding_model, settings.model_cache_folder, report=console.print),
        options.cache / "vectors",
    )
    table = Table("set", "documents", "queries", "metric", "target", *WAYS)
    for whole in retrieval_sets(folder, options.sets):
        chosen = sample(whole, options.queries or len(whole.queries), len(whole.documents))
        corpus = stored(chosen, options.cache / _folder_name(whole), encoder, progress=True)
        found = figures(chosen, corpus, encoder, progress=True)
        cells = (
            chosen.name,
            f"{len(chosen.documents):,}",
            f"{len(chosen.queries):,}",
            chosen.metric,
            f"{chosen.target:.2f}",
            *(f"{found[way]:.3f}" for way in WAYS),
        )
        table.add_row(*cells)
        console.print("  ".join(cells))  # should the run be stopped before its end
    console.print(table)


def _folder_name(chosen: RetrievalSet) -> str:
    return chosen.name.lower().replace(" ", "-")


if __name__ == "__main__":
    main()
