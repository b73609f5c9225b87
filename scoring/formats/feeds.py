"""RSS and Atom, cut into small feeds so that one of any length is read in bounded memory."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from scoring.errors import InputError
from scoring.formats.dates import put_date
from scoring.formats.items import LONGEST_ITEM, Draft, Item, Source, to_id
from scoring.formats.markup import plain_of, refuse_entities

_AT_ONCE = 50  # entries that feedparser holds; it takes about 4 ms for each
_PIECE = 1 << 16
# In one entry: feedparser's time rises with their square where none is closed.
_MOST_TAGS = 20_000
_LONGEST_MARK = 32  # bytes
_MARK = re.compile(
    rb"(?P<data><!\[CDATA\[)|(?P<comment><!--)|(?P<open><(?:\w{1,8}:)?(?:item|entry)(?=[\s>/]))"
    rb"|(?P<close></(?:\w{1,8}:)?(?:item|entry)\s{0,8}>)"
)
_ENDS = {"data": b"]]>", "comment": b"-->"}
_ROOT = re.compile(rb"<(?P<name>(?:\w{1,8}:)?(?:rss|RDF|feed))(?=[\s>])")


def read_feed(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The entries of a feed: the whole text where it gives it, else a summary and a link.

    Raises:
        InputError: It is no feed, or declares entities.
    """
    import feedparser

    number = 0
    for feed in _small_feeds(source):
        parsed = feedparser.parse(
            feed, response_headers={"content-location": source.url} if source.url else None
        )
        for entry in parsed.entries:
            number += 1
            yield _item(source, number, entry, parsed.feed)


def _item(source: Source, number: int, entry: Any, feed: Any) -> Item:
    draft = Draft()
    link = _page(entry.get("link"))
    contents = [part.value for part in entry.get("content", ()) if part.get("value")]
    try:
        text = plain_of(max(contents, key=len)) if contents else ""
        summary = plain_of(entry.get("summary", ""))
    except InputError as error:
        return Item(source.name, number, refused=str(error))
    draft.put("text", text or summary)
    draft.put("title", plain_of(entry.get("title", "")).replace("\n", " "))
    draft.put("url", link)
    draft.put("byline", entry.get("author"))
    # A feed's title is often that of a section; without a publisher the address tells it.
    draft.put("publisher", entry.get("publisher") or (None if link else feed.get("title")))
    published = entry.get("published_parsed") or entry.get("updated_parsed")
    put_date(draft, published or entry.get("published") or entry.get("updated"))
    if not link:
        draft.put("id", to_id(entry.get("id")))
    if not text and link:
        draft.notes.append("the feed has only a summary of it")
    if "text" not in draft.fields and not link:
        return Item(source.name, number, refused="the entry has neither a text nor a link")
    return draft.item(source, number, link=None if text else link)


def _page(link: str | None) -> str | None:
    """The link where it is one to a page; feedparser takes an entry's id for a missing one."""
    return link if link is not None and link.lower().startswith(("http://", "https://")) else None


def _small_feeds(source: Source) -> Iterator[bytes]:
    """The feed as feeds of a few entries each, with the head of the whole."""
    parts = _Cutter(source.stream).parts()
    head = next(parts)
    root = _root(head)
    channel = b"</channel>" if root.endswith(b"rss") and b"</channel>" not in head else b""
    while entries := list(itertools.islice(parts, _AT_ONCE)):
        yield b"".join([head, *entries, channel, b"</", root, b">"])


class _Cutter:
    """Cuts a feed before and after each entry, whether or not it is well-formed XML."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = b""
        self._at = 0  # what is before it was looked at
        self._tags = 0  # in the buffer

    def parts(self) -> Iterator[bytes]:
        """What stands before the first entry, then each entry."""
        begin: int | None = 0
        first = True
        while (mark := self._next_mark()) is not None:
            if mark.lastgroup == "open" and (first or begin is None):
                if first:
                    yield self._buffer[: mark.start()]
                begin, first = mark.start(), False
            elif mark.lastgroup == "close" and begin is not None and not first:
                yield self._buffer[begin : self._at]
                self._buffer, self._at, begin = self._buffer[self._at :], 0, None
                self._tags = self._buffer.count(b"<")
        if begin is not None:  # no entry at all, or one that breaks off: what there is of it
            yield self._buffer[begin:]

    def _next_mark(self) -> re.Match[bytes] | None:
        """The next beginning or end of an entry that is no part of CDATA or a comment."""
        while True:
            found = _MARK.search(self._buffer, self._at)
            cut = found is None or found.end() > len(self._buffer) - _LONGEST_MARK
            if cut and self._more():
                if found is None:  # nothing before is looked at again
                    self._at = max(self._at, len(self._buffer) - _PIECE - _LONGEST_MARK)
                continue
            if found is None:
                return None
            self._at = found.end()
            if found.lastgroup not in _ENDS:
                return found
            self._skip(_ENDS[found.lastgroup])

    def _skip(self, end: bytes) -> None:
        while (at := self._buffer.find(end, self._at)) < 0:
            self._at = max(self._at, len(self._buffer) - len(end))
            if not self._more():
                self._at = len(self._buffer)
                return
        self._at = at + len(end)

    def _more(self) -> bool:
        piece = self._stream.read(_PIECE)
        self._buffer += piece
        self._tags += piece.count(b"<")
        if len(self._buffer) > LONGEST_ITEM or self._tags > _MOST_TAGS:
            raise InputError(
                f"an entry of the feed has over {LONGEST_ITEM:,} bytes or {_MOST_TAGS:,} tags"
            )
        return bool(piece)


def _root(head: bytes) -> bytes:
    refuse_entities(head)
    found = _ROOT.search(head)
    if found is None:
        raise InputError("it is no feed: neither <rss>, <feed> nor <rdf:RDF> is in it")
    return found["name"]
