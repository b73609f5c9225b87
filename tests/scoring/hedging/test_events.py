"""Factuality of events, certainty of findings: the order of plain cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging import event_certainty, event_factuality, finding_certainty
from scoring.hedging.certainty import CERTAINTY_FLOOR


def _factuality(text: str, word: str) -> float:
    start = text.index(word)
    return event_factuality(text, start, start + len(word))


@pytest.mark.parametrize(
    ("firmer", "weaker", "word"),
    [
        ("The envoy resigned on Friday.", "The envoy may resign on Friday.", "resign"),
        ("The envoy may resign on Friday.", "The envoy did not resign on Friday.", "resign"),
        ("The firm closed the mine.", "The firm hopes to close the mine.", "close"),
        ("The firm closed the mine.", "If the firm closed the mine, it would pay.", "close"),
        ("The firm closed the mine.", "The firm refused to close the mine.", "close"),
    ],
)
def test_order(firmer: str, weaker: str, word: str) -> None:
    assert _factuality(firmer, word) > _factuality(weaker, word) + 0.3


def test_negation_is_no_doubt() -> None:
    text = "The envoy did not resign."
    start = text.index("resign")
    assert event_factuality(text, start, start + 6) < 0
    doubted = "The envoy might perhaps resign."
    at = doubted.index("resign")
    assert event_certainty(text, start, start + 6) > event_certainty(doubted, at, at + 6)


def test_a_hedged_finding_is_less_certain() -> None:
    firm = finding_certainty("The drug lowers blood pressure in adults.")
    hedged = finding_certainty("The drug may possibly lower blood pressure in some adults.")
    assert hedged < firm - 0.15


@given(st.text(max_size=40), st.integers(0, 50), st.integers(0, 50))
def test_any_text_has_a_value_on_the_scale(text: str, start: int, length: int) -> None:
    assert -3 <= event_factuality(text, start, start + length) <= 3
    assert 0 <= event_certainty(text, start, start + length) <= 1
    assert CERTAINTY_FLOOR <= finding_certainty(text) <= 1
