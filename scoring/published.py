"""Fact-checks that others have published, as types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FactCheck:
    """One review of one claim, as its publisher gave it.

    Attributes:
        url: Of the review.
        claim: The claim reviewed.
        claimant: Who made the claim, None where the review does not say.
        claimed_at: When it was made.
        appearances: Addresses where the claim was seen.
        publisher: Who reviewed it.
        site: Host of the publisher, without "www.".
        title: Headline of the review.
        reviewed_at: When it was published.
        rating: The verdict in the publisher's words.
        rating_value: The same as a number on the publisher's scale; `worst_rating` and
            `best_rating` are that scale's ends.
        language: ISO 639-1 code of the review.
        collection: The named part of the corpus that it belongs to.
        id: Names it; "" before it is stored.
        revision: Changes whenever it is stored; "" before.
    """

    url: str
    claim: str
    publisher: str
    site: str
    language: str
    collection: str
    claimant: str | None = None
    claimed_at: datetime | None = None
    appearances: tuple[str, ...] = ()
    title: str | None = None
    reviewed_at: datetime | None = None
    rating: str | None = None
    rating_value: float | None = None
    best_rating: float | None = None
    worst_rating: float | None = None
    id: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class FactCheckMatch:
    """A fact-check that may be of the claim that was asked about.

    Attributes:
        fact_check: The fact-check.
        similarity: Cosine of the two claims' vectors.
    """

    fact_check: FactCheck
    similarity: float
