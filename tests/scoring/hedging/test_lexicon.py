"""The lexicon files: every example is a test, and a broken file is refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from scoring.hedging import find_hedges, supported_languages
from scoring.hedging.folding import fold
from scoring.hedging.lexicon import Entry, LexiconError, load_lexicon, parse_lexicon
from scoring.records import HedgeClass

LANGUAGES = sorted(supported_languages())
FEWEST_CUES = {"en": 150, "sv": 80, "de": 80, "fr": 80, "es": 80}
ENTRIES = [(language, entry) for language in LANGUAGES for entry in load_lexicon(language).entries]


def _cases(field: str, *, cues: bool) -> list[Any]:
    return [
        pytest.param(language, entry, sentence, id=f"{language}-{entry.name}-{number}")
        for language, entry in ENTRIES
        if (entry.weight is not None) is cues
        for number, sentence in enumerate(getattr(entry, field))
    ]


@pytest.mark.parametrize(("language", "entry", "sentence"), _cases("examples", cues=True))
def test_example_holds_its_cue(language: str, entry: Entry, sentence: str) -> None:
    assert entry.weight is not None
    found = [
        hedge for hedge in find_hedges(sentence, language) if fold(hedge.cue) in set(entry.forms)
    ]
    assert found, f"no form of {entry.name!r} found"
    assert found[0].hedge_class is entry.weight.hedge_class
    assert found[0].strength == entry.weight.strength


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        pytest.param(case.values[0], case.values[2], id=case.id)
        for case in _cases("counter_examples", cues=True) + _cases("examples", cues=False)
    ],
)
def test_counter_example_holds_no_hedge(language: str, sentence: str) -> None:
    assert find_hedges(sentence, language) == ()


def test_the_languages_are_there() -> None:
    expected = {"en", "sv", "de", "fr", "es", "nb", "da", "fi", "nl", "pl", "it", "pt", "uk"}
    assert expected <= supported_languages()


@pytest.mark.parametrize("code", ["nb", "no", "nn"])
def test_every_code_of_norwegian_finds_its_lexicon(code: str) -> None:
    assert load_lexicon(code).language == "nb"
    (hedge,) = find_hedges("Broen ble angivelig solgt.", code)
    assert hedge.cue == "angivelig"


@pytest.mark.parametrize("language", LANGUAGES)
def test_lexicon_has_every_class_and_enough_cues(language: str) -> None:
    cues = [entry for entry in load_lexicon(language).entries if entry.weight]
    assert {entry.weight.hedge_class for entry in cues if entry.weight} == set(HedgeClass)
    assert len(cues) >= FEWEST_CUES.get(language, 40)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sentence_is_not_used_twice(language: str) -> None:
    entries = load_lexicon(language).entries
    for field in ("examples", "counter_examples"):
        sentences = [sentence for entry in entries for sentence in getattr(entry, field)]
        assert len(sentences) == len(set(sentences))


SMALL: dict[str, Any] = {
    "language": "xx",
    "relative_openers": ["who"],
    "clause_boundaries": ["but"],
    "sets": {"be": ["is", "was"]},
    "patterns": {"word": r"\w+", "words": "<word>(?: <word>)*"},
    "cue": [
        {
            "name": "maybe",
            "forms": ["maybe"],
            "class": "epistemic",
            "strength": 0.5,
            "direction": "sentence",
            "blocked_after": [" <words> not"],
            "examples": ["Maybe so."],
        }
    ],
    "pseudo_cue": [],
}


def test_small_lexicon_is_read() -> None:
    lexicon = parse_lexicon(SMALL, "xx.toml")
    (entry,) = lexicon.entries
    assert entry.forms == ("maybe",)
    assert not entry.context.fits("", " it is not")
    assert entry.context.fits("", " it is")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"strength": 0}, "strength is 0; it must be in"),
        ({"strength": 1.5}, r"strength is 1.5"),
        ({"strength": "high"}, "strength is 'high'"),
        ({"class": "modal"}, "'modal' is none of epistemic"),
        ({"direction": "up"}, "'up' is none of forward"),
        ({"case": "title"}, "'title' is none of any"),
        ({"colour": "red"}, r"unknown keys \['colour'\]"),
        ({"forms": []}, "forms are empty"),
        ({"forms": ["<unknown> so"]}, "unknown set <unknown>"),
        ({"examples": []}, "examples are empty"),
        ({"blocked_after": ["("]}, "blocked_after is no regular expression"),
        ({"required_before": ["<nothing>"]}, "unknown set or pattern <nothing>"),
    ],
)
def test_broken_cue_is_refused(change: dict[str, Any], message: str) -> None:
    broken = copy.deepcopy(SMALL)
    broken["cue"][0] |= change
    with pytest.raises(LexiconError, match=message) as caught:
        parse_lexicon(broken, "xx.toml")
    assert "xx.toml, cue 'maybe'" in str(caught.value)


def test_missing_key_is_refused() -> None:
    broken = copy.deepcopy(SMALL)
    del broken["cue"][0]["class"]
    with pytest.raises(LexiconError, match=r"missing keys \['class'\]"):
        parse_lexicon(broken, "xx.toml")


def test_repeated_name_is_refused() -> None:
    broken = copy.deepcopy(SMALL)
    broken["cue"] *= 2
    with pytest.raises(LexiconError, match="the name is used twice"):
        parse_lexicon(broken, "xx.toml")


def test_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LexiconError, match=r"'tlh'; there are: .*en"):
        load_lexicon("tlh")
