"""Lines and JSON values cut out of a stream, each in bounded memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from scoring.formats.items import LONGEST_ITEM, Item, Source

_PIECE = 1 << 16
_WHITE = re.compile(r"[ \t\r\n]*")
_JSON = json.JSONDecoder()


class Readable(Protocol):
    """A stream of bytes."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next line with its line feed, or its first `size` bytes; b"" at the end."""
        ...


def cut_lines(stream: Readable, longest: int) -> Iterator[bytes | None]:
    """Cut a stream into lines without their ends, holding at most one.

    A line of over `longest` bytes is read past, not held, and given as None. A last line
    without a line feed counts; nothing after the last line feed is no line.
    """
    while body := stream.readline(longest + 2):
        content = body.removesuffix(b"\n").removesuffix(b"\r")
        kept = len(content) <= longest
        while not kept and not body.endswith(b"\n") and body:
            body = stream.readline(_PIECE)
        yield content if kept else None


def read_ndjson(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The documents of NDJSON, one a line."""
    for number, body in enumerate(cut_lines(source.stream, LONGEST_ITEM), 1):
        if body is None:
            reason = f"the line has over {LONGEST_ITEM:,} bytes; split the document"
            yield Item(source.name, number, refused=reason)
        else:
            mark = codecs.BOM_UTF8 if number == 1 else b""
            yield Item(source.name, number, body=body.removeprefix(mark))


def read_json(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The document of a JSON file, or those of its list; a list may be of any length."""
    window = _Window(source)
    if window.next_character() != "[":
        yield Item(source.name, 1, body=window.rest())
        return
    window.take(1)
    number = 0
    while window.next_character() != "]":
        number += 1
        body, ended = window.value()
        yield Item(source.name, number, body=body)
        if not ended:
            return
        if window.next_character() != ",":
            break
        window.take(1)
    if window.next_character() != "]":
        found = window.next_character() or "its end"
        reason = f"the list is not JSON: after document {number} it has {found!r}, no comma or ]"
        yield Item(source.name, number + 1, refused=reason)


class _Window:
    """The part of a JSON text that is being looked at."""

    def __init__(self, source: Source) -> None:
        self._stream = source.stream
        # What is no UTF-8 stays as it is, for whoever parses the value to refuse.
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._text = ""
        self._ended = False

    def next_character(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            white = _WHITE.match(self._text)
            self._text = self._text[white.end() if white else 0 :]
            if self._text or self._ended:
                return self._text[:1]
            self._more()

    def take(self, count: int) -> None:
        """Move on."""
        self._text = self._text[count:]

    def rest(self) -> bytes:
        """All that is left; of more than a document may have, just too much of it."""
        while not self._ended and len(self._text) <= LONGEST_ITEM:
            self._more()
        return _encoded(self._text)

    def value(self) -> tuple[bytes, bool]:
        """The next value, and whether its end was found; else all that can be one."""
        size = _PIECE
        while True:
            try:
                _, end = _JSON.raw_decode(self._text)
            except (ValueError, RecursionError):
                end = None
            # A number may go on after what was read of it.
            if end is not None and (end < len(self._text) or self._ended):
                return self._cut(end), True
            if self._ended or len(self._text) > LONGEST_ITEM:
                return self.rest(), False
            size *= 2  # so that a long value is not tried once for each piece of it
            self._more(size)

    def _cut(self, end: int) -> bytes:
        body = _encoded(self._text[:end])
        self._text = self._text[end:]
        return body

    def _more(self, size: int = _PIECE) -> None:
        piece = self._stream.read(size)
        self._ended = not piece
        self._text += self._decoder.decode(piece, final=self._ended)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
