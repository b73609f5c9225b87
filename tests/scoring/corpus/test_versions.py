from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring.corpus import versions
from scoring.corpus.granted import GrantedCorpus
from scoring.corpus.ingest import ingest
from scoring.corpus.store import Corpus
from scoring.errors import NotFound
from scoring.models.encoder import Vectors
from scoring.records import Document, NoticeKind, SubmittedDocument
from tests.scoring.corpus.making import ENCODER, made
from tests.support import HashingEncoder


class CountingEncoder(HashingEncoder):
    """Counts the sentences that it encodes."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().encode_passages(texts)


def put(corpus: Corpus, text: str, id: str = "a", **fields: Any) -> Document:
    (stored,) = corpus.put([made(id, text, **fields)])
    return stored


def said(corpus: Corpus, id: str = "a") -> list[str]:
    return [version.text for version in corpus.history("default", id)]


def test_every_version_of_a_changed_article_is_kept_with_its_time(corpus: Corpus):
    first = put(corpus, "It is closed.", title="Closed")
    second = put(corpus, "It is open.", title="Open")
    third = put(corpus, "It is gone.", title="Open")
    found = corpus.history("default", "a")
    assert [item.text for item in found] == ["It is closed.", "It is open.", "It is gone."]
    assert [item.title for item in found] == ["Closed", "Open", "Open"]
    assert [item.stored_at for item in found] == [
        first.ingested_at,
        second.ingested_at,
        third.ingested_at,
    ]
    assert [item.replaced_at for item in found] == [second.ingested_at, third.ingested_at, None]
    between = second.ingested_at
    assert versions.at(found, between) == found[1]
    assert versions.at(found, third.ingested_at + timedelta(days=1)) == found[2]
    assert versions.at(found, first.ingested_at - timedelta(seconds=1)) is None


def test_an_article_that_comes_again_unchanged_is_as_old_as_it_was(corpus: Corpus):
    first = put(corpus, "It is closed.")
    again = put(corpus, "It is closed.")
    assert again.ingested_at == first.ingested_at
    assert corpus.get("default", "a").document.ingested_at == first.ingested_at
    assert said(corpus) == ["It is closed."]


def test_versions_go_with_their_document(corpus: Corpus):
    put(corpus, "It is closed.")
    put(corpus, "It is open.")
    put(corpus, "Other.", id="b")
    put(corpus, "Another.", id="b")
    corpus.delete("default", "a")
    with pytest.raises(NotFound):
        corpus.history("default", "a")
    assert corpus.versions.count_rows() == 1
    put(corpus, "It is new.")
    assert said(corpus) == ["It is new."]


def test_a_version_that_still_stands_is_passed_over(corpus: Corpus):
    """A writer that was killed before it switched the document has kept it already."""
    put(corpus, "It is closed.")
    rows = versions.rows_of(corpus.documents, ["default/a"])
    assert versions.keep(corpus.versions, rows, [made("a", "It is open.")])
    assert said(corpus) == ["It is closed."]
    put(corpus, "It is gone.")
    assert said(corpus) == ["It is closed.", "It is gone."]


def test_what_two_writers_could_not_know_of_each_other_is_kept(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
):
    other = Corpus(corpus.uri, corpus.identity)
    add = corpus.statements.add

    def meanwhile(*arguments: Any) -> Any:
        monkeypatch.setattr(corpus.statements, "add", add)
        put(other, "The other wrote this.")
        return add(*arguments)

    monkeypatch.setattr(corpus.statements, "add", meanwhile)
    put(corpus, "This one wrote that.")
    both = {"The other wrote this.", "This one wrote that."}
    assert set(said(corpus)) == both
    assert len(said(corpus)) == 2


def test_a_changed_headline_is_noticed_and_kept(corpus: Corpus):
    put(corpus, "It is closed.", title="Bridge falls")
    changed = put(corpus, "It is closed.", title="Bridge closed")
    (notice,) = changed.notices
    assert (notice.kind, notice.detail) == (NoticeKind.CHANGED_HEADLINE, "Bridge falls")
    assert put(corpus, "It is open.", title="Bridge closed").notices == (notice,)
    assert corpus.get("default", "a").document.notices == (notice,)


def test_a_correction_in_the_text_is_kept_with_its_place(corpus: Corpus):
    text = "It is open.\n\nCorrection: It is 40 metres long."
    (notice,) = put(corpus, text).notices
    assert text[notice.start : notice.end] == "Correction: It is 40 metres long."


def test_the_versions_of_another_collection_are_not_told(corpus: Corpus):
    put(corpus, "It is closed.")
    with pytest.raises(NotFound, match="there is no document 'a' in collection 'default'"):
        GrantedCorpus(corpus, ["wire"]).history("default", "a")


def test_a_retraction_stays_until_it_is_taken_back(corpus: Corpus):
    put(corpus, "It is closed.")
    when = datetime(2031, 5, 6, tzinfo=UTC)
    marked = corpus.retract("default", "a", "The page is gone.", when)
    (notice,) = marked.notices
    assert (notice.kind, notice.detail, notice.noticed_at) == (
        NoticeKind.RETRACTED,
        "The page is gone.",
        when,
    )
    assert corpus.retract("default", "a", "It was wrong.", when).notices == (
        replace(notice, detail="It was wrong."),
    )
    assert [item.detail for item in put(corpus, "It is back.").notices] == ["It was wrong."]
    assert corpus.unretract("default", "a").notices == ()
    assert corpus.get("default", "a").document.notices == ()
    assert len(corpus.get("default", "a").statements) == 1
    with pytest.raises(NotFound):
        corpus.retract("default", "none", "", when)


def test_what_is_in_the_corpus_is_not_encoded_again(corpus: Corpus):
    encoder = CountingEncoder()

    def store(id: str, text: str, collection: str = "default") -> None:
        ingest(
            [SubmittedDocument(text, id=id, language="en", collection=collection)],
            corpus=corpus,
            encoder=encoder,
        )

    store("a", "The bridge is closed. It rained. It rained.")
    assert encoder.texts == ["The bridge is closed.", "It rained."]
    store("b", "The bridge is closed. It rained. It rained.", "wire")
    store("a", "The bridge is open. It rained. It rained.")
    assert encoder.texts == ["The bridge is closed.", "It rained.", "The bridge is open."]
    fresh = ENCODER.encode_passages(["The bridge is open.", "It rained.", "It rained."])
    assert abs(corpus.get("default", "a").vectors - fresh).max() < 1e-3


def test_documents_with_the_very_same_text_are_linked_within_their_collection(corpus: Corpus):
    first = put(corpus, "It is closed.", id="a", publisher="Pharos")
    second = put(corpus, "It is closed.", id="b", publisher="Herald")
    put(corpus, "It is open.", id="c")
    put(corpus, "It is closed.", id="d", collection="wire")
    assert corpus.duplicates(first) == ["b"]
    assert corpus.duplicates(second) == ["a"]
