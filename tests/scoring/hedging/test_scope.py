"""What a cue bears on."""

from __future__ import annotations

import pytest

from scoring.hedging import find_hedges


def _scopes(text: str, language: str = "en") -> list[str]:
    return [text[hedge.scope_start : hedge.scope_end] for hedge in find_hedges(text, language)]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        # insertions keep their hedge to themselves
        ("The mayor, who may resign next week, opened the bridge.", "may resign next week"),
        ("The mayor, who reportedly sails, opened the bridge.", "who reportedly sails"),
        ("The depot (allegedly sold in May) burned down.", "allegedly sold in May"),
        ("The depot – reportedly insured – burned down.", "reportedly insured"),
        # the main clause keeps its own, up to the next coordination
        ("The depot, which closed in June, reportedly burned down.",
         "The depot, which closed in June, reportedly burned down."),
        ("The clerk allegedly took the money, but the bank was repaid.",
         "The clerk allegedly took the money, "),
        ("The bank was repaid; the clerk allegedly fled.", " the clerk allegedly fled."),
        # forward cues leave alone what stands before them
        ("Two men were held and may have crossed the border.", "may have crossed the border."),
    ],
)  # fmt: skip
def test_scope(text: str, scope: str) -> None:
    assert [found.strip() for found in _scopes(text)] == [scope.strip()]


@pytest.mark.parametrize(
    ("language", "text", "scope"),
    [
        ("nb", "Ordføreren, som angivelig eier huset, åpnet broen.", "som angivelig eier huset"),
        ("da", "Broen blev åbnet, men tårnet er måske lukket.", "men tårnet er måske lukket."),
        ("nl", "De schout, die vermoedelijk aftreedt, ging weg.", "die vermoedelijk aftreedt"),
        ("it", "Il sindaco, che forse si dimette, ha aperto il ponte.", "che forse si dimette"),
        ("pt", "A ponte abriu, mas a torre talvez feche.", "mas a torre talvez feche."),
        ("fi", "Silta avattiin, mutta torni ehkä suljetaan.", "mutta torni ehkä suljetaan."),
        ("pl", "Wójt, który podobno odchodzi, otworzył most.", "który podobno odchodzi"),
        ("uk", "Голова, який нібито йде з посади, відкрив міст.", "який нібито йде з посади"),
    ],
)
def test_scope_follows_the_marks_of_each_language(language: str, text: str, scope: str) -> None:
    assert _scopes(text, language) == [scope]


def test_dash_of_speech_opens_no_insertion() -> None:
    text = "– Båten sjönk troligen i natt, säger vakten."
    assert _scopes(text, "sv") == [text]


def test_thousands_separator_closes_no_clause() -> None:
    text = "The heir, who allegedly lost 1,000 crowns at cards, left."
    assert _scopes(text) == ["who allegedly lost 1,000 crowns at cards"]


def test_unbalanced_marks_are_harmless() -> None:
    assert _scopes(") – ( who, reportedly ] it (fell") != []
