"""Numbers written in digits, for telling whether two texts give the same ones."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_SEPARATORS = re.compile(r"\D")


def numbers_in(text: str) -> frozenset[str]:
    """The digits of each number of a text, whatever separates its thousands and decimals.

    Args:
        text: Any text.
    """
    return frozenset(_SEPARATORS.sub("", found) for found in _NUMBER.findall(text))
