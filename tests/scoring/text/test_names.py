"""Words written as names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.text.names import has_capitals, names_in, romanised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council of Norvik met.", {"norvi"}),
        ("Patients were sent home. Nurses stayed.", set()),
        ("“Nobody knows,” said Ida Brandt.", {"brand"}),  # "Ida" is short
        ("The EU and the UN met in Oslo.", {"eu", "un", "oslo"}),
        ("Поїзд до Києва зупинився.", {"києва"}),
        ("北京否认了有关工厂的报道。", set()),
        ("– Lövsta är tomt, säger hon.", set()),
        ("", set()),
    ],
)
def test_names(text: str, expected: set[str]) -> None:
    assert names_in(text) == expected


def test_the_first_word_counts_when_asked_for() -> None:
    assert names_in("Fenwing leaves.", initial=True) == {"fenwi"}
    assert names_in("Fenwing leaves.") == frozenset()


def test_inflected_names_share_a_stem() -> None:
    assert names_in("in Norvik") == names_in("hos Norviks") == names_in("der Norviker")


@given(st.text())
def test_any_text_has_names_of_at_most_five_characters(text: str) -> None:
    assert names_in(text) <= names_in(text, initial=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Verbolozk", "У Верболозьку"),
        ("Werbolosk", "Verbolozk"),
        ("the Kalyna bridge", "Most Kalinowy"),
        ("Athens", "Ath\u00e8nes"),
        ("near Volos", "στον Βόλος"),
    ],
)
def test_one_name_in_two_scripts_or_spellings(one: str, other: str) -> None:
    assert romanised(names_in(one, initial=True)) & romanised(names_in(other, initial=True))


def test_other_names_stay_apart() -> None:
    assert not romanised({"norvi"}) & romanised(names_in("Лунд і Норрланд", initial=True))


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Поїзд", True),
        ("a b c", True),
        ("北京否认了", False),
        ("قال الوزير إن EU", False),
        ("", False),
    ],
)
def test_scripts_without_capitals_are_known(text: str, tells: bool) -> None:
    assert has_capitals(text) is tells
