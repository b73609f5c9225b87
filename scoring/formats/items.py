"""What readers take and give: sources of bytes in, documents or reasons out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from scoring.corpus.validation import ID_PATTERN, LONGEST_TEXT

# Bytes of one document in any form. JSON may write each byte of a text as six, and markup or
# a mail's coding add to it, so that the longest text always fits.
LONGEST_ITEM = 8 * LONGEST_TEXT

FIELDS = (
    "id",
    "url",
    "title",
    "text",
    "html",
    "publisher",
    "owner",
    "byline",
    "published_at",
    "language",
    "collection",
)

_ID = re.compile(ID_PATTERN.removesuffix("$"))


@dataclass(frozen=True, slots=True)
class Source:
    """A stream of bytes that holds documents.

    Attributes:
        name: What the report calls it: a path, an address, "archive.zip/entry.xml".
        stream: Its content, read once from where it stands.
        url: The address it was fetched from.
        content_type: What the server that it came from called it.
    """

    name: str
    stream: BinaryIO
    url: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a source, or why there is none.

    Exactly one of `fields`, `body`, `refused` and `passed_over` is set, or else `link` alone.

    Attributes:
        source: Name of the source.
        number: Its line, row or entry, counted from 1.
        fields: The document as `POST /v1/documents` takes it.
        body: The same as JSON that was not parsed yet; blank for a blank line.
        link: Address of its page, where the source has a summary of it or nothing.
        refused: Why it cannot be used, with what to do.
        passed_over: Why it is no article, as a picture is none.
        notes: What was done to it or left out of it.
    """

    source: str
    number: int
    fields: Mapping[str, Any] | None = None
    body: bytes | None = None
    link: str | None = None
    refused: str | None = None
    passed_over: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """The fields of a document while a reader gathers them."""

    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def put(self, name: str, value: str | None) -> None:
        """Set a field that has not been set, unless the value is blank."""
        if value is not None and value.strip():
            self.fields.setdefault(name, value.strip())

    def item(self, source: Source, number: int, *, link: str | None = None) -> Item:
        """The document as an item."""
        return Item(
            source.name,
            number,
            fields=self.fields,
            link=link,
            notes=tuple(dict.fromkeys(self.notes)),
        )


def to_id(name: str | None) -> str | None:
    """An id out of a name that the source gives a document, the same for the same name."""
    if name is None or not name.strip():
        return None
    if _ID.fullmatch(name.strip()):
        return name.strip()
    return hashlib.sha256(name.strip().encode("utf-8", "surrogatepass")).hexdigest()[:24]
