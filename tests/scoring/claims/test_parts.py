from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.claims import split_claim
from scoring.claims.grammar import languages, load_grammar, read_grammar_file

EXAMPLES = [
    pytest.param(code, example["claim"], example["parts"], id=f"{code}: {example['claim'][:50]}")
    for code in languages()
    for example in read_grammar_file(code)["example"]
]


@pytest.mark.parametrize(("language", "claim", "parts"), EXAMPLES)
def test_the_examples_of_the_grammars_are_split_as_they_say(language, claim, parts):
    assert [part.standalone for part in split_claim(claim, language)] == parts


@pytest.mark.parametrize("code", languages())
def test_a_grammar_has_examples_of_both_kinds_and_no_word_that_is_certain_and_doubtful(code):
    examples = read_grammar_file(code)["example"]
    grammar = load_grammar(code)
    assert any(len(example["parts"]) > 1 for example in examples)
    assert any(len(example["parts"]) == 1 for example in examples)
    assert grammar.certain.isdisjoint(grammar.doubtful)
    assert grammar.certain.isdisjoint(grammar.auxiliaries)
    assert grammar.alone <= grammar.certain | grammar.doubtful


def test_parts_say_where_they_stand_in_the_claim():
    claim = "  According to police, the driver hit two cars and fled on foot.  "
    first, second = split_claim(claim, "en")
    assert claim[first.start : first.end] == first.text
    assert first.text == "According to police, the driver hit two cars"
    assert claim[second.start : second.end] == second.text == "fled on foot"


def test_an_attribution_at_the_end_is_carried_and_lies_in_no_part():
    claim = "The ferry struck a reef and sank, the coastguard said."
    parts = split_claim(claim, "en")
    assert all(part.standalone.endswith(", the coastguard said.") for part in parts)
    assert not any("coastguard" in part.text for part in parts)


def test_reported_speech_is_not_split_whether_or_not_its_speaker_has_a_name():
    for subject in ("He", "It", "The ministry", "Norrfiber"):
        claim = f"{subject} said the mill was closed and the owner was in debt."
        assert len(split_claim(claim, "en")) == 1


def test_a_hedge_after_the_conjunction_stays_with_the_last_part():
    first, second = split_claim("The man robbed a bank and reportedly fled to Torvik.", "en")
    assert first.standalone == "The man robbed a bank."
    assert second.standalone == "The man reportedly fled to Torvik."


def test_a_mark_is_not_doubled():
    parts = split_claim("The firm opened two plants and has a mill in the U.S.", "en")
    assert [part.standalone[-2:] for part in parts] == ["s.", "S."]


@pytest.mark.parametrize("language", ["fi", "pl", "uk", "ja", "und"])
def test_a_claim_in_a_language_without_a_grammar_is_one_part(language):
    claim = "The gunman killed 12 people and fled to Torvik."
    (part,) = split_claim(claim, language)
    assert (part.text, part.start, part.end, part.standalone) == (claim, 0, len(claim), claim)


def test_two_sentences_are_one_part():
    assert len(split_claim("The mill closed two plants and fired 30. Then it burned.", "en")) == 1


_VOCABULARY = "The man Torvik killed fled 12 people and , but was reportedly police said . ( him"
_WORDS = st.sampled_from(_VOCABULARY.split())


@given(st.lists(_WORDS, max_size=25).map(" ".join) | st.text(max_size=80))
def test_parts_are_in_order_and_within_the_claim(claim):
    parts = split_claim(claim, "en")
    at = 0
    for part in parts:
        assert at <= part.start <= part.end <= len(claim)
        assert claim[part.start : part.end] == part.text
        at = part.end
    if len(parts) == 1:
        assert parts[0].standalone == claim
