"""Search for statements: by meaning and by words, one ranked list that can be read in pages.

The two searches are those of a check (`search.py`). A check goes on to whole documents; here the
statements themselves are ranked: similarity plus 0.0025 BM25 of the document, as far as the
statement itself has the query's words.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.corpus.filters import Filters
from scoring.corpus.fusion import WORDS_WEIGHT, DocumentHit, StatementHit
from scoring.corpus.highlights import Span, highlight, query_stems, shared_words
from scoring.corpus.parallel import begin
from scoring.corpus.search import Meaning, Words, by_meaning, by_words, statements_of
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from scoring.records import AnalysedDocument, Document, Statement

_log = logging.getLogger(__name__)

# Below this cosine a statement without a word of the query is on another subject: the same as
# `RELEVANT` in scoring/evidence.py.
_ON_THE_SUBJECT = 0.80


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement that a search found.

    Attributes:
        similarity: Cosine of its vector and the query's.
        words: BM25 of its document for the query's words; 0 for one that has few of them.
        score: What it is ranked by.
        highlights: Where it has words of the query.
    """

    statement: Statement
    document: Document
    similarity: float
    words: float
    score: float
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what a search found.

    Attributes:
        statements: Best first.
        total: Statements that all pages have together.
        truncated: Whether there are more in the corpus that the search did not go as far as.
        failures: Sentences for the reader about a search that failed; empty when none did.
    """

    statements: tuple[FoundStatement, ...]
    total: int
    truncated: bool
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A statement in the ranking, before it is read."""

    key: str
    index: int
    similarity: float
    words: float
    score: float


def find_statements(
    corpus: Corpus,
    query: str,
    vector: NDArray[np.float32],
    filters: Filters,
    *,
    start: int,
    count: int,
) -> Found:
    """Find statements that are near to a query in meaning or in words.

    Ranked are the statements nearest in meaning (200, more where they are copies of a few) and
    those of the 100 documents that have most of the query's words; of all these those that have
    a word of the query or a cosine of 0.80.

    Args:
        corpus: The corpus; for further pages as the first one saw it.
        query: Words or a sentence.
        vector: The query's vector: float32 (dimension,), length 1.
        filters: Which part of the corpus to look at.
        start: Statements to pass over.
        count: Statements that the page has at most.

    Raises:
        CorpusError: Both searches failed, or the corpus cannot be read.
    """
    where = filters.to_sql()
    failures: list[str] = []

    def attempt(name: str, search: Callable[[], Any], nothing: Any) -> Any:
        try:
            return search()
        except (OSError, RuntimeError, ValueError) as error:
            _log.exception("the search by %s failed", name)
            failures.append(f"The search by {name} failed, so statements may be missing.")
            if len(failures) == 2:
                raise CorpusError(f"the corpus at {corpus.uri!r} cannot be searched") from error
            return nothing

    wording = begin(lambda: by_words(corpus, query, where))
    meaning: Meaning = attempt("meaning", lambda: by_meaning(corpus, vector, where), Meaning())
    words: Words = attempt("words", wording.result, Words())
    stems = query_stems(query)
    worded = [hit.key for hit in words.hits]
    looked_up = begin(lambda: corpus.revisions({*worded, *(hit.key for hit in meaning.hits)}))
    hits = [*meaning.hits, *statements_of(corpus, worded, vector)]
    with corpus.failing("cannot be read", "ask again"):
        current = looked_up.result()
    # Not one of a replaced document, nor one that this caller may not see.
    standing = [hit for hit in hits if current.get(hit.key) == hit.revision]
    ranked = _rank(standing, words.hits, stems)
    chosen = ranked[start : start + count]
    documents = corpus.load(list(dict.fromkeys(place.key for place in chosen)))
    return Found(
        statements=tuple(_read(documents, chosen, stems)),
        total=len(ranked),
        truncated=meaning.cut or not words.complete,
        failures=tuple(failures),
    )


def _rank(
    found: Iterable[StatementHit], worded: Iterable[DocumentHit], stems: frozenset[str]
) -> list[_Place]:
    """Every statement once, best first; equal ones by document and place.

    Args:
        found: Those that were found by meaning, and all of the documents found by words.
        worded: What the search by words found.
        stems: Of the query's words.
    """
    bm25 = {hit.key: hit.score for hit in worded}
    texts = {(hit.key, hit.index): (hit.text, hit.similarity) for hit in found}
    places = (
        _place(key, index, similarity, bm25.get(key, 0.0), shared_words(text, stems))
        for (key, index), (text, similarity) in texts.items()
    )
    kept = (place for place in places if place is not None)
    return sorted(kept, key=lambda place: (-place.score, place.key, place.index))


def _place(key: str, index: int, similarity: float, words: float, share: float) -> _Place | None:
    if not share and similarity < _ON_THE_SUBJECT:
        return None
    return _Place(key, index, similarity, words, similarity + WORDS_WEIGHT * words * share)


def _read(
    documents: Mapping[str, AnalysedDocument], places: Iterable[_Place], stems: frozenset[str]
) -> Iterator[FoundStatement]:
    """The statements at these places, but those that were removed while the search went on."""
    for place in places:
        analysed = documents.get(place.key)
        if analysed is None or place.index >= len(analysed.statements):
            continue
        statement = analysed.statements[place.index]
        yield FoundStatement(
            statement=statement,
            document=analysed.document,
            similarity=place.similarity,
            words=place.words,
            score=place.score,
            highlights=highlight(statement.text, stems, statement.start),
        )
