from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.corpus.fusion import (
    WORDS_WEIGHT,
    DocumentHit,
    Ranked,
    StatementHit,
    fuse,
    same_words,
    within_budget,
)

KEYS = st.sampled_from(["c/a", "c/b", "c/c", "d/a", "d/b"])
SIMILARITIES = st.integers(-1_000, 1_000).map(lambda value: value / 1_000)
BM25 = st.integers(1, 5_000).map(lambda value: value / 100)
DENSE = st.dictionaries(st.tuples(KEYS, st.integers(0, 4)), SIMILARITIES, max_size=12).map(
    lambda found: [StatementHit(key, n, score, f"s{n}") for (key, n), score in found.items()]
)
LEXICAL = st.dictionaries(KEYS, BM25).map(
    lambda found: [DocumentHit(key, score) for key, score in found.items()]
)


class TestFuse:
    @given(dense=DENSE, lexical=LEXICAL, complete=st.booleans())
    def test_every_document_of_either_is_there_once_best_first(
        self, dense: list[StatementHit], lexical: list[DocumentHit], complete: bool
    ):
        ranked = fuse(dense, lexical, complete=complete)
        keys = [item.key for item in ranked]
        assert len(keys) == len(set(keys))
        assert set(keys) == {hit.key for hit in (*dense, *lexical)}
        scores = [item.score for item in ranked]
        assert scores == sorted(scores, reverse=True)
        assert np.isfinite(scores).all()

    @given(dense=DENSE, lexical=LEXICAL, random=st.randoms(use_true_random=False))
    def test_the_order_in_which_hits_come_does_not_matter(
        self, dense: list[StatementHit], lexical: list[DocumentHit], random: Any
    ):
        shuffled = (random.sample(dense, len(dense)), random.sample(lexical, len(lexical)))
        again = fuse(*shuffled, complete=True)
        before = fuse(dense, lexical, complete=True)
        assert [(item.key, item.score) for item in again] == [
            (item.key, item.score) for item in before
        ]

    def test_a_document_is_as_similar_as_its_nearest_statement(self):
        dense = [StatementHit("a", 0, 0.8, "x"), StatementHit("a", 1, 0.9, "Best one.")]
        assert fuse(dense, [], complete=True) == [Ranked("a", 0.9, 0.0, "best one")]

    def test_words_in_common_break_a_tie_of_meaning(self):
        dense = [StatementHit("a", 0, 0.9, "x"), StatementHit("b", 0, 0.9, "y")]
        ranked = fuse(dense, [DocumentHit("b", 8.0)], complete=True)
        assert [item.key for item in ranked] == ["b", "a"]
        assert ranked[0].score == pytest.approx(0.9 + 8 * WORDS_WEIGHT)

    def test_common_words_do_not_outweigh_a_translation(self):
        dense = [StatementHit("translation", 0, 0.90, "x"), StatementHit("other", 0, 0.86, "y")]
        ranked = fuse(dense, [DocumentHit("other", 5.0)], complete=True)
        assert ranked[0].key == "translation"

    def test_what_a_search_left_out_has_at_most_its_lowest_score(self):
        dense = [StatementHit("a", 0, 0.9, "x"), StatementHit("b", 0, 0.8, "y")]
        lexical = [DocumentHit("a", 20.0), DocumentHit("c", 4.0)]
        scores = {item.key: item.score for item in fuse(dense, lexical, complete=False)}
        assert scores["c"] == pytest.approx(0.8 + 4 * WORDS_WEIGHT)
        assert scores["b"] == pytest.approx(0.8 + 4 * WORDS_WEIGHT)
        complete = {item.key: item.score for item in fuse(dense, lexical, complete=True)}
        assert complete["b"] == pytest.approx(0.8)

    def test_one_search_alone_keeps_its_order(self):
        lexical = [DocumentHit("a", 3.0), DocumentHit("b", 9.0)]
        assert [item.key for item in fuse([], lexical, complete=True)] == ["b", "a"]

    def test_nothing_fused_with_nothing_is_nothing(self):
        assert fuse([], [], complete=True) == []


class TestWithinBudget:
    def test_copies_share_a_place(self):
        places = ["x", "x", "y", "x", "z", "y"]
        ranked = [Ranked(str(n), 1.0 - n, 0.0, place) for n, place in enumerate(places)]
        assert within_budget(ranked, 2, 100) == ["0", "1", "2", "3", "5"]

    def test_no_more_documents_than_the_most(self):
        ranked = [Ranked(str(n), 1.0 - n, 0.0, "x") for n in range(9)]
        assert within_budget(ranked, 2, 4) == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The bridge is closed.", "“The bridge is CLOSED!”", True),
        ("Bron är stängd", "bron  är stängd …", True),
        ("It cost 12 million.", "It cost 13 million.", False),
        ("The bridge is closed.", "The bridge is not closed.", False),
    ],
)
def test_sentences_are_the_same_by_their_words(one: str, other: str, same: bool):
    assert (same_words(one) == same_words(other)) is same
