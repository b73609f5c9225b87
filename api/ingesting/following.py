"""Links of feeds and sitemaps followed to the pages that they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from api.fetching.connection import Gone, NotFetched
from api.fetching.fetcher import Fetcher
from scoring.formats import Item, read_source

_DEEPEST = 3  # an index of sitemaps, a sitemap, a page
# Takes a page that is gone and the summary that a feed has of it; says what was done about it.
OnGone = Callable[[Gone, str | None], str | None]
_REMEMBERED = 200_000  # links that --watch does not follow again


class Follower:
    """Reads the pages behind links, each once in a run."""

    def __init__(self, fetcher: Fetcher, on_gone: OnGone = lambda *_: None) -> None:
        """Nothing is followed yet.

        Args:
            fetcher: Reads them.
            on_gone: Told of pages that are gone; None from it where nothing was known of one.
        """
        self._fetcher = fetcher
        self._on_gone = on_gone
        self._seen: set[tuple[str, object]] = set()

    def read(
        self, url: str, form: str | None = None, depth: int = 0, summary: str | None = None
    ) -> Iterator[Item]:
        """The documents at an address and behind the links that are found there.

        Args:
            url: The address.
            form: Its format; told from it when None.
            depth: Links that led to it.
            summary: What the feed that names it has of it.
        """
        try:
            with self._fetcher.fetched(url) as source:
                yield from self.followed(read_source(source, form=form), depth)
        except Gone as error:
            done = self._on_gone(error, summary)
            if done is None:
                yield Item(url, 1, refused=str(error))
            else:
                yield Item(url, 1, passed_over=f"{error}; {done}")
        except NotFetched as error:
            yield Item(url, 1, refused=str(error))

    def followed(self, items: Iterable[Item], depth: int = 0) -> Iterator[Item]:
        """The items, and in the place of those that are links what is behind them."""
        for item in items:
            yield from [item] if item.link is None else self._behind(item, item.link, depth)

    def _behind(self, item: Item, link: str, depth: int) -> Iterator[Item]:
        fields = dict(item.fields or {})
        mark = (link, fields.get("published_at"))
        if mark in self._seen:
            yield Item(item.source, item.number, passed_over=f"{link} was read in this run")
            return
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen.add(mark)
        if depth >= _DEEPEST:
            reason = f"{link} is over {_DEEPEST} links away from where the reading began"
            yield Item(item.source, item.number, refused=reason)
            return
        for found in self.read(link, depth=depth + 1, summary=fields.get("text")):
            if found.refused is not None and "text" in fields:
                note = f"only the summary is stored: {found.refused}"
                yield replace(item, link=None, notes=(*item.notes, note))
            elif found.fields is not None and "html" in found.fields:
                known = {name: value for name, value in fields.items() if name != "text"}
                yield replace(found, fields={**known, **found.fields})
            else:
                yield found
