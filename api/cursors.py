"""Cursors: where the next page of a list begins, of which list, as the first page saw it.

A cursor is JSON in base64 and no secret. It holds a fingerprint of what was asked, so that one of
another query is refused; what a caller may see is decided anew for each page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NoReturn

from api.errors import WRONG_CURSOR, FieldError, Problem, ProblemError, shown

LONGEST = 512  # characters
PATTERN = r"^[A-Za-z0-9_-]{1,512}$"
_LARGEST = 1 << 53


def fingerprint(asked: object) -> str:
    """What tells a question from another; the same for equal ones."""
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write_cursor(asked: str, place: Mapping[str, int]) -> str:
    """A cursor.

    Args:
        asked: Fingerprint of the question.
        place: Where the next page begins: numbers by name.
    """
    text = json.dumps({"asked": asked, **place}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, asked: str, names: frozenset[str]) -> dict[str, int]:
    """Where a page begins.

    Args:
        cursor: As `write_cursor` wrote it.
        asked: Fingerprint of the question that comes with it.
        names: Of the numbers that it must hold.

    Raises:
        ProblemError: It is none of ours, or belongs to another question.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        held: Any = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.keys() != names | {"asked"}:
        _refuse(cursor, "is none that was given here")
    place = {name: held[name] for name in names}
    if not all(type(value) is int and 0 <= value < _LARGEST for value in place.values()):
        _refuse(cursor, "is none that was given here")
    if held["asked"] != asked:
        _refuse(cursor, "belongs to another query, or to other filters")
    return place


def _refuse(cursor: str, why: str) -> NoReturn:
    detail = f"{shown(cursor)} {why}; send the last `next_cursor` with the same query and filters"
    raise ProblemError(Problem(WRONG_CURSOR, detail, (FieldError(detail, pointer="/cursor"),)))
