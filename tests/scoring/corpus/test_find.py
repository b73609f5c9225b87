"""Statements ranked by meaning and words."""

from __future__ import annotations

import pytest

from scoring.corpus import find
from scoring.corpus.filters import EVERYTHING
from scoring.corpus.find import find_statements
from scoring.corpus.ingest import ingest
from scoring.corpus.snapshot import Versions, at_versions, versions_of
from scoring.errors import CorpusError, VersionGone
from scoring.records import SubmittedDocument
from tests.support import small_parts


@pytest.fixture
def parts(tmp_path):
    opened = small_parts(tmp_path / "corpus")
    texts = ["The ferry sank off Brenna.", "Rain fell on the hills. The ferry was old.", "Nothing."]
    documents = [
        SubmittedDocument(text=text, id=f"d{number}", language="en")
        for number, text in enumerate(texts)
    ]
    ingest(documents, corpus=opened.corpus, encoder=opened.models.encoder)
    return opened


def _find(parts, query, corpus=None, start=0, count=10):
    vector = parts.models.encoder.encode_queries([query])[0]
    corpus = corpus or parts.corpus
    return find_statements(corpus, query, vector, EVERYTHING, start=start, count=count)


def test_statements_without_a_word_of_the_query_and_far_from_it_are_left_out(parts):
    found = _find(parts, "The ferry sank off Brenna.")
    assert [item.statement.text for item in found.statements] == [
        "The ferry sank off Brenna.",
        "The ferry was old.",
    ]
    assert (found.total, found.truncated, found.failures) == (2, False, ())
    first, second = found.statements
    assert first.similarity == pytest.approx(1, abs=1e-3)
    assert first.words > second.words > 0
    assert first.score > first.similarity


def test_one_search_that_fails_is_told_and_both_are_an_error(parts, monkeypatch):
    def fail(*_):
        raise RuntimeError("no index")

    monkeypatch.setattr(find, "by_words", fail)
    found = _find(parts, "The ferry sank off Brenna.")
    assert found.failures == ("The search by words failed, so statements may be missing.",)
    assert found.statements
    monkeypatch.setattr(find, "by_meaning", fail)
    with pytest.raises(CorpusError, match="cannot be searched"):
        _find(parts, "ferry")


def test_a_statement_that_is_removed_during_the_search_is_left_out(parts, monkeypatch):
    monkeypatch.setattr(parts.corpus, "load", lambda _: {})
    assert _find(parts, "ferry").statements == ()


def test_a_past_state_is_read_as_it_was(parts):
    versions = versions_of(parts.corpus)
    parts.corpus.delete("default", "d0")
    assert _find(parts, "ferry").total == 1
    past = at_versions(parts.corpus, versions)
    assert _find(parts, "ferry", past).total == 2
    assert at_versions(parts.corpus, versions_of(parts.corpus)) is parts.corpus


def test_a_state_that_never_was_is_gone(parts):
    with pytest.raises(VersionGone, match="version 99999 of the corpus's documents"):
        at_versions(parts.corpus, Versions(99_999, 1))
