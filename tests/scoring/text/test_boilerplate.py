from __future__ import annotations

import pytest

from scoring.text import split_sentences
from scoring.text.boilerplate import find_boilerplate, load_rules

LANGUAGES = ("en", "sv", "de", "fr", "es", "nl", "nb", "da", "fi", "it", "pt", "pl", "uk")


def _rules_of(text: str, language: str) -> list[str | None]:
    return find_boilerplate(text, split_sentences(text, language))


def _cases(key: str) -> list[tuple[str, str, str]]:
    return [
        (rule["name"], language, line)
        for rule in load_rules()
        for language, lines in rule.get(key, {}).items()
        for line in lines
    ]


def test_every_rule_has_forms_and_examples_in_every_language():
    for rule in load_rules():
        assert set(rule["forms"]) == set(rule["examples"]) == set(LANGUAGES), rule["name"]
        assert rule["counter_examples"], rule["name"]
        assert rule["reach"] in {"line", "sentence"}


@pytest.mark.parametrize(("name", "language", "line"), _cases("examples"))
def test_examples_fall_under_their_rule(name: str, language: str, line: str):
    text = f"The bridge was closed.\n{line}\nIt opens again on Friday."
    first, *middle, last = _rules_of(text, language)
    assert (first, last) == (None, None)
    assert set(middle) == {name}


@pytest.mark.parametrize(("name", "language", "line"), _cases("counter_examples"))
def test_counter_examples_are_kept(name: str, language: str, line: str):
    assert set(_rules_of(line, language)) == {None}


def test_a_line_goes_whole_and_a_sentence_alone():
    text = "Read also: The bridge reopens. A week was lost.\nIt rained. Follow us on Facebook."
    assert _rules_of(text, "en") == ["read also", "read also", None, "sharing"]


def test_a_long_line_is_kept():
    assert set(_rules_of("Source: " + "the bridge was closed, they said, " * 9, "en")) == {None}
