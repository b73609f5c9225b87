"""robots.txt, as RFC 9309 has it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from api.fetching.connection import NotFetched

LONGEST = 512 << 10  # bytes; RFC 9309 asks for 500 KiB
_LONGEST_DELAY = 60.0  # seconds; a site that asks for more is asked for less
_MOST_SITES = 1_000

Fetch = Callable[[str], tuple[int, bytes]]


class Robots:
    """What sites allow, read once for each of them."""

    def __init__(self, agent: str, fetch: Fetch) -> None:
        """Know nothing yet.

        Args:
            agent: The name that rules are looked up for.
            fetch: Takes an address, gives status and content; raises NotFetched.
        """
        self._agent = agent
        self._fetch = fetch
        self._known: dict[str, Protego] = {}

    def allows(self, url: str) -> bool:
        """Whether a page may be read.

        Raises:
            NotFetched: The site's rules cannot be read, so that none of it may be.
        """
        return bool(self._rules(url).can_fetch(url, self._agent))

    def delay(self, url: str) -> float:
        """Seconds that the site asks for between two requests."""
        asked = self._rules(url).crawl_delay(self._agent)
        return min(float(asked or 0.0), _LONGEST_DELAY)

    def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._known:
            if len(self._known) >= _MOST_SITES:
                self._known.clear()
            self._known[site] = Protego.parse(self._read(site))
        return self._known[site]

    def _read(self, site: str) -> str:
        status, content = self._fetch(f"{site}/robots.txt")
        if status == 200:
            return content.decode("utf-8", "replace")
        if 400 <= status < 500:
            return ""  # there are no rules
        raise NotFetched(f"{site}/robots.txt answers {status}, so that nothing of it may be read")
