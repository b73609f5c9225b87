"""Pages to articles in a process of its own, beside the encoder, with a limit of time and memory.

A page can be made so that its extraction takes minutes or more memory than there is. Then that
process is ended, not this one.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from pebble import ProcessExpired, ProcessPool

from scoring.errors import InputError
from scoring.formats import Item

SECONDS_A_PAGE = 30.0  # a long article takes 0.1; the first one also waits for the libraries
_MOST_MEMORY = 4 << 30  # bytes of addresses; a page of the largest size takes under 1 GB
_AHEAD = 8  # pages under way for each process
_MOST_PROCESSES = 4


class Extraction:
    """Takes articles out of pages; its processes start with the first page and end with it."""

    def __init__(self, seconds_a_page: float = SECONDS_A_PAGE) -> None:
        """Start nothing yet.

        Args:
            seconds_a_page: After which a page is given up.
        """
        self._seconds = seconds_a_page
        self._processes = max(1, min(_MOST_PROCESSES, (os.cpu_count() or 1) - 1))
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Extraction:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble is untyped
            self._pool.join()

    def extracted(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items in their order, each page with the fields of its article."""
        waiting: deque[tuple[Item, Any]] = deque()
        pages = 0
        for item in items:
            is_page = item.fields is not None and "html" in item.fields
            waiting.append((item, self._begin(item) if is_page else None))
            pages += is_page
            while waiting and (waiting[0][1] is None or pages >= _AHEAD * self._processes):
                pages -= waiting[0][1] is not None
                yield self._settled(*waiting.popleft())
        yield from itertools.starmap(self._settled, waiting)

    def _begin(self, item: Item) -> Any:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._processes,
                initializer=_prepare,
                context=multiprocessing.get_context("spawn"),  # threads do not survive a fork
            )
        return self._pool.schedule(_extract, (item.fields,), timeout=self._seconds)

    def _settled(self, item: Item, future: Any) -> Item:
        if future is None:
            return item
        try:
            fields = future.result()
        except TookTooLong:
            reason = f"its text could not be found within {self._seconds:.0f} seconds"
        except ProcessExpired:
            reason = "finding its text broke the process that tried it"
        except MemoryError:
            reason = "finding its text takes too much memory"
        except InputError as error:
            reason = str(error)
        else:
            return replace(item, fields=fields)
        return replace(item, fields=None, refused=reason)


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever waits for the results
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _extract(fields: dict[str, Any]) -> dict[str, Any]:
    from scoring.corpus.html import extract_html

    known = {name: value for name, value in fields.items() if name != "html" and value}
    page = extract_html(fields["html"], known.get("url"))
    found = page.as_fields()
    if _same_host(page.url, known.get("url")):
        known["url"] = page.url  # without what counts readers, so that the page is known again
    return {**found, **known}


def _same_host(canonical: str | None, url: str | None) -> bool:
    try:
        return canonical is not None and urlsplit(canonical).netloc == urlsplit(url or "").netloc
    except ValueError:
        return False
