"""The cursor of a list, as it is sent and as it is told."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from api.cursors import LONGEST, PATTERN, write_cursor
from api.schemas.fields import Text, about

_ASKED = "9f8d7c6b5a43210f"


def example_cursor(**place: int | str) -> str:
    """A cursor as an example of one."""
    return write_cursor(_ASKED, place)


def cursor_field(
    example: str, description: str, *, given_as: str = "next_cursor", **options: Any
) -> Text:
    """Where to begin; the form of it is that of every list."""
    return Text(
        description,
        example,
        longest=LONGEST,
        pattern=PATTERN,
        form=f"a {given_as} that was sent with a page",
        **options,
    )


def next_cursor_field(example: str) -> fields.String:
    """Where the next page begins, in an answer."""
    return fields.String(
        allow_none=True, **about("Where the next page begins; null on the last one.", example)
    )
