"""Cursors: where the next page of a list begins, of which list.

A cursor is JSON in base64 and no secret. It holds a fingerprint of what was asked, so that one of
another query is refused; what a caller may see is decided anew for each page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.errors import FieldError, Problem, ProblemError, shown
from api.problem_types import WRONG_CURSOR

LONGEST = 512  # characters
PATTERN = r"^[A-Za-z0-9_-]{1,512}$"
_LARGEST = 1 << 53


@dataclass(frozen=True, slots=True)
class CursorField:
    """Where a request has its cursor, and an answer the next one.

    Attributes:
        name: Of the parameter, or of the member of the body.
        given_as: The member of the answer that holds it.
        in_body: Whether it comes in the body rather than in the query.
    """

    name: str = "cursor"
    given_as: str = "next_cursor"
    in_body: bool = False

    def refuse(self, cursor: str, why: str) -> ProblemError:
        """The refusal of a cursor."""
        detail = (
            f"{shown(cursor)} {why}; send the last `{self.given_as}` with the same query and "
            "filters, or begin without one"
        )
        error = (
            FieldError(detail, pointer=f"/{self.name}")
            if self.in_body
            else FieldError(detail, parameter=self.name)
        )
        return ProblemError(Problem(WRONG_CURSOR, detail, (error,)))


IN_QUERY = CursorField()
IN_BODY = CursorField(in_body=True)


def fingerprint(asked: object) -> str:
    """What tells a question from another; the same for equal ones."""
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write_cursor(asked: str, place: Mapping[str, int | str]) -> str:
    """A cursor.

    Args:
        asked: Fingerprint of the question.
        place: Where the next page begins: whole numbers, and texts in ASCII, by name.
    """
    text = json.dumps({"asked": asked, **place}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(
    cursor: str, asked: str, kinds: Mapping[str, type[int] | type[str]], field: CursorField
) -> dict[str, Any]:
    """Where a page begins.

    Args:
        cursor: As `write_cursor` wrote it.
        asked: Fingerprint of the question that comes with it.
        kinds: What it must hold, by name: numbers or texts.
        field: Where the request has it.

    Raises:
        ProblemError: It is none of ours, or belongs to another question.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        held: Any = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.keys() != kinds.keys() | {"asked"}:
        raise field.refuse(cursor, "is none that was given here")
    if not all(_is_place(held[name], kind) for name, kind in kinds.items()):
        raise field.refuse(cursor, "is none that was given here")
    if held.pop("asked") != asked:
        raise field.refuse(cursor, "belongs to another query, or to other filters")
    return held


def _is_place(value: object, kind: type[int] | type[str]) -> bool:
    if type(value) is not kind:
        return False
    if isinstance(value, str):
        return value.isascii() and value.isprintable()
    return isinstance(value, int) and 0 <= value < _LARGEST
