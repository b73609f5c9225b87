"""What news agencies send: NewsML-G2, NITF and ninjs, the IPTC's three forms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scoring.errors import InputError
from scoring.formats.dates import put_date
from scoring.formats.items import LONGEST_ITEM, Draft, Item, Source, to_id
from scoring.formats.lines import read_json
from scoring.formats.markup import descendants, first, local_name, parse_xml, plain, plain_of, words

_LARGEST = 8 * LONGEST_ITEM  # bytes; a message holds many items
_WITHDRAWN = {"stat:canceled", "stat:withheld"}
_TEXTS = {"", "text", "composite"}


def read_newsml(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The news items of NewsML-G2, alone or in a message.

    Raises:
        InputError: It is not XML, or has no news item.
    """
    root = _parsed(source)
    items = [root] if local_name(root) == "newsItem" else list(descendants(root, "newsItem"))
    if not items:
        raise InputError(f"<{local_name(root)}> holds no <newsItem>")
    for number, item in enumerate(items, 1):
        yield _news_item(source, number, item)


def _news_item(source: Source, number: int, item: Any) -> Item:
    status = first(item, "itemMeta", "pubStatus")
    if status is not None and status.get("qcode") in _WITHDRAWN:
        reason = f"the agency says {status.get('qcode')!r} of it"
        return Item(source.name, number, passed_over=reason)
    draft = Draft()
    draft.put("id", to_id(item.get("guid")))
    draft.put("title", words(first(item, "contentMeta", "headline")))
    draft.put("publisher", _named(first(item, "itemMeta", "provider")))
    draft.put("publisher", _named(first(item, "rightsInfo", "copyrightHolder")))
    by, credit = (words(first(item, "contentMeta", name)) for name in ("by", "creditline"))
    draft.put("byline", " / ".join(part for part in (by, credit) if part))
    for path in (("contentMeta", "contentCreated"), ("itemMeta", "firstCreated")):
        put_date(draft, words(first(item, *path)))
    put_date(draft, words(first(item, "itemMeta", "versionCreated")))
    language = first(item, "contentMeta", "language")
    draft.put("language", _language(language.get("tag") if language is not None else None))
    draft.put("text", _news_text(item))
    if "text" not in draft.fields:
        kind = first(item, "itemMeta", "itemClass")
        shown = kind.get("qcode") if kind is not None else "it"
        return Item(source.name, number, passed_over=f"{shown} has no text")
    return draft.item(source, number)


def _news_text(item: Any) -> str:
    content = first(item, "contentSet")
    if content is None:
        return ""
    nitf = first(content, "nitf")
    if nitf is not None:
        return _nitf_text(nitf)
    body = first(content, "inlineXML", "body")
    if body is None:
        body = first(content, "inlineXML")
    if body is not None:
        return plain(body)
    data = first(content, "inlineData")
    text = data.text if data is not None else None
    markup = data is not None and "html" in (data.get("contenttype") or "")
    return plain_of(text) if text and markup else (text or "")


def read_nitf(source: Source, _: Mapping[str, str]) -> Iterator[Item]:
    """The article of a NITF file.

    Raises:
        InputError: It is not XML, or has no text.
    """
    root = _parsed(source)
    draft = Draft()
    number = first(root, "docdata", "doc-id")
    draft.put("id", to_id(number.get("id-string") if number is not None else None))
    draft.put("title", words(first(root, "hedline", "hl1")) or words(first(root, "title")))
    for path, name in (
        (("pubdata",), "name"),
        (("docdata", "doc.copyright"), "holder"),
        (("doc-id",), "regsrc"),
    ):
        found = first(root, *path)
        draft.put("publisher", found.get(name) if found is not None else None)
    draft.put("byline", words(first(root, "byline")))
    for name in ("date.issue", "date.release"):
        issued = first(root, "docdata", name)
        put_date(draft, issued.get("norm") if issued is not None else None)
    draft.put("text", _nitf_text(root))
    if "text" not in draft.fields:
        raise InputError("there is no text in <body.content>")
    yield draft.item(source, 1)


def _nitf_text(nitf: Any) -> str:
    """Dateline, paragraphs and the credit at the end, a line each."""
    parts = [words(first(nitf, "dateline"))]
    content = first(nitf, "body.content")
    if content is not None:
        parts.append(plain(content))
    parts.append(words(first(nitf, "body.end", "tagline")))
    return "\n".join(part for part in parts if part)


def read_ninjs(source: Source, columns: Mapping[str, str]) -> Iterator[Item]:
    """The articles of ninjs 1 or 2: one, or a list."""
    for item in read_json(source, columns):
        yield _ninjs(source, item)


def is_ninjs(head: bytes) -> bool:
    """Whether JSON begins as ninjs does."""
    return b'"uri"' in head and any(
        name in head
        for name in (b'"body_text"', b'"body_xhtml"', b'"bodies"', b'"headlines"', b'"pubstatus"')
    )


def _ninjs(source: Source, item: Item) -> Item:
    if item.body is None:
        return item
    draft = Draft()
    try:
        passed_over = _fill(draft, json.loads(item.body))
    except (ValueError, RecursionError) as error:
        return Item(source.name, item.number, refused=f"it is not JSON: {error}")
    except InputError as error:
        return Item(source.name, item.number, refused=str(error))
    if passed_over is not None:
        return Item(source.name, item.number, passed_over=passed_over)
    return draft.item(source, item.number)


def _fill(draft: Draft, news: object) -> str | None:
    """Gather the fields of a ninjs object; says why it is no article where it is none."""
    if not isinstance(news, dict):
        raise InputError(f"{str(news)[:80]!r} is no object")
    kind, status = str(news.get("type", "")), news.get("pubstatus")
    if kind not in _TEXTS or status in {"canceled", "withheld"}:
        return f"it is of type {kind!r}, status {status!r}"
    draft.put("id", to_id(_string(news.get("uri"))))
    draft.put("title", _string(news.get("headline")) or _main(news.get("headlines")))
    draft.put("byline", _string(news.get("byline")) or _string(news.get("by")))
    sources = news.get("infosources") or []
    providers = [part.get("name") for part in _objects(sources) if part.get("role") == "provider"]
    for name in (*providers, news.get("source"), news.get("copyrightholder")):
        draft.put("publisher", _string(name))
    draft.put("language", _language(_string(news.get("language"))))
    for name in ("firstcreated", "contentcreated", "versioncreated"):
        put_date(draft, _string(news.get(name)))
    marked = _string(news.get("body_xhtml")) or _string(news.get("body_html"))
    draft.put("text", plain_of(marked) if marked else _string(news.get("body_text")))
    body = _main(news.get("bodies"))
    draft.put("text", plain_of(body) if body else None)
    if "text" not in draft.fields:
        raise InputError("it has no body_text, body_xhtml or bodies")
    return None


def _main(parts: object) -> str | None:
    """The value of the part that has the role "main", or else of the first."""
    found = _objects(parts)
    chosen = next((part for part in found if part.get("role") == "main"), found[0] if found else {})
    return _string(chosen.get("value"))


def _objects(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _language(tag: str | None) -> str | None:
    """The language of a tag such as "sv-SE", as ISO 639 has it."""
    code = (tag or "").replace("_", "-").split("-")[0].lower()
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else None


def _named(element: Any | None) -> str | None:
    if element is None:
        return None
    return words(first(element, "name")) or element.get("literal")


def _parsed(source: Source) -> Any:
    content = source.stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise InputError(f"the file has over {_LARGEST:,} bytes; split it")
    return parse_xml(content)
