from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lancedb
import numpy as np
import pyarrow as pa
import pytest

from scoring.corpus import rows, schema
from scoring.corpus.checks import StoredCheck
from scoring.corpus.opened import identity_of, now
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError, EncoderMismatch, NotFound, SchemaMismatch
from scoring.models.encoder import EncoderIdentity
from tests.scoring.corpus.making import ENCODER, made, texts_of


class TestOpen:
    def test_a_new_folder_becomes_an_empty_corpus(self, tmp_path: Path):
        uri = str(tmp_path / "a" / "b" / "corpus")
        info = Corpus(uri, ENCODER.identity).info()
        assert (info.documents, info.statements, info.checks) == (0, 0, 0)
        assert (info.uri, info.encoder) == (uri, ENCODER.identity)
        assert (info.collections, info.languages) == ({}, {})

    def test_a_corpus_opens_again_with_what_it_held(self, corpus: Corpus):
        corpus.put([made("a", "One. Two.")])
        again = Corpus(corpus.uri, corpus.identity)
        assert texts_of(again, "a") == ["One.", "Two."]
        assert again.version == corpus.version

    @pytest.mark.parametrize(
        "other",
        [
            EncoderIdentity("other", 256, "0" * 64),
            EncoderIdentity("hashing", 384, "0" * 64),
            EncoderIdentity("hashing", 256, "1" * 64),
        ],
    )
    def test_another_encoder_is_refused(self, corpus: Corpus, other: EncoderIdentity):
        with pytest.raises(EncoderMismatch, match="set EMBEDDING_MODEL to the former"):
            Corpus(corpus.uri, other)

    def test_a_folder_with_a_foreign_table_is_refused(self, tmp_path: Path):
        lancedb.connect(str(tmp_path)).create_table("statements", [{"x": 1}])
        with pytest.raises(SchemaMismatch, match="not a corpus of this service"):
            Corpus(str(tmp_path), ENCODER.identity)

    def test_a_file_in_the_way_is_named_with_what_to_do(self, tmp_path: Path):
        (tmp_path / "file").write_text("x")
        for uri in (str(tmp_path / "file"), str(tmp_path / "file" / "corpus")):
            with pytest.raises(CorpusError, match="check that CORPUS_URI is a folder") as raised:
                Corpus(uri, ENCODER.identity)
            assert uri in str(raised.value)


class TestPut:
    def test_everything_comes_back_as_it_was(self, corpus: Corpus):
        sent = made(
            "a",
            "STOCKHOLM (Reuters) - The bridge may have been closed, police said. It reopened.",
            url="https://news.example/a",
            title="Bridge",
            publisher="Norvik Times",
            owner="Norvik Media",
            byline="Ilse Brand",
            published_at=datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC),
        )
        assert sent.document.credits
        assert any(s.hedges for s in sent.statements)
        assert any(s.attributions for s in sent.statements)
        corpus.put([sent])
        found = corpus.get("default", "a")
        assert found.document == sent.document
        assert found.statements == sent.statements
        assert np.array_equal(found.shingles, sent.shingles)
        assert found.shingles.dtype == np.uint32
        assert found.vectors.dtype == np.float32
        assert np.abs(found.vectors - sent.vectors).max() < 1e-3

    def test_fields_that_were_not_sent_stay_absent(self, corpus: Corpus):
        corpus.put([made("a")])
        document = corpus.get("default", "a").document
        for name in ("url", "title", "publisher", "owner", "byline", "published_at"):
            assert getattr(document, name) is None

    def test_nothing_is_no_change(self, corpus: Corpus):
        version = corpus.version
        corpus.put([])
        assert corpus.version == version

    def test_a_shorter_replacement_leaves_no_old_statement(self, corpus: Corpus):
        corpus.put([made("a", "One. Two. Three."), made("b", "Four.")])
        corpus.put([made("a", "Five.")])
        assert texts_of(corpus, "a") == ["Five."]
        assert texts_of(corpus, "b") == ["Four."]
        assert corpus.info().statements == 2
        assert corpus.info().documents == 2

    def test_a_replacement_without_a_sentence_leaves_no_old_statement(self, corpus: Corpus):
        corpus.put([made("a", "One. Two.")])
        corpus.put([made("a", "?! …")])
        assert texts_of(corpus, "a") == []
        assert corpus.get("default", "a").vectors.shape == (0, 256)
        assert corpus.info().statements == 0

    def test_an_id_is_unique_within_its_collection_only(self, corpus: Corpus):
        corpus.put([made("a", "One."), made("a", "Two.", collection="wire")])
        assert texts_of(corpus, "a") == ["One."]
        assert texts_of(corpus, "a", "wire") == ["Two."]
        assert corpus.collections_of("a") == ["default", "wire"]
        corpus.delete("default", "a")
        assert corpus.collections_of("a") == ["wire"]
        assert texts_of(corpus, "a", "wire") == ["Two."]

    def test_the_version_rises_with_every_change(self, corpus: Corpus):
        versions = [corpus.version]
        corpus.put([made("a")])
        versions.append(corpus.version)
        corpus.put([made("a", "Else.")])
        versions.append(corpus.version)
        corpus.delete("default", "a")
        versions.append(corpus.version)
        assert versions == sorted(set(versions))

    def test_a_clock_that_was_set_back_does_not_lose_the_replacement(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a", "Old.")])
        monkeypatch.setattr(rows.time, "time_ns", lambda: 1)
        corpus.put([made("a", "New.")])
        assert texts_of(corpus, "a") == ["New."]
        assert corpus.info().statements == 1

    def test_of_two_interleaved_writers_the_later_stays_whole(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a", "Old.")])
        slow, quick = Corpus(corpus.uri, corpus.identity), Corpus(corpus.uri, corpus.identity)
        real = slow._flush
        calls: list[tuple[str, ...]] = []

        def overtaken(started: float, *tables: str) -> None:
            if not calls:  # the slow writer's statements are in, its document is not
                quick.put([made("a", "Quick one. Quick two.")])
            calls.append(tables)
            real(started, *tables)

        monkeypatch.setattr(slow, "_flush", overtaken)
        slow.put([made("a", "Slow.")])
        assert texts_of(corpus, "a") == ["Quick one.", "Quick two."]
        assert corpus.info().statements == 2

    def test_a_deletion_beside_a_write_never_leaves_a_document_without_statements(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a", "Old.")])
        writer, deleter = Corpus(corpus.uri, corpus.identity), Corpus(corpus.uri, corpus.identity)
        real = writer._flush
        calls: list[tuple[str, ...]] = []

        def interrupted(started: float, *tables: str) -> None:
            if not calls:
                deleter.delete("default", "a")
            calls.append(tables)
            real(started, *tables)

        monkeypatch.setattr(writer, "_flush", interrupted)
        writer.put([made("a", "New.")])
        assert texts_of(corpus, "a") == ["New."]

    def test_a_retry_after_a_crash_removes_what_the_crash_left(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        def crash(*_: object) -> None:
            raise OSError("disk full")

        with monkeypatch.context() as patch:
            patch.setattr(corpus, "_flush", crash)
            with pytest.raises(CorpusError, match=r"disk full.*send it again"):
                corpus.put([made("a", "One. Two.")])
        assert corpus.known_keys(["default/a"]) == set()
        assert corpus.info().statements == 2  # of no document
        corpus.put([made("a", "One. Two.")])
        assert corpus.info().statements == 2
        assert texts_of(corpus, "a") == ["One.", "Two."]

    def test_a_broken_folder_is_a_corpus_error_in_every_operation(self, corpus: Corpus):
        corpus.put([made("a")])
        (folder,) = Path(corpus.uri).glob("documents.lance")
        folder.rename(folder.with_name("elsewhere"))
        folder.write_text("x")
        (checks,) = Path(corpus.uri).glob("checks.lance")
        checks.rename(checks.with_name("elsewhere2"))
        checks.write_text("x")
        operations = (
            lambda: corpus.put([made("a")]),
            lambda: corpus.delete("default", "a"),
            lambda: corpus.get("default", "a"),
            lambda: corpus.known_keys(["default/a"]),
            lambda: corpus.collections_of("a"),
            corpus.info,
            lambda: corpus.save_checks([StoredCheck("c", now(), "x", "{}")]),
            lambda: corpus.read_check("c"),
        )
        with ThreadPoolExecutor(len(operations)) as pool:  # each waits two seconds for the folder
            waiting = [pool.submit(operation) for operation in operations]
        errors = [future.exception() for future in waiting]
        for error in errors:
            assert isinstance(error, CorpusError)
            assert corpus.uri in str(error)


class TestDelete:
    def test_a_deleted_document_is_gone_with_its_statements(self, corpus: Corpus):
        corpus.put([made("a", "One. Two."), made("b", "Three.")])
        corpus.delete("default", "a")
        with pytest.raises(NotFound, match="'a' in collection 'default'"):
            corpus.get("default", "a")
        assert corpus.info().statements == 1
        assert corpus.known_keys(["default/a", "default/b"]) == {"default/b"}

    def test_what_is_not_there_cannot_be_deleted(self, corpus: Corpus):
        corpus.put([made("a")])
        for collection, name in (("default", "b"), ("wire", "a"), ("x' OR '1'='1", "a")):
            with pytest.raises(NotFound) as raised:
                corpus.delete(collection, name)
            assert repr(name) in str(raised.value)
            assert repr(collection) in str(raised.value)
        assert texts_of(corpus, "a")

    def test_a_deleted_document_can_come_back(self, corpus: Corpus):
        corpus.put([made("a", "One. Two.")])
        corpus.delete("default", "a")
        corpus.put([made("a", "Three.")])
        assert texts_of(corpus, "a") == ["Three."]


class TestRead:
    def test_no_key_is_no_document(self, corpus: Corpus):
        assert corpus.known_keys([]) == set()
        assert corpus.load([]) == {}
        assert corpus.load(["default/absent"]) == {}
        assert corpus.collections_of("absent") == []

    def test_another_object_sees_each_write_at_once(self, corpus: Corpus):
        other = Corpus(corpus.uri, corpus.identity)
        for n in range(5):
            corpus.put([made(f"a{n}", "One.")])
            assert texts_of(other, f"a{n}") == ["One."]
            other.put([made(f"a{n}", "Two.")])
            assert texts_of(corpus, f"a{n}") == ["Two."]
            other.delete("default", f"a{n}")
            assert corpus.known_keys([f"default/a{n}"]) == set()

    def test_info_counts(self, corpus: Corpus):
        corpus.put([made("a", "One. Two."), made("b", "Ett.", language="sv", collection="wire")])
        corpus.put([made("c", "Three.", collection="wire")])
        corpus.save_checks([StoredCheck("x", now(), "claim", "{}")])
        info = corpus.info()
        assert (info.documents, info.statements, info.checks) == (3, 4, 1)
        assert info.collections == {"wire": 2, "default": 1}
        assert info.languages == {"en": 2, "sv": 1}
        assert info.unindexed_statements == 4


class TestChecks:
    def test_a_check_is_read_back_exactly(self, corpus: Corpus):
        body = {"score": 0.1 + 0.2, "text": "O'Dahl 🎉\n\u2028\"", "none": None, "many": [1, 2.5]}
        corpus.save_checks([StoredCheck("c1", now(), "x", json.dumps(body, ensure_ascii=False))])
        corpus.save_checks([StoredCheck("c2", now(), "y", "{}")])
        assert Corpus(corpus.uri, corpus.identity).read_check("c1") == body

    def test_an_unknown_check_is_not_found(self, corpus: Corpus):
        for name in ("absent", "x' OR '1'='1", ""):
            with pytest.raises(NotFound, match="there is no check"):
                corpus.read_check(name)


def test_the_time_of_ingestion_has_microseconds_and_is_utc():
    moment = now()
    assert moment.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - moment) < timedelta(seconds=5)
    row = {"id": "c", "created_at": moment, "claim": "x", "body": "{}"}
    (read,) = pa.Table.from_pylist([row], schema.CHECKS).to_pylist()
    assert read["created_at"] == moment


def test_a_corpus_says_which_encoder_made_it(tmp_path: Path) -> None:
    made_with = EncoderIdentity("some encoder", 16, "0" * 64)
    Corpus(str(tmp_path / "corpus"), made_with)
    assert identity_of(str(tmp_path / "corpus")) == made_with
    with pytest.raises(CorpusError, match="secondsource ingest"):
        identity_of(str(tmp_path))
