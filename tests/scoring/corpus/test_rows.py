from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.corpus import schema
from scoring.corpus.rows import (
    analysed_from_rows,
    document_from_row,
    document_row,
    statement_rows,
    statements_from_rows,
)
from scoring.models.encoder import EncoderIdentity
from scoring.records import (
    AnalysedDocument,
    Attribution,
    Document,
    Hedge,
    HedgeClass,
    SourceKind,
    Statement,
)

IDENTITY = EncoderIdentity("small", 8, "a" * 64)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE = st.none() | TEXT
OFFSET = st.integers(0, 1 << 20)
UNIT = st.floats(0, 1, allow_nan=False)
MOMENT = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)
HEDGES = st.builds(
    Hedge,
    cue=TEXT,
    hedge_class=st.sampled_from(HedgeClass),
    start=OFFSET,
    end=OFFSET,
    strength=UNIT,
    scope_start=OFFSET,
    scope_end=OFFSET,
)
ATTRIBUTIONS = st.builds(
    Attribution,
    source=TEXT,
    name=TEXT,
    kind=st.sampled_from(SourceKind),
    cue=TEXT,
    start=OFFSET,
    end=OFFSET,
    depth=st.integers(0, 9),
)
DOCUMENTS = st.builds(
    Document,
    id=TEXT,
    text=TEXT,
    url=MAYBE,
    title=MAYBE,
    publisher=MAYBE,
    owner=MAYBE,
    byline=MAYBE,
    published_at=st.none() | MOMENT,
    language=TEXT,
    collection=TEXT,
    ingested_at=MOMENT,
    credits=st.lists(ATTRIBUTIONS, max_size=3).map(tuple),
    warnings=st.lists(TEXT, max_size=3).map(tuple),
)
STATEMENTS = st.builds(
    Statement,
    document_key=st.just("c/i"),
    index=st.integers(0, 1 << 20),
    text=TEXT,
    start=OFFSET,
    end=OFFSET,
    paragraph=OFFSET,
    language=TEXT,
    certainty=UNIT,
    hedges=st.lists(HEDGES, max_size=3).map(tuple),
    attributions=st.lists(ATTRIBUTIONS, max_size=3).map(tuple),
)


def _bare(document: Document, shingles: Sequence[int] = ()) -> AnalysedDocument:
    return AnalysedDocument(
        document,
        (),
        np.zeros((0, 8), np.float32),
        np.array(shingles, np.uint32),
        frozenset({"norvi", "eu"}),
        frozenset({"1958"}),
    )


@settings(max_examples=150, deadline=None)
@given(document=DOCUMENTS, shingles=st.lists(st.integers(0, 2**32 - 1), unique=True).map(sorted))
def test_a_document_comes_back_from_its_row_as_it_was(document: Document, shingles: list[int]):
    row = document_row(_bare(document, shingles), "r1")
    (read,) = pa.Table.from_pylist([row], schema.DOCUMENTS).to_pylist()
    assert document_from_row(read) == document
    assert read["shingles"] == shingles
    assert read["key"] == document.key
    found = document_from_row(read)
    assert found.ingested_at.utcoffset() == timedelta(0)
    assert found.published_at is None or found.published_at.utcoffset() == timedelta(0)


@settings(max_examples=150, deadline=None)
@given(statement=STATEMENTS, document=DOCUMENTS)
def test_a_statement_comes_back_from_its_row_as_it_was(statement: Statement, document: Document):
    document = replace(document, collection="c", id="i")
    vector = np.eye(1, 8, dtype=np.float32)
    rows = statement_rows(document, "r1", [statement], vector)
    table = pa.Table.from_pylist(rows, schema.statements_schema(IDENTITY))
    assert statements_from_rows(table) == [statement]
    (read,) = table.to_pylist()
    assert read["vector"] == vector[0].tolist()
    assert (read["publisher"], read["collection"]) == (document.publisher, document.collection)


def test_documents_get_their_current_statements_in_order_whatever_the_order_of_rows():
    document = Document(
        "i", "t", None, None, None, None, None, None, "en", "c", datetime(2024, 1, 1, tzinfo=UTC)
    )
    statements = [Statement("c/i", n, f"s{n}", n, n + 1, 0, "en", 1.0) for n in range(4)]
    vectors = np.eye(4, 8, dtype=np.float32)
    rows = statement_rows(document, "r2", statements, vectors)
    old = statement_rows(document, "r1", statements[:1], vectors[3:])
    table = pa.Table.from_pylist([*reversed(rows), *old], schema.statements_schema(IDENTITY))
    row = document_row(_bare(document), "r2")
    found = analysed_from_rows({"c/i": row}, table, 8)["c/i"]
    assert list(found.statements) == statements
    assert np.array_equal(found.vectors, vectors)
    assert (found.names, found.numbers) == ({"norvi", "eu"}, {"1958"})


def test_names_and_numbers_that_an_earlier_release_did_not_keep_are_read_from_the_text():
    document = Document(
        "i",
        "The bridge at Norvik cost 12,000 kronor.",
        *[None] * 6,
        "en",
        "c",
        datetime(2024, 1, 1, tzinfo=UTC),
    )
    row = document_row(_bare(document), "r") | {"names": None, "numbers": None}
    table = pa.Table.from_pylist([], schema.statements_schema(IDENTITY))
    found = analysed_from_rows({"c/i": row}, table, 8)["c/i"]
    assert (found.names, found.numbers) == ({"norvi"}, {"12000"})


def test_half_precision_keeps_a_cosine_to_a_thousandth():
    rows = np.random.default_rng(0).normal(size=(200, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    stored = rows.astype(np.float16).astype(np.float32)
    assert np.abs(stored @ stored.T - rows @ rows.T).max() < 1e-3
