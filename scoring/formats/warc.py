"""Web archives: the pages of a crawl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.corpus.html import LONGEST_PAGE
from scoring.formats.items import Item, Source
from scoring.formats.pages import page_item

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The pages of a web archive, numbered by record; what else it holds is passed over."""
    from warcio.archiveiterator import ArchiveIterator

    for number, record in enumerate(ArchiveIterator(source.stream), 1):
        reason = _no_page(record)
        if reason is None:
            headers = record.http_headers
            content = record.content_stream().read(LONGEST_PAGE + 1)
            address = record.rec_headers.get_header("WARC-Target-URI")
            yield page_item(source, number, content, address, headers.get_header("Content-Type"))
        else:
            yield Item(source.name, number, passed_over=reason)


def _no_page(record: Any) -> str | None:
    """Why a record is no page, None of one that is."""
    if record.rec_type != "response" or record.http_headers is None:
        return f"a {record.rec_type} record is no page"
    status = record.http_headers.get_statuscode()
    if status != "200":
        return f"the server answered {status} for {_address(record)}"
    kind = (record.http_headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    if kind not in _PAGES:
        return f"{kind or 'content without a type'} at {_address(record)} is no page"
    return None


def _address(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "no address")[:200]
