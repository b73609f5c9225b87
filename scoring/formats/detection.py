"""What form a source has, by its name, its first bytes and what its server called it."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import PurePosixPath

from scoring.errors import InputError
from scoring.formats.inflating import SUFFIXES
from scoring.formats.wires import is_ninjs

HEAD = 1 << 13  # bytes that are looked at

_BY_SUFFIX = {
    ".json": "json",
    ".jsonl": "ndjson",
    ".ndjson": "ndjson",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "warc",
    ".arc": "warc",
    ".eml": "eml",
    ".nitf": "nitf",
}
# Only what is in them says what they are.
_CONTAINERS = (".xml", ".zip", ".tar", ".tgz")
READ_IN_FOLDERS = frozenset({*_BY_SUFFIX, *_CONTAINERS})

_BY_ROOT = {
    "rss": "feed",
    "RDF": "feed",
    "feed": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "newsMessage": "newsml",
    "newsItem": "newsml",
    "nitf": "nitf",
    "html": "html",
}
_NAME = re.compile(r"<(?:[\w.-]{1,40}:)?(?P<name>[A-Za-z][\w.-]{0,40})")
# What may stand before the first element, and where each ends.
_PROLOGUE = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))
_HTML = re.compile(
    r"\s*<(?:!DOCTYPE html|html|head|body|article|div|p|meta|title)\b", re.IGNORECASE
)
_MAIL = re.compile(
    r"(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Reply-To)"
    r":[ \t]",
    re.IGNORECASE,
)


def suffix_of(name: str) -> str:
    """The ending of a name that tells its form, in lower case, without that of a compression."""
    path = PurePosixPath(name.lower())
    while path.suffix in SUFFIXES:
        path = path.with_suffix("")
    return path.suffix


def detect_form(name: str, head: bytes, content_type: str | None = None) -> str:
    """Tell the form of a source.

    Args:
        name: Its name, whose ending counts first.
        head: Its first bytes.
        content_type: What its server called it.

    Returns:
        A name in `FORMS`.

    Raises:
        InputError: It cannot be told.
    """
    if content_type is None and (form := _BY_SUFFIX.get(suffix_of(name))) is not None:
        return "ninjs" if form == "json" and is_ninjs(head) else form
    form = _by_content(head)
    if form is None and content_type is not None and "html" in content_type.lower():
        form = "html"
    if form is None:
        raise InputError(
            "its format cannot be told from its name or its content; name it with --format"
        )
    return form


def _by_content(head: bytes) -> str | None:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    codec = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    text = head.decode(codec, "replace").lstrip()
    if text.startswith(("{", "[")):
        return _json_form(text, head)
    if text.startswith("<"):
        if _HTML.match(text):
            return "html"
        root = _NAME.match(_past_prologue(text))
        return _BY_ROOT.get(root["name"]) if root is not None else None
    return "eml" if _MAIL.match(text) else None


def _json_form(text: str, head: bytes) -> str:
    if is_ninjs(head):
        return "ninjs"
    line, end, rest = text.partition("\n")
    if text.startswith("[") or not rest.strip():
        # One line that goes on beyond what was looked at is most likely the first of many.
        return "ndjson" if text.startswith("{") and not end and len(head) >= HEAD else "json"
    try:
        json.loads(line)
    except ValueError:
        return "json"
    return "ndjson"


def _past_prologue(text: str) -> str:
    """The text from its first element on."""
    while True:
        text = text.lstrip()
        ends = [end for begin, end in _PROLOGUE if text.startswith(begin)]
        if not ends:
            return text
        end = "]>" if ends[0] == ">" and "[" in text.partition(">")[0] else ends[0]
        text = text.partition(end)[2]
