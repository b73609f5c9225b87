"""What a document must be to be stored."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from scoring.errors import InvalidDocument
from scoring.records import SubmittedDocument
from scoring.text.characters import why_unusable

LONGEST_TEXT = 1 << 20  # bytes of UTF-8: 1 MiB, some 170,000 words
ID_PATTERN = r"^[A-Za-z0-9._:~-]{1,200}$"
COLLECTION_PATTERN = r"^[A-Za-z0-9._-]{1,64}$"
# `$` would let a line end pass, which the pattern's other reader, JSON Schema, does not.
_ID = re.compile(ID_PATTERN.removesuffix("$"))
_COLLECTION = re.compile(COLLECTION_PATTERN.removesuffix("$"))


def validate_document(document: SubmittedDocument) -> None:
    """Check everything about a document that could make it unusable.

    Raises:
        InvalidDocument: Says which field, its value, and what to do.
    """
    for name in ("text", "title", "publisher", "owner", "byline", "url", "language"):
        value = getattr(document, name)
        if value is not None and (why := why_unusable(value, name)) is not None:
            raise InvalidDocument(why, pointer=f"/{name}")
    if not document.text.strip():
        raise InvalidDocument("text is blank; send the body of the article", pointer="/text")
    size = len(document.text.encode())
    if size > LONGEST_TEXT:
        raise InvalidDocument(
            f"text has {size} bytes, the limit is {LONGEST_TEXT}; split the document",
            pointer="/text",
        )
    if document.id is not None and not _ID.fullmatch(document.id):
        raise InvalidDocument(
            f"id is {document.id!r}; use 1 to 200 letters, digits, or . _ : ~ -", pointer="/id"
        )
    if not _COLLECTION.fullmatch(document.collection):
        raise InvalidDocument(
            f"collection is {document.collection!r}; use 1 to 64 letters, digits, or . _ -",
            pointer="/collection",
        )
    _check_date(document.published_at)


def _check_date(published_at: datetime | None) -> None:
    if published_at is None:
        return
    if published_at.utcoffset() is None:
        raise InvalidDocument(
            f"published_at is {published_at.isoformat()}, which could be any of a day's moments; "
            "give it a time zone",
            pointer="/published_at",
        )
    try:
        published_at.astimezone(UTC)
    except OverflowError:
        raise InvalidDocument(
            f"published_at is {published_at.isoformat()}, which is no moment of the years 1 to "
            "9999 in UTC; correct it",
            pointer="/published_at",
        ) from None
