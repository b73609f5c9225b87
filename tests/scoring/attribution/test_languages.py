"""Each entry of each cue file carries examples; here they are run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from scoring.attribution import find_attributions
from scoring.attribution.languages import languages, load_language, read_cue_file
from scoring.attribution.tokens import tokenise
from scoring.text import split_sentences

SECTIONS = ("verbs", "phrases", "nouns")


def entries() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for code in languages():
        for section in SECTIONS:
            for entry in read_cue_file(code)[section]:
                yield code, section, entry


EXAMPLES = [
    pytest.param(code, example["text"], example["sources"], id=f"{code}-{example['text'][:40]}")
    for code, _, entry in entries()
    for example in entry.get("examples", ())
]


def test_the_thirteen_languages_are_there() -> None:
    assert languages() == (
        *("da", "de", "en", "es", "fi", "fr", "it"),
        *("nb", "nl", "pl", "pt", "sv", "uk"),
    )


@pytest.mark.parametrize(("code", "text", "sources"), EXAMPLES)
def test_example(code: str, text: str, sources: list[str]) -> None:
    found = find_attributions(split_sentences(text, code), language=code)
    assert [f"{a.depth} {a.kind} {a.name}" for a in found[-1]] == sources


def test_every_entry_has_an_example_and_no_form_twice() -> None:
    for code, section, entry in entries():
        assert entry["examples"], (code, section, entry["kind"])
        assert len(set(entry["forms"])) == len(entry["forms"]), (code, section, entry["kind"])


@pytest.mark.parametrize("code", languages())
def test_languages_share_their_word_classes(code: str) -> None:
    assert set(read_cue_file(code)["words"]) == set(read_cue_file("en")["words"])


@pytest.mark.parametrize("code", languages())
def test_word_classes_hold_single_tokens(code: str) -> None:
    for name, forms in read_cue_file(code)["words"].items():
        for form in forms:
            if not form.endswith(("'", "’")):
                assert len(tokenise(f"x {form.capitalize()} x", code).text) == 3, (name, form)


def test_an_unknown_language_has_no_cues() -> None:
    assert load_language("tlh") is None
    assert load_language("../en") is None
