from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.attribution import find_known, normalise_source, same_source, source_key
from scoring.attribution.known import source_table
from scoring.records import SourceKind


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("FAZ", "Frankfurter Allgemeine Zeitung"),
        ("faz.net", "Frankfurter Allgemeine Zeitung"),
        ("https://www.faz.net/aktuell/", "Frankfurter Allgemeine Zeitung"),
        ("dpa", "Deutsche Presse-Agentur"),
        ("TT", "Tidningarnas Telegrambyrå"),
        ("EEAS", "European External Action Service"),
        ("the White House", "White House"),
        ("Reuters’", "Reuters"),
        ("Bloombergs", "Bloomberg"),
        ("  Ostwick \u200bCourier ", "Ostwick Courier"),
    ],
)
def test_known_aliases_get_one_display_name(name: str, canonical: str) -> None:
    assert normalise_source(name) == canonical


@pytest.mark.parametrize("word", ["who", "Dr", "us", "di", "Sr"])
def test_short_words_are_not_acronyms(word: str) -> None:
    assert find_known(word) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Brackwater Fire Brigade", "Brackwater Fire Brigade"),
        ("FAZ", "Frankfurter Allgemeine Zeitung"),
        ("Solmark Line AB", "Solmark Line"),
        ("MÄLARDAGBLADET", "Malardagbladet"),
        ("R\u0435uters", "Reuters"),  # a Cyrillic letter
        ("Reu\u200bters", "Reuters"),
        ("Ostwick’s", "Ostwick"),
        ("ＮＡＴＯ", "NATO"),  # full-width letters
    ],
)
def test_spellings_of_one_source_share_a_key(one: str, other: str) -> None:
    assert source_key(one) == source_key(other) != ""


def test_a_name_in_cyrillic_keeps_its_letters() -> None:
    assert source_key("Правда") == "правда"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("APB", "Aldermoor Public Broadcasting", True),
        ("APB News", "Aldermoor Public Broadcasting", True),
        ("University of Lindmark", "Lindmark University", True),
        ("Haverikommissionen", "the Board", False),
        ("Daily News", "DN", False),
        ("Echo", "Kelmouth Echo", False),
        ("", "", False),
        ("Радіо Підгір'я", "Radio Pidhirja", True),
        ("Радіо Підгір'я", "Radio Podilja", False),
        ("Голос Нації", "Holos Pravdy", False),
        ("портал «Забуже»", "Zabuże", True),
        ("Portal Zabuże", "Zabuże", True),
        ("Portal", "Site", False),
        ("Новая газета", "Nowaja Gaseta", True),
        ("Київ", "Kyjev", False),  # too short to tell by sound
        ("Universität Tarnholm", "University of Tarnholm", True),
        ("Universität Tarnholm", "University of Lindmark", False),
        ("uniwersytet w Tarnholm", "Tarnholms universitet", False),  # a place in another case
        ("Außenministerium", "Ministère des Affaires étrangères", True),
        ("Außenministerium", "Verteidigungsministerium", False),
        ("Autoridad Portuaria de Almedra", "Autorità portuale di Almedra", True),
        ("Верболозька виборча комісія", "Election Commission", False),
        ("Polizei", "police", True),
        ("Polizei Norvik", "Almedra police", False),
    ],
)
def test_same_source(one: str, other: str, same: bool) -> None:
    assert same_source(one, other) is same
    assert same_source(other, one) is same


@given(st.text(max_size=80))
def test_the_key_is_a_fixed_point_and_never_fails(name: str) -> None:
    key = source_key(name)
    assert key == key.strip()
    assert source_key(normalise_source(name)) == key


def test_no_name_or_alias_means_two_sources() -> None:
    owners: dict[str, str] = {}
    for source in source_table().sources:
        for name in (source.name, *source.aliases, *source.domains):
            assert owners.setdefault(name.casefold(), source.name) == source.name
        assert source.kind in (
            SourceKind.AGENCY,
            SourceKind.OUTLET,
            SourceKind.OFFICE,
            SourceKind.POST,
        )
