"""Dates as files write them, as RFC 3339 with an offset."""

from __future__ import annotations

import email.utils
import time
from datetime import UTC, date, datetime

from scoring.formats.items import Draft


def put_date(draft: Draft, value: object) -> None:
    """Set `published_at` where a date can be read; what cannot is noted and left out.

    Args:
        draft: The document.
        value: A date in ISO 8601 or in the form of mails, or one that a library has read;
            one without a time zone is read as UTC, which is noted.
    """
    if value is None or value == "" or "published_at" in draft.fields:
        return
    moment = _moment(value)
    if moment is None:
        draft.notes.append(f"the date {str(value)[:60]!r} cannot be read and is left out")
        return
    if moment.utcoffset() is None:
        draft.notes.append("a date without a time zone is read as UTC")
        moment = moment.replace(tzinfo=UTC)
    try:
        moment.astimezone(UTC)
    except OverflowError:
        draft.notes.append(f"the date {str(value)[:60]!r} is outside of all years; left out")
        return
    draft.fields["published_at"] = moment.isoformat()


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        if isinstance(value, time.struct_time):  # of feedparser, in UTC
            return datetime(*value[:6], tzinfo=UTC)
        text = str(value).strip()
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
