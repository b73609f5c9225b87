from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import lancedb
import pyarrow as pa
import pytest

from scoring.corpus import schema
from scoring.corpus.checks import CheckQuery
from scoring.corpus.opened import identity_of, now
from scoring.corpus.rows import document_row, later_revision, statement_rows
from scoring.corpus.store import Corpus
from scoring.errors import SchemaMismatch
from tests.scoring.corpus.making import ENCODER, made

# What version 1 had not.
_ADDED = {"names", "numbers", "notices", "text_hash"}
_ADDED_TO_CHECKS = {"verdict", "collections", "summary"}
_ANSWER = {"id": "c", "verdict": "refuted", "filters": {"collections": ["wire"]}, "score": 0.5}


@pytest.fixture
def earlier(tmp_path: Path) -> str:
    """A corpus as the release with schema version 1 made it, with one document."""
    uri = str(tmp_path / "earlier")
    database = lancedb.connect(uri)
    documents = pa.schema([field for field in schema.DOCUMENTS if field.name not in _ADDED])
    whole = schema.statements_schema(ENCODER.identity)
    added = set(schema.STATEMENTS_ADDED.names)
    statements = pa.schema([f for f in whole if f.name not in added], metadata=whole.metadata)
    for name, form in (
        ("documents", documents),
        ("statements", statements),
        ("checks", pa.schema([f for f in schema.CHECKS if f.name not in _ADDED_TO_CHECKS])),
        ("publisher_priors", schema.PRIORS),
    ):
        database.create_table(name, schema=form)
    item = made("a", "Norvik closed its bridge in 1958.", title="Bridge closed")
    revision = later_revision([])
    row = document_row(item, revision)
    rows = statement_rows(item.document, revision, item.statements, item.vectors)
    database.open_table("documents").add(
        pa.Table.from_pylist([{name: row[name] for name in documents.names}], documents)
    )
    bare = statements.remove_metadata()
    database.open_table("statements").add(pa.Table.from_pylist(rows, bare))
    check = {"id": "c", "created_at": now(), "claim": "Rain.", "body": json.dumps(_ANSWER)}
    checks = database.open_table("checks")
    checks.add(pa.Table.from_pylist([check], checks.schema))
    return uri


def test_a_corpus_of_the_earlier_release_is_brought_up_when_it_is_opened(earlier: str):
    corpus = Corpus(earlier, ENCODER.identity)
    before = corpus.get("default", "a")
    assert before.numbers == {"1958"}
    assert before.document.notices == ()
    corpus.put([made("a", "Norvik closed its bridge in 1959.", title="Bridge closed")])
    assert [version.text[-5:] for version in corpus.history("default", "a")] == ["1958.", "1959."]
    corpus.put([made("b", "The bridge opened in 1960.")])
    assert corpus.get("default", "b").numbers == {"1960"}
    assert {each.language for each in corpus.get("default", "a").statements} == {"en"}


def test_statements_of_an_earlier_release_beside_this_one_are_in_their_documents_language(
    earlier: str,
):
    corpus = Corpus(earlier, ENCODER.identity)
    item = made("b", "The bridge opened in 1960.")
    revision = later_revision([])
    rows = statement_rows(item.document, revision, item.statements, item.vectors)
    without = [{name: row[name] for name in row if name != "own_language"} for row in rows]
    known = pa.schema([f for f in corpus.statements.schema if f.name != "own_language"])
    corpus.statements.add(pa.Table.from_pylist(without, known.remove_metadata()))
    row = document_row(item, revision)
    corpus.documents.add(pa.Table.from_pylist([row], schema.DOCUMENTS))
    assert [each.language for each in corpus.get("default", "b").statements] == ["en"]


def test_the_checks_of_the_earlier_release_are_found_by_what_they_say(earlier: str):
    log = Corpus(earlier, ENCODER.identity).check_log()
    assert log.page(CheckQuery(("refuted",), collection="wire"), 9) == [_ANSWER]
    assert log.page(CheckQuery(("corroborated",)), 9) == []


def test_the_texts_of_the_earlier_release_are_found_again(earlier: str):
    corpus = Corpus(earlier, ENCODER.identity)
    corpus.put([made("b", "Norvik closed its bridge in 1958.")])
    assert corpus.duplicates(corpus.get("default", "b").document) == ["a"]


def test_processes_that_open_it_at_once_all_see_it_brought_up(earlier: str):
    def opened(_: int) -> str:
        return Corpus(earlier, ENCODER.identity).get("default", "a").document.text

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(opened, range(4))) == {"Norvik closed its bridge in 1958."}
    again = Corpus(earlier, ENCODER.identity)
    assert again.documents.schema.names.count("numbers") == 1
    assert set(schema.DOCUMENTS.names) == set(again.documents.schema.names)


def test_a_corpus_of_a_later_release_is_refused_and_left_as_it_is(corpus: Corpus):
    table = lancedb.connect(corpus.uri).open_table("schema_versions")
    row = {"version": 99, "applied_at": datetime.now(UTC)}
    table.add(pa.Table.from_pylist([row], schema.SCHEMA_VERSIONS))
    before = int(corpus.documents.version)
    for open_it in (lambda: Corpus(corpus.uri, corpus.identity), lambda: identity_of(corpus.uri)):
        with pytest.raises(SchemaMismatch, match="99, this release reads up to 2; install the"):
            open_it()
    assert int(corpus.documents.version) == before
