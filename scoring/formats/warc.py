"""Web archives: the pages of a crawl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring.corpus.html import LONGEST_PAGE
from scoring.errors import InputError
from scoring.formats.items import Item, Source
from scoring.formats.pages import page_item

_LONGEST_HEADERS = 1 << 20  # bytes of the headers of one record; some 1 kB are usual
_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The pages of a web archive, numbered by record; what else it holds is passed over."""
    from warcio.archiveiterator import ArchiveIterator

    records = ArchiveIterator(source.stream)
    records.reader = _BoundedHeaders(records.reader)
    for number, record in enumerate(records, 1):
        reason = _no_page(record)
        if reason is None:
            headers = record.http_headers
            content = record.content_stream().read(LONGEST_PAGE + 1)
            address = record.rec_headers.get_header("WARC-Target-URI")
            yield page_item(source, number, content, address, headers.get_header("Content-Type"))
        else:
            yield Item(source.name, number, passed_over=reason)


class _BoundedHeaders:
    """warcio's reader, which reads a line of headers however long it is, with a limit."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._read_of_headers = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def readline(self, length: int | None = None) -> bytes:
        """The next line; the headers of one record have a limit together.

        Raises:
            InputError: They have more.
        """
        most = _LONGEST_HEADERS if length is None else min(length, _LONGEST_HEADERS)
        line: bytes = self._reader.readline(most)
        self._read_of_headers = self._read_of_headers + len(line) if line.strip() else 0
        if self._read_of_headers >= _LONGEST_HEADERS:
            raise InputError(
                f"a record has over {_LONGEST_HEADERS:,} bytes of headers; is it a web archive?"
            )
        return line


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
