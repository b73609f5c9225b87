"""Published fact-checks of a claim, and a search among all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scoring.corpus.filters import is_in, quote, timestamp
from scoring.fact_checks.store import Collections, FactCheckStore, fact_check_of
from scoring.models.encoder import Vectors
from scoring.published import FactCheck, FactCheckMatch

# Fact-checks that a check lists, and the cosine of the two claims from which one is listed
# (`python -m bench.fact_checks`, docs/decisions/026).
LISTED = 5
MATCHES = 0.88

# Fact-checks that a search returns on all its pages together.
FOUND = 1_000
_RANK_DAMPING = 60.0  # reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009)


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Conditions that a fact-check must all meet; None is no condition.

    Attributes:
        language: ISO 639 code of the review.
        site: Host of its publisher.
        max_age_days: Days since the claim or the review, whichever is newer; one without either
            date never meets it.
        collections: Where to look.
    """

    language: str | None = None
    site: str | None = None
    max_age_days: int | None = None
    collections: Collections = None

    def to_sql(self, now: datetime) -> str | None:
        """The conditions as SQL over the table, None when there are none."""
        parts = []
        if self.language is not None:
            parts.append(f"language = {quote(self.language)}")
        if self.site is not None:
            parts.append(f"site = {quote(self.site)}")
        if self.max_age_days is not None:
            oldest = timestamp(_days_before(now, self.max_age_days))
            parts.append(f"(claimed_at >= {oldest} OR reviewed_at >= {oldest})")
        if self.collections is not None:
            granted = sorted(self.collections)
            parts.append(is_in("collection", granted) if granted else "false")
        return " AND ".join(parts) or None


def nearest(
    store: FactCheckStore, vector: Vectors, collections: Iterable[str] = ()
) -> tuple[FactCheckMatch, ...]:
    """The fact-checks whose claims are near enough to a claim to be of it, nearest first.

    Args:
        store: Where to look.
        vector: The claim's, as a query: float32 (dimension,), length 1.
        collections: Only there; everywhere when empty.

    Returns:
        At most five.

    Raises:
        CorpusError: They cannot be read.
    """
    named = sorted(collections)
    where = is_in("collection", named) if named else None
    rows = store.by_meaning(vector, where, LISTED)
    matches = (FactCheckMatch(fact_check_of(row), 1.0 - row["_distance"]) for row in rows)
    return tuple(match for match in matches if match.similarity >= MATCHES)


def search(
    store: FactCheckStore,
    words: str | None,
    vector: Vectors | None,
    filters: SearchFilters,
) -> list[FactCheck]:
    """Search the fact-checks, best first; by date, the newest first, where no words are given.

    Those with some of the words in claim or title, and those whose claim is near in meaning, in
    the order of their summed reciprocal ranks.

    Args:
        store: Where to look.
        words: What to look for.
        vector: Of the words, as a query; None without any.
        filters: Which may be found.

    Returns:
        At most 1,000.

    Raises:
        CorpusError: They cannot be read.
    """
    where = filters.to_sql(datetime.now(UTC))
    if words is None or vector is None:
        return sorted(store.find(where), key=_newest_first)[:FOUND]
    meant = [
        row for row in store.by_meaning(vector, where, FOUND) if 1.0 - row["_distance"] >= MATCHES
    ]
    worded = store.by_words(words, where, FOUND)
    points: dict[str, float] = {}
    found = {}
    for rows in (meant, worded):
        for rank, row in enumerate(rows, 1):
            found[row["id"]] = row
            points[row["id"]] = points.get(row["id"], 0.0) + 1.0 / (_RANK_DAMPING + rank)
    ranked = sorted(found, key=lambda name: (-points[name], name))
    return [fact_check_of(found[name]) for name in ranked[:FOUND]]


def _newest_first(item: FactCheck) -> tuple[float, str]:
    newest = max((at for at in (item.reviewed_at, item.claimed_at) if at), default=None)
    return (-newest.timestamp() if newest else float("inf"), item.id)


def _days_before(now: datetime, days: int) -> datetime:
    """So many days ago, or the first moment there is."""
    try:
        return now - timedelta(days=days)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
