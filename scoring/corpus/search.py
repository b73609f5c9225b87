"""Candidate documents for a claim: search by meaning and by words, fused.

Search proposes documents; all statements of a proposed document are then read, so
that a document is judged whole and not by the one sentence that was found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa
from lancedb.query import MultiMatchQuery
from numpy.typing import NDArray

from scoring.corpus.filters import Filters
from scoring.corpus.fusion import DocumentHit, StatementHit, fuse, same_words, within_budget
from scoring.corpus.parallel import begin
from scoring.corpus.reading import statement_columns
from scoring.corpus.rerank import rerank
from scoring.corpus.rows import vectors_of
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from scoring.records import AnalysedDocument
from scoring.text.language import UNDETERMINED

_log = logging.getLogger(__name__)
_Hits = TypeVar("_Hits")

# Statements that the search by meaning returns, and how many it may return where copies of a
# few sentences fill them.
_STATEMENTS = 200
_MOST_STATEMENTS = 3_200
# Documents that the search by words returns.
_BY_WORDS = 100
# Distinct sentences that are followed to their documents, and documents that are read with all
# their copies; reading takes 0.4 to 1 ms for each (bench/store.py).
_PLACES = 60
_MOST_DOCUMENTS = 300
# A statement below this cosine is not judged (`RELEVANT` in scoring/evidence.py), so that one
# left out is no loss.
_JUDGED = 0.80
# Of the statements table, what a hit is made of.
_HIT_COLUMNS = ("key", "index", "text", "revision", "vector")
# Parts of the index that are looked at first; then all others, as recall falls faster than the
# time where they are left out (docs/decisions/037).
_PROBES = 40
# What the index may be off by (docs/decisions/034): statements that it left out are at most so
# much nearer than the last one that it returned.
_ESTIMATE = 0.005


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents that may speak to a claim, best first.

    Attributes:
        documents: Each with all its statements.
        truncated: Whether a further document was found but not read, or a statement that is
            close enough to be judged may not have been found.
        failures: Sentences for the reader about a search that failed; empty when none did.
    """

    documents: tuple[AnalysedDocument, ...]
    truncated: bool
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the search by meaning found; `cut` when statements close enough were left out."""

    hits: tuple[StatementHit, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What the search by words found; `complete` when it returned all that there was."""

    hits: tuple[DocumentHit, ...] = ()
    complete: bool = True


# A search by words that goes on: what it found, or a sentence for the reader that it failed.
Wording = Future[tuple[Words | None, str | None]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Documents in order, before they are read.

    Attributes:
        keys: Every document that was found, best first.
        chosen: Those to read: 60 distinct sentences with all the documents that have them.
        words: BM25 of each, for those that the search by words left out the most it can be.
        cut: Whether a statement that is close enough to be judged may not have been found.
        failures: As in `Candidates`.
    """

    keys: tuple[str, ...]
    chosen: tuple[str, ...]
    words: dict[str, float]
    cut: bool
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What both searches found, and sentences about one that failed."""

    meaning: Meaning
    words: Words
    failures: tuple[str, ...]


def find_candidates(
    corpus: Corpus,
    claim: str,
    vector: NDArray[np.float32],
    filters: Filters,
    language: str = UNDETERMINED,
    *,
    wording: Wording | None = None,
) -> Candidates:
    """Find the documents whose statements are nearest to a claim in meaning or in words.

    Args:
        corpus: The corpus.
        claim: The claim's text.
        vector: Its vector: float32 (dimension,), length 1.
        filters: Applied before the search, so that they never starve it.
        language: Of the claim, ISO 639-1.
        wording: What `begin_words` began for the same claim and filters; begun here when None.

    Returns:
        The documents of at most 60 distinct sentences, with their copies at most 300. When one
        of the two searches fails, the other's and a warning.

    Raises:
        CorpusError: Both searches failed, or the documents cannot be read.
    """
    found = _search(corpus, claim, vector, filters, wording)
    ranking = _rank(found)
    loaded = corpus.load_stored(ranking.chosen)
    # Hardly ever is a found statement out of date, so that what is read first stays.
    revisions = {key: stored.revision for key, stored in loaded.items()}
    if _out_of_date(found, ranking, revisions):
        with corpus.failing("cannot be read", "ask again"):
            ranking = _rank(_current(found, corpus.revisions(_keys(found))))
        loaded |= corpus.load_stored([key for key in ranking.chosen if key not in loaded])
    read = [loaded[key].analysed for key in ranking.chosen if key in loaded]
    return Candidates(
        documents=rerank(read, vector, language, ranking.words, corpus.identity),
        truncated=ranking.cut or len(ranking.keys) > len(ranking.chosen),
        failures=ranking.failures,
    )


def rank_documents(
    corpus: Corpus, claim: str, vector: NDArray[np.float32], filters: Filters
) -> Ranking:
    """Rank documents without reading them; arguments and errors as in `find_candidates`."""
    found = _search(corpus, claim, vector, filters)
    return _rank(_current(found, corpus.revisions(_keys(found))))


def begin_words(corpus: Corpus, claim: str, filters: Filters) -> Wording:
    """Begin the search by words, which needs no vector: a claim can be encoded beside it."""
    where = filters.to_sql()
    return begin(lambda: _attempt("words", lambda: by_words(corpus, claim, where)))


def _search(
    corpus: Corpus,
    claim: str,
    vector: NDArray[np.float32],
    filters: Filters,
    wording: Wording | None = None,
) -> _Found:
    """Both searches, at the same time."""
    where = filters.to_sql()
    wording = wording or begin_words(corpus, claim, filters)
    meaning, why = _attempt("meaning", lambda: by_meaning(corpus, vector, where))
    words, why_not_words = wording.result()
    failures = tuple(each for each in (why, why_not_words) if each)
    if meaning is None and words is None:
        raise CorpusError(
            f"the corpus at {corpus.uri!r} cannot be searched, neither by meaning nor by words; "
            "run `secondsource corpus verify`, the log has the cause"
        )
    return _Found(meaning or Meaning(), words or Words(), failures)


def _attempt(name: str, search: Callable[[], _Hits]) -> tuple[_Hits | None, str | None]:
    """What a search found, or a sentence for the reader that it failed."""
    try:
        return search(), None
    except (OSError, RuntimeError, ValueError):
        _log.exception("the search by %s failed", name)
        return None, (
            f"The search by {name} failed, so documents may be missing. Ask again; the log of the "
            "service has the cause."
        )


def _rank(found: _Found) -> Ranking:
    ranked = fuse(found.meaning.hits, found.words.hits, complete=found.words.complete)
    return Ranking(
        keys=tuple(item.key for item in ranked),
        chosen=tuple(within_budget(ranked, _PLACES, _MOST_DOCUMENTS)),
        words={item.key: item.words for item in ranked},
        cut=found.meaning.cut,
        failures=found.failures,
    )


def nearest_statements(
    corpus: Corpus, vector: NDArray[np.float32], count: int
) -> list[tuple[str, int]]:
    """The statements nearest in meaning, as the search by meaning finds them.

    Args:
        corpus: The corpus.
        vector: float32 (dimension,), length 1.
        count: How many, at most 200.

    Returns:
        The document's key and the statement's index, nearest first.
    """
    return [(hit.key, hit.index) for hit in by_meaning(corpus, vector, None).hits[:count]]


def _keys(found: _Found) -> set[str]:
    return {hit.key for hit in found.meaning.hits} | {hit.key for hit in found.words.hits}


def _out_of_date(found: _Found, ranking: Ranking, revisions: Mapping[str, str]) -> bool:
    """Whether a document that was chosen is not there any more, or not as it was found."""
    chosen = set(ranking.chosen)
    return not chosen <= revisions.keys() or any(
        hit.revision != revisions[hit.key] for hit in found.meaning.hits if hit.key in chosen
    )


def _current(found: _Found, revisions: Mapping[str, str]) -> _Found:
    """Leave out what is not there any more, or not for this caller.

    Statements of a replaced document that are not removed yet would propose the new version
    for what only the old one said, or a publisher that only the old one had.
    """
    said = tuple(hit for hit in found.meaning.hits if revisions.get(hit.key) == hit.revision)
    worded = tuple(hit for hit in found.words.hits if hit.key in revisions)
    return replace(
        found,
        meaning=replace(found.meaning, hits=said),
        words=replace(found.words, hits=worded),
    )


def by_meaning(corpus: Corpus, vector: NDArray[np.float32], where: str | None) -> Meaning:
    """The nearest statements; more of them where copies of a few sentences fill the places."""
    limit = _STATEMENTS
    while True:
        hits = _nearest(corpus, vector, where, limit)
        full = len(hits) == limit
        distinct = len({same_words(hit.text) for hit in hits})
        if not full or distinct >= _STATEMENTS // 2 or limit >= _MOST_STATEMENTS:
            return Meaning(hits, cut=full and hits[-1].similarity >= _JUDGED - _ESTIMATE)
        limit *= 4


def _nearest(
    corpus: Corpus, vector: NDArray[np.float32], where: str | None, limit: int
) -> tuple[StatementHit, ...]:
    query = corpus.statements.search(vector, vector_column_name="vector").distance_type("dot")
    asked = limit
    if (refine := corpus.index_refinement()) is not None:
        asked += limit // 2  # it estimates, so that some of the last would be missing
        query = query.minimum_nprobes(_PROBES).maximum_nprobes(0)
        query = query.refine_factor(refine) if refine > 1 else query
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select([*_HIT_COLUMNS, "_distance"]).limit(asked).to_arrow()
    hits = _hits(rows, vector)
    nearest_first = sorted(hits, key=lambda hit: (-hit.similarity, hit.key, hit.index))
    return tuple(nearest_first[:limit])


def statements_of(
    corpus: Corpus, keys: Sequence[str], vector: NDArray[np.float32]
) -> list[StatementHit]:
    """Every statement of these documents, also of past revisions, as if it had been found.

    Raises:
        CorpusError: They cannot be read.
    """
    if not keys:
        return []
    with corpus.failing("cannot be read", "ask again"):
        return _hits(statement_columns(corpus.statements, keys, _HIT_COLUMNS), vector)


def _hits(rows: pa.Table, vector: NDArray[np.float32]) -> list[StatementHit]:
    similarities = vectors_of(rows, len(vector)) @ vector
    fields = (rows[name].to_pylist() for name in _HIT_COLUMNS[:-1])
    return [
        StatementHit(key, index, similarity, text, revision)
        for key, index, text, revision, similarity in zip(
            *fields, similarities.tolist(), strict=True
        )
    ]


def by_words(corpus: Corpus, claim: str, where: str | None) -> Words:
    """Documents with words of the claim in their title or text, whichever has more."""
    query = corpus.documents.search(MultiMatchQuery(claim, ["title", "text"]), query_type="fts")
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select(["key", "_score"]).limit(_BY_WORDS).to_list()
    best: dict[str, float] = {}
    for row in rows:
        best[row["key"]] = max(row["_score"], best.get(row["key"], 0.0))
    hits = tuple(DocumentHit(key, score) for key, score in best.items())
    return Words(hits, complete=len(rows) < _BY_WORDS)
