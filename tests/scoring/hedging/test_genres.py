"""Each kind of text is read as fitted for it; news by the lexicons alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging import Genre, certainty, find_genre_hedges, find_hedges, statement_certainty
from scoring.hedging.carry import carried_hedges
from scoring.hedging.english import classify_cue
from scoring.hedging.findings import finding_certainty
from scoring.records import HedgeClass
from scoring.text import split_sentences

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


def _seconds(repeats: int, genre: Genre) -> float:
    text = "it is possible that either or (may, if whether could suggest that) – but " * repeats

    def once() -> float:
        began = time.process_time()
        hedges = find_genre_hedges(text, "en", genre)
        statement_certainty(text, "en", hedges, genre)
        return time.process_time() - began

    return min(once() for _ in range(3))


@pytest.mark.parametrize("genre", [Genre.SCIENCE, Genre.REVIEWS])
def test_text_full_of_cues_takes_linear_time(genre: Genre) -> None:
    _seconds(1, genre)  # the weights are read on first use
    assert _seconds(1_000, genre) < 10 * 3 * _seconds(100, genre)  # quadratic: a hundred times


def test_text_full_of_doubts_takes_linear_time() -> None:
    unit = "The claim, the report, a rumour could not be verified. It says the the report is. "

    def once(repeats: int) -> float:
        sentences = split_sentences(unit * repeats, "en")
        began = time.process_time()
        carried_hedges(sentences, "en")
        return time.process_time() - began

    once(1)
    assert min(once(2_000) for _ in range(3)) < 10 * 3 * min(once(200) for _ in range(3))
