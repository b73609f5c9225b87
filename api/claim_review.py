"""schema.org's ClaimReview of a review that a person has written about the claim of a check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.schemas.fields import rfc3339


def draft_claim_review(check: Mapping[str, Any], review: Mapping[str, Any]) -> dict[str, Any]:
    """Draft the ClaimReview; its rating, author and words are the reviewer's.

    Nothing of the check's verdict or score is in it: how well a claim is corroborated in a corpus
    is not whether it is true.

    Args:
        check: The answer of the check.
        review: What the reviewer says, as `ClaimReviewQuery` reads it.
    """
    rating = {
        "@type": "Rating",
        "alternateName": review["rating"],
        "ratingValue": review.get("rating_value"),
        "bestRating": review.get("best_rating"),
        "worstRating": review.get("worst_rating"),
    }
    author = {
        "@type": review["author_type"],
        "name": review["author"],
        "url": review.get("author_url"),
    }
    claimant = review.get("claimant")
    claim = {
        "@type": "Claim",
        "name": check["claim"]["text"],
        "author": None if claimant is None else {"@type": "Thing", "name": claimant},
        "datePublished": _moment(review.get("claimed_at")),
        "appearance": _work(review.get("appearance")),
    }
    cited = [
        item["url"]
        for item in check["documents"]
        if item["stance"] != "neutral" and item["url"] is not None
    ]
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "claimReviewed": check["claim"]["text"],
            "url": review.get("url"),
            "datePublished": _moment(review.get("published_at")),
            "author": _known(author),
            "reviewRating": _known(rating),
            "itemReviewed": _known(claim),
            "reviewBody": review.get("text"),
            "citation": list(dict.fromkeys(cited)) or None,
        }
    )


def _work(url: str | None) -> dict[str, str] | None:
    return None if url is None else {"@type": "CreativeWork", "url": url}


def _moment(value: datetime | None) -> str | None:
    return None if value is None else rfc3339(value)


def _known(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
