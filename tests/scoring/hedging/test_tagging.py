"""Cues by the fitted taggers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging.tagging import load_tagger
from scoring.hedging.words import words_of

GUIDELINES = ["science", "reviews"]


def _cues(text: str, guideline: str) -> list[str]:
    return [text[cue.start : cue.end] for cue in load_tagger(guideline).find(words_of(text))]


@pytest.mark.parametrize(
    ("guideline", "text", "cues"),
    [
        (
            "science",
            "Data indicate that the enzyme may be inactive.",
            ["indicate that", "may"],
        ),
        ("science", "The role of this factor in mice is unknown.", ["unknown"]),
        ("science", "We measured the levels of the enzyme in mice.", []),
        ("science", "The samples were kept in water or oil for a day.", []),
        ("reviews", "If you like loud films you might enjoy this one .", ["If", "might"]),
        ("reviews", "I bought this lamp for my desk .", []),
    ],
)
def test_cues(guideline: str, text: str, cues: list[str]) -> None:
    assert _cues(text, guideline) == cues


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_context_decides(guideline: str) -> None:
    """One candidate word is a cue in one sentence and none in the other."""
    pairs = {
        "science": ("It is possible that AP-1 or NF-1 binds here.", "Cells were fed or starved."),
        "reviews": ("I think you should buy it .", "I was thinking of my aunt ."),
    }
    hedged, plain = pairs[guideline]
    assert _cues(hedged, guideline)
    assert not _cues(plain, guideline)


@given(st.text(max_size=60), st.sampled_from(GUIDELINES), st.floats(0, 1))
def test_cues_are_in_order_and_apart(text: str, guideline: str, threshold: float) -> None:
    last = 0
    for cue in load_tagger(guideline).find(words_of(f"may {text} if or"), threshold):
        assert last <= cue.start < cue.end <= len(text) + 10
        assert threshold <= cue.probability <= 1
        last = cue.end
