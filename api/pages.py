"""Pages to articles in processes of their own, with a limit of time and memory for each page.

A page can be made so that its extraction takes minutes or more memory than there is. Then that
process is ended, not this one.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as TookTooLong
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pebble import ProcessExpired, ProcessPool

from scoring.errors import InvalidDocument

if TYPE_CHECKING:
    from scoring.corpus.html import ExtractedPage

# Of a page over HTTP, whose sender waits: 0.1 s is usual, and 5,000 elements take some 3 s.
SECONDS = 15.0
_PROCESSES = 2  # of a worker of the service: one page that takes its time does not stop the next
_MOST_MEMORY = 4 << 30  # bytes of addresses; a page of the largest size takes under 1 GB


class PagePool:
    """Processes that take articles out of pages; they start with the first page."""

    def __init__(self, processes: int) -> None:
        """Start nothing yet.

        Args:
            processes: How many.
        """
        self._processes = processes
        self._pool: ProcessPool | None = None
        self._starting = threading.Lock()

    def begin(self, work: Callable[..., Any], *args: Any, seconds: float) -> Any:
        """Begin with a page.

        Args:
            work: A function of a module, called with `args`.
            args: What can be pickled.
            seconds: After which it is given up.

        Returns:
            What `settled` takes.
        """
        with self._starting:
            if self._pool is None:
                self._pool = ProcessPool(
                    max_workers=self._processes,
                    initializer=_prepare,
                    context=multiprocessing.get_context("spawn"),  # threads do not survive a fork
                )
        return self._pool.schedule(work, args, timeout=seconds)

    def close(self) -> None:
        """End the processes, and what they are at."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble is untyped
            self._pool.join()


def settled(begun: Any, seconds: float) -> Any:
    """Wait for what `PagePool.begin` began.

    Args:
        begun: What it returned.
        seconds: That it was given, for the message.

    Raises:
        InvalidDocument: The page has no article, or took too long or too much memory.
    """
    try:
        return begun.result()
    except TookTooLong:
        reason = f"its text could not be found within {seconds:g} seconds"
    except ProcessExpired:
        reason = "finding its text broke the process that tried it"
    except MemoryError:
        reason = "finding its text takes too much memory"
    raise InvalidDocument(f"{reason}; send the body as `text` instead", pointer="/html")


_pool = PagePool(_PROCESSES)


def extract_page(html: str, url: str | None) -> ExtractedPage:
    """Extract the article from a page that a client sent; as `extract_html`, within a time.

    Raises:
        InvalidDocument: No article is found, or not in time.
    """
    page: ExtractedPage = settled(_pool.begin(_extract, html, url, seconds=SECONDS), SECONDS)
    return page


def extract_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As `page_fields`, within a time; errors as `extract_page`."""
    found: dict[str, Any] = settled(_pool.begin(page_fields, fields, seconds=SECONDS), SECONDS)
    return found


def _prepare() -> None:
    """Make ready a process; what it has to load does not count as the first page's time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever waits for the results
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    import scoring.corpus.html  # noqa: F401  trafilatura takes a second to load


def _extract(html: str, url: str | None) -> ExtractedPage:
    from scoring.corpus.html import extract_html

    return extract_html(html, url)


def page_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a document of which `html` is the page; what is known comes first.

    Raises:
        InvalidDocument: No article is found.
    """
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
