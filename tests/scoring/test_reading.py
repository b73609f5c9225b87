"""A text read for its hedges, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import InvalidDocument
from scoring.hedging import Genre
from scoring.hedging.distance import Distance
from scoring.reading import read_hedges
from scoring.text.characters import find_unusable
from tests.growth import growth

_USABLE = st.text(max_size=80).filter(lambda text: find_unusable(text) is None and text.strip())


@settings(deadline=None)
@given(_USABLE, st.sampled_from([None, "en", "sv", "nb", "tlh"]), st.sampled_from(Genre))
def test_any_text_is_read(text: str, language: str | None, genre: Genre) -> None:
    reading = read_hedges(f"It may be. {text}", language, genre, title=text)
    whole = f"It may be. {text}"
    last = 0
    for statement in reading.statements:
        assert last <= statement.start < statement.end
        assert whole[statement.start : statement.end] == statement.text
        assert 0 <= statement.certainty <= 1
        for hedge in statement.hedges:
            assert whole[hedge.start : hedge.end] == hedge.cue
        last = statement.end
    assert reading.title is not None
    assert 0 <= reading.title.certainty <= 1


@pytest.mark.parametrize("text", ["", " \n", "a\x00", "x" * (2 << 20)])
def test_what_no_document_may_hold_is_refused(text: str) -> None:
    with pytest.raises(InvalidDocument):
        read_hedges(text, "en")


def test_a_carried_hedge_lowers_certainty_but_is_no_further_source() -> None:
    text = "The report is unconfirmed. It says the weir broke."
    _, told = read_hedges(text, "en").statements
    alone = read_hedges("It says the weir broke.", "en").statements[0]
    assert told.certainty < alone.certainty
    assert told.distance is alone.distance


def test_distance_counts_rumours_as_sources() -> None:
    told, rumoured = read_hedges(
        "The weir broke, said Ines Farrow. The weir reportedly broke, said Ines Farrow.", "en"
    ).statements
    assert (told.distance, rumoured.distance) == (Distance.NAMED_SOURCE, Distance.HEARSAY)


@pytest.mark.parametrize("genre", list(Genre))
def test_a_text_full_of_cues_takes_linear_time(genre: Genre) -> None:
    unit = "It may or could, if alleged, suggest that the claim cannot be verified. It says so. "

    assert growth(lambda repeats: read_hedges(unit * repeats, "en", genre), 60) < 30
