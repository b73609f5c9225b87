"""The notation of cue forms."""

from __future__ import annotations

import pytest

from scoring.hedging.forms import FormError, expand

SETS = {"be": ["is", "was"]}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("maybe", ("maybe",)),
        ("suspect(s|ed)", ("suspects", "suspected")),
        ("may [well] have", ("may have", "may well have")),
        ("<be> said to", ("is said to", "was said to")),
        ("[so|as] far (a[b]|c)", ("far a", "far ab", "far c", "so far a", "so far ab", "so far c",
                                  "as far a", "as far ab", "as far c")),
        ("a|b c", ("a", "b c")),
    ],
)  # fmt: skip
def test_expand(form: str, expected: tuple[str, ...]) -> None:
    assert expand(form, SETS) == expected


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("may (have", "never closes"),
        ("may [have)", "too early"),
        ("may have)", "too early"),
        ("<do> it", "unknown set <do>; known: be"),
        ("[maybe]", "can be empty"),
        ("a < b", "stray '<'"),
    ],
)
def test_broken_form_is_refused(form: str, message: str) -> None:
    with pytest.raises(FormError, match=message):
        expand(form, SETS)
