"""A corpus as documents that ingestion takes, one a line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from scoring.corpus.filters import is_in, quote
from scoring.corpus.store import Corpus

_ROWS = 1_000  # keys read at a time
_DOCUMENTS = 100  # documents read at a time: some 1 MB
_FIELDS = (
    "id",
    "collection",
    "url",
    "title",
    "text",
    "publisher",
    "owner",
    "byline",
    "published_at",
    "language",
)


def keys_of(
    corpus: Corpus, *, collection: str | None = None, publisher: str | None = None
) -> Iterator[str]:
    """Keys of all documents, of a collection or a publisher, as they stand when this begins.

    Raises:
        CorpusError: The corpus cannot be read.
    """
    parts = [
        f"{column} = {quote(value)}"
        for column, value in (("collection", collection), ("publisher", publisher))
        if value is not None
    ]
    with corpus.failing("cannot be read", "run it again"):
        query = corpus.documents.search().select(["key"])
        if parts:
            query = query.where(" AND ".join(parts), prefilter=True)
        for batch in query.to_batches(batch_size=_ROWS):
            yield from batch["key"].to_pylist()


def documents_of(corpus: Corpus, keys: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Documents as `POST /v1/documents` takes them; those deleted meanwhile are left out.

    Args:
        corpus: The corpus.
        keys: Which.

    Raises:
        CorpusError: The corpus cannot be read.
    """
    while chunk := list(itertools.islice(keys, _DOCUMENTS)):
        with corpus.failing("cannot be read", "run it again"):
            rows = (
                corpus.documents.search()
                .where(is_in("key", chunk), prefilter=True)
                .select(list(_FIELDS))
                .to_list()
            )
        yield from map(_submitted, rows)


def _submitted(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are known; times in RFC 3339."""
    known = {name: row[name] for name in _FIELDS if row[name] is not None}
    if "published_at" in known:
        known["published_at"] = known["published_at"].isoformat()
    return known
