"""The figures of `bench/retrieval.py` on rankings whose values are known by hand."""

from __future__ import annotations

import math

import pytest

from bench.retrieval_data import RetrievalSet, sample
from bench.retrieval_figures import (
    average_precision,
    hit,
    ndcg,
    plain_fusion,
    reciprocal_rank_fusion,
)
from scoring.records import SubmittedDocument


def test_ndcg() -> None:
    assert ndcg(["a", "b"], {"a"}) == 1
    assert ndcg(["b", "a"], {"a"}) == pytest.approx(1 / math.log2(3))
    assert ndcg(["x"] * 10 + ["a"], {"a"}) == 0
    assert ndcg(["a", "x", "b"], {"a", "b"}) == pytest.approx(1.5 / (1 + 1 / math.log2(3)))
    assert ndcg([], {"a"}) == 0


def test_average_precision() -> None:
    assert average_precision(["a"], {"a"}) == 1
    assert average_precision(["x", "a"], {"a"}) == 0.5
    assert average_precision(["a", "x", "b"], {"a", "b"}) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(["x"] * 5 + ["a"], {"a"}) == 0


def test_hit() -> None:
    assert (hit(["a"], {"a"}), hit(["x", "a"], {"a"}), hit([], {"a"})) == (1, 0, 0)


def test_the_plain_fusions() -> None:
    dense, lexical = {"a": 0.9, "b": 0.8, "c": 0.7}, {"b": 9.0, "d": 1.0}
    assert plain_fusion(dense, lexical)[0] == "b"
    assert reciprocal_rank_fusion(dense, lexical)[0] == "b"
    assert set(reciprocal_rank_fusion(dense, lexical)) == set("abcd")
    assert plain_fusion({}, {}) == []


def test_a_sample_holds_the_answers_to_its_queries() -> None:
    whole = RetrievalSet(
        name="x",
        metric="hit@1",
        target=1.0,
        documents=tuple(SubmittedDocument("text", id=str(n)) for n in range(100)),
        queries={f"q{n}": "text" for n in range(50)},
        relevant={f"q{n}": frozenset([str(2 * n)]) for n in range(50)},
    )
    part = sample(whole, 10, 30)
    ids = {item.id for item in part.documents}
    assert (len(part.queries), len(ids)) == (10, 30)
    assert all(found <= ids for found in part.relevant.values())
    assert sample(whole, 10, 30) == part
    assert sample(whole, 50, 100).queries == whole.queries
