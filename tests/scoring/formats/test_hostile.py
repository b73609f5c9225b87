"""Files that were made to break a reader: each is refused with a reason, and nothing hangs."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import tarfile
import zipfile
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.formats import FORMS, LONGEST_ITEM, Item, Source, read_source
from scoring.formats.charsets import decode

GOOD = json.dumps({"text": "Rain fell."}).encode()


class Endless(io.RawIOBase):
    """A stream of pieces that are made while they are read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        self._left = self._left or next(self._pieces, b"")
        piece, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def read(content: bytes | io.RawIOBase, name: str = "x", form: str | None = None) -> Iterator[Item]:
    stream = io.BytesIO(content) if isinstance(content, bytes) else io.BufferedReader(content)
    return read_source(Source(name, stream), form=form)


def reasons(items: Iterable[Item]) -> list[str]:
    return [item.refused for item in items if item.refused is not None]


def repeated(piece: bytes, megabytes: int) -> Iterator[bytes]:
    block = piece * ((1 << 20) // len(piece))
    return itertools.repeat(block, megabytes)


@pytest.mark.parametrize(("form", "megabytes"), [("ndjson", 64), ("csv", 16)])
def test_a_line_without_end_is_read_past(form: str, megabytes: int):
    head, good = (b"text\n", b"Rain fell.") if form == "csv" else (b"", GOOD)
    lines = itertools.chain(
        [head, good, b"\n"], repeated(b"x" * 64, megabytes), [b"\n", good, b"\n"]
    )
    items = list(read(Endless(lines), form=form))
    assert [item.refused is None for item in items] == [True, False, True]
    assert f"the line has over {LONGEST_ITEM:,}" in reasons(items)[0]


@pytest.mark.parametrize("form", ["json", "ninjs", "html", "eml", "feed", "newsml", "nitf"])
def test_a_value_without_end_is_refused(form: str):
    begin = {"json": b'["', "ninjs": b'{"uri": "', "feed": b"<rss><channel><item>"}
    pieces = itertools.chain([begin.get(form, b"<a>")], repeated(b"x" * 64, 72))
    (item,) = read(Endless(pieces), form=form)
    assert item.refused is not None or len(item.body or b"") > LONGEST_ITEM


def test_bombs_are_not_unpacked():
    zeros = gzip.compress(b"\0" * (1 << 20))
    assert "grows to over 100 times its size" in reasons(read(zeros * 80, "a.ndjson.gz"))[-1]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.ndjson", GOOD)
        with archive.open("bomb.csv", "w") as entry:
            for _ in range(80):
                entry.write(b"\0" * (1 << 20))
    items = list(read(file.getvalue(), "a.zip"))
    assert items[0].body == GOOD
    assert "grows to over 100 times its size" in reasons(items)[-1]
    packed = GOOD
    for _ in range(6):
        packed = gzip.compress(packed)
    assert "packed over 3 times" in reasons(read(packed))[0]


@pytest.mark.parametrize("form", ["newsml", "nitf", "feed", "sitemap"])
def test_entities_are_not_expanded(form: str):
    entities = "".join(
        f"<!ENTITY {a} '{f'&{b};' * 10}'>" for b, a in itertools.pairwise("abcdefghij")
    )
    root = {"newsml": "newsItem", "nitf": "nitf", "feed": "rss", "sitemap": "urlset"}[form]
    xml = f"<!DOCTYPE x [<!ENTITY a 'ha'>{entities}]><{root}><url><loc>&j;</loc></url>"
    assert (
        "declares entities"
        in reasons(read(f"{xml}<item>&j;</item></{root}>".encode(), form=form))[0]
    )
    file = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    assert (
        "declares entities" in reasons(read(f"{file}<{root}>&a;</{root}>".encode(), form=form))[0]
    )


def test_entries_that_lead_out_of_an_archive_are_not_read():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("../../a.ndjson", "/etc/a.ndjson", "c:\\a.ndjson", "good.ndjson"):
            archive.writestr(name, GOOD)
    *bad, good = read(file.getvalue(), "a.zip")
    assert good.body == GOOD
    assert all("names a place outside of the archive" in (item.refused or "") for item in bad)
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        link = tarfile.TarInfo("a.ndjson")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert "is a link or a device" in reasons(read(file.getvalue(), "a.tar"))[0]


def test_a_feed_of_a_hundred_thousand_entries_is_cut_as_it_comes():
    """Only its beginning is parsed here: what is tested is that the rest is not waited for."""
    entry = b"<item><title>Rain</title><link>https://a.example/1</link></item>"
    pieces = itertools.chain([b"<rss><channel>"], itertools.repeat(entry, 100_000))
    source = Endless(pieces)
    items = read(source, "a.rss")
    assert [next(items).number for _ in range(120)] == list(range(1, 121))
    assert sum(1 for _ in source._pieces) > 90_000


@pytest.mark.parametrize(
    "feed",
    [
        b"<rss><channel>" + b"<![CDATA[" * 100_000,
        b"<rss><channel>" + b"<!--" * 100_000,
        b"<rss><channel>" + b"<item " * 100_000,
        b"<rss>" + b"</item>" * 100_000,
        b"<" * 500_000,
        b"<?xml " + b" " * 500_000,
    ],
)
def test_feeds_that_would_take_a_pattern_forever(feed: bytes):
    assert all(item.refused for item in read(feed, form="feed"))


def test_lists_nested_without_end():
    (item,) = read(b"[" * 1_000_000, "a.json")
    assert item.refused is not None or item.body is not None
    (item,) = read(b"<a>" * 100_000, form="nitf")
    assert "it is not XML" in (item.refused or "")


def test_dates_of_no_year_are_left_out_with_a_note():
    rows = (
        "text,published_at\nRain.,0000-01-01\nRain.,9999-12-31T23:59:59-05:00\nRain.,9999-12-31\n"
    )
    zero, beyond, last = read(rows.encode(), "a.csv")
    for item in (zero, beyond):
        assert item.fields == {"text": "Rain."}
        assert "left out" in item.notes[0]
    assert last.fields is not None
    assert last.fields["published_at"].startswith("9999-12-31")


@pytest.mark.parametrize(
    ("content", "header", "text", "note"),
    [
        ("blå".encode(), "text/html; charset=iso-8859-1", "blå", "it is UTF-8, not cp1252"),
        ("en blå båt".encode("cp1252"), "charset=utf-8", "en blå båt", "was read as cp1252"),
        ("blå“".encode("cp1252"), "text/html; charset=iso-8859-1", "blå“", ""),
        (b"<meta charset=hex>abc", None, "<meta charset=hex>abc", ""),
        (b"<meta charset=nonsense>abc", None, "<meta charset=nonsense>abc", ""),
        (
            "a ö å ä ".encode() * 9 + b"\xff",
            None,
            "a ö å ä " * 9 + "\ufffd",
            "1 bytes that are not",
        ),
        ("blå".encode("utf-16"), None, "blå", ""),
    ],
)
def test_charsets_that_are_not_the_ones_named(
    content: bytes, header: str | None, text: str, note: str
):
    found, notes = decode(content, header)
    assert found == text
    assert bool(note) == bool(notes)
    assert note in " ".join(notes)


_PIECES = st.sampled_from(
    [
        *(b"<", b">", b"/", b'"', b"\n", b",", b"\0", b"\xff\xfe", b"&", b"&#0;", b"{", b"}", b"["),
        *(b"<rss>", b"<item>", b"</item>", b"<feed>", b"<entry>", b"<![CDATA[", b"]]>", b"<!--"),
        *(b"<nitf>", b"<newsItem>", b"<contentSet>", b"<inlineXML>", b"<p>", b"<url><loc>"),
        *(
            b"WARC/1.0\r\n",
            b"Content-Length: 9\r\n",
            b"WARC-Type: response\r\n",
            b"HTTP/1.1 200\r\n",
        ),
        *(b"Subject: a\r\n", b"Date: Mon, 99 Foo 0000\r\n", b"Content-Type: multipart/mixed\r\n"),
        *(
            b"text,id\n",
            b'{"text": "a"}\n',
            b'{"uri": 1, "bodies": [1]}',
            b"\x1f\x8b",
            b"PK\x03\x04",
        ),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(st.one_of(_PIECES, st.binary(max_size=12)), max_size=24),
    form=st.sampled_from([None, *FORMS]),
)
def test_whatever_comes_is_a_document_or_a_reason(pieces: list[bytes], form: str | None):
    for item in read(b"".join(pieces), form=form):
        given = (item.fields, item.body, item.refused, item.passed_over)
        assert sum(part is not None for part in given) == 1
        assert item.number >= 1
