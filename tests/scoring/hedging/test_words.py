"""Words with offsets, in any Unicode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging.words import AFTER, BEFORE, suffix, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It can't be A and/or B.", ["it", "can't", "be", "a", "and/or", "b", "."]),
        ("It ca n’t be so-called.", ["it", "ca", "n't", "be", "so-called", "."]),
        ("", []),
        ("İ ß!", ["i", "ß", "!"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert list(words_of(text).folded) == words


@given(st.text(max_size=60))
def test_offsets_cover_everything_but_space(text: str) -> None:
    words = words_of(text)
    covered = set()
    for start, end in zip(words.starts, words.ends, strict=True):
        assert start < end
        covered |= set(range(start, end))
    assert all(text[at].isspace() for at in set(range(len(text))) - covered)


def test_edges_and_capitals() -> None:
    words = words_of("Ada may go")
    assert (words.at(-1), words.at(0), words.at(3)) == (BEFORE, "ada", AFTER)
    assert words.capital == (True, False, False)
    assert suffix("going") == "ing"
