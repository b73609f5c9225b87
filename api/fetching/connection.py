"""One request over HTTP to an address that was looked at, within a time."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult

from api.fetching.addresses import is_public


class NotFetched(Exception):
    """Why an address could not be fetched."""


class NotAllowed(NotFetched):
    """It may not be fetched: its host, its address, or the site's robots.txt."""


class Gone(NotFetched):
    """There is no page: the site answers 404 or 410.

    Attributes:
        status: Which of these.
        urls: The address that was asked for, and the one that it led to.
    """

    def __init__(self, status: int, urls: tuple[str, str]) -> None:
        super().__init__(f"{urls[1]} answers {status}")
        self.status = status
        self.urls = urls


def _resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host. Forms such as 0x7f.1 or 2130706433 become what they stand for."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True, slots=True)
class Network:
    """How hosts are resolved and addresses connected to; tests put their own in its place.

    Attributes:
        resolve: Host and port to addresses. It is asked once for each request.
        connect: Address, port and seconds to a socket. It only gets addresses that are public.
    """

    resolve: Callable[[str, int], Sequence[str]] = _resolve
    connect: Callable[[str, int, float], socket.socket] = _connect


@contextmanager
def requested(
    url: SplitResult, headers: dict[str, str], seconds: float, network: Network
) -> Iterator[http.client.HTTPResponse]:
    """Send a GET and give the response as soon as its headers are there.

    The host is resolved once; every address it has must be public, and the one that is connected
    to is the one that was looked at: a name that resolves to another address a moment later
    (DNS rebinding) gains nothing.

    Args:
        url: With the scheme http or https, and a host.
        headers: Of the request.
        seconds: For all of it, until the context ends; then the socket is shut.
        network: How to resolve and connect.

    Raises:
        NotFetched: The host has no address, or does not answer.
        NotAllowed: It has an address that is not public.
    """
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    ends = time.monotonic() + seconds
    try:
        raw = network.connect(_checked(host, port, network), port, seconds)
        made = _secured(raw, url.scheme, host)
        with contextlib.closing(made), _shut_at(made, ends):
            if isinstance(made, ssl.SSLSocket):
                made.do_handshake()
            connection = http.client.HTTPConnection(host, port)
            connection.sock = made
            path = (url.path or "/") + (f"?{url.query}" if url.query else "")
            connection.request("GET", path, headers=headers)
            yield connection.getresponse()
            connection.close()
            if time.monotonic() >= ends:  # a body that was shut off looks like one that ended
                raise TimeoutError
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        late = time.monotonic() >= ends
        what = f"it took over {seconds:.0f} seconds" if late else f"{error or type(error).__name__}"
        raise NotFetched(f"{host} could not be read: {what}") from None


def _checked(host: str, port: int, network: Network) -> str:
    """An address of a host all of whose addresses are public."""
    try:
        addresses = network.resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"the host {host!r} has no address ({error})") from None
    if not addresses:
        raise NotFetched(f"the host {host!r} has no address")
    for address in addresses:
        if not is_public(address):
            raise NotAllowed(
                f"{host} is at {address}, which is no address of the public internet; download "
                "the page by other means and ingest the file"
            )
    return addresses[0]


def _secured(raw: socket.socket, scheme: str, host: str) -> socket.socket:
    """The socket, with TLS around it where the scheme asks for it; the handshake is still due."""
    if scheme != "https":
        return raw
    return _context().wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)


@cache
def _context() -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context()  # with what the system trusts, a company's own too
    context.load_verify_locations(certifi.where())
    return context


@contextmanager
def _shut_at(raw: socket.socket, ends: float) -> Iterator[None]:
    """Shut a socket at a time: a server that sends a byte now and then never times out."""

    def shut() -> None:
        with contextlib.suppress(OSError):
            raw.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, ends - time.monotonic()), shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
