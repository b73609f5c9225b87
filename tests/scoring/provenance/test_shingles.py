"""Fingerprints of text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.hedging import find_hedges
from scoring.provenance.shingles import containment, fingerprint, fold, shingle
from scoring.text.boilerplate import boilerplate_of

WORDS = st.lists(st.sampled_from(["port", "crane", "barley", "quay", "wall"]), max_size=30)


def test_a_trimmed_text_is_contained_whole() -> None:
    full = shingle("the wall of silo four burst and barley poured over the quay at noon")
    trimmed = shingle("the wall of silo four burst and barley poured")
    assert containment(full, trimmed) == 1.0


def test_case_width_and_invisible_characters_do_not_matter() -> None:
    plain = shingle("The wall of silo four burst")
    disguised = shingle("THE w\u200ball of\u00ad ｓｉｌｏ four\u2060 burst")
    assert np.array_equal(plain, disguised)


def test_look_alike_letters_do_not_hide_a_copy() -> None:
    plain = shingle("The police closed the old port on Friday")
    disguised = shingle("The pоliсe clоsеd thе оld pоrt on Fridаy")  # Cyrillic о, с, е, а
    assert np.array_equal(plain, disguised)


def test_words_of_one_script_stay_as_they_are() -> None:
    assert fold("Поліція закрила порт") == "поліція закрила порт"
    assert fold("Η αστυνομία") == "η αστυνομία"


def test_other_words_are_not_contained() -> None:
    assert containment(shingle("a b c d e"), shingle("f g h i j")) == 0.0


def test_empty_and_short_texts() -> None:
    assert len(shingle("")) == 0
    assert len(shingle("… –")) == 0
    assert len(shingle("Fire")) == 1
    assert containment(shingle(""), shingle("Fire")) == 0.0


@given(WORDS, WORDS)
def test_containment_is_symmetric_and_bounded(a: list[str], b: list[str]) -> None:
    first, second = shingle(" ".join(a)), shingle(" ".join(b))
    assert containment(first, second) == containment(second, first)
    assert 0.0 <= containment(first, second) <= 1.0


@given(st.text())
def test_shingles_are_sorted_and_distinct(text: str) -> None:
    found = shingle(text)
    assert np.array_equal(found, np.unique(found))


def test_an_inserted_hedge_does_not_change_the_fingerprint() -> None:
    hedged = "The wall of silo four reportedly burst at noon"
    plain = "The wall of silo four burst at noon"
    assert np.array_equal(fingerprint(hedged, find_hedges(hedged, "en")), fingerprint(plain, ()))


def test_what_is_no_part_of_the_article_does_not_change_the_fingerprint() -> None:
    plain = "The bridge at Norvik was closed on Friday.\nIt may open again in May."
    text = plain.replace("\n", "\nRead also: The ferry sails again\n")
    found = boilerplate_of(text, "en")
    assert [each.text for each in found] == ["Read also: The ferry sails again"]
    assert np.array_equal(fingerprint(text, (), found), fingerprint(plain, ()))
