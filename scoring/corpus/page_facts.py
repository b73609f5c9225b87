"""What a web page says of itself: its JSON-LD, its meta elements, its links."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

_DEEPEST = 6  # levels of JSON-LD that are looked at; @graph, article, publisher are three
_ARTICLES = ("Article", "BlogPosting", "Report", "LiveBlogPosting", "WebPage")
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "parsely-pub-date",
    "dcterms.created",
    "dc.date.issued",
)
_LONGEST_JSON = 1 << 20  # characters of one script


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was found; None where the page does not say.

    Attributes:
        url: Its canonical address.
        published_at: The moment, where it gives one with a time.
        language: ISO 639 code of the language it says it is in.
    """

    url: str | None
    title: str | None
    publisher: str | None
    byline: str | None
    published_at: datetime | None
    language: str | None


def read_facts(tree: Any, url: str | None) -> PageFacts:
    """Read what a page says of itself.

    Args:
        tree: The page as an lxml element; it is not changed.
        url: Its address, to which its links are relative.
    """
    article = _article(tree)
    metas = _metas(tree)
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    languages = (
        article.get("inLanguage"),
        next(iter(tree.xpath("/html/@lang | /html/@xml:lang")), None),
        metas.get("og:locale"),
    )
    dates = (article.get("datePublished"), *(metas.get(name.lower()) for name in _DATES))
    return PageFacts(
        url=_address(canonical or metas.get("og:url") or article.get("url"), url),
        title=_words(article.get("headline")),
        publisher=_name(article.get("publisher")) or _words(metas.get("og:site_name")),
        byline=_name(article.get("author")),
        published_at=next(filter(None, map(_moment, dates)), None),
        language=next(filter(None, map(_language, languages)), None),
    )


def _article(tree: Any) -> Mapping[str, Any]:
    """The JSON-LD object that describes an article, empty without one."""
    found: list[Mapping[str, Any]] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        text = (script.text or "").strip().removesuffix(";")
        if len(text) > _LONGEST_JSON:
            continue
        try:
            content = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        found += _articles(content, 0)
    # An article before the page that carries it.
    return min(found, key=lambda item: _rank(item.get("@type")), default={})


def _articles(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from _articles(part, depth + 1)
    elif isinstance(value, dict):
        if _rank(value.get("@type")) < len(_ARTICLES):
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(value.get(name), depth + 1)


def _rank(kind: Any) -> int:
    kinds = kind if isinstance(kind, list) else [kind]
    ranks = [
        place
        for place, ending in enumerate(_ARTICLES)
        for name in kinds
        if isinstance(name, str) and name.endswith(ending)
    ]
    return min(ranks, default=len(_ARTICLES))


def _metas(tree: Any) -> dict[str, str]:
    """The first content of each meta element, by its name in lower case."""
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and meta.get("content").strip():
                found.setdefault(name, meta.get("content").strip())
    return found


def _words(value: Any) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    """The name of a person or organisation, or the names of several."""
    if isinstance(value, list):
        return ", ".join(name for part in value if (name := _name(part))) or None
    named = _words(value.get("name")) if isinstance(value, dict) else _words(value)
    return None if named is None or "://" in named else named


def _moment(value: Any) -> datetime | None:
    """A moment of the past with a time of day."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        moment = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        return moment if moment.astimezone(UTC) < datetime.now(UTC) + timedelta(days=1) else None
    except (ValueError, OverflowError):
        return None


def _language(value: Any) -> str | None:
    code = value.replace("_", "-").split("-")[0].strip().lower() if isinstance(value, str) else ""
    return code if code.isascii() and code.isalpha() and len(code) == 2 else None


def _address(value: Any, url: str | None) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        found = urljoin(url or "", value.strip())
        parts = urlsplit(found)
    except ValueError:
        return None
    is_page = (
        parts.scheme in {"http", "https"} and parts.hostname and not set(found) & set(" \t\r\n")
    )
    return found if is_page and len(found) <= 2_000 else None
