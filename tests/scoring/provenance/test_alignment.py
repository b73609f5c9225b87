"""Sentences of one document in others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.provenance import alignment
from scoring.provenance.alignment import align, align_all
from tests.builders import vector_of


def story(seed: int, count: int) -> NDArray[np.float32]:
    """Vectors of sentences of one subject: all close, some closer, no two alike."""
    generator = np.random.default_rng(seed)
    subject = 2.0 * np.random.default_rng(0).normal(size=16)
    vectors = subject + generator.normal(size=(count, 16))
    unit: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(
        np.float32
    )
    return unit


def partners(
    shorter: NDArray[np.float32], longer: NDArray[np.float32]
) -> list[tuple[int, int, float]]:
    """The partners and their margins, one pair of sentences at a time."""
    cosine = shorter.astype(float) @ longer.T.astype(float)
    near = [np.sort(row)[-4:].mean() for row in cosine]
    back = [np.sort(column)[-4:].mean() for column in cosine.T]
    margin = 2 * cosine - np.array(near)[:, None] - np.array(back)[None, :]
    return [
        (i, j, float(margin[i, j]))
        for i, j in enumerate(margin.argmax(axis=1))
        if margin[:, j].argmax() == i and cosine[i, j] >= 0.80
    ]


def test_partners_in_the_same_order_only_count() -> None:
    vectors = np.stack([vector_of(f"sentence {i}") for i in range(6)])
    assert align(vectors, vectors).share == 1.0
    assert align(vectors, vectors[::-1]).share == pytest.approx(1 / 6)
    assert align(vectors[:1], vectors).best == (0, 0)


def test_sentences_without_a_partner() -> None:
    one, other = (np.stack([vector_of(f"{w} {i}") for i in range(4)]) for w in ("a", "b"))
    assert align(one, other) == alignment.Alignment(0.0, 0.0, None)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(1, 9), st.integers(0, 99))
def test_many_at_once_are_aligned_as_one_by_one(lengths: list[int], count: int, seed: int) -> None:
    shorter = story(seed, count)
    longer = [story(100 + seed + place, length) for place, length in enumerate(lengths)]
    for found, other in zip(align_all(shorter, longer), longer, strict=True):
        pairs = partners(shorter, other)
        margins = sum(min(margin, 0.25) for _, _, margin in pairs) / count
        assert found.margin == pytest.approx(margins, abs=1e-5)
        assert (found.best is None) == (not pairs)
        if found.best is not None:
            assert found.best in {(i, j) for i, j, _ in pairs}
        assert found.share * count <= len(pairs) + 1e-9


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shorter, longer = story(1, 5), [story(place, 3 + place) for place in range(12)]
    whole = align_all(shorter, longer)
    monkeypatch.setattr(alignment, "_AT_ONCE", 40)
    for found, before in zip(align_all(shorter, longer), whole, strict=True):
        assert (found.share, found.best) == (before.share, before.best)
        assert found.margin == pytest.approx(before.margin, abs=1e-6)
