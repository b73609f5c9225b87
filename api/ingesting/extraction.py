"""The articles of pages, in the order in which the pages come, beside the encoder."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from api.pages import PagePool, page_fields, settled
from scoring.errors import InputError
from scoring.formats import Item

SECONDS_A_PAGE = 30.0  # a long article takes 0.1; the first one also waits for the libraries
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
        self._pool = PagePool(self._processes)

    def __enter__(self) -> Extraction:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

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
        return self._pool.begin(page_fields, item.fields, seconds=self._seconds)

    def _settled(self, item: Item, begun: Any) -> Item:
        if begun is None:
            return item
        try:
            return replace(item, fields=settled(begun, self._seconds))
        except InputError as error:
            return replace(item, fields=None, refused=str(error))
