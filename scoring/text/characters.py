"""Characters that no text has."""

from __future__ import annotations

import re

# Control characters other than tab and line ends, surrogates, and non-characters: they
# come from broken extraction and would travel into every answer.
UNUSABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"

_UNUSABLE = re.compile(UNUSABLE)


def find_unusable(text: str) -> int | None:
    """Offset of the first character that no text has, None when all are well."""
    found = _UNUSABLE.search(text)
    return found.start() if found else None


def why_unusable(text: str, name: str) -> str | None:
    """A sentence for the client on a text with a character that no text has; None for others.

    Args:
        text: What was sent.
        name: Of the field that holds it.
    """
    at = find_unusable(text)
    if at is None:
        return None
    character = f"U+{ord(text[at]):04X}"
    return f"{name} has the character {character} at offset {at}, which no text has; remove it"
