from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from scoring.corpus.ingest import analyse, document_key, ingest
from scoring.corpus.store import Corpus
from scoring.corpus.validation import LONGEST_TEXT, validate_document
from scoring.errors import InvalidDocument
from scoring.records import Document, SubmittedDocument
from tests.scoring.corpus.making import ENCODER, texts_of

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
NEWS = (
    "NORVIK (Reuters) - The northern bridge was closed on Friday, the council said.\n"
    "It may have been damaged by the flood, according to the fire brigade."
)


def _ingest(corpus: Corpus, *documents: SubmittedDocument) -> list[Document]:
    return ingest(list(documents), corpus=corpus, encoder=ENCODER)


class TestAnalysis:
    def test_a_document_is_analysed_and_stored_whole(self, corpus: Corpus):
        moment = datetime.now(UTC)
        (document,) = _ingest(
            corpus, SubmittedDocument(NEWS, id="a", byline="Ilse Brand", publisher="Norvik Times")
        )
        found = corpus.get("default", "a")
        assert found.document == document
        assert document.language == "en"
        assert [credit.name for credit in document.credits] == ["Reuters"]
        assert abs(document.ingested_at - moment) < timedelta(minutes=1)
        first, second = found.statements
        assert (first.paragraph, second.paragraph) == (0, 1)
        assert [hedge.cue for hedge in second.hedges][:1] == ["may have"]
        assert second.certainty < first.certainty == 1
        assert "council" in first.attributions[0].source
        assert len(found.shingles) > 10

    def test_what_is_no_part_of_the_article_makes_no_statement(self, corpus: Corpus):
        text = "Läs också: Bron öppnar igen\n" + NEWS + "\nPhoto: Ada Holm / AFP\nSource: AFP"
        (document,) = _ingest(corpus, SubmittedDocument(text, id="a", language="en"))
        found = corpus.get("default", "a")
        assert found.document.text == text  # as it was sent
        assert [statement.text for statement in found.statements] == [
            "NORVIK (Reuters) - The northern bridge was closed on Friday, the council said.",
            "It may have been damaged by the flood, according to the fire brigade.",
        ]
        assert [statement.index for statement in found.statements] == [0, 1]
        assert "Agence France-Presse" in [credit.name for credit in document.credits]

    def test_all_offsets_point_into_the_stored_text(self, corpus: Corpus):
        text = "🎉 " + NEWS
        _ingest(corpus, SubmittedDocument(text, id="a", language="en"))
        found = corpus.get("default", "a")
        assert found.document.text == text
        for statement in found.statements:
            assert text[statement.start : statement.end] == statement.text
            for hedge in statement.hedges:
                assert text[hedge.start : hedge.end] == hedge.cue
            for attribution in statement.attributions:
                assert attribution.cue in text[attribution.start : attribution.end]
        for credit in found.document.credits:
            assert 0 <= credit.start < credit.end <= len(text)

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Kommunen stängde den norra bron på fredagen.", "sv"),
            ("Die Gemeinde sperrte am Freitag die nördliche Brücke.", "de"),
            ("市政府周五关闭了北桥。", "zh"),
            ("12 345 %", "und"),
        ],
    )
    def test_the_language_is_detected(self, corpus: Corpus, text: str, language: str):
        (document,) = _ingest(corpus, SubmittedDocument(text, id="a"))
        assert document.language == language
        assert {s.language for s in corpus.get("default", "a").statements} == {language}

    def test_a_language_that_was_sent_is_kept(self, corpus: Corpus):
        (document,) = _ingest(corpus, SubmittedDocument("The bridge.", id="a", language="sv"))
        assert document.language == "sv"

    def test_a_text_without_a_sentence_is_stored(self, corpus: Corpus):
        (document,) = _ingest(corpus, SubmittedDocument("?! … —", id="a"))
        found = corpus.get("default", "a")
        assert found.document == document
        assert found.statements == ()
        assert found.vectors.shape == (0, 256)
        assert found.shingles.shape == (0,)

    def test_analysing_stores_nothing_and_agrees_with_ingestion(self, corpus: Corpus):
        submitted = SubmittedDocument(NEWS, id="a")
        alone = analyse(submitted, ENCODER)
        assert corpus.info().documents == 0
        _ingest(corpus, SubmittedDocument("Another. One.", id="b"), submitted)
        found = corpus.get("default", "a")
        assert found.statements == alone.statements
        assert np.abs(found.vectors - alone.vectors).max() < 1e-3
        assert replace(found.document, ingested_at=alone.document.ingested_at) == alone.document


class TestIds:
    def test_the_same_url_gets_the_same_id_whatever_the_text(self, corpus: Corpus):
        url = "https://news.example/a?b=1"
        (first,) = _ingest(corpus, SubmittedDocument("One.", url=url))
        (second,) = _ingest(corpus, SubmittedDocument("Two.", url=url, title="t", publisher="p"))
        assert first.id == second.id
        assert texts_of(corpus, first.id) == ["Two."]
        assert corpus.info().documents == 1

    def test_without_a_url_the_content_decides(self):
        base = SubmittedDocument("One.", publisher="p", title="t")
        same = replace(base, byline="x", language="en", published_at=datetime.now(UTC))
        assert document_key(base) == document_key(same)
        others = [
            replace(base, text="Two."),
            replace(base, publisher="q"),
            replace(base, title=None),
            replace(base, publisher="pt", title=""),
            replace(base, url="https://news.example/a"),
        ]
        assert len({document_key(item) for item in (base, *others)}) == 6

    def test_the_key_is_known_before_ingestion(self, corpus: Corpus):
        for submitted in (
            SubmittedDocument("One.", collection="wire"),
            SubmittedDocument("One.", id="own:id~1", url="https://news.example/a"),
        ):
            (document,) = _ingest(corpus, submitted)
            assert document_key(submitted) == document.key
            validate_document(replace(submitted, id=document.id))

    def test_ids_do_not_change_from_release_to_release(self):
        by_url = SubmittedDocument("One.", url="https://news.example/a")
        assert document_key(by_url) == "default/95bbca1f9b4bae7d73e89dc2"

    def test_of_two_documents_with_one_key_the_later_stays(self, corpus: Corpus):
        answers = _ingest(
            corpus,
            SubmittedDocument("First one. First two.", id="a", language="en"),
            SubmittedDocument("Between.", id="b", language="en"),
            SubmittedDocument("Last.", id="a", language="en"),
        )
        assert [answer.id for answer in answers] == ["a", "b", "a"]
        assert texts_of(corpus, "a") == ["Last."]
        assert texts_of(corpus, "b") == ["Between."]
        assert corpus.info().statements == 2
        vector = corpus.get("default", "a").vectors[0]
        assert vector @ ENCODER.encode_passages(["Last."])[0] > 0.99


class TestPublisher:
    @pytest.mark.parametrize(
        ("url", "publisher"),
        [
            ("https://www.bbc.co.uk/news/1", "bbc.co.uk"),
            ("https://user:word@news.norvik.se:8080/a", "norvik.se"),
            ("https://anna.github.io/post", "anna.github.io"),
            ("https://пример.рф/a", "пример.рф"),
            ("https://192.168.1.1/a", None),
            ("http://[x", None),
            ("urn:isbn:1", None),
        ],
    )
    def test_the_domain_of_the_url_stands_in_without_any_network(
        self, monkeypatch: pytest.MonkeyPatch, url: str, publisher: str | None
    ):
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("a look-up in the network")

        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        monkeypatch.setattr(socket.socket, "connect", refuse)
        submitted = SubmittedDocument("One.", url=url, language="en")
        assert analyse(submitted, ENCODER).document.publisher == publisher

    def test_a_publisher_that_was_sent_is_kept(self):
        submitted = SubmittedDocument("One.", url="https://a.se/x", publisher="A", language="en")
        assert analyse(submitted, ENCODER).document.publisher == "A"


class TestRefusal:
    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("text", " \n\t ", "blank"),
            ("text", "One.\0Two.", r"U\+0000 at offset 4"),
            ("title", "🎉\ud800", r"U\+D800 at offset 1"),
            ("publisher", "a\x1b", r"U\+001B at offset 1"),
            ("owner", "\ufffe", r"U\+FFFE at offset 0"),
            ("byline", "a\x7f", r"U\+007F at offset 1"),
            ("url", "https://a\x00", r"U\+0000 at offset 9"),
            ("language", "e\x00", r"U\+0000 at offset 1"),
            ("id", "a/b", "use 1 to 200"),
            ("id", "", "use 1 to 200"),
            ("id", "a" * 201, "use 1 to 200"),
            ("id", "a\n", "use 1 to 200"),
            ("collection", "a/b", "use 1 to 64"),
            ("collection", "", "use 1 to 64"),
            ("collection", "a\n", "use 1 to 64"),
            ("published_at", FIRST.replace(tzinfo=None), "time zone"),
            (
                "published_at",
                FIRST.replace(tzinfo=timezone(timedelta(hours=14))),
                "years 1 to 9999",
            ),
            (
                "published_at",
                LAST.replace(tzinfo=timezone(timedelta(hours=-14))),
                "years 1 to 9999",
            ),
        ],
    )
    def test_a_field_that_cannot_be_used_is_named_with_its_value_and_advice(
        self, corpus: Corpus, field: str, value: Any, words: str
    ):
        bad = replace(SubmittedDocument("One.", id="b", language="en"), **{field: value})
        with pytest.raises(InvalidDocument, match=words) as raised:
            _ingest(corpus, SubmittedDocument("Good.", id="a", language="en"), bad)
        assert raised.value.pointer == f"/{field}"
        assert field in str(raised.value)
        assert corpus.info().documents == 0  # also not the good one

    def test_a_text_over_a_mebibyte_is_refused_by_its_bytes(self):
        validate_document(SubmittedDocument("é" * (LONGEST_TEXT // 2)))
        with pytest.raises(InvalidDocument, match="1048577 bytes, the limit is 1048576"):
            validate_document(SubmittedDocument("é" * (LONGEST_TEXT // 2) + "a"))

    @pytest.mark.parametrize("moment", [FIRST, LAST])
    def test_the_first_and_the_last_moment_are_stored(self, corpus: Corpus, moment: datetime):
        _ingest(corpus, SubmittedDocument("One.", id="a", language="en", published_at=moment))
        assert corpus.get("default", "a").document.published_at == moment

    def test_a_date_with_an_offset_is_the_same_moment_in_utc(self, corpus: Corpus):
        at = datetime(2024, 5, 6, 1, 2, 3, 456789, tzinfo=timezone(timedelta(hours=5, minutes=45)))
        _ingest(corpus, SubmittedDocument("One.", id="a", language="en", published_at=at))
        found = corpus.get("default", "a").document.published_at
        assert found == at
        assert found.utcoffset() == timedelta(0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "The bridge may have been closed on Friday, the council told Reuters. ",
        "a",
        "Said Ilse Brand of Norvik Corp., who ",
        '"',
        "中",
        "A. ",
        "citing Reuters, ",
        "Rad\n",
    ],
)
def test_a_mebibyte_of_anything_is_ingested(corpus: Corpus, text: str):
    size = len(text.encode())
    document = text * (LONGEST_TEXT // size) + "." * (LONGEST_TEXT % size)
    assert len(document.encode()) == LONGEST_TEXT
    _ingest(corpus, SubmittedDocument(document, id="a", language="en"))
    assert corpus.get("default", "a").document.id == "a"
