"""gzip: bodies read with a limit on what they grow to, answers sent to those who take it."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import BinaryIO, NoReturn, cast

import flask
from werkzeug.wsgi import get_input_stream

from api.errors import Problem, ProblemError, shown
from api.problem_types import MALFORMED, NOT_DECODED, TOO_LARGE

_GZIP = 16 + zlib.MAX_WBITS  # zlib's way to ask for gzip's header and checksum
_PIECE = 1 << 16
# Text grows 3 to 10 times, repetitive NDJSON 30; a bomb grows 1,000 times.
_MOST_GROWTH = 100
_FREE_GROWTH = 1 << 20  # bytes for which the ratio does not matter
_SHORTEST = 1_024  # bytes of an answer below which gzip saves less than a packet
_LEVEL = 5  # a tenth larger than 9, in a third of the time
_COMPRESSIBLE = {
    "application/json",
    "application/problem+json",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
}


class Inflated(io.RawIOBase):
    """The content of a gzip stream, read while it arrives and in bounded memory."""

    def __init__(self, source: BinaryIO) -> None:
        """Read from a stream.

        Args:
            source: The stream of gzip members.
        """
        self._source = source
        self._inflater = zlib.decompressobj(_GZIP)
        self._waiting = b""
        self._read = 0
        self._made = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the base has Buffer
        """Fill a buffer with content; 0 at the end.

        Raises:
            ProblemError: It is not gzip, ends early, or grows beyond the limit.
        """
        content = self._next(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def _next(self, size: int) -> bytes:
        while True:
            ended = not self._waiting and not self._fetch()
            if ended and self._inflater.eof:
                return b""
            if self._inflater.eof:  # another member follows
                self._inflater = zlib.decompressobj(_GZIP)
            try:
                content = self._inflater.decompress(self._waiting, size)
            except zlib.error:
                _refuse("the body is not gzip, as its Content-Encoding says")
            self._waiting = self._inflater.unconsumed_tail or self._inflater.unused_data
            if content:
                self._count(len(content))
                return content
            if ended:
                _refuse("the gzip body ends early")

    def _fetch(self) -> bool:
        self._waiting = self._source.read(_PIECE)
        self._read += len(self._waiting)
        return bool(self._waiting)

    def _count(self, size: int) -> None:
        self._made += size
        if self._made > _MOST_GROWTH * self._read + _FREE_GROWTH:
            detail = f"the gzip body grows to over {_MOST_GROWTH} times its size; send it as it is"
            raise ProblemError(Problem(TOO_LARGE, detail))


def inflate_request() -> None:
    """Put the content of a gzip body in the place of the body.

    Raises:
        ProblemError: The body has another coding.
    """
    request = flask.request
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        return
    if coding not in {"gzip", "x-gzip"}:
        detail = f"the content coding {shown(coding)} is not read here; send gzip, or none"
        # RFC 9110, 15.5.16: says what would have been taken.
        raise ProblemError(Problem(NOT_DECODED, detail, headers={"Accept-Encoding": "gzip"}))
    environ = request.environ
    source = cast("BinaryIO", get_input_stream(environ))
    environ["wsgi.input"] = io.BufferedReader(Inflated(source), _PIECE)
    environ["wsgi.input_terminated"] = True  # it ends by itself; its length is not known
    environ.pop("CONTENT_LENGTH", None)


def deflate_response(response: flask.Response) -> None:
    """Compress an answer for a client that takes gzip; one that is sent as a stream is not."""
    if response.mimetype not in _COMPRESSIBLE or response.direct_passthrough:
        return
    response.vary.add("Accept-Encoding")
    if (
        not response.is_sequence
        or response.status_code in {204, 304}
        or "Content-Encoding" in response.headers
        or flask.request.accept_encodings.quality("gzip") <= 0
        or len(content := response.get_data()) < _SHORTEST
    ):
        return
    response.set_data(gzip.compress(content, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"


def _refuse(detail: str) -> NoReturn:
    raise ProblemError(Problem(MALFORMED, detail))
