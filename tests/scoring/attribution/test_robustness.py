"""Any text, in any language, of any length: no failure, exact offsets, linear time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.attribution import find_attributions, find_credits
from scoring.attribution.languages import languages
from scoring.records import Sentence
from scoring.text import split_sentences
from tests.growth import growth

PIECES = st.sampled_from(
    [
        "said", "says", "told", "reported", "according to", "citing", "seen by", "the",
        "newspaper", "Reuters", "FAZ", "ministry", "who", "which", "that", ",", ".", "“", "”",
        '"', "„", "«", "»", "(", ")", "'s", "Ada", "Holm", "one of them", "she", "they",
        "report", "on", "Tuesday", "and", "enligt", "säger", "Det", "rapporterar", "tidningen",
        "laut", "sagte", "der", "selon", "a", "déclaré", "d'", "qu'", "según", "dijo", "\n",
        "–", "\u200b", "😀",
    ]
)  # fmt: skip
CODES = st.sampled_from([*languages(), "und", ""])


def check(text: str, language: str, publisher: str | None = None) -> None:
    sentences = split_sentences(text, language or "en")
    found = find_attributions(sentences, language=language, publisher=publisher)
    assert len(found) == len(sentences)
    for attribution in (a for sentence in found for a in sentence):
        assert 0 <= attribution.start < attribution.end <= len(text)
        assert attribution.source in text[attribution.start : attribution.end]
        assert attribution.name.strip()
        assert 0 <= attribution.depth <= 20
    for credit in find_credits(text, byline=text[:50], language=language):
        assert 0 <= credit.start <= credit.end <= len(text)
        assert credit.name


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40), CODES, st.sampled_from([None, "Ada Holm", "FAZ", ""]))
def test_any_order_of_cues(pieces: list[str], language: str, publisher: str | None) -> None:
    check(" ".join(pieces), language, publisher)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), CODES)
def test_any_text(text: str, language: str) -> None:
    check(text, language)


@pytest.mark.parametrize("language", [*languages(), "und"])
@pytest.mark.parametrize(
    "unit",
    [
        "a", "A", "Ab ", "said ", "who said ", "of the ", "A of the ", "( ", "(", '"', "“", ", ",
        "according to ", "citing citing ", "told told the ", "report ", "the report of the ",
        "A, who ", "x, ", "'s ", "A's ", "säger ", "Det säger ", "hat gesagt ", "- ", "A-", "A.",
        "one of one of ", "and said and said ", "Holm and ", "\u0301", " ", "on X ", "message on ",
    ],
)  # fmt: skip
def test_long_sentences_take_linear_time(unit: str, language: str) -> None:
    def read(length: int) -> None:
        text = (unit * (length // len(unit) + 1))[:length]
        find_attributions([Sentence(text, 0, len(text))], language=language, publisher="A of the A")
        find_credits(text, byline=text, language=language)

    assert growth(read, 300) < 40  # quadratic: a hundred
