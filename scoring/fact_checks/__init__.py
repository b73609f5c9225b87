"""Fact-checks that others have published: reviews of claims, kept apart from the news corpus."""

from scoring.fact_checks.claim_review import Refusal, read_reviews
from scoring.fact_checks.matching import nearest, search
from scoring.fact_checks.store import FactCheckStore, store_reviews
from scoring.published import FactCheck, FactCheckMatch

__all__ = [
    "FactCheck",
    "FactCheckMatch",
    "FactCheckStore",
    "Refusal",
    "nearest",
    "read_reviews",
    "search",
    "store_reviews",
]
