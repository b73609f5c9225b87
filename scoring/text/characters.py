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
