"""Speed of reading, by form, and of extraction against trafilatura alone, in one process.

The documents are the demo's, repeated; reading ends with the fields of each document, before
anything is analysed.

Run `python -m bench.reading [--documents N]`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html as markup
import io
import itertools
import json
import time
from collections.abc import Callable
from email.message import EmailMessage

import pyarrow as pa
import pyarrow.parquet as pq
import trafilatura
import zstandard
from rich.console import Console
from rich.table import Table

from bench.scenarios import REPOSITORY
from scoring.corpus.html import extract_html
from scoring.formats import Source, read_source
from scoring.text.repair import repair

Document = dict[str, str]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    options = parser.parse_args()
    documents = _documents(options.documents)
    table = Table("what", "documents/s", "MB/s", "ratio")
    for name, (file, content, held) in _files(documents).items():
        seconds = _seconds(lambda file=file, content=content: _read(file, content))  # type: ignore[misc]  # mypy cannot infer a default
        table.add_row(name, f"{held / seconds:,.0f}", f"{len(content) / seconds / 1e6:.1f}", "")
    pages = [page(document) for document in documents[: max(50, len(documents) // 20)]]
    extract_html(pages[0], None)  # loads what tells the language
    plain = 0.0
    for name, work in (
        ("trafilatura alone", trafilatura.bare_extraction),
        ("trafilatura with metadata", _with_metadata),
        ("and JSON-LD and the language", lambda html: extract_html(html, None)),
    ):
        rate = len(pages) / _seconds(lambda work=work: [work(html) for html in pages])  # type: ignore[misc]  # likewise
        plain = plain or rate
        table.add_row(f"HTML, {name}", f"{rate:,.0f}", "", f"{rate / plain:.2f}")
    repairing = _seconds(lambda: [repair(document["text"]) for document in documents])
    table.add_row("repair of the text", f"{len(documents) / repairing:,.0f}", "", "")
    Console().print(table)


def _with_metadata(html: str) -> object:
    return trafilatura.bare_extraction(html, with_metadata=True)


def _documents(count: int) -> list[Document]:
    lines = (REPOSITORY / "demo/corpus.ndjson").read_text(encoding="utf-8").splitlines()
    known = itertools.islice(itertools.cycle(map(json.loads, lines)), count)
    return [
        {
            "id": f"d{number}",
            "url": f"https://demo.example/{number}",
            "title": document.get("title") or "",
            "published_at": "2032-09-14T17:25:00Z",
            "text": document["text"],
        }
        for number, document in enumerate(known)
    ]


def _files(documents: list[Document]) -> dict[str, tuple[str, bytes, int]]:
    """For each form a file's name and content, and how many documents it holds."""
    lines = "\n".join(map(json.dumps, documents)).encode()
    table = io.StringIO()
    writer = csv.DictWriter(table, list(documents[0]))
    writer.writeheader()
    writer.writerows(documents)
    parquet = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(documents), parquet)
    few = documents[: max(50, len(documents) // 10)]
    ninjs = [
        {"uri": item["id"], "headline": item["title"], "body_text": item["text"]} for item in few
    ]
    count = len(documents)
    return {
        "NDJSON": ("a.ndjson", lines, count),
        "NDJSON, gzip": ("a.ndjson.gz", gzip.compress(lines), count),
        "NDJSON, zstd": ("a.ndjson.zst", zstandard.compress(lines), count),
        "JSON list": ("a.json", json.dumps(documents).encode(), count),
        "CSV": ("a.csv", table.getvalue().encode(), count),
        "Parquet": ("a.parquet", parquet.getvalue(), count),
        "RSS with whole texts": ("a.rss", _feed(few), len(few)),
        "NewsML-G2": ("a.xml", _newsml(few), len(few)),
        "ninjs": ("a.json", json.dumps(ninjs).encode(), len(few)),
        "mail": ("a.eml", _mail(documents[0]), 1),
    }


def _feed(documents: list[Document]) -> bytes:
    items = "".join(
        f"<item><title>{markup.escape(item['title'])}</title><link>{item['url']}</link>"
        f"<content:encoded>{markup.escape(_paragraphs(item))}</content:encoded></item>"
        for item in documents
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<rss version="2.0" {space}><channel>{items}</channel></rss>'.encode()


def _newsml(documents: list[Document]) -> bytes:
    items = "".join(
        f'<newsItem guid="{item["id"]}"><contentMeta><headline>{markup.escape(item["title"])}'
        f"</headline></contentMeta><contentSet><inlineXML><body>{_paragraphs(item)}</body>"
        "</inlineXML></contentSet></newsItem>"
        for item in documents
    )
    return (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">{items}</newsMessage>'.encode()
    )


def _mail(document: Document) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = document["title"], "a@demo.example"
    message.set_content(document["text"])
    return message.as_bytes()


def page(document: Document) -> str:
    """A web page with the document as its article, among menus and a footer."""
    menu = "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(40))
    linked = json.dumps({"@type": "NewsArticle", "datePublished": document["published_at"]})
    return (
        f"<html lang='en'><head><title>{markup.escape(document['title'])}</title>"
        f"<script type='application/ld+json'>{linked}</script></head><body><nav>{menu}</nav>"
        f"<article><h1>{markup.escape(document['title'])}</h1>{_paragraphs(document)}</article>"
        f"<aside><ul>{menu}</ul></aside><footer><p>All rights reserved.</p></footer></body></html>"
    )


def _paragraphs(document: Document) -> str:
    return "".join(f"<p>{markup.escape(line)}</p>" for line in document["text"].splitlines())


def _read(name: str, content: bytes) -> None:
    for item in read_source(Source(name, io.BytesIO(content))):
        if item.refused is not None:
            raise ValueError(f"{name}: {item.refused}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
