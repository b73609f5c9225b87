"""Pages at addresses that a client sends: read, if they may be, and stored."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.batch import Line, Result, store_lines
from api.engine import Parts
from api.errors import Problem, problem_of
from api.fetching.connection import Gone, NotAllowed, NotFetched
from api.fetching.fetcher import Fetcher, Limits
from api.pages import extract_fields
from api.problem_types import FETCH_NOT_ALLOWED, NOT_FETCHED, PAGE_GONE
from scoring.corpus.html import LONGEST_PAGE
from scoring.corpus.opened import now
from scoring.corpus.withdrawals import mark_gone
from scoring.errors import InputError
from scoring.formats.pages import read_page

# Somebody waits, so that a page has less time than on the command line.
LIMITS = Limits(size=LONGEST_PAGE, seconds=10.0, redirects=5, pause=1.0, patience=10.0)
_SECONDS = 60.0  # after which no further page of a request is begun
_PAGES = {"text/html", "application/xhtml+xml"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of an address.

    Attributes:
        url: The address.
        result: As of a line of a batch.
    """

    url: str
    result: Result


def store_pages(
    urls: Sequence[str], *, fetcher: Fetcher, parts: Parts, collection: str
) -> Iterator[Fetched]:
    """Read pages and store their articles; mark what was stored of pages that are gone.

    Args:
        urls: Their addresses.
        fetcher: Reads those that it may.
        parts: The corpus as the caller may see it, and the models.
        collection: Where the articles go; documents of others are not marked.

    Yields:
        For each address what became of it, once that is durable.
    """
    lines = _lines(urls, fetcher, parts, collection)
    results = store_lines(lines, parts, collection=collection)
    for url, result in zip(urls, results, strict=True):
        yield Fetched(url, result)


def _lines(urls: Iterable[str], fetcher: Fetcher, parts: Parts, collection: str) -> Iterator[Line]:
    ends = time.monotonic() + _SECONDS
    for number, url in enumerate(urls, 1):
        try:
            fields = _fields(url, fetcher, ends)
        except Gone as error:
            yield Line(number, None, Problem(PAGE_GONE, _marked(error, parts, collection)))
        except NotAllowed as error:
            yield Line(number, None, Problem(FETCH_NOT_ALLOWED, str(error)))
        except NotFetched as error:
            yield Line(number, None, Problem(NOT_FETCHED, str(error)))
        except InputError as error:
            yield Line(number, None, problem_of(error))
        else:
            yield Line(number, None, fields=fields)


def _fields(url: str, fetcher: Fetcher, ends: float) -> dict[str, Any]:
    """The fields of the article at an address, unless it is too late to begin.

    Raises:
        NotFetched: It may not be read, or could not, or is no page.
        InputError: It has no article.
    """
    if time.monotonic() > ends:
        raise NotFetched(f"{_SECONDS:.0f} seconds went by before its turn; send it again")
    with fetcher.fetched(url) as source:
        kind = (source.content_type or "text/html").partition(";")[0].strip().lower()
        if kind not in _PAGES:
            raise NotFetched(
                f"{url} is {kind}, no web page; `secondsource ingest --fetch` reads it"
            )
        (item,) = read_page(source, {})
    if item.fields is None:
        raise InputError(item.refused or f"{url} cannot be read")
    return extract_fields(item.fields)


def _marked(gone: Gone, parts: Parts, collection: str) -> str:
    """What was done about a page that is gone."""
    found = mark_gone(parts.corpus, gone.urls, gone.status, now(), collection=collection)
    if found.marked:
        return f"{gone}; marked as retracted: {', '.join(found.marked)}"
    known = f"known as retracted: {', '.join(found.known)}" if found.known else "none was stored"
    return f"{gone}; {known}"
