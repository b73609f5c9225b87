"""Words, numbers and names of a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.stance.words import matched, read_words, same_word


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("explosion", "exploded", True),
        ("closed", "closing", True),
        ("internal", "international", False),
        ("cat", "car", False),
        ("Brücke".casefold(), "brücken", True),
    ],
)
def test_inflections_match(one: str, other: str, expected: bool) -> None:
    assert same_word(one, other) is expected


def test_matched_says_which_words_were_found() -> None:
    assert matched(("ferry", "sank"), ("ferries", "sail")) == [True, False]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("It cost 14,000 crowns.", "en", [14_000]),
        ("It cost 3.5 million crowns.", "en", [3_500_000]),
        ("Zwölf Schiffe und 3,5 Millionen Euro", "de", [12, 3_500_000]),
        ("Två båtar sjönk klockan 14.20.", "sv", [2, 14.2]),
        ("Trois cents personnes", "fr", [300]),
        ("La mitad de los 1.200 barcos", "es", [0.5, 1200]),
        ("No number here", "en", []),
    ],
)
def test_numbers_in_digits_and_words(text: str, language: str, values: list[float]) -> None:
    assert [number.value for number in read_words(text, language).numbers] == values


def test_a_year_is_known_as_one() -> None:
    numbers = read_words("In 2031 the port had 2031.5 tonnes", "en").numbers
    assert [number.is_year for number in numbers] == [True, False]


def test_names_leave_out_a_lone_first_word() -> None:
    assert read_words("Engineers saw the Hesper in Kelmouth.", "en").names == ("hesper", "kelmouth")
    assert read_words("Jürgen Äkta came.", "en").names == ("jurgen", "akta")


def test_function_words_are_no_content() -> None:
    assert read_words("The bridge was closed by the town", "en").content == (
        "bridge",
        "closed",
        "town",
    )


@given(st.text(max_size=300), st.sampled_from(["en", "sv", "de", "fr", "es", "zh", "und", ""]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    words = read_words(text, language)
    assert all(number.value == number.value for number in words.numbers)
