"""What is worth checking in a draft."""

from __future__ import annotations

import pytest

from scoring.drafts import LONGEST_DRAFT, extract_claims
from scoring.errors import InvalidDocument
from tests.support import HashingEncoder

_DRAFT = (
    "Good evening.\n\n"
    "  The driver hit 2 cars in 2031 and fled on foot, police said. What happens next?\n"
)


def _extract(text, **more):
    return extract_claims(text, HashingEncoder(), **more)


def test_offsets_of_sentences_and_parts_count_in_the_draft():
    draft = _extract(_DRAFT, language="en", least=0)
    assert (draft.language, draft.sentences, len(draft.claims)) == ("en", 3, 3)
    for claim in draft.claims:
        assert _DRAFT[claim.start : claim.end] == claim.text
        for part in claim.parts:
            assert _DRAFT[part.start : part.end] == part.text
    first, second = draft.claims[1].parts
    assert first.standalone == "The driver hit 2 cars in 2031, police said."
    assert second.standalone == "The driver fled on foot, police said."


def test_sentences_below_the_least_score_are_left_out():
    scores = [claim.score for claim in _extract(_DRAFT, language="en", least=0).claims]
    assert scores[1] == max(scores)
    kept = _extract(_DRAFT, language="en", least=scores[1]).claims
    assert [claim.score for claim in kept] == [scores[1]]


def test_another_encoder_than_the_packaged_one_is_warned_of():
    (warning,) = _extract(_DRAFT).warnings
    assert "'hashing'" in warning


def test_the_language_is_detected():
    assert (
        _extract("Färjan sjönk utanför Brenna i måndags, säger kustbevakningen.").language == "sv"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  \n", "blank"),
        ("Rain\x00", "U\\+0000 at offset 4"),
        ("a" * (LONGEST_DRAFT + 1), "100,001 characters"),
    ],
)
def test_a_draft_that_cannot_be_read_is_refused(text, words):
    with pytest.raises(InvalidDocument, match=words):
        _extract(text)
