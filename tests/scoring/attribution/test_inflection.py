"""Names and nouns in other cases than the nominative: Finnish, Polish, Ukrainian."""

from __future__ import annotations

import pytest

from scoring.attribution import find_attributions
from scoring.attribution.languages import load_language
from scoring.text import split_sentences


def names(text: str, language: str) -> list[list[tuple[int, str]]]:
    found = find_attributions(split_sentences(text, language), language=language)
    return [[(a.depth, a.name) for a in sentence] for sentence in found]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fi", "Reutersin mukaan tehdas suljetaan.", "Reuters"),
        ("fi", "STT:n mukaan tehdas suljetaan.", "Suomen Tietotoimisto"),
        ("fi", "Helsingin Sanomien mukaan tehdas suljetaan.", "Helsingin Sanomat"),
        ("pl", "Według Reutersa młyn jest zamknięty.", "Reuters"),
        ("pl", "Według Gazety Wyborczej młyn jest zamknięty.", "Gazeta Wyborcza"),
        ("pl", "Według PAP-u młyn jest zamknięty.", "Polska Agencja Prasowa"),
        ("pl", "Młyn jest zamknięty, pisze agencja Reutera.", "Reuters"),
        ("pl", "Młyn jest zamknięty, wynika z wpisu na Facebooku.", "Facebook message"),
        ("uk", "За даними Укрінформу, млин закрито.", "Ukrinform"),
        ("uk", "За інформацією Української правди, млин закрито.", "Ukrainska Pravda"),
    ],
)
def test_well_known_sources_in_any_case(language: str, text: str, name: str) -> None:
    assert names(text, language) == [[(0, name)]]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("pl", "Anna Brzoza milczała. Według Anny Brzozy młyn stoi.", "Anna Brzoza"),
        ("uk", "Ганна Береза мовчала. За словами Ганни Берези, млин стоїть.", "Ганна Береза"),
    ],
)
def test_a_person_is_named_as_first_given(language: str, text: str, name: str) -> None:
    assert names(text, language)[-1] == [(0, name)]


@pytest.mark.parametrize(
    ("language", "form", "base"),
    [
        ("fi", "poliisin", "poliisi"),
        ("fi", "Ulkoministeriön", "Ulkoministeriö"),
        ("fi", "yrityksen", "yritys"),
        ("fi", "pankin", "pankki"),
        ("pl", "ministerstwa", "ministerstwo"),
        ("pl", "policji", "policja"),
        ("uk", "поліції", "поліція"),
        ("uk", "міністерству", "міністерство"),
        ("en", "ministries", "ministries"),
    ],
)
def test_base_forms(language: str, form: str, base: str) -> None:
    cues = load_language(language)
    assert cues is not None
    assert cues.base_form(form) == base


def test_a_longer_word_that_begins_like_a_stem_is_another_word() -> None:
    cues = load_language("fi")
    assert cues is not None
    assert cues.noun_kind("kanavan") == "outlet"
    assert cues.noun_kind("kanavayhtiön") == "office"  # a canal company is no channel


@pytest.mark.parametrize("code", ["no", "nn", "nb"])
def test_norwegian_under_each_of_its_codes(code: str) -> None:
    assert names("Ifølge NTB er mølla stengt.", code) == [[(0, "Norsk Telegrambyrå")]]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Politiet ville ikke kommentere saken."),
        ("da", "Politiet ville ikke udtale sig."),
        ("nl", "De politie wilde niet reageren."),
        ("it", "La polizia non ha commentato."),
        ("pt", "A polícia não quis comentar."),
        ("pl", "Policja nie chciała komentować sprawy."),
        ("uk", "Поліція не стала коментувати справу."),
        ("fi", "Poliisi ei kommentoinut asiaa."),
        ("pl", "Młyn stanął w południe."),
        ("pl", "Młyn stanie za dwa dni."),
        ("it", "La corda si è rotta a mezzogiorno."),
        ("nl", "Het touw brak om twaalf uur."),
    ],
)
def test_nobody_says_it(language: str, text: str) -> None:
    assert names(text, language) == [[]]


@pytest.mark.parametrize(
    ("language", "text", "chain"),
    [
        (
            "nb",
            "Ifølge Reuters skal to diplomater ha sett brevet.",
            [(0, "Reuters")],
        ),
        (
            "da",
            "Havnen lukker, skriver Sundbladet med henvisning til Reuters.",
            [(0, "Sundbladet"), (1, "Reuters")],
        ),
        (
            "nl",
            "Volgens bronnen van persbureau Reuters sluit de haven.",
            [(0, "bronnen van persbureau Reuters")],
        ),
        (
            "it",
            "Il porto chiude, secondo tre funzionari citati dalla Reuters.",
            [(0, "Reuters"), (1, "tre funzionari")],
        ),
        (
            "pt",
            "O porto fecha, segundo três funcionários.",
            [(0, "três funcionários")],
        ),
    ],
)
def test_chains(language: str, text: str, chain: list[tuple[int, str]]) -> None:
    assert names(text, language) == [chain]
