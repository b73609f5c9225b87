"""Each form as its documents write it, read by the public function."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from scoring.errors import InputError
from scoring.formats import FORMS, Item, Source, read_source
from scoring.formats.columns import parse_columns
from scoring.formats.items import to_id

TEXT = "The ferry Alvara sank off Brenna on Monday, the coast guard said."


def read(content: bytes | str, name: str = "x", **options: Any) -> list[Item]:
    body = content.encode() if isinstance(content, str) else content
    url = options.pop("url", None)
    return list(read_source(Source(name, io.BytesIO(body), url=url), **options))


def one(content: bytes | str, name: str = "x", **options: Any) -> dict[str, Any]:
    (item,) = read(content, name, **options)
    assert item.fields is not None, item.refused or item.passed_over
    return dict(item.fields)


class TestJson:
    def test_lines(self):
        lines = [json.dumps({"text": TEXT}), "", "{broken"]
        items = read("\n".join(lines), "a.ndjson")
        assert [item.body for item in items] == [line.encode() for line in lines]
        assert [item.number for item in items] == [1, 2, 3]

    @pytest.mark.parametrize("indent", [None, 2])
    def test_a_list_of_any_length_is_cut_into_its_documents(self, indent: int | None):
        documents = [{"id": f"d{n}", "text": TEXT * 50} for n in range(200)]
        items = read(json.dumps(documents, indent=indent), "a.json")
        assert [json.loads(item.body or b"") for item in items] == documents

    def test_one_document(self):
        assert [item.body for item in read('{"text": "a"}', "a.json")] == [b'{"text": "a"}']

    @pytest.mark.parametrize("content", ['[{"text": "a"} {"text": "b"}]', '[{"text": "a"}'])
    def test_a_list_that_is_none(self, content: str):
        first, second = read(content, "a.json")
        assert first.body == b'{"text": "a"}'
        assert "the list is not JSON: after document 1" in (second.refused or "")

    def test_the_form_is_told_from_the_content(self):
        assert len(read('{"text": "a"}\n{"text": "b"}\n')) == 2
        assert len(read('{\n "text": "a"\n}\n')) == 1
        assert len(read('[{"text": "a"}, {"text": "b"}]')) == 2


class TestTables:
    def test_columns_are_named_by_a_map_or_by_themselves(self):
        table = f'Body,title,when,price\n"{TEXT}\nIt was late.",Ferry,2031-05-06,3\n,,,\n'
        columns = parse_columns(["text=Body", "published_at=when"])
        first, second = read(table, "a.csv", columns=columns)
        assert first.fields == {
            "text": f"{TEXT}\nIt was late.",
            "title": "Ferry",
            "published_at": "2031-05-06T00:00:00+00:00",
        }
        assert first.notes == (
            "columns that are not read: 'price'",
            "a date without a time zone is read as UTC",
        )
        assert second.fields == {}

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_told_from_the_first_line(self, delimiter: str):
        assert one(f"id{delimiter}text\na{delimiter}b\n", "a.csv") == {"id": "a", "text": "b"}

    def test_tsv_and_another_charset(self):
        rows = "id\ttext\n" + "a\tDe två männen från Malmö åkte båt över sjön på måndagen.\n"
        assert one(rows.encode("cp1252"), "a.tsv")["text"].startswith("De två männen från Malmö")

    def test_a_row_of_another_length_fails_alone(self):
        first, second = read("id,text\na,b,c\nd,e\n", "a.csv")
        assert first.refused == "the row has 3 fields, the first line names 2"
        assert second.fields == {"id": "d", "text": "e"}

    def test_without_a_text_it_says_which_columns_there_are(self):
        (item,) = read("head,body\na,b\n", "a.csv")
        assert item.refused is not None
        assert "--map text=COLUMN, out of 'head', 'body'" in item.refused
        (item,) = read("head,body\na,b\n", "a.csv", columns={"text": "bdy"})
        assert "there is no column 'bdy'" in (item.refused or "")

    def test_parquet(self):
        table = pa.table(
            {
                "body": [TEXT, None],
                "id": [1, 2],
                "published_at": [datetime(2031, 5, 6, 8, tzinfo=UTC), None],
                "byline": [["Ada Holm", "Bo Ek"], []],
                "vector": [[0.1], [0.2]],
            }
        )
        file = io.BytesIO()
        pq.write_table(table, file)
        for name, content in (
            ("a.parquet", file.getvalue()),
            ("a.parquet.gz", gzip.compress(file.getvalue())),
        ):
            first, second = read(content, name, columns={"text": "body"})
            assert first.fields == {
                "text": TEXT,
                "id": "1",
                "published_at": "2031-05-06T08:00:00+00:00",
                "byline": "Ada Holm, Bo Ek",
            }
            assert second.fields == {"id": "2"}

    @pytest.mark.parametrize("pair", ["text", "text=", "body=text"])
    def test_a_map_that_is_none(self, pair: str):
        with pytest.raises(InputError, match="is not FIELD=COLUMN"):
            parse_columns([pair])


RSS = f"""<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Norvik Times - World</title>
<link>https://norvik.example/</link>
<item><title>Ferry &amp; storm</title><link>https://norvik.example/1</link>
<pubDate>Tue, 06 May 2031 08:00:00 +0200</pubDate><dc:creator>Ada Holm</dc:creator>
<content:encoded><![CDATA[<p>{TEXT}</p><!-- <item> --><p>It was late.</p>]]>
</content:encoded></item>
<item><title>Bridge</title><link>https://norvik.example/2</link>
<description>&lt;b&gt;Closed&lt;/b&gt; on Friday.</description></item>
<item><title>Nothing</title></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Brenna Post</title>
<entry><id>tag:brenna.example,2031:1</id><title>Ferry</title>
<updated>2031-05-06T08:00:00Z</updated><author><name>Bo Ek</name></author>
<content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>"""


class TestFeeds:
    def test_rss_with_whole_texts_and_summaries(self):
        whole, summary, nothing = read(RSS)
        assert whole.fields == {
            "text": f"{TEXT}\nIt was late.",
            "title": "Ferry & storm",
            "url": "https://norvik.example/1",
            "byline": "Ada Holm",
            "published_at": "2031-05-06T06:00:00+00:00",
        }
        assert whole.link is None
        assert summary.fields is not None
        assert summary.fields["text"] == "Closed on Friday."
        assert summary.link == "https://norvik.example/2"
        assert summary.notes == ("the feed has only a summary of it",)
        assert nothing.refused == "the entry has neither a text nor a link"

    def test_atom(self):
        assert one(ATOM, "a.atom") == {
            "text": TEXT,
            "title": "Ferry",
            "byline": "Bo Ek",
            "publisher": "Brenna Post",
            "published_at": "2031-05-06T08:00:00+00:00",
            "id": to_id("tag:brenna.example,2031:1"),
        }

    def test_a_feed_that_is_cut_off_gives_what_it_has(self):
        items = read(RSS[: RSS.index("on Friday")], "a.rss")
        assert [bool(item.fields) for item in items] == [True, True]

    def test_a_sitemap_is_links(self):
        (item,) = read(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
            "<loc>https://norvik.example/1</loc><news:news><news:publication><news:name>Norvik"
            " Times</news:name></news:publication><news:publication_date>2031-05-06T08:00:00Z"
            "</news:publication_date><news:title>Ferry</news:title></news:news></url></urlset>"
        )
        assert item.link == "https://norvik.example/1"
        assert item.fields == {
            "url": "https://norvik.example/1",
            "title": "Ferry",
            "publisher": "Norvik Times",
            "published_at": "2031-05-06T08:00:00+00:00",
        }


NEWSML = f"""<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
<itemSet><newsItem guid="urn:newsml:pharos.example:20310506:1" version="2">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="Pharos"/>
<versionCreated>2031-05-06T09:00:00Z</versionCreated>
<firstCreated>2031-05-06T08:00:00Z</firstCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><by>Ada Holm</by><creditline>Pharos/Northwire</creditline><language tag="en-GB"/>
<headline>Ferry sinks</headline></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head>
<body><p>{TEXT}</p><p>It was <b>late</b>.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>
<newsItem guid="urn:3"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta></newsItem>
</itemSet></newsMessage>"""

NITF = f"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><head><docdata>
<doc-id id-string="n1"/><date.issue norm="20310506T080000Z"/><doc.copyright holder="Pharos"/>
</docdata></head><body><body.head><hedline><hl1>Ferry sinks</hl1></hedline>
<byline>By Ada Holm</byline><dateline><location>BRENNA</location></dateline></body.head>
<body.content><p>{TEXT}</p><p>It was late.</p></body.content>
<body.end><tagline>(Northwire)</tagline></body.end></body></nitf>"""


class TestWires:
    def test_newsml(self):
        text, picture, canceled = read(NEWSML, "a.xml")
        assert text.fields == {
            "id": "urn:newsml:pharos.example:20310506:1",
            "title": "Ferry sinks",
            "publisher": "Pharos",
            "byline": "Ada Holm / Pharos/Northwire",
            "published_at": "2031-05-06T08:00:00+00:00",
            "language": "en",
            "text": f"{TEXT}\nIt was late.",
        }
        assert picture.passed_over == "ninat:picture has no text"
        assert canceled.passed_over == "the agency says 'stat:canceled' of it"

    def test_nitf(self):
        assert one(NITF, "a.xml") == {
            "id": "n1",
            "title": "Ferry sinks",
            "publisher": "Pharos",
            "byline": "By Ada Holm",
            "published_at": "2031-05-06T08:00:00+00:00",
            "text": f"BRENNA\n{TEXT}\nIt was late.\n(Northwire)",
        }

    @pytest.mark.parametrize(
        "parts",
        [
            {"headline": "Ferry", "body_xhtml": f"<p>{TEXT}</p>", "copyrightholder": "Pharos"},
            {
                "headlines": [{"role": "main", "value": "Ferry"}],
                "bodies": [{"role": "main", "value": TEXT}],
                "infosources": [{"role": "provider", "name": "Pharos"}],
            },
        ],
    )
    def test_ninjs(self, parts: dict[str, Any]):
        news = {"uri": "urn:a", "type": "text", "language": "sv", **parts}
        wanted = {"id": "urn:a", "title": "Ferry", "text": TEXT, "publisher": "Pharos"}
        assert one(json.dumps(news), "a.json") == {**wanted, "language": "sv"}
        picture = read(json.dumps([{**news, "type": "picture"}]), form="ninjs")
        assert "'picture'" in (picture[0].passed_over or "")


class TestMail:
    def test_plain_text_is_unwrapped(self):
        mail = (
            "From: Brenna Port <press@port.example>\r\nSubject: =?utf-8?q?Ferry_=C3=A5?=\r\n"
            "Date: Tue, 06 May 2031 08:00:00 +0200\r\nMessage-ID: <1@port.example>\r\n"
            'Content-Type: text/plain; charset="utf-8"\r\n\r\n'
            "The ferry Alvara sank off Brenna on Monday, the coast guard\r\nsaid.\r\n\r\n"
            "Contact:\r\nBo Ek\r\n-- \r\nBrenna Port\r\n"
        )
        (item,) = read(mail, "a.eml")
        assert item.fields is not None
        assert item.fields["text"] == f"{TEXT}\nContact:\nBo Ek"
        assert item.fields["title"] == "Ferry å"
        assert item.fields["publisher"] == "Brenna Port"
        assert item.fields["published_at"] == "2031-05-06T08:00:00+02:00"
        assert item.notes == ("the signature is left out",)

    def test_html_alone(self):
        mail = f"From: a@b.example\nContent-Type: text/html\n\n<p>{TEXT}</p><p>It was late.</p>"
        assert one(mail)["text"] == f"{TEXT}\nIt was late."
        assert one(mail)["publisher"] == "b.example"


def warc_record(kind: str, body: bytes, url: str = "") -> bytes:
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Date: 2031-05-06T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n")


def warc_page(url: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return warc_record("response", head.encode() + body, url)


def test_a_web_archive():
    content = [
        warc_record("warcinfo", b"software: a test\r\n"),
        warc_page("https://a.example/1", "text/html; charset=utf-8", f"<p>{TEXT}</p>".encode()),
        warc_page("https://a.example/2.png", "image/png", b"\x89PNG"),
    ]
    info, page, picture = read(b"".join(content), "a.warc.gz")
    assert info.passed_over == "a warcinfo record is no page"
    assert page.fields == {"html": f"<p>{TEXT}</p>", "url": "https://a.example/1"}
    assert picture.passed_over == "image/png at https://a.example/2.png is no page"


@pytest.mark.parametrize("headers", [b"X: " + b"x" * (1 << 21), b"X: x\r\n" * 300_000])
def test_headers_of_a_web_archive_have_a_limit(headers: bytes):
    page = warc_page("https://a.example/1", "text/html", f"<p>{TEXT}</p>".encode())
    record = gzip.compress(b"WARC/1.0\r\n" + headers + b"\r\n\r\n")
    before, last = read(page + record, "a.warc.gz")
    assert before.fields is not None
    assert "over 1,048,576 bytes of headers" in (last.refused or "")


class TestPacking:
    def test_gzip_and_zstd_of_several_members(self):
        line = json.dumps({"text": TEXT}).encode() + b"\n"
        assert len(read(gzip.compress(line) + gzip.compress(line), "a.ndjson.gz")) == 2
        packed = zstandard.compress(line) + zstandard.compress(line)
        assert len(read(packed, "a.ndjson.zst")) == 2
        assert len(read(gzip.compress(zstandard.compress(line)), "a.ndjson.zst.gz")) == 1

    def test_entries_of_zip_and_tar(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("wire/a.xml", NITF)
            archive.writestr("wire/a.jpg", b"\xff\xd8")
            archive.writestr("b.csv", "text\nRain.\n")
        article, picture, row = read(file.getvalue(), "a.zip")
        assert article.source == "a.zip/wire/a.xml"
        assert article.fields is not None
        assert picture.passed_over is not None
        assert row.fields == {"text": "Rain."}
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            entry = tarfile.TarInfo("a.json")
            entry.size = 14
            archive.addfile(entry, io.BytesIO(b'{"text": "a"}\n'))
        assert [item.body for item in read(file.getvalue(), "a.tgz")] == [b'{"text": "a"}\n']


def test_every_form_can_be_forced():
    assert one(
        RSS[: RSS.index("<item>")] + "<item><description>a</description></item>", form="feed"
    )
    for form in FORMS:
        assert all(
            item.refused
            for item in read(b"\x00\x01 nothing", form=form)
            if not item.body and item.fields is None
        )


def test_what_cannot_be_told_says_what_to_do():
    (item,) = read("Just words.", "letter.txt")
    assert "name it with --format" in (item.refused or "")
