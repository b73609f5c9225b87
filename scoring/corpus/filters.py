"""Which part of the corpus a check may look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from scoring.errors import InvalidFilter


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that a document must all meet; an empty one is no condition.

    A document without a date never meets a date condition.

    Raises:
        InvalidFilter: `published_after` is later than `published_before`, or one of them
            has no time zone.
    """

    collections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    published_after: datetime | None = None
    published_before: datetime | None = None

    def __post_init__(self) -> None:
        after, before = self.published_after, self.published_before
        for name, moment in (("published_after", after), ("published_before", before)):
            if moment is not None and moment.utcoffset() is None:
                raise InvalidFilter(
                    f"{name} is {moment.isoformat()}, which could be any of a day's moments; "
                    "give it a time zone",
                    pointer=f"/filters/{name}",
                )
        if after and before and after > before:
            raise InvalidFilter(
                f"published_after ({after.isoformat()}) is later than published_before "
                f"({before.isoformat()}), so nothing can match; swap them",
                pointer="/filters/published_after",
            )

    def to_sql(self) -> str | None:
        """The conditions as SQL over the statements table, None when there are none."""
        parts = [
            is_in(column, values)
            for column, values in (
                ("collection", self.collections),
                ("language", self.languages),
                ("publisher", self.publishers),
            )
            if values
        ]
        if self.published_after:
            parts.append(f"published_at >= {timestamp(self.published_after)}")
        if self.published_before:
            parts.append(f"published_at <= {timestamp(self.published_before)}")
        return " AND ".join(parts) or None


EVERYTHING = Filters()


def is_in(column: str, values: Iterable[str]) -> str:
    """A SQL condition that a column has one of at least one value."""
    return f"{column} IN ({', '.join(quote(value) for value in values)})"


def quote(value: str) -> str:
    """A SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def timestamp(moment: datetime) -> str:
    """A SQL literal of a moment, to the microsecond in UTC."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return f"arrow_cast('{text}', 'Timestamp(Microsecond, Some(\"UTC\"))')"
