"""Candidate documents for a claim: dense and lexical search, fused.

Search proposes documents; all statements of a proposed document are then read, so
that a document is judged whole and not by the one sentence that was found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from lancedb.query import MatchQuery
from numpy.typing import NDArray

from scoring.corpus.filters import Filters
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from scoring.records import AnalysedDocument

_log = logging.getLogger(__name__)

# Statements that each of the two searches returns.
_DEPTH = 200
# Documents that are read and judged; reading takes 0.4 to 1 ms for each (bench/store.py).
_DOCUMENTS = 60
# Weight of the dense score after both were standardised: 0.65 gave nDCG@10 0.727 on SciFact
# against 0.679 for BM25 and 0.658 for the vectors alone.
_DENSE_WEIGHT = 0.65
# The index is asked for this many times the rows, which are then ranked by their full vectors.
_REFINE = 10
_PROBES = 40


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents that may speak to a claim, best first.

    Attributes:
        documents: Each with all its statements.
        truncated: Whether further documents were found but not read.
        failures: Sentences for the reader about a search that failed; empty when none did.
    """

    documents: tuple[AnalysedDocument, ...]
    truncated: bool
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hit:
    key: str
    index: int
    score: float
    revision: str = ""


def find_candidates(
    corpus: Corpus, claim: str, vector: NDArray[np.float32], filters: Filters
) -> Candidates:
    """Find the documents whose statements are nearest to a claim in meaning or in words.

    Args:
        corpus: The corpus.
        claim: The claim's text.
        vector: Its vector: float32 (dimension,), length 1.
        filters: Applied before the search, so that they never starve it.

    Returns:
        At most 60 documents. When one of the two searches fails, the other's and a warning.

    Raises:
        CorpusError: Both searches failed.
    """
    where = filters.to_sql()
    failures: list[str] = []
    searches: dict[str, Callable[[], list[_Hit]]] = {
        "meaning": lambda: _dense(corpus, vector, where),
        "words": lambda: _lexical(corpus, claim, where),
    }
    found: list[list[_Hit]] = []
    for name, search in searches.items():
        try:
            found.append(search())
        except (OSError, RuntimeError, ValueError) as error:
            _log.exception("the search by %s failed", name)
            found.append([])
            failures.append(f"The search by {name} failed ({error}), so documents may be missing.")
    if len(failures) == len(found):
        raise CorpusError(f"the corpus at {corpus.uri!r} cannot be searched: {failures[0]}")
    hits = fuse(*_current(corpus, found))
    keys = list(dict.fromkeys(hit.key for hit in hits))
    chosen = keys[:_DOCUMENTS]
    loaded = corpus.load(chosen)
    return Candidates(
        documents=tuple(loaded[key] for key in chosen if key in loaded),
        truncated=len(keys) > len(chosen),
        failures=tuple(failures),
    )


def _current(corpus: Corpus, found: list[list[_Hit]]) -> list[list[_Hit]]:
    """Leave out statements of a replaced document that are not removed yet.

    They would propose the new version for words, or a publisher, that only the old one had.
    """
    revisions = corpus.revisions({hit.key for hits in found for hit in hits})
    return [[hit for hit in hits if revisions.get(hit.key) == hit.revision] for hits in found]


def fuse(dense: list[_Hit], lexical: list[_Hit]) -> list[_Hit]:
    """Fuse two rankings: standardise each one's scores and add them, weighted.

    A statement that one search did not return gets that search's lowest score; from a search
    for words that returned all it had, 0, so that the one statement with a rare word stands out.

    Returns:
        Every statement of either, best first; equal scores in the order of their keys.
    """
    fused: dict[tuple[str, int], float] = {}
    places = sorted({(hit.key, hit.index) for hit in (*dense, *lexical)})
    lowest_dense = min((hit.score for hit in dense), default=0.0)
    lowest_lexical = min((hit.score for hit in lexical), default=0.0)
    for hits, missing, weight in (
        (dense, lowest_dense, _DENSE_WEIGHT),
        (lexical, lowest_lexical if len(lexical) >= _DEPTH else 0.0, 1 - _DENSE_WEIGHT),
    ):
        known = {(hit.key, hit.index): hit.score for hit in hits}
        scores = _standardise([known.get(place, missing) for place in places])
        for place, score in zip(places, scores, strict=True):
            fused[place] = fused.get(place, 0.0) + weight * score
    ranked = sorted(fused.items(), key=lambda item: (-item[1], item[0]))
    return [_Hit(key, index, score) for (key, index), score in ranked]


def _standardise(values: list[float]) -> list[float]:
    if not values:
        return []
    scores = np.array(values)
    spread = float(scores.std()) or 1.0
    standard: list[float] = ((scores - scores.mean()) / spread).tolist()
    return standard


def _dense(corpus: Corpus, vector: NDArray[np.float32], where: str | None) -> list[_Hit]:
    query = corpus.statements.search(vector, vector_column_name="vector").distance_type("dot")
    if corpus.has_vector_index():
        # Further parts of the index only where a narrow filter leaves these without enough.
        query = query.minimum_nprobes(_PROBES).maximum_nprobes(0).refine_factor(_REFINE)
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select(["key", "index", "revision", "_distance"]).limit(_DEPTH).to_list()
    return [_Hit(row["key"], row["index"], 1.0 - row["_distance"], row["revision"]) for row in rows]


def _lexical(corpus: Corpus, claim: str, where: str | None) -> list[_Hit]:
    query = corpus.statements.search(MatchQuery(claim, "text"), query_type="fts")
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select(["key", "index", "revision", "_score"]).limit(_DEPTH).to_list()
    return [_Hit(row["key"], row["index"], row["_score"], row["revision"]) for row in rows]
