"""The cue lists, language by language."""

from __future__ import annotations

import pytest

from scoring.stance.lexicon import languages, load_lexicon


def test_the_languages_that_are_promised_have_a_lexicon() -> None:
    assert languages() == {"en", "sv", "de", "fr", "es"}
    assert load_lexicon("tlh") is None


@pytest.mark.parametrize("language", ["en", "sv", "de", "fr", "es"])
def test_each_lexicon_has_every_kind_of_cue(language: str) -> None:
    lexicon = load_lexicon(language)
    assert lexicon is not None
    assert lexicon.numbers
    assert lexicon.multipliers
    assert len(lexicon.antonyms) >= 15
    assert not lexicon.function_words & set(lexicon.numbers)


DENIALS = [
    ("en", "the harbour master denied the report"),
    ("en", "there is no evidence of a leak"),
    ("en", "the video is a hoax"),
    ("sv", "kommunen förnekar uppgiften"),
    ("sv", "det finns inga belägg för påståendet"),
    ("de", "die reederei dementiert den bericht"),
    ("de", "die behörde wies den vorwurf entschieden zurück"),
    ("fr", "la mairie dément l'information"),
    ("es", "el puerto niega la noticia"),
]


@pytest.mark.parametrize(("language", "text"), DENIALS)
def test_denials_are_found(language: str, text: str) -> None:
    lexicon = load_lexicon(language)
    assert lexicon is not None
    assert lexicon.denial.search(text)
    assert not lexicon.not_denial.search(text)


NO_DENIALS = [
    ("en", "a leak cannot be ruled out"),
    ("en", "she would neither confirm nor deny it"),
    ("sv", "ett läckage kan inte uteslutas"),
    ("de", "ein leck ist nicht auszuschließen"),
    ("fr", "il ne veut ni confirmer ni démentir"),
    ("es", "no se descarta una fuga"),
]


@pytest.mark.parametrize(("language", "text"), NO_DENIALS)
def test_what_only_looks_like_a_denial(language: str, text: str) -> None:
    lexicon = load_lexicon(language)
    assert lexicon is not None
    assert lexicon.not_denial.search(text)


OPEN = [
    ("en", "it is unclear whether the ship was empty"),
    ("sv", "hamnen avböjer att kommentera saken"),
    ("de", "ob das schiff leer war, ist unklar"),
    ("fr", "on ignore la cause"),
    ("es", "se desconoce la causa"),
]


@pytest.mark.parametrize(("language", "text"), OPEN)
def test_open_outcomes_are_found(language: str, text: str) -> None:
    lexicon = load_lexicon(language)
    assert lexicon is not None
    assert lexicon.uncertain.search(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the ship wasn't empty"),
        ("sv", "inga skador"),
        ("de", "keinen schaden"),
        ("fr", "n'est pas vide"),
        ("es", "nunca llegó"),
    ],
)
def test_negations_are_found(language: str, text: str) -> None:
    lexicon = load_lexicon(language)
    assert lexicon is not None
    assert lexicon.negation.search(text)


def test_a_cue_inside_another_word_does_not_count() -> None:
    lexicon = load_lexicon("en")
    assert lexicon is not None
    assert not lexicon.negation.search("a noted northern notable")
