"""Addresses to sources of documents: allowed hosts only, politely, and within limits."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from urllib.parse import SplitResult, urljoin, urlsplit

from api.fetching.addresses import host_matches
from api.fetching.connection import Gone, Network, NotAllowed, NotFetched, requested
from api.fetching.robots import LONGEST, Robots
from scoring.formats import Source

AGENT = "SecondSource"
_REDIRECTS = (301, 302, 303, 307, 308)
_NO_PAGE = (404, 410)
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may take.

    Attributes:
        size: Bytes; a sitemap may have 50 MB.
        seconds: For one request.
        redirects: That are followed.
        pause: Seconds between two requests to a host.
        patience: Seconds that are waited at most for a host's turn.
    """

    size: int = 64 << 20
    seconds: float = 20.0
    redirects: int = 5
    pause: float = 1.0
    patience: float = math.inf


class Fetcher:
    """Reads addresses of some hosts; threads may share one, and then take turns at a host."""

    def __init__(
        self,
        hosts: Sequence[str],
        *,
        limits: Limits | None = None,
        network: Network | None = None,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """Read nothing yet.

        Args:
            hosts: That may be asked, with all below them.
            limits: What one address may take.
            network: How to resolve and connect.
            wait: Waits so many seconds.
        """
        self._hosts = [host.lower().rstrip(".") for host in hosts]
        self._limits = limits or Limits()
        self._network = network or Network()
        self._wait = wait
        self._robots = Robots(AGENT, self._read_rules)
        self._asked: dict[str, float] = {}  # when a host's last turn was, or will be
        self._turns = threading.Lock()

    @contextmanager
    def fetched(self, url: str) -> Iterator[Source]:
        """Read an address, following where it leads.

        Raises:
            NotAllowed: It may not be read; says what to do.
            Gone: There is no such page.
            NotFetched: It could not be read for another reason.
        """
        with SpooledTemporaryFile(max_size=1 << 20) as file:
            content = cast("BinaryIO", file)
            final, status, kind = self._follow(url, content, self._limits.size, rules=True)
            if status in _NO_PAGE:
                raise Gone(status, (url, final))
            if status != 200:
                raise NotFetched(f"{final} answers {status}")
            content.seek(0)
            yield Source(final, content, url=final, content_type=kind)

    def _read_rules(self, url: str) -> tuple[int, bytes]:
        with SpooledTemporaryFile(max_size=1 << 20) as file:
            content = cast("BinaryIO", file)
            _, status, _ = self._follow(url, content, LONGEST, rules=False)
            content.seek(0)
            return status, content.read()

    def _follow(
        self, url: str, content: BinaryIO, size: int, *, rules: bool
    ) -> tuple[str, int, str | None]:
        """The address that it led to, its status and its type; each step is looked at anew."""
        for _ in range(self._limits.redirects + 1):
            parts = self._permitted(url)
            if rules and not self._robots.allows(url):
                raise NotAllowed(
                    f"robots.txt of {parts.netloc} does not allow {AGENT} to read {url}"
                )
            self._pause(url, parts.netloc, rules=rules)
            found = self._ask(parts, content, size)
            if found.location is None:
                return url, found.status, found.kind
            try:
                url = urljoin(url, found.location)
            except ValueError as error:
                raise NotFetched(f"{url} leads to {found.location!r}, {error}") from None
        raise NotFetched(f"it leads on over {self._limits.redirects} times, at last to {url}")

    def _permitted(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise NotFetched(f"{url!r} is no address: {error}") from None
        if parts.scheme not in {"http", "https"} or not host or _UNSEEN.search(url):
            raise NotAllowed(f"{url!r} is no http or https address")
        if parts.username is not None:
            raise NotAllowed(f"{host}: an address with a name or password in it is not fetched")
        if not host_matches(host, self._hosts):
            raise NotAllowed(
                f"the host {host} is not allowed; allow it with --allow-host {host}, or in "
                "FETCH_HOSTS"
            )
        return parts

    def _pause(self, url: str, site: str, *, rules: bool) -> None:
        pause = max(self._limits.pause, self._robots.delay(url) if rules else 0.0)
        with self._turns:
            moment = time.monotonic()
            turn = max(moment, self._asked.get(site, moment - pause) + pause)
            left = turn - moment
            if left > self._limits.patience:
                raise NotFetched(
                    f"{site} is not to be asked again for {left:.0f} seconds; try again then"
                )
            self._asked[site] = turn
        if left > 0:
            self._wait(left)

    def _ask(self, parts: SplitResult, content: BinaryIO, size: int) -> _Answer:
        headers = {
            "Host": parts.netloc,
            "User-Agent": f"{AGENT}/{version('secondsource')}",
            "Accept": "text/html, application/xhtml+xml, application/xml, */*;q=0.5",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        with requested(parts, headers, self._limits.seconds, self._network) as response:
            location = response.getheader("Location")
            if response.status in _REDIRECTS and location:
                return _Answer(response.status, location, None)
            content.seek(0)
            content.truncate()
            read = 0
            while piece := response.read1(_PIECE):
                read += len(piece)
                if read > size:
                    raise NotFetched(f"{parts.geturl()} has over {size:,} bytes")
                content.write(piece)
            if response.length:  # of what was announced, less than all came
                raise NotFetched(f"{parts.geturl()} breaks off after {read:,} bytes")
            return _Answer(response.status, None, response.getheader("Content-Type"))


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str | None
    kind: str | None
