from __future__ import annotations

import re

import pytest

from scoring.text.characters import UNUSABLE, find_unusable


@pytest.mark.parametrize(
    "text", ["", "tab\tline\nreturn\r", "åß中🎉 e\u0301 \u200b\ufeff", "\x85\x9f"]
)
def test_real_text_is_usable(text: str):
    assert find_unusable(text) is None


@pytest.mark.parametrize("character", ["\0", "\x08", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe"])
def test_the_offset_of_an_unusable_character_counts_code_points(character: str):
    assert find_unusable(f"🎉é{character}{character}") == 2


def test_the_published_pattern_is_a_character_class():
    assert re.fullmatch(rf"{UNUSABLE}", "\x00")
    assert UNUSABLE.startswith("[")
    assert UNUSABLE.endswith("]")
