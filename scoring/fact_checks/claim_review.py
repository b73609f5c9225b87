"""Reads published fact-checks: schema.org's ClaimReview, and what Google's `claims:search` answers.

A ClaimReview stands by itself, in a list, in the `@graph` of a page, in the `dataFeedElement`s of
a feed or of the dump of all feeds, or below an article that it belongs to.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from scoring.published import FactCheck
from scoring.text import detect_language
from scoring.text.characters import find_unusable

LONGEST_CLAIM = 2_000  # characters, as of a claim to check
_LONGEST = 2_000  # characters of any other text
_MOST_APPEARANCES = 100
_DEEPEST = 12  # levels of lists and objects below which nothing is looked for
# Members in which reviews stand, of feeds, pages and answers to `claims:search`.
_HOLDERS = (
    "@graph",
    "dataFeedElement",
    "item",
    "itemListElement",
    "claims",
    "review",
    "reviews",
    "mainEntity",
    "hasPart",
)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-_]+)?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a review cannot be stored.

    Attributes:
        pointer: JSON pointer (RFC 6901) to the review in what was read.
        url: Of the review, None where it has none that can be used.
        detail: What is wrong, with the value, and what to do.
    """

    pointer: str
    url: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A review that was read.

    Attributes:
        pointer: JSON pointer to it in what was read.
        fact_check: The review.
        notes: What was left out of it, and why.
    """

    pointer: str
    fact_check: FactCheck
    notes: tuple[str, ...]


class _Unusable(Exception):
    """What is wrong with a review."""


def read_reviews(content: Any, collection: str) -> Iterator[Reading | Refusal]:
    """Read every review in a JSON value, in its order; none where it holds none.

    Args:
        content: A ClaimReview, a feed, or whatever else the module's text names.
        collection: Where they are to go.
    """
    for pointer, found, claim in _find(content, "", 0):
        read = _claim_review if claim is None else _searched_review
        try:
            yield read(found, claim or {}, pointer, collection)
        except _Unusable as error:
            yield Refusal(pointer, _address(found.get("url")), str(error))


def _find(
    content: Any, pointer: str, depth: int
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]]:
    """Every review with its place; of `claims:search` with the claim that it belongs to."""
    if depth > _DEEPEST or not isinstance(content, list | dict):
        return
    if isinstance(content, list):
        for index, item in enumerate(content):
            yield from _find(item, f"{pointer}/{index}", depth + 1)
    elif _is_a("ClaimReview", content):
        yield pointer, content, None
    else:
        yield from _searched(content, pointer)
        for name in _HOLDERS:
            yield from _find(content.get(name), f"{pointer}/{name}", depth + 1)


def _searched(
    claim: Mapping[str, Any], pointer: str
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """The reviews of a claim in an answer to `claims:search`."""
    reviews = claim.get("claimReview")
    for index, review in enumerate(reviews if isinstance(reviews, list) else ()):
        if isinstance(review, dict):
            yield f"{pointer}/claimReview/{index}", review, claim


def _is_a(name: str, item: Mapping[str, Any]) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and re.split(r"[/#:]", kind)[-1] == name for kind in named)


def _claim_review(
    review: Mapping[str, Any], _: Mapping[str, Any], pointer: str, collection: str
) -> Reading:
    """A ClaimReview; its `author` is who publishes the review."""
    notes: list[str] = []
    url = _required_url(review)
    claim = _claim_in(review.get("claimReviewed"), "claimReviewed")
    item = _object(review.get("itemReviewed"))
    rating = _object(review.get("reviewRating"))
    words = _text(rating.get("alternateName"), "reviewRating.alternateName") or _text(
        rating.get("name"), "reviewRating.name"
    )
    value = _number(rating.get("ratingValue"), "reviewRating.ratingValue", notes)
    if words is None and value is None:
        raise _Unusable(
            "reviewRating has neither alternateName nor ratingValue; give the rating in words"
        )
    author = review.get("author") or review.get("publisher")
    site = _site(_object(author).get("url")) or _site(url)
    seen = [_address(part) for part in _parts(item, ("firstAppearance", "appearance", "sameAs"))]
    appearances = tuple(dict.fromkeys(address for address in seen if address))
    if len(appearances) > _MOST_APPEARANCES:
        notes.append(f"itemReviewed has {len(appearances)} appearances; the first 100 were kept")
    return Reading(
        pointer,
        FactCheck(
            url=url,
            claim=claim,
            publisher=_text(author, "author") or site,
            site=site,
            language=_language(review.get("inLanguage"), claim),
            collection=collection,
            claimant=_text(item.get("author"), "itemReviewed.author"),
            claimed_at=_moment(item.get("datePublished"), "itemReviewed.datePublished", notes),
            appearances=appearances[:_MOST_APPEARANCES],
            title=_text(review.get("headline"), "headline") or _text(review.get("name"), "name"),
            reviewed_at=_moment(review.get("datePublished"), "datePublished", notes),
            rating=words,
            rating_value=value,
            best_rating=_number(rating.get("bestRating"), "reviewRating.bestRating", notes),
            worst_rating=_number(rating.get("worstRating"), "reviewRating.worstRating", notes),
        ),
        tuple(notes),
    )


def _searched_review(
    review: Mapping[str, Any], claim: Mapping[str, Any], pointer: str, collection: str
) -> Reading:
    """A review in an answer of Google's `claims:search`."""
    notes: list[str] = []
    url = _required_url(review)
    text = _claim_in(claim.get("text"), "text")
    publisher = _object(review.get("publisher"))
    site = _site(publisher.get("site")) or _site(url)
    rating = _text(review.get("textualRating"), "textualRating")
    if rating is None:
        raise _Unusable("has no textualRating; give the rating in words")
    return Reading(
        pointer,
        FactCheck(
            url=url,
            claim=text,
            publisher=_text(publisher, "publisher") or site,
            site=site,
            language=_language(review.get("languageCode"), text),
            collection=collection,
            claimant=_text(claim.get("claimant"), "claimant"),
            claimed_at=_moment(claim.get("claimDate"), "claimDate", notes),
            title=_text(review.get("title"), "title"),
            reviewed_at=_moment(review.get("reviewDate"), "reviewDate", notes),
            rating=rating,
        ),
        tuple(notes),
    )


def _required_url(review: Mapping[str, Any]) -> str:
    given = review.get("url")
    url = _address(given)
    if url is None:
        found = "is missing" if given is None else f"is {_shown(given)}, which is no web address"
        raise _Unusable(f"url {found}; give the address of the review, such as https://…")
    return url


def _claim_in(value: Any, name: str) -> str:
    claim = _text(value, name, LONGEST_CLAIM)
    if claim is None:
        raise _Unusable(f"{name} is missing or blank; give the claim that was reviewed")
    return claim


def _text(value: Any, name: str, longest: int = _LONGEST) -> str | None:
    """Text as JSON-LD has it: a string, a value with its language, a thing with its name."""
    if isinstance(value, list):
        return next((text for item in value if (text := _text(item, name, longest))), None)
    if isinstance(value, dict):
        inner = value.get("@value", value.get("name"))
        return None if isinstance(inner, dict) else _text(inner, name, longest)
    if not isinstance(value, str):
        return None
    text = " ".join(html.unescape(value).split())
    if (at := find_unusable(text)) is not None:
        raise _Unusable(f"{name} has the character U+{ord(text[at]):04X}, which no text has")
    if len(text) > longest:
        raise _Unusable(f"{name} has {len(text):,} characters, the limit is {longest:,}")
    return text or None


def _object(value: Any) -> Mapping[str, Any]:
    """The object, or the first of a list of them; an empty one where there is none."""
    if isinstance(value, list):
        return next((item for item in value if isinstance(item, dict)), {})
    return value if isinstance(value, dict) else {}


def _parts(item: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Any]:
    for name in names:
        values = item.get(name)
        for value in values if isinstance(values, list) else [values]:
            yield value.get("url") if isinstance(value, dict) else value


def _address(value: Any) -> str | None:
    """A web address, None where it is none."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id")
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in {"http", "https"} and parts.hostname and len(text) <= _LONGEST
    return text if usable and find_unusable(text) is None and not re.search(r"\s", text) else None


def _site(value: Any) -> str:
    """The host of an address, or of a name such as "www.example.org"; "" without one."""
    if isinstance(value, str) and "://" not in value and re.fullmatch(r"[\w.-]+\.\w+", value):
        value = f"https://{value}"
    address = _address(value)
    return "" if address is None else (urlsplit(address).hostname or "").removeprefix("www.")


def _moment(value: Any, name: str, notes: list[str]) -> datetime | None:
    """A date, or a date and time, in UTC; a date alone is its first moment."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    if value is None or value == "":
        return None
    try:
        return _utc(str(value).strip())
    except (ValueError, OverflowError):
        notes.append(f"{name} is {_shown(value)}, which is no date of ISO 8601; it was left out")
        return None


def _utc(text: str) -> datetime:
    if len(text) <= 10:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _number(value: Any, name: str, notes: list[str]) -> float | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        notes.append(f"{name} is {_shown(value)}, which is no number; it was left out")
        return None
    return number


def _language(value: Any, claim: str) -> str:
    """The language that the review names, else the claim's."""
    named = value.get("alternateName", value.get("name")) if isinstance(value, dict) else value
    match = _LANGUAGE.fullmatch(named.strip()) if isinstance(named, str) else None
    return match.group(1).lower() if match else detect_language(claim)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
