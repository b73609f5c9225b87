"""The article in a web page: its text, and what the page says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import trafilatura

from scoring.errors import InvalidDocument


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What was found in a page; `None` where the page does not say."""

    text: str
    title: str | None
    publisher: str | None
    byline: str | None
    published_at: datetime | None


def extract_html(html: str, url: str | None) -> ExtractedPage:
    """Extract the article from a page.

    Args:
        html: The page as received.
        url: Its address, which helps to find the publisher.

    Raises:
        InvalidDocument: No article text is found.
    """
    found = trafilatura.bare_extraction(
        html,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=_only_stated_dates(),
    )
    text = (found.text or "").strip() if found is not None else ""
    if found is None or not text:
        raise InvalidDocument(
            f"no article text is found in the {len(html)} characters of html; send the body as "
            "`text` instead",
            pointer="/html",
        )
    return ExtractedPage(
        text=text,
        title=found.title,
        publisher=_site_name(found.sitename, url),
        byline=found.author,
        published_at=_midnight(found.date),
    )


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
