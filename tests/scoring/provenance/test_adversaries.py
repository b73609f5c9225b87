"""What somebody who wants more origins than there are might try: none of it adds one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scoring.provenance.origins import find_origins
from scoring.records import JudgedDocument, Stance
from tests.builders import CLAIM, analysed, judged

ARTICLE = (
    "Norvik closed its bridge on Friday after divers found a crack. "
    "The crack runs along the third pier and is two fingers wide.\n\n"
    "“We saw it at once and sent everybody home,” said Marta Lindqvist, who leads the divers. "
    "Engineers want to inspect the pier next week.\n\n"
    "Lorries have to take the ferry, which runs every second hour. "
    "The bridge dates from 1958 and was last repaired in 2004."
)
HOMOGLYPHS = str.maketrans("aeopcx", "аеорсх")  # Latin to Cyrillic
BOILERPLATE = (
    "Subscribe to our newsletter and never miss a story again. ",
    "We use cookies to make this page better for you. ",
    "Read also: ten recipes for a rainy weekend. ",
)


def some_letters(text: str) -> str:
    """Every other word with look-alike letters from another script."""
    words = text.split(" ")
    return " ".join(w.translate(HOMOGLYPHS) if i % 2 else w for i, w in enumerate(words))


def with_boilerplate(text: str) -> str:
    return "\n\n".join(
        f"{plea}\n\n{part}" for plea, part in zip(BOILERPLATE, text.split("\n\n"), strict=True)
    )


DISGUISES: dict[str, Callable[[str], str]] = {
    "homoglyphs": some_letters,
    "zero width characters": "\u200b".join,
    "soft hyphens": lambda text: text.replace("i", "i\u00ad"),
    "reordered paragraphs": lambda text: "\n\n".join(reversed(text.split("\n\n"))),
    "inserted boilerplate": with_boilerplate,
    "another name of the speaker": lambda text: text.replace("Marta Lindqvist", "Petra Holm"),
    "capitals": str.upper,
}


def story(text: str, id: str, publisher: str, year: int = 2031) -> JudgedDocument:
    moment = datetime(year, 5, 6, tzinfo=UTC)
    return judged(analysed(text, id=id, publisher=publisher, published_at=moment))


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguised_copy_adds_no_origin(disguise: str) -> None:
    copy = story(DISGUISES[disguise](ARTICLE), "d2", "Copy Cat Daily")
    found = find_origins(CLAIM, [story(ARTICLE, "d1", "Harbour Echo"), copy], Stance.SUPPORTS)
    assert len(found.origins) == 1


def test_a_back_dated_copy_adds_no_origin() -> None:
    original = story(ARTICLE, "d1", "Harbour Echo")
    back_dated = story(ARTICLE, "d2", "Copy Cat Daily", year=2030)
    assert len(find_origins(CLAIM, [original, back_dated], Stance.SUPPORTS).origins) == 1


def test_a_hundred_copies_at_once_add_no_origin() -> None:
    copies = [story(ARTICLE, f"c{i}", f"Mirror number {i}") for i in range(100)]
    found = find_origins(CLAIM, [story(ARTICLE, "d1", "Harbour Echo"), *copies], Stance.SUPPORTS)
    assert len(found.origins) == 1


@pytest.mark.parametrize("name", ["Harbour Echo", "THE HARBOUR ECHO", "Harbour\u00a0Echo"])
def test_a_publisher_that_takes_the_name_of_another_adds_no_origin(name: str) -> None:
    other = "Nobody crosses the water any more, as the bridge was shut last week."
    pretender = story(other, "d2", name)
    original = story("Norvik has lost its bridge. Lorries take the ferry.", "d1", "Harbour Echo")
    found = find_origins(CLAIM, [original, pretender], Stance.SUPPORTS)
    (origin,) = found.origins
    assert "a newsroom counts once" in origin.merges[0].detail
