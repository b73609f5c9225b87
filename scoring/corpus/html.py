"""The article in a web page: its text, and what the page says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

import trafilatura

from scoring.corpus.page_facts import read_facts
from scoring.corpus.validation import LONGEST_TEXT
from scoring.errors import InvalidDocument
from scoring.text import detect_language

LONGEST_PAGE = 4 * LONGEST_TEXT  # bytes; pages carry scripts and markup around their text
# Elements. trafilatura's time rises with their square: 10,000 paragraphs take 8 to 18 s, so
# these take a minute at worst. An article's page has some 500 to 5,000.
_MOST_ELEMENTS = 20_000
_ELEMENT = re.compile(r"<[A-Za-z]")
_SURE_CHARACTERS = 200  # of text, from which a detected language is worth more than a declared one


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What was found in a page; `None` where the page does not say.

    Attributes:
        url: The address that the page calls its own.
        language: The language that it says it is in, where its text does not say otherwise.
    """

    text: str
    title: str | None
    publisher: str | None
    byline: str | None
    published_at: datetime | None
    url: str | None
    language: str | None

    def as_fields(self) -> dict[str, str]:
        """The fields of a document as `POST /v1/documents` takes them."""
        fields = {
            "text": self.text,
            "title": self.title,
            "publisher": self.publisher,
            "byline": self.byline,
            "published_at": self.published_at.isoformat() if self.published_at else None,
            "url": self.url,
            "language": self.language,
        }
        return {name: value for name, value in fields.items() if value}


def extract_html(html: str, url: str | None) -> ExtractedPage:
    """Extract the article from a page.

    Args:
        html: The page as received.
        url: Its address, which helps to find the publisher.

    Raises:
        InvalidDocument: No article text is found, or the page has too many elements.
    """
    elements = sum(1 for _ in _ELEMENT.finditer(html))
    if elements > _MOST_ELEMENTS:
        _refuse(f"the page has {elements:,} elements, the limit is {_MOST_ELEMENTS:,}")
    tree = trafilatura.load_html(html)
    if tree is None:
        _refuse(f"no article text is found in the {len(html)} characters of html")
    facts = read_facts(tree, url)
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=_only_stated_dates(),
    )
    text = (found.text or "").strip() if found is not None else ""
    if found is None or not text:
        _refuse(f"no article text is found in the {len(html)} characters of html")
    return ExtractedPage(
        text=text,
        title=found.title or facts.title,
        publisher=facts.publisher or _site_name(found.sitename, url),
        byline=found.author or facts.byline,
        published_at=facts.published_at or _midnight(found.date),
        url=facts.url,
        language=_credible(facts.language, text),
    )


def _refuse(what: str) -> NoReturn:
    raise InvalidDocument(f"{what}; send the body as `text` instead", pointer="/html")


def _credible(language: str | None, text: str) -> str | None:
    """The declared language, unless enough text is in another: templates declare their own."""
    if language is None or len(text) < _SURE_CHARACTERS:
        return language
    return language if detect_language(text) == language else None


def _only_stated_dates() -> dict[str, Any]:
    """Take the day a page gives as its own, not one out of its prose or its copyright line."""
    return {
        "extensive_search": False,
        "original_date": True,
        "max_date": datetime.now(UTC).strftime("%Y-%m-%d"),
    }


def _site_name(name: str | None, url: str | None) -> str | None:
    """The name that the page gives; not its host, which is trafilatura's fallback.

    Ingestion then takes the registered domain, as it does for a document sent as text.
    """
    is_host = name is not None and "." in name and name.lower() in (url or "").lower()
    return None if is_host else name


def _midnight(date: str | None) -> datetime | None:
    """Pages give a day; an article of that day is dated to its start, in UTC."""
    return datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
