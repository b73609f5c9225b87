from __future__ import annotations

import pytest

from scoring.attribution import find_credits
from scoring.records import SourceKind

BODY = "The mill is shut.\n\nNobody knows why."


def credited(text: str, byline: str | None = None, language: str = "en") -> list[tuple[str, str]]:
    return [(c.name, c.cue) for c in find_credits(text, byline=byline, language=language)]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("KELMOUTH, May 6 (Northwire) - ", "Northwire"),
        ("KELMOUTH (Kelpline) – ", "Kelpline"),
        ("PARIS (AFP) — ", "Agence France-Presse"),
        ("STOCKHOLM (TT) ", "Tidningarnas Telegrambyrå"),
        ("Berlin (dpa) - ", "Deutsche Presse-Agentur"),
        ("(Reuters) - ", "Reuters"),
    ],
)
def test_datelines(head: str, name: str) -> None:
    assert credited(head + BODY) == [(name, "dateline")]


@pytest.mark.parametrize(
    "head",
    [
        "Ada Holm (Greens) - who leads the council - resigned. ",
        "Ada Holm (51) said so. ",
        "The European Union (EU) said so. ",
        "BREXIT: five questions (and answers) - ",
    ],
)
def test_parentheses_that_are_no_dateline(head: str) -> None:
    assert credited(head + BODY) == []


@pytest.mark.parametrize(
    ("tail", "found"),
    [
        ("\n\n- Northwire", ["Northwire"]),
        (" (Nordtext)", ["Nordtext"]),
        ("\n(TT)", ["Tidningarnas Telegrambyrå"]),
        ("\n\nTT-AFP", ["Tidningarnas Telegrambyrå", "Agence France-Presse"]),
        ("\n\nReporting by Ada Holm in Ostwick for Reuters", ["Reuters"]),
        ("\n\nWith files from Reuters and AP", ["Reuters", "Associated Press"]),
        ("\n\nKälla: TT", ["Tidningarnas Telegrambyrå"]),
        ("\n\nQuelle: dpa/AFP", ["Deutsche Presse-Agentur", "Agence France-Presse"]),
    ],
)
def test_credit_lines(tail: str, found: list[str]) -> None:
    assert credited(BODY + tail) == [(name, "credit line") for name in found]


@pytest.mark.parametrize(
    "tail",
    [
        " It is in the European Union (EU)",
        "\n\nReporting by Ada Holm; editing by Nils Harper",
        "\n\nText: Ada Holm",
        "\n\n- We shall see what comes of it",
    ],
)
def test_last_lines_that_credit_nobody(tail: str) -> None:
    assert credited(BODY + tail) == []


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("Northwire", "Northwire"),
        ("By Reuters", "Reuters"),
        ("Reuters Staff", "Reuters"),
        ("Av TT", "Tidningarnas Telegrambyrå"),
        ("Ada Holm, AFP", "Agence France-Presse"),
    ],
)
def test_bylines_that_are_agencies(byline: str, name: str) -> None:
    assert credited(BODY, byline) == [(name, "byline")]


@pytest.mark.parametrize(
    "byline", ["From our wire services", "Ada Holm", "Staff reporter", "Redaktionen", "", None]
)
def test_bylines_that_name_no_agency(byline: str | None) -> None:
    assert credited(BODY, byline) == []


@pytest.mark.parametrize(
    ("language", "head", "tail", "found"),
    [
        ("nb", "OSLO (NTB): ", "", ("Norsk Telegrambyrå", "dateline")),
        ("nb", "", "\n\n©NTB", ("Norsk Telegrambyrå", "credit line")),
        ("da", "", "\n\n/ritzau/", ("Ritzau", "credit line")),
        ("fi", "HELSINKI (STT) – ", "", ("Suomen Tietotoimisto", "dateline")),
        ("fi", "", "\n\nLähde: STT", ("Suomen Tietotoimisto", "credit line")),
        ("nl", "", "\n\nBron: ANP", ("Algemeen Nederlands Persbureau", "credit line")),
        ("pl", "Warszawa (PAP) - ", "", ("Polska Agencja Prasowa", "dateline")),
        ("pl", "", "\n\nŹródło: PAP", ("Polska Agencja Prasowa", "credit line")),
        ("it", "ROMA, 6 MAG (ANSA) - ", "", ("Agenzia Nazionale Stampa Associata", "dateline")),
        ("pt", "Lisboa, 06 mai 2026 (Lusa) - ", "", ("Lusa", "dateline")),
        ("pt", "", "\n\nCom informações da Lusa", ("Lusa", "credit line")),
        ("uk", "", "\n\nДжерело: Укрінформ", ("Ukrinform", "credit line")),
        ("uk", "КИЇВ (Інтерфакс-Україна) — ", "", ("Interfax-Ukraine", "dateline")),
    ],
)
def test_credits_of_eight_more_countries(
    language: str, head: str, tail: str, found: tuple[str, str]
) -> None:
    assert credited(head + BODY + tail, language=language) == [found]


def test_each_credit_once_with_its_offsets() -> None:
    text = "PARIS (AFP) - " + BODY + "\n\nAFP"
    (credit,) = find_credits(text, byline="AFP", language="en")
    assert text[credit.start : credit.end] == "AFP"
    assert (credit.kind, credit.depth) == (SourceKind.AGENCY, 0)


def test_an_empty_document() -> None:
    assert find_credits("", byline=None, language="") == ()
