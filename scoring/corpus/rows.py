"""Records to rows of the corpus's tables, and back."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.corpus.schema import CONTENT
from scoring.provenance.priors import NEUTRAL, PublisherPair, PublisherPriors
from scoring.records import (
    AnalysedDocument,
    Attribution,
    Document,
    Hedge,
    HedgeClass,
    Notice,
    NoticeKind,
    SourceKind,
    Statement,
    Version,
)
from scoring.text.names import names_in
from scoring.text.numbers import numbers_in

_Made = TypeVar("_Made", Hedge, Attribution)
# Of the statements table, as `Statement` takes them; then its language and the rest.
_STATEMENT_COLUMNS = ("key", "index", "text", "start", "end", "paragraph")


def later_revision(revisions: Iterable[str]) -> str:
    """A new revision, above these ones even where the clock was set back."""
    latest = max((int(revision.split("-")[0], 16) for revision in revisions), default=0)
    return f"{max(time.time_ns(), latest + 1):016x}-{secrets.token_hex(4)}"


def document_row(analysed: AnalysedDocument, revision: str) -> dict[str, Any]:
    """A row of `DOCUMENTS`."""
    document = analysed.document
    return {
        "key": document.key,
        "revision": revision,
        "id": document.id,
        "collection": document.collection,
        "url": document.url,
        "title": document.title,
        "text": document.text,
        "publisher": document.publisher,
        "owner": document.owner,
        "byline": document.byline,
        "published_at": document.published_at,
        "language": document.language,
        "ingested_at": document.ingested_at,
        "credits": [_attribution_row(credit) for credit in document.credits],
        "shingles": analysed.shingles,
        "warnings": list(document.warnings),
        "names": sorted(analysed.names),
        "numbers": sorted(analysed.numbers),
        "notices": [_notice_row(notice) for notice in document.notices],
        "text_hash": text_hash(document.text),
    }


def text_hash(text: str) -> str:
    """Tells texts apart; the same text has the same."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_from_row(row: Mapping[str, Any]) -> Document:
    """The document of a row of `DOCUMENTS`."""
    return Document(
        id=row["id"],
        text=row["text"],
        url=row["url"],
        title=row["title"],
        publisher=row["publisher"],
        owner=row["owner"],
        byline=row["byline"],
        published_at=_utc(row["published_at"]),
        language=row["language"],
        collection=row["collection"],
        ingested_at=row["ingested_at"].astimezone(UTC),
        credits=tuple(_attribution(credit) for credit in row["credits"]),
        warnings=tuple(row["warnings"]),
        notices=tuple(_notice(notice) for notice in row["notices"] or ()),
    )


def marked_row(row: Mapping[str, Any], marks: Sequence[Notice]) -> dict[str, Any]:
    """A row of `DOCUMENTS` with these marks of retraction in place of those that it has."""
    others = [each for each in row["notices"] or () if each["kind"] != NoticeKind.RETRACTED.value]
    return {**row, "notices": [*others, *(_notice_row(mark) for mark in marks)]}


def version_row(document: Document, revision: str, replaced_at: datetime) -> dict[str, Any]:
    """A row of `VERSIONS`.

    Args:
        document: As it was.
        revision: Its own.
        replaced_at: When it ceased to stand.
    """
    return {
        "key": f"{document.key}@{revision}",
        "document": document.key,
        "revision": revision,
        **{name: getattr(document, name) for name in CONTENT},
        "stored_at": document.ingested_at,
        "replaced_at": replaced_at,
    }


def version_from_row(row: Mapping[str, Any]) -> Version:
    """The version of a row of `VERSIONS`."""
    return Version(
        **{name: row[name] for name in CONTENT} | {"published_at": _utc(row["published_at"])},
        stored_at=row["stored_at"].astimezone(UTC),
        replaced_at=_utc(row["replaced_at"]),
    )


def version_now(document: Document) -> Version:
    """The version that stands."""
    content = {name: getattr(document, name) for name in CONTENT}
    return Version(**content, stored_at=document.ingested_at)


def statement_rows(
    document: Document,
    revision: str,
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
) -> list[dict[str, Any]]:
    """Rows of the statements table, one for each statement; `vectors` is (n, dimension)."""
    return [
        {
            "key": document.key,
            "revision": revision,
            "index": statement.index,
            "collection": document.collection,
            "publisher": document.publisher,
            "published_at": document.published_at,
            "language": document.language,
            "text": statement.text,
            "start": statement.start,
            "end": statement.end,
            "paragraph": statement.paragraph,
            "certainty": statement.certainty,
            "hedges": [_hedge_row(hedge) for hedge in statement.hedges],
            "attributions": [_attribution_row(found) for found in statement.attributions],
            "vector": vector.astype(np.float16),
            "own_language": None if statement.language == document.language else statement.language,
        }
        for statement, vector in zip(statements, vectors, strict=True)
    ]


def vectors_of(rows: pa.Table, dimension: int) -> NDArray[np.float32]:
    """The vectors of rows of the statements table: float32 (rows, dimension)."""
    flat = rows["vector"].combine_chunks().flatten()
    return np.asarray(flat.to_numpy(zero_copy_only=False), np.float32).reshape(-1, dimension)


def statements_from_rows(rows: pa.Table) -> list[Statement]:
    """The statements of rows of the statements table, in their order."""
    columns = [rows[name].to_pylist() for name in _STATEMENT_COLUMNS]
    columns += [_languages(rows), rows["certainty"].to_pylist()]
    nested = (
        _tuples(rows["hedges"].combine_chunks(), _hedge),
        _tuples(rows["attributions"].combine_chunks(), _attribution),
    )
    return [Statement(*fields) for fields in zip(*columns, *nested, strict=True)]


def _languages(rows: pa.Table) -> list[str]:
    """The language of each statement; past states of a corpus may lack the column."""
    languages: list[str] = rows["language"].to_pylist()
    if "own_language" not in rows.column_names:
        return languages
    own = rows["own_language"].to_pylist()
    return [whole if mine is None else mine for mine, whole in zip(own, languages, strict=True)]


def _tuples(
    lists: pa.ListArray, make: Callable[[Mapping[str, Any]], _Made]
) -> list[tuple[_Made, ...]]:
    """What a column of lists holds; the many empty ones are not converted one by one."""
    found: list[tuple[_Made, ...]] = [()] * len(lists)
    filled = np.flatnonzero(np.asarray(lists.value_lengths()))
    for place, items in zip(filled.tolist(), lists.take(pa.array(filled)).to_pylist(), strict=True):
        found[place] = tuple(make(item) for item in items)
    return found


def analysed_from_rows(
    documents: Mapping[str, Mapping[str, Any]], statements: pa.Table, dimension: int
) -> dict[str, AnalysedDocument]:
    """Documents with those of their statements that have their current revision.

    Args:
        documents: Rows of `DOCUMENTS` by their key.
        statements: Rows of the statements table of these documents, in any order.
        dimension: Of the vectors.
    """
    vectors = vectors_of(statements, dimension)
    places: dict[str, list[tuple[int, int]]] = {key: [] for key in documents}
    whose = zip(
        *(statements[name].to_pylist() for name in ("key", "revision", "index")), strict=True
    )
    for place, (key, revision, index) in enumerate(whose):
        if key in documents and revision == documents[key]["revision"]:
            places[key].append((index, place))
    read = statements_from_rows(statements)
    found = {}
    for key, row in documents.items():
        order = [place for _, place in sorted(places[key])]
        found[key] = AnalysedDocument(
            document_from_row(row),
            tuple(read[place] for place in order),
            vectors[order],
            np.asarray(row["shingles"], np.uint32),
            _kept(row["names"], row["text"], names_in),
            _kept(row["numbers"], row["text"], numbers_in),
        )
    return found


def _kept(
    words: Sequence[str] | None, text: str, read: Callable[[str], frozenset[str]]
) -> frozenset[str]:
    return read(text) if words is None else frozenset(words)


def priors_row(priors: PublisherPriors, learned_at: datetime) -> dict[str, Any]:
    """The row of `PRIORS`."""
    return {
        "learned_at": learned_at,
        "corpus_version": priors.corpus_version,
        "pairs": [dataclasses.asdict(pair) for pair in priors.pairs],
    }


def priors_from_rows(rows: Sequence[Mapping[str, Any]]) -> PublisherPriors:
    """The priors of the rows of `PRIORS`; neutral where there is none."""
    if not rows:
        return NEUTRAL
    row = rows[0]
    pairs = tuple(PublisherPair(**pair) for pair in row["pairs"])
    return PublisherPriors(pairs, row["corpus_version"])


def _utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _hedge_row(hedge: Hedge) -> dict[str, Any]:
    return {
        "cue": hedge.cue,
        "hedge_class": hedge.hedge_class.value,
        "start": hedge.start,
        "end": hedge.end,
        "strength": hedge.strength,
        "scope_start": hedge.scope_start,
        "scope_end": hedge.scope_end,
    }


def _hedge(row: Mapping[str, Any]) -> Hedge:
    return Hedge(**{**row, "hedge_class": HedgeClass(row["hedge_class"])})


def _attribution_row(found: Attribution) -> dict[str, Any]:
    return {
        "source": found.source,
        "name": found.name,
        "kind": found.kind.value,
        "cue": found.cue,
        "start": found.start,
        "end": found.end,
        "depth": found.depth,
    }


def _notice_row(notice: Notice) -> dict[str, Any]:
    return {**dataclasses.asdict(notice), "kind": notice.kind.value}


def _notice(row: Mapping[str, Any]) -> Notice:
    known = {**row, "kind": NoticeKind(row["kind"]), "noticed_at": _utc(row["noticed_at"])}
    return Notice(**known)


def _attribution(row: Mapping[str, Any]) -> Attribution:
    return Attribution(**{**row, "kind": SourceKind(row["kind"])})


def count_values(column: pa.ChunkedArray) -> dict[str, int]:
    """How many rows have each value, the most frequent first."""
    pairs = column.value_counts().to_pylist()
    return {pair["values"]: pair["counts"] for pair in sorted(pairs, key=lambda p: -p["counts"])}
