from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.corpus import search
from scoring.corpus.filters import EVERYTHING, Filters
from scoring.corpus.ingest import ingest
from scoring.corpus.search import Candidates, _Hit, find_candidates, fuse
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from scoring.models.encoder import EncoderIdentity
from scoring.records import AnalysedDocument, SubmittedDocument
from tests.scoring.corpus.making import ENCODER, made


class Meanings:
    """An encoder that puts each text where a table says, and any other at random."""

    identity = EncoderIdentity("meanings", 64, "m" * 64)

    def __init__(self, groups: dict[str, int]) -> None:
        self._groups = groups

    def encode_queries(self, texts: list[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        rows = []
        for text in texts:
            seed = self._groups.get(text, zlib.crc32(text.encode()))
            row = np.random.default_rng(seed).normal(size=64)
            rows.append(row / np.linalg.norm(row))
        return np.array(rows, np.float32).reshape(-1, 64)

    encode_passages = encode_queries


def _search(
    corpus: Corpus, claim: str, filters: Filters = EVERYTHING, encoder: Any = ENCODER
) -> Candidates:
    return find_candidates(corpus, claim, encoder.encode_queries([claim])[0], filters)


def _ids(found: Candidates) -> list[str]:
    return [item.document.id for item in found.documents]


def _noise(count: int, **fields: Any) -> list[AnalysedDocument]:
    words = np.random.default_rng(7).integers(0, 10**6, size=(count, 5))
    return [
        made(f"noise{n}", " ".join(f"w{word}" for word in row) + ".", **fields)
        for n, row in enumerate(words)
    ]


class TestFindCandidates:
    def test_the_nearest_document_comes_first_and_whole(self, corpus: Corpus):
        corpus.put([*_noise(20), made("a", "Ministers met. The bridge at Norvik is closed. Rain.")])
        found = _search(corpus, "The bridge at Norvik is closed")
        assert _ids(found)[0] == "a"
        assert len(found.documents[0].statements) == 3
        assert (found.truncated, found.failures) == (False, ())

    def test_a_document_is_listed_once_however_many_of_its_statements_match(self, corpus: Corpus):
        corpus.put([made("a", "The bridge is closed. " * 30), made("b", "The bridge.")])
        assert sorted(_ids(_search(corpus, "The bridge is closed."))) == ["a", "b"]

    def test_words_find_what_the_vectors_miss(self, tmp_path_factory: pytest.TempPathFactory):
        claim = "Zubrowkian envoys arrived"
        encoder = Meanings({claim: 1} | {f"Meaning {n}.": 1 for n in range(300)})
        corpus = Corpus(str(tmp_path_factory.mktemp("words")), encoder.identity)
        ingest(
            [SubmittedDocument(f"Meaning {n}.", id=f"n{n}", language="en") for n in range(300)]
            + [SubmittedDocument("Two Zubrowkian guests.", id="rare", language="en")],
            corpus=corpus,
            encoder=encoder,
        )
        found = _search(corpus, claim, encoder=encoder)
        assert "rare" in _ids(found)
        assert found.truncated

    def test_vectors_find_what_the_words_miss(self, tmp_path_factory: pytest.TempPathFactory):
        claim = "The bridge is closed"
        encoder = Meanings({claim: 1, "Bron är avstängd.": 1})
        corpus = Corpus(str(tmp_path_factory.mktemp("vectors")), encoder.identity)
        ingest(
            [
                SubmittedDocument(f"The bridge is closed to w{n}.", id=f"n{n}", language="en")
                for n in range(300)
            ]
            + [SubmittedDocument("Bron är avstängd.", id="sv", language="sv")],
            corpus=corpus,
            encoder=encoder,
        )
        assert "sv" in _ids(_search(corpus, claim, encoder=encoder))

    @pytest.mark.parametrize(
        ("text", "claim"),
        [
            ("由于河水上涨，市政府周五关闭了北桥。", "北桥"),
            ("市は金曜日に北の橋を閉鎖した。", "橋を閉鎖"),
            ("เทศบาลปิดสะพานทางเหนือเมื่อวันศุกร์", "ปิดสะพาน"),
            ("강물이 불어나 시는 북쪽 다리를 폐쇄했다.", "다리를"),
            ("أغلقت البلدية الجسر الشمالي يوم الجمعة.", "الجسر"),
        ],
    )
    def test_words_are_found_in_scripts_without_spaces_and_from_the_right(
        self, corpus: Corpus, text: str, claim: str
    ):
        corpus.put([*_noise(5), made("a", text, language="xx")])
        hits = search._lexical(corpus, claim, None)
        assert [hit.key for hit in hits] == ["default/a"]

    @pytest.mark.parametrize("claim", ["?!", "a", "\\", "'", '"', "*", "中", "🎉", "a AND (", " "])
    def test_a_claim_of_marks_or_one_character_is_searched(self, corpus: Corpus, claim: str):
        assert _search(corpus, claim).documents == ()
        corpus.put([made("a", "The bridge is closed.")])
        found = _search(corpus, claim)
        assert _ids(found) == ["a"]
        assert found.failures == ()

    def test_a_long_claim_is_searched(self, corpus: Corpus):
        corpus.put([made("a", "The bridge is closed.")])
        found = _search(corpus, " ".join(f"bridge{n} closed" for n in range(140))[:2_000])
        assert (_ids(found), found.failures) == (["a"], ())

    def test_nothing_is_found_in_an_empty_corpus_or_part(self, corpus: Corpus):
        assert _search(corpus, "The bridge") == Candidates((), truncated=False)
        corpus.put([made("a")])
        nowhere = Filters(collections=("absent",))
        assert _search(corpus, "The bridge", nowhere) == Candidates((), truncated=False)

    @pytest.mark.parametrize(("count", "truncated"), [(60, False), (61, True)])
    def test_it_says_when_documents_were_left_out(
        self, corpus: Corpus, count: int, truncated: bool
    ):
        corpus.put([made(f"a{n}", f"The bridge number {n} is closed.") for n in range(count)])
        found = _search(corpus, "The bridge is closed")
        assert (len(found.documents), found.truncated) == (60, truncated)

    def test_a_deleted_or_replaced_document_is_not_found_by_its_old_words(self, corpus: Corpus):
        corpus.put([made("a", "Zubrowka seceded."), made("b", "Zubrowka joined."), made("c")])
        corpus.delete("default", "a")
        corpus.put([made("b", "Something else.")])
        assert search._lexical(corpus, "Zubrowka", None) == []
        assert sorted(_ids(_search(corpus, "Zubrowka"))) == ["b", "c"]

    def test_a_statement_not_yet_removed_does_not_let_a_document_through_a_filter(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a", "The bridge is closed.", publisher="Old Times")])
        with monkeypatch.context() as patch:  # killed between the switch and the removal
            patch.setattr(corpus, "_remove_dead", lambda *_: False)
            corpus.put([made("a", "The bridge is open.", publisher="New Times")])
        assert corpus.info().statements == 2
        assert _ids(_search(corpus, "The bridge", Filters(publishers=("Old Times",)))) == []
        assert _ids(_search(corpus, "The bridge", Filters(publishers=("New Times",)))) == ["a"]


def _broken(*_: object) -> list[_Hit]:
    raise RuntimeError("index file is gone")


class TestFailures:
    @pytest.mark.parametrize(
        ("part", "sentence"),
        [("_dense", "search by meaning failed"), ("_lexical", "search by words failed")],
    )
    def test_one_search_that_fails_leaves_the_other_and_says_so(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, part: str, sentence: str
    ):
        corpus.put([made("a")])
        monkeypatch.setattr(search, part, _broken)
        found = _search(corpus, "The bridge is closed.")
        assert _ids(found) == ["a"]
        assert len(found.failures) == 1
        assert sentence in found.failures[0]
        assert "index file is gone" in found.failures[0]

    def test_both_failing_is_an_error_and_not_an_empty_answer(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a")])
        monkeypatch.setattr(search, "_dense", _broken)
        monkeypatch.setattr(search, "_lexical", _broken)
        with pytest.raises(CorpusError, match="cannot be searched") as raised:
            _search(corpus, "The bridge")
        assert corpus.uri in str(raised.value)


SCORES = st.integers(-500, 5_000).map(lambda score: score / 100)


def _ranking(limit: int) -> st.SearchStrategy[list[_Hit]]:
    places = st.tuples(st.sampled_from(["c/a", "c/b", "c/c", "d/a"]), st.integers(0, 5))
    return st.dictionaries(places, SCORES, max_size=limit).map(
        lambda found: [_Hit(key, index, score) for (key, index), score in found.items()]
    )


class TestFuse:
    @given(dense=_ranking(12), lexical=_ranking(12))
    def test_every_statement_of_either_is_there_once_best_first(
        self, dense: list[_Hit], lexical: list[_Hit]
    ):
        fused = fuse(dense, lexical)
        places = [(hit.key, hit.index) for hit in fused]
        assert len(places) == len(set(places))
        assert set(places) == {(hit.key, hit.index) for hit in (*dense, *lexical)}
        scores = [hit.score for hit in fused]
        assert scores == sorted(scores, reverse=True)
        assert np.isfinite(scores).all()

    @given(dense=_ranking(12), lexical=_ranking(12), random=st.randoms(use_true_random=False))
    def test_the_order_in_which_hits_come_does_not_matter(
        self, dense: list[_Hit], lexical: list[_Hit], random: Any
    ):
        shuffled = [random.sample(hits, len(hits)) for hits in (dense, lexical)]
        assert fuse(*shuffled) == fuse(dense, lexical)

    @given(dense=_ranking(12))
    def test_one_ranking_alone_keeps_its_order(self, dense: list[_Hit]):
        scores = {(hit.key, hit.index): hit.score for hit in dense}
        order = [scores[hit.key, hit.index] for hit in fuse(dense, [])]
        assert order == sorted(order, reverse=True)

    @given(
        dense=_ranking(12).filter(lambda hits: len(hits) > 2),
        scale=st.floats(0.5, 20),
        shift=st.floats(-3, 3),
    )
    def test_the_unit_of_a_similarity_does_not_matter(
        self, dense: list[_Hit], scale: float, shift: float
    ):
        lexical = [_Hit(hit.key, hit.index, float(n)) for n, hit in enumerate(dense)]
        other = [_Hit(hit.key, hit.index, hit.score * scale + shift) for hit in dense]
        before = {(h.key, h.index): h.score for h in fuse(dense, lexical)}
        after = {(h.key, h.index): h.score for h in fuse(other, lexical)}
        if np.std([hit.score for hit in dense]) > 1e-3:
            assert all(abs(before[place] - after[place]) < 1e-3 for place in before)

    def test_being_found_by_both_beats_being_found_by_one(self):
        both, one, other = ("c/both", 0), ("c/one", 0), ("c/other", 0)
        dense = [_Hit(*both, 0.9), _Hit(*one, 0.9), _Hit("c/x", 0, 0.2)]
        lexical = [_Hit(*both, 9.0), _Hit(*other, 9.0), _Hit("c/x", 0, 2.0)]
        assert fuse(dense, lexical)[0].key == "c/both"

    def test_the_only_statement_with_the_claims_rare_word_stands_out(self):
        dense = [_Hit(f"c/{n:03}", 0, 0.9 - n / 1_000) for n in range(200)]
        fused = fuse(dense, [_Hit("c/rare", 0, 11.0)])
        assert [hit.key for hit in fused[:60]].count("c/rare") == 1

    def test_nothing_fused_with_nothing_is_nothing(self):
        assert fuse([], []) == []


def test_an_exact_statement_has_cosine_one(corpus: Corpus):
    corpus.put([*_noise(5), made("a", "The bridge is closed.")])
    vector = ENCODER.encode_queries(["The bridge is closed."])[0]
    best = search._dense(corpus, vector, None)[0]
    assert best.key == "default/a"
    assert best.score == pytest.approx(1, abs=2e-3)
