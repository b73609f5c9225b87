"""Sitemaps: addresses of pages, which are read only where fetching is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from scoring.errors import InputError
from scoring.formats.dates import put_date
from scoring.formats.items import Draft, Item, Source
from scoring.formats.markup import first, local_name, refuse_entities, words


def read_sitemap(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The addresses of a sitemap, or of an index of sitemaps, as links."""
    peek = getattr(source.stream, "peek", None)
    refuse_entities(bytes(peek(1 << 16)) if peek is not None else b"")
    events = etree.iterparse(
        source.stream,
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    number = 0
    try:
        for _event, element in events:
            if local_name(element) not in {"url", "sitemap"}:
                continue
            number += 1
            yield _item(source, number, element)
            element.clear()
            while element.getprevious() is not None:  # what was read is not kept
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise InputError(f"it is not XML: {error.msg}") from None


def _item(source: Source, number: int, element: object) -> Item:
    link = words(first(element, "loc"))
    if link is None:
        return Item(source.name, number, refused="the entry has no <loc>")
    draft = Draft()
    draft.put("url", link)
    draft.put("title", words(first(element, "title")))
    draft.put("publisher", words(first(element, "publication", "name")))
    put_date(draft, words(first(element, "publication_date")))
    return draft.item(source, number, link=link)
