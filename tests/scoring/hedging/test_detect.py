"""Finding hedges: offsets, word boundaries, blocking, and time."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging import find_hedges, supported_languages
from scoring.hedging.lexicon import load_lexicon
from scoring.records import HedgeClass
from tests.growth import growth

LANGUAGES = sorted(supported_languages())
FORMS = sorted(
    {
        form
        for language in LANGUAGES
        for entry in load_lexicon(language).entries
        for form in entry.forms[:3]
    }
)
texts = st.text(st.characters(exclude_categories=("Cs",)))
sentences = st.lists(
    st.one_of(st.sampled_from(FORMS), texts, st.sampled_from(list("(),;–İß’ "))), max_size=12
).map(" ".join)


@given(
    sentences,
    st.sampled_from([*LANGUAGES, "tlh", ""]),
    st.integers(0, 10_000),
    st.sampled_from([str, str.upper, str.title]),
)
def test_offsets_give_back_the_cue(text: str, language: str, offset: int, style: object) -> None:
    assert callable(style)
    text = style(text)
    last_end = offset
    for hedge in find_hedges(text, language, offset=offset):
        assert text[hedge.start - offset : hedge.end - offset] == hedge.cue
        assert last_end <= hedge.start < hedge.end
        assert offset <= hedge.scope_start <= hedge.start
        assert hedge.end <= hedge.scope_end <= offset + len(text)
        assert 0 < hedge.strength <= 1
        last_end = hedge.end


def test_cue_after_letters_that_change_length_in_lower_case() -> None:
    text = "İİ ß ﬁ İzmir’s mayor REPORTEDLY resigned."
    (hedge,) = find_hedges(text, "en", offset=100)
    assert text[hedge.start - 100 : hedge.end - 100] == hedge.cue == "REPORTEDLY"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mighty oak was unreportedly_old.", "en"),
        ("Dismayed, the bystanders maybee left.", "en"),
        ("En sotroligen ding.", "sv"),
        ("Läraren lärde dem la\u0308ra ord.", "sv"),
        ("Wohlstand und Wohlfahrt wachsen.", "de"),
        ("Kampen var utrolig jevn.", "nb"),
        ("Monopolet blev ophævet i marts.", "da"),
        ("Het zout werd in vaten geborgen.", "nl"),
        ("Kaikki lähtivät kaivolle ja ottivat eväät mukaansa.", "fi"),
        ("Możesz już wejść na wieżę.", "pl"),
        ("La parete fu dipinta di bianco.", "it"),
        ("O rumorejo da fonte acalmou a aldeia.", "pt"),
        ("Оркестр зіграв неймовірно гарно.", "uk"),
    ],
)
def test_a_cue_is_a_whole_word(text: str, language: str) -> None:
    assert find_hedges(text, language) == ()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_both_spellings_of_an_accent(form: str) -> None:
    text = unicodedata.normalize(form, "Det är fortfarande oklart om någon vann, måhända ingen.")
    cues = [unicodedata.normalize("NFC", hedge.cue) for hedge in find_hedges(text, "sv")]
    assert cues == ["Det är fortfarande oklart", "måhända"]


@pytest.mark.parametrize("language", ["tlh", "und", "", "EN"])
def test_language_without_a_lexicon_has_no_hedges(language: str) -> None:
    assert find_hedges("It may possibly have burned.", language) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Police said the shop was robbed, according to the owner.", "en"),
        ("The daily reported that the consul told staff to leave.", "en"),
        ("Enligt polisen rånades butiken, säger ägaren.", "sv"),
        ("Die Polizei sagte, der Laden sei ausgeraubt worden.", "de"),
        ("Selon la police, le magasin a été dévalisé, a déclaré le patron.", "fr"),
        ("Según la policía, la tienda fue robada, dijo el dueño.", "es"),
        ("Ifølge politiet ble butikken ranet, sier eieren.", "nb"),
        ("Ifølge politiet blev butikken røvet, siger ejeren.", "da"),
        ("Volgens de politie is de winkel beroofd, zegt de eigenaar.", "nl"),
        ("Poliisin mukaan kauppa ryöstettiin, omistaja sanoo.", "fi"),
        ("Według policji sklep okradziono, powiedział właściciel.", "pl"),
        ("Secondo la polizia il negozio è stato rapinato, ha detto il titolare.", "it"),
        ("Segundo a polícia, a loja foi assaltada, disse o dono.", "pt"),
        ("За даними поліції, крамницю пограбували, сказав власник.", "uk"),
    ],
)
def test_plain_attribution_is_no_hedge(text: str, language: str) -> None:
    assert find_hedges(text, language) == ()


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("It may possibly have burned.", ["may possibly have"]),  # the longest form
        ("Paper Mill May Have Burned Down", ["May Have"]),  # capitals of a headline
        ("Paper Mill May Close Its Doors", ["May"]),
        ("The mill closed in May and may reopen.", ["may"]),
        ("It reportedly burned, allegedly twice.", ["reportedly", "allegedly"]),
    ],
)
def test_cues(text: str, cues: list[str]) -> None:
    assert [hedge.cue for hedge in find_hedges(text, "en")] == cues


def test_classes_are_told_apart() -> None:
    text = "If confirmed, the reportedly stolen bell, which is believed to be old, may be sold."
    assert [hedge.hedge_class for hedge in find_hedges(text, "en")] == [
        HedgeClass.CONDITIONAL,
        HedgeClass.REPORTATIVE,
        HedgeClass.DOXASTIC,
        HedgeClass.EPISTEMIC,
    ]


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("en", "may reportedly have (( , who might – , but "),
        ("sv", "ska kan ha tros , som "),
        ("de", "soll könnte falls angeblich , die "),
        ("fr", "aurait si serait peut-être , qui "),
        ("es", "habría podría quizás si , que "),
        ("nb", "skal kan ha hvis trolig , som "),
        ("da", "skal kan have hvis måske , der "),
        ("nl", "zou kan moet als hebben , die "),
        ("fi", "kerrotaan saattaa jos epäilee , joka "),
        ("pl", "miał może jeśli bada podobno , który "),
        ("it", "avrebbe sarebbe qualora forse , che "),
        ("pt", "teria poderia caso talvez , que "),
        ("uk", "нібито якщо перевіряє міг , який "),
    ],
)
def test_cue_dense_text_takes_linear_time(language: str, unit: str) -> None:
    # Ten times the text; quadratic work would be a hundred times.
    assert growth(lambda repeats: find_hedges(unit * repeats, language), 400) < 30
