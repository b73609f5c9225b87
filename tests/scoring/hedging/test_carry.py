"""Hedges that reach other sentences, and those of headlines, in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging.carry import carried_hedges, headline_hedges
from scoring.records import HedgeClass
from scoring.text import split_sentences


def _carried(text: str, language: str) -> list[list[str]]:
    sentences = split_sentences(text, language)
    found = carried_hedges(sentences, language)
    assert len(found) == len(sentences)
    for sentence, hedges in zip(sentences, found, strict=True):
        for hedge in hedges:
            assert text[hedge.start : hedge.end] == hedge.cue
            assert (hedge.scope_start, hedge.scope_end) == (sentence.start, sentence.end)
    return [[hedge.cue for hedge in hedges] for hedges in found]


@pytest.mark.parametrize(
    ("language", "text", "cue"),
    [
        ("en", "The report is unconfirmed. It says the weir broke at noon.", "is unconfirmed"),
        ("en", "An unverified message went round on Monday. It says the weir broke.", "unverified"),
        ("sv", "Uppgiften är obekräftad. Enligt den brast dammen vid tolv.", "är obekräftad"),
        ("de", "Der Bericht ist unbestätigt. Demnach brach das Wehr.", "ist unbestätigt"),
        ("fr", "Cette rumeur reste à confirmer. Elle affirme que le barrage a cédé.",
         "reste à confirmer"),
        ("es", "El informe sigue sin confirmar. Según este, cedió.", "sigue sin confirmar"),
    ],
)  # fmt: skip
def test_a_doubt_reaches_the_sentence_that_goes_on(language: str, text: str, cue: str) -> None:
    assert _carried(text, language) == [[], [cue]]


@pytest.mark.parametrize(
    ("language", "text", "cue"),
    [
        ("en", "The weir broke, a lock keeper wrote. The claim could not be verified.",
         "could not be verified"),
        ("en", "The weir broke at noon. Police could not confirm the report.", "could not confirm"),
        ("en", "The weir broke at noon. This has not been confirmed.", "has not been confirmed"),
        ("en", "The weir broke at noon. None of this has been confirmed.",
         "None of this has been confirmed"),
        ("sv", "Dammen brast, skriver en man. Uppgifterna har inte kunnat verifieras.",
         "har inte kunnat verifieras"),
        ("de", "Das Wehr brach, schrieb ein Wärter. Die Angaben ließen sich nicht überprüfen.",
         "ließen sich nicht überprüfen"),
        ("fr", "Le barrage a cédé. Ces affirmations n'ont pas pu être vérifiées.",
         "n'ont pas pu être vérifiées"),
        ("es", "Cedió la presa. Esta información no ha podido ser verificada.",
         "no ha podido ser verificada"),
    ],
)  # fmt: skip
def test_a_doubt_reaches_back_to_what_was_told(language: str, text: str, cue: str) -> None:
    assert _carried(text, language) == [[cue], []]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # the doubt has a subject of its own
        ("en", "The weir broke at noon. Reports of a second breach could not be verified."),
        ("sv", "Dammen brast. Uppgifterna om en andra läcka är obekräftade."),
        ("de", "Das Wehr brach. Die Berichte über ein zweites Leck sind unbestätigt."),
        ("fr", "Le barrage a cédé. Les rumeurs sur une fuite ne sont pas confirmées."),
        ("es", "Cedió la presa. Los rumores sobre otra fuga no están confirmados."),
        # a doubt about what carries the report
        ("en", "No one was hurt. The video could not be verified."),
        ("de", "Niemand wurde verletzt. Das Video konnte nicht überprüft werden."),
        # what follows is about the report, not from it
        ("en", "The report is unconfirmed. The report was sent to the mayor."),
        # nothing is doubted
        ("en", "The weir broke at noon. The report is on the table."),
        ("en", "The report was confirmed. It says the weir broke."),
        ("tlh", "The report is unconfirmed. It says the weir broke."),
    ],
)
def test_no_other_sentence_is_reached(language: str, text: str) -> None:
    assert _carried(text, language) == [[], []]


def test_the_next_subject_ends_it() -> None:
    text = "The claim is unconfirmed. It says the weir broke. The mill stood still. It says so."
    assert _carried(text, "en") == [[], ["is unconfirmed"], [], []]


def test_a_doubt_reaches_three_sentences_at_most() -> None:
    text = "The claim is unconfirmed." + " It says the weir broke." * 6
    assert [bool(cues) for cues in _carried(text, "en")] == [False, *[True] * 3, *[False] * 3]


@pytest.mark.parametrize(
    ("language", "title", "cues"),
    [
        ("en", "Is the Hallow weir about to break?", ["?"]),
        ("en", "Why did the Hallow weir break?", []),
        ("en", "Mayor’s ‘secret pact’ with mill owner", ["‘secret pact’"]),
        ("en", "Ferry 'Hesper' sails for the last time", []),
        ("en", "Mayor: 'weir is safe'", []),
        ("en", "Mayor claims weir is safe", ["claims"]),
        ("en", "So-called experts shut mill", ["So-called"]),
        ("en", "Alleged bribe at mill", ["Alleged"]),
        ("en", "Weir to be torn down: sources", ["sources"]),
        ("en", "Weir torn down on Friday", []),
        ("sv", "Brister dammen i Hallvik?", ["?"]),
        ("sv", "Varför brast dammen?", []),
        ("sv", "”Hemlig pakt” bakom dammbygget", ["”Hemlig pakt”"]),
        ("sv", "Så kallade experter stänger kvarnen", ["Så kallade"]),
        ("sv", "Dammen rivs – uppgifter", ["uppgifter"]),
        ("sv", "Färjan ”Hesper” lämnar hamnen", []),
        ("de", "Bricht das Wehr in Hallbach?", ["?"]),
        ("de", "Warum brach das Wehr?", []),
        ("de", "Mühle von sogenannten Experten geschlossen", ["sogenannten"]),
        ("de", "Kritik an „Geheimpakt“ in Hallbach", ["„Geheimpakt“"]),
        ("de", "Stadt kauft Schlepper „Hesper“", []),
        ("de", "Bericht: Wehr wird abgerissen", ["Bericht"]),
        ("fr", "Le barrage va-t-il céder ?", ["?"]),
        ("fr", "Un « pacte secret » avec le meunier", ["« pacte secret »"]),
        ("fr", "Le barrage fermé par de soi-disant experts", ["soi-disant"]),
        ("es", "¿Cederá la presa?", ["?"]),
        ("es", "El «pacto secreto» del molinero", ["«pacto secreto»"]),
        ("es", "La presa cerrará, según fuentes", ["según fuentes"]),
        ("tlh", "Is the “weir” about to break?", []),
    ],
)
def test_headlines(language: str, title: str, cues: list[str]) -> None:
    assert [hedge.cue for hedge in headline_hedges(title, language)] == cues


def test_a_headline_keeps_the_hedges_of_its_lexicon() -> None:
    (hedge,) = headline_hedges("Weir May Have Broken", "en")
    assert (hedge.cue, hedge.hedge_class) == ("May Have", HedgeClass.EPISTEMIC)


PIECES = st.sampled_from(
    ["The report ", "is unconfirmed", ". ", "It says ", "“x y”", "'", "?", "\n", "claims ",
     ": report", "Ces informations ", "n'ont pas pu être vérifiées", "Demnach ", "İß ",
     "Uppgiften ", "är obekräftad"]
)  # fmt: skip


@given(
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=14).map("".join),
    st.sampled_from(["en", "sv", "de", "fr", "es", "nb", "tlh", ""]),
)
def test_whatever_the_text_offsets_give_back_the_cue(text: str, language: str) -> None:
    _carried(text, language)
    last_end = 0
    for hedge in headline_hedges(text, language):
        assert text[hedge.start : hedge.end] == hedge.cue
        assert last_end <= hedge.start < hedge.end <= len(text)
        last_end = hedge.end
