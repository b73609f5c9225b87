"""Copies in body text."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring.provenance.copies import find_copy
from scoring.records import AnalysedDocument, MergeReason
from tests.builders import analysed, vector_of

WIRE = (
    "Norvik closed its bridge on Friday after divers found a crack. "
    "The crack runs along the third pier. Engineers want to inspect it next week. "
    "Lorries have to take the ferry. Residents were told by letter. "
    "The bridge dates from 1958."
)
OTHER = (
    "The council of Norvik met on Monday. It discussed the budget for schools. "
    "Two members were absent. The vote was put off until June. A gardener spoke about trees."
)


def near(vector: NDArray[np.float32], noise: float, seed: int) -> NDArray[np.float32]:
    """A unit vector at a cosine of about 1 / sqrt(1 + noise²) to another."""
    moved = vector + noise * vector_of(f"noise {seed}")
    unit: NDArray[np.float32] = (moved / np.linalg.norm(moved)).astype(np.float32)
    return unit


def reworded(document: AnalysedDocument, noise: float, language: str) -> AnalysedDocument:
    """The document as a spinner or translator leaves it: other words, vectors near."""
    vectors = np.stack([near(v, noise, i) for i, v in enumerate(document.vectors)])
    words = " ".join(f"ord{i}" for i in range(40))
    other = analysed(words, id="d2", publisher="Copyist", language=language)
    return dataclasses.replace(other, statements=document.statements, vectors=vectors)


def test_a_verbatim_copy_is_a_near_copy_with_its_quotation() -> None:
    merge = find_copy(analysed(WIRE, id="a"), analysed(WIRE, id="b"))
    assert merge is not None
    assert merge.reason is MergeReason.NEAR_COPY
    assert merge.strength == 1.0
    assert "“Norvik closed its bridge on Friday after divers found a crack.”" in merge.detail


def test_a_trimmed_copy_with_a_paragraph_added_is_a_near_copy() -> None:
    trimmed = WIRE.split(" Lorries", maxsplit=1)[0] + " Our readers have sent many pictures of it."
    assert find_copy(analysed(WIRE, id="a"), analysed(trimmed, id="b")) is not None


def test_homoglyphs_of_invisible_kind_do_not_hide_a_copy() -> None:
    hidden = WIRE.replace("e", "e\u200b")
    assert find_copy(analysed(WIRE, id="a"), analysed(hidden, id="b")) is not None


def test_other_articles_are_no_copies() -> None:
    assert find_copy(analysed(WIRE, id="a"), analysed(OTHER, id="b")) is None


@pytest.mark.parametrize(
    ("language", "reason", "noise"),
    [("en", MergeReason.NEAR_COPY, 0.2), ("sv", MergeReason.TRANSLATION, 0.4)],
)
def test_sentences_aligned_in_order_are_a_copy(
    language: str, reason: MergeReason, noise: float
) -> None:
    original = analysed(WIRE, id="a")
    merge = find_copy(original, reworded(original, noise, language))
    assert merge is not None
    assert merge.reason is reason


def test_texts_whose_numbers_differ_throughout_are_no_copies() -> None:
    original = analysed(WIRE + " It cost 11 or 12 or 13 or 14 million.", id="a")
    spun = reworded(original, 0.2, "en")
    numbers = frozenset({"21", "22", "23", "24", "25"})
    assert find_copy(original, dataclasses.replace(spun, numbers=numbers)) is None


def test_the_order_of_the_two_does_not_matter() -> None:
    a, b = analysed(WIRE, id="a"), analysed(WIRE.split(" Lorries", maxsplit=1)[0], id="b")
    assert find_copy(a, b) == find_copy(b, a)
