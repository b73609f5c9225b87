"""Each kind of text is read as fitted for it; news by the lexicons alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging import Genre, certainty, find_genre_hedges, find_hedges, statement_certainty
from scoring.hedging.carry import carried_hedges
from scoring.hedging.english import classify_cue
from scoring.hedging.findings import finding_certainty
from scoring.records import HedgeClass
from scoring.text import split_sentences
from tests.growth import growth

TEXT = "These data suggest that the putative gate may be shut or open."


def test_news_is_read_by_the_lexicon_alone() -> None:
    hedges = find_genre_hedges(TEXT, "en")
    assert hedges == find_hedges(TEXT, "en")
    assert statement_certainty(TEXT, "en", hedges) == certainty(hedges)


def test_science_is_read_by_what_was_fitted() -> None:
    hedges = find_genre_hedges(TEXT, "en", Genre.SCIENCE)
    assert hedges[0].cue == "suggest"
    assert statement_certainty(TEXT, "en", hedges, Genre.SCIENCE) == finding_certainty(TEXT)


@pytest.mark.parametrize("genre", list(Genre))
def test_other_languages_keep_their_lexicon(genre: Genre) -> None:
    text = "Dammen kan ha brustit i natt."
    hedges = find_genre_hedges(text, "sv", genre)
    assert hedges == find_hedges(text, "sv")
    assert statement_certainty(text, "sv", hedges, genre) == certainty(hedges)


@pytest.mark.parametrize(
    ("cue", "hedge_class"),
    [
        ("if", HedgeClass.CONDITIONAL),
        ("whether or not", HedgeClass.INVESTIGATIVE),
        ("not known", HedgeClass.INVESTIGATIVE),
        ("hypothesized", HedgeClass.DOXASTIC),
        ("indicate that", HedgeClass.EPISTEMIC),
        ("viable", HedgeClass.EPISTEMIC),
    ],
)
def test_cues_that_no_lexicon_lists_have_a_class(cue: str, hedge_class: HedgeClass) -> None:
    found, strength = classify_cue(cue)
    assert found is hedge_class
    assert 0 < strength <= 1


@given(st.text(max_size=50), st.sampled_from(Genre), st.integers(0, 99))
def test_offsets_give_back_the_cue(text: str, genre: Genre, offset: int) -> None:
    text = f"{text} may if or"
    for hedge in find_genre_hedges(text, "en", genre, offset=offset):
        assert text[hedge.start - offset : hedge.end - offset] == hedge.cue
        assert offset <= hedge.scope_start <= hedge.start
        assert hedge.end <= hedge.scope_end <= offset + len(text)
        assert 0 < hedge.strength <= 1


@pytest.mark.parametrize("genre", [Genre.SCIENCE, Genre.REVIEWS])
def test_text_full_of_cues_takes_linear_time(genre: Genre) -> None:
    unit = "it is possible that either or (may, if whether could suggest that) – but "

    def read(repeats: int) -> None:
        text = unit * repeats
        statement_certainty(text, "en", find_genre_hedges(text, "en", genre), genre)

    assert growth(read, 100) < 30  # quadratic: a hundred


def test_text_full_of_doubts_takes_linear_time() -> None:
    unit = "The claim, the report, a rumour could not be verified. It says the the report is. "

    sentences = split_sentences(unit * 2_000, "en")
    each = len(sentences) // 2_000
    assert growth(lambda repeats: carried_hedges(sentences[: each * repeats], "en"), 200) < 30
