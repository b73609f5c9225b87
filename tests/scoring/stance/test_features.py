"""Features of a claim and a statement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.stance import features as f
from scoring.stance.comparison import PairContext
from scoring.stance.words import read_words


def pair(claim: str, statement: str, languages: str = "en en", previous: str = "") -> PairContext:
    first, second = languages.split()
    return PairContext(
        read_words(claim, first),
        read_words(statement, second),
        read_words(f"{statement} {previous}", second),
        0.9,
    )


def test_every_feature_says_what_it_measures() -> None:
    texts = [feature.__doc__ for feature in f.FEATURES]
    assert all(texts)
    assert len(set(f.FEATURE_NAMES)) == len(f.FEATURES)


def test_shared_words_allow_inflection() -> None:
    assert f.shared_words(pair("The ferry sank", "Two ferries sank in fog")) == 1.0
    assert f.shared_words(pair("The ferry sank", "The council met")) == 0.0


def test_context_counts_apart() -> None:
    seen = pair("The ferry Hesper sank", "It sank at noon.", previous="The ferry Hesper left port.")
    assert f.shared_words(seen) < f.shared_words_around(seen) == 1.0
    assert f.names_found(seen) == 0.0
    assert f.names_found_around(seen) == 1.0


@pytest.mark.parametrize(
    "feature",
    [f.shared_words, f.shared_words_around, f.statement_covered, f.shared_trigrams, f.longest_run],
)
def test_words_of_two_languages_are_unknown_not_absent(feature) -> None:  # type: ignore[no-untyped-def]  # parametrised
    crossed = pair("The ferry sank", "Färjan sjönk", "en sv")
    assert feature(crossed) == 0.5
    assert f.same_language(crossed) == 0.0


def test_a_number_with_the_same_unit_and_another_value_conflicts() -> None:
    assert f.number_conflict(pair("Seven boats sank", "Twelve boats sank")) == 1.0
    assert f.number_conflict(pair("Seven boats sank", "7 boats sank, 12 men swam")) == 0.0
    assert f.number_conflict(pair("Seven boats sank", "Twelve men swam")) == 0.0
    assert f.number_conflict(pair("It sank in 2031", "It sank in 2028")) == 1.0


def test_numbers_compare_across_languages() -> None:
    assert f.numbers_found(pair("Seven boats sank", "Sieben Boote sanken", "en de")) == 1.0


def test_a_claim_without_numbers_is_unknown() -> None:
    assert f.numbers_found(pair("Boats sank", "7 boats sank")) == 0.5
    assert f.claim_numbers(pair("Boats sank", "7 boats sank")) == 0.0


def test_names_compare_across_languages_but_not_with_german_nouns() -> None:
    assert f.names_found(pair("A boat reached Málaga", "Båten nådde Malaga", "en sv")) == 1.0
    assert (
        f.claim_names(pair("Das Boot erreichte Malaga", "The boat reached Malaga", "de en")) == 0.0
    )


def test_negation_and_denial_change_the_parity() -> None:
    assert f.negation_differs(pair("The plant leaked", "The plant did not leak")) == 1.0
    assert (
        f.negation_differs(pair("The plant leaked", "The firm denied that the plant leaked")) == 1.0
    )
    assert f.negation_differs(pair("The plant did not leak", "The plant never leaked")) == 0.0
    assert f.negation_differs(pair("The plant leaked", "The plant leaked, no doubt")) == 0.0
    assert f.negation_differs(pair("The plant leaked", "Anläggningen läckte inte", "en sv")) == 1.0


def test_a_negation_far_from_the_shared_words_is_not_near() -> None:
    near = pair("The plant leaked acid", "The plant never leaked acid")
    far = pair(
        "The plant leaked acid",
        "The plant leaked acid into the lower river on Monday and nobody among us was told",
    )
    assert f.negation_near(near) > f.negation_near(far) == 0.0


def test_antonyms_need_one_side_each() -> None:
    assert f.antonyms(pair("Prices rose", "Prices fell")) == 0.5
    assert f.antonyms(pair("Prices rose", "Prices rose, then fell")) == 0.0
    assert f.antonyms(pair("Bron öppnades", "Bron stängdes", "sv sv")) == 0.5


def test_questions_and_open_outcomes() -> None:
    assert f.statement_asks(pair("It leaked", "Did it leak?")) == 1.0
    assert f.claim_asks(pair("Did it leak?", "It leaked")) == 1.0
    assert f.outcome_open(pair("It leaked", "It is unclear whether it leaked")) == 1.0
    assert f.outcome_open(pair("It leaked", "It leaked")) == 0.0


def test_replaced_words_are_those_in_the_same_place() -> None:
    assert f.replaced_words(pair("The red boat sank", "The green boat sank")) > 0
    assert f.replaced_words(pair("The red boat sank", "The red boat sank")) == 0


def test_the_same_words_are_identical() -> None:
    assert f.identical(pair("The boat sank.", "the boat sank")) == 1.0
    assert f.identical(pair("", "")) == 0.0


@given(
    st.text(max_size=120),
    st.text(max_size=120),
    st.sampled_from(["en en", "sv en", "zh ja", "de und"]),
)
def test_every_feature_is_finite_for_any_text(claim: str, statement: str, languages: str) -> None:
    values = f.explicit_features(pair(claim, statement, languages))
    assert values.shape == (len(f.FEATURES),)
    assert np.isfinite(values).all()
