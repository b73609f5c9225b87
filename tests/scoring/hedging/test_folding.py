"""Folding keeps every offset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging.folding import fold, is_word_character


@given(st.text())
def test_length_never_changes(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İSTANBUL", "istanbul"),
        ("Straße ﬁx", "straße ﬁx"),
        ("N’EST\u00a0PAS", "n'est pas"),
        ("Ska Ha", "ska ha"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_combining_marks_continue_a_word() -> None:
    assert is_word_character("\u0308")
    assert not is_word_character("-")
