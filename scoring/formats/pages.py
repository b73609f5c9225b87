"""Web pages in files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.corpus.html import LONGEST_PAGE
from scoring.formats.charsets import decode
from scoring.formats.items import Item, Source


def read_page(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The page as `html`; the article is taken out of it later."""
    yield page_item(
        source, 1, source.stream.read(LONGEST_PAGE + 1), source.url, source.content_type
    )


def page_item(
    source: Source, number: int, content: bytes, url: str | None, content_type: str | None
) -> Item:
    """A page that was read as far as just beyond the limit."""
    if len(content) > LONGEST_PAGE:
        reason = f"the page has over {LONGEST_PAGE:,} bytes; send the article as text"
        return Item(source.name, number, refused=reason)
    text, notes = decode(content, content_type)
    fields = {"html": text, **({"url": url} if url else {})}
    return Item(source.name, number, fields=fields, notes=tuple(notes))
