"""Quantities and dates of a sentence, in the languages the guards know."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.stance.dates import Moment, read_dates
from scoring.stance.guard_words import load_guard_words
from scoring.stance.quantities import Quantity, read_quantities

FRIDAY = datetime(2024, 11, 15, 9, tzinfo=UTC)


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    return read_quantities(text, language, read_dates(text, language))


def only(text: str, language: str) -> Quantity:
    (found,) = quantities(text, language)
    return found


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("The flood left twenty-one dead.", "en", 21),
        ("Two hundred and fourteen homes burned.", "en", 214),
        ("Two hundred fourteen homes burned.", "en", 214),
        ("A hundred soldiers left.", "en", 100),
        ("It cost 3.5 million euros.", "en", 3.5e6),
        ("It cost €3.5bn.", "en", 3.5e9),
        ("The fund holds 14,321 crowns.", "en", 14_321),
        ("Tolv personer skadades.", "sv", 12),
        ("Tjugoen hus brann ned.", "sv", 21),
        ("Bron kostade 3,5 miljarder kronor.", "sv", 3.5e9),
        ("Einundzwanzig Menschen starben.", "de", 21),
        ("Zwei Milliarden Euro fehlen.", "de", 2e9),
        ("Zwei Billionen Euro fehlen.", "de", 2e12),
        ("1.234 Haushalte sind ohne Strom.", "de", 1234),
        ("Vingt-quatre personnes sont parties.", "fr", 24),
        ("Il manque 3 milliards d’euros.", "fr", 3e9),
        ("Il manque 2 billions d’euros.", "fr", 2e12),
        ("Hay treinta y cinco heridos.", "es", 35),
        ("Faltan dos mil millones de euros.", "es", 2e9),
        ("Murieron veintiún vecinos.", "es", 21),
        ("Tolv mennesker omkom.", "no", 12),
        ("Femogtyve huse brændte.", "da", 25),
        ("Kaksitoista ihmistä loukkaantui.", "fi", 12),
        ("Vijfentwintig gewonden gemeld.", "nl", 25),
        ("Dwanaście osób zginęło.", "pl", 12),
        ("Ventuno feriti a Norvik.", "it", 21),
        ("Vinte e cinco feridos em Norvik.", "pt", 25),
        ("Дванадцять поранених у місті.", "uk", 12),
    ],
)
def test_numbers_are_read_in_every_language(text: str, language: str, value: float) -> None:
    quantity = only(text, language)
    assert quantity.low <= value <= quantity.high
    assert (quantity.low + quantity.high) / 2 == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("At least 12 people died", "en", 12, math.inf),
        ("More than 214 homes", "en", 214, math.inf),
        ("12 or more homes", "en", 12, math.inf),
        ("Up to 12 homes", "en", 0, 12),
        ("No more than twelve homes", "en", 0, 12),
        ("10 to 15 homes", "en", 10, 15),
        ("Between 10 and 15 homes", "en", 10, 15),
        ("10–15 homes", "en", 10, 15),
        ("Minst tolv hus", "sv", 12, math.inf),
        ("Mindestens zwölf Häuser", "de", 12, math.inf),
        ("Höchstens zwölf Häuser", "de", 0, 12),
        ("Au moins douze maisons", "fr", 12, math.inf),
        ("Más de doce casas", "es", 12, math.inf),
    ],
)
def test_approximators_and_ranges_are_bounds(
    text: str, language: str, low: float, high: float
) -> None:
    quantity = only(text, language)
    assert (quantity.low, quantity.high) == (low, high)


@pytest.mark.parametrize("text", ["About 200 homes", "Nearly 200 homes"])
def test_about_and_nearly_leave_room_below(text: str) -> None:
    assert only(text, "en").agrees(only("185 homes", "en"))
    assert not only(text, "en").agrees(only("120 homes", "en"))


@pytest.mark.parametrize(
    ("one", "language", "two", "other_language"),
    [
        ("40 % of voters", "en", "40 procent av väljarna", "sv"),
        ("21 dead", "en", "21 Tote", "de"),
        ("3 million euros", "en", "trois millions d’euros", "fr"),
        ("12 people were hurt", "en", "doce personas resultaron heridas", "es"),
    ],
)
def test_the_same_quantity_is_found_across_languages(
    one: str, language: str, two: str, other_language: str
) -> None:
    ours, theirs = only(one, language), only(two, other_language)
    assert ours.counts_the_same(theirs)
    assert ours.agrees(theirs)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("12 people died", "21 people were injured"),
        ("12 soldiers died", "21 people died"),
        ("12 homes", "21 euros"),
        ("12 homes", "21"),
    ],
)
def test_different_things_are_not_compared(one: str, two: str) -> None:
    assert not only(one, "en").counts_the_same(only(two, "en"))


def test_each_number_has_its_own_fate() -> None:
    found = quantities("An explosion killed 12 people and injured 30.", "en")
    assert [(q.low, q.fate) for q in found] == [(12, "dead"), (30, "injured")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("An F-16 landed near the A4.", "en"),
        ("A 12-year-old boy swam.", "en"),
        ("It happened in 2021.", "en"),
        ("It happened on 3 March 2021.", "en"),
        ("The train left at 14:20.", "en"),
        ("Tåget gick klockan 14.20.", "sv"),
        ("The 21st floor was empty.", "en"),
        ("One man came.", "en"),
        ("No number at all", "en"),
    ],
)
def test_what_only_looks_like_a_quantity_is_none(text: str, language: str) -> None:
    assert quantities(text, language) == ()


def test_a_year_with_a_unit_is_a_quantity() -> None:
    assert only("They moved 2000 people", "en").thing == "people"


def date_fields(moment: Moment) -> tuple[int | None, int | None, int | None]:
    return moment.year, moment.month, moment.day


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bridge closed on 3 March 2021.", "en"),
        ("The bridge closed on March 3, 2021.", "en"),
        ("The bridge closed on 2021-03-03.", "en"),
        ("Bron stängdes den 3 mars 2021.", "sv"),
        ("Die Brücke wurde am 3. März 2021 gesperrt.", "de"),
        ("Le pont a fermé le 3 mars 2021.", "fr"),
        ("El puente cerró el 3 de marzo de 2021.", "es"),
        ("Silta suljettiin 3. maaliskuuta 2021.", "fi"),
        ("Most zamknięto 3 marca 2021.", "pl"),
        ("Міст закрили 3 березня 2021.", "uk"),
    ],
)
def test_explicit_dates_are_read_in_every_language(text: str, language: str) -> None:
    (found,) = read_dates(text, language)
    assert date_fields(found) == (2021, 3, 3)
    assert found.weekday == 2


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The deal was signed yesterday.", "en"),
        ("Avtalet skrevs under i går.", "sv"),
        ("Der Vertrag wurde gestern unterzeichnet.", "de"),
        ("L’accord a été signé hier.", "fr"),
        ("El acuerdo se firmó ayer.", "es"),
    ],
)
def test_relative_dates_need_the_day_of_writing(text: str, language: str) -> None:
    assert read_dates(text, language) == ()
    (found,) = read_dates(text, language, FRIDAY)
    assert date_fields(found) == (2024, 11, 14)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It sank on Tuesday.", "en"),
        ("Den sjönk i tisdags.", "sv"),
        ("Sie sank am Dienstag.", "de"),
        ("Il a coulé mardi.", "fr"),
        ("Se hundió el martes.", "es"),
    ],
)
def test_weekdays_are_read(text: str, language: str) -> None:
    (found,) = read_dates(text, language)
    assert found.weekday == 1


@pytest.mark.parametrize(
    "text",
    [
        "The mayor may resign.",
        "The march drew a crowd.",
        "The bridge, built in 1998, shook.",
        "They were born in the 1990s.",
        "More than 2000 came.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert read_dates(text, "en", FRIDAY) == ()


def test_what_a_date_leaves_open_does_not_conflict() -> None:
    (whole,) = read_dates("It sank on 12 November 2024.", "en")
    (year,) = read_dates("It sank in 2024.", "en")
    (weekday,) = read_dates("It sank on Tuesday.", "en", FRIDAY)
    assert not whole.conflicts(year)
    assert not whole.conflicts(weekday)


def test_a_weekday_is_near_the_day_of_writing() -> None:
    (long_ago,) = read_dates("It sank on 12 November 2019.", "en")  # a Tuesday too
    (weekday,) = read_dates("It sank on Tuesday.", "en", FRIDAY)
    assert long_ago.conflicts(weekday)


def test_a_day_without_a_year_takes_the_nearest() -> None:
    (found,) = read_dates("It sank on 28 December.", "en", datetime(2025, 1, 2, tzinfo=UTC))
    assert date_fields(found) == (2024, 12, 28)


def test_an_unknown_language_has_no_words() -> None:
    words = load_guard_words("und")
    assert not words.known
    assert words.numbers == {}
    assert words.months == {}


@given(
    st.text(max_size=300)
    | st.text(alphabet="0123456789., -–/:%€$'aABmMåß\u00a0\u0660\u4e94\u0130", max_size=120),
    st.sampled_from(["en", "sv", "de", "fr", "es", "uk", "und"]),
)
def test_any_text_is_read_without_an_error(text: str, language: str) -> None:
    for quantity in read_quantities(text, language, read_dates(text, language, FRIDAY)):
        assert 0 <= quantity.low <= quantity.high
        assert quantity.text in text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Half of the microchips came from China.", "en"),
        ("Hälften av mikrochippen kom från Kina.", "sv"),
        ("Die Hälfte der Chips kam aus China.", "de"),
        ("La moitié des puces venaient de Chine.", "fr"),
        ("La mitad de los chips venía de China.", "es"),
    ],
)
def test_a_half_is_about_fifty_per_cent(text: str, language: str) -> None:
    half = only(text, language)
    assert (half.thing, half.known) == ("percent", True)
    assert half.low < 50 < half.high
    ninety, exact = only("90 percent of it", "en"), only("51 percent of it", "en")
    assert half.counts_the_same(ninety)
    assert not half.agrees(ninety)
    assert half.agrees(exact)


def test_more_than_half_has_no_upper_bound() -> None:
    assert only("More than half of the town voted.", "en").high == math.inf


def test_a_half_without_a_whole_is_none() -> None:
    assert quantities("The second half began.", "en") == ()
