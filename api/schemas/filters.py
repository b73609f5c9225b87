"""Which part of the corpus to look at, and was looked at."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from api.schemas.documents import collection_field, language_field
from api.schemas.fields import SOME_TEXT, Answer, Items, Moment, Request, Text, about
from scoring.corpus.filters import Filters

_MOST_FILTER_VALUES = 100


class FiltersRequest(Request):
    """Which part of the corpus to look at; an empty list is no condition."""

    collections = Items(
        collection_field("A collection."),
        "Only documents of these collections.",
        ["demo"],
        most=_MOST_FILTER_VALUES,
    )
    languages = Items(
        language_field("An ISO 639-1 code."),
        "Only documents in these languages.",
        ["en", "sv"],
        most=_MOST_FILTER_VALUES,
    )
    publishers = Items(
        Text("A publisher.", "Pharos", longest=200, pattern=SOME_TEXT),
        "Only documents of these publishers, by their exact names.",
        ["Pharos"],
        most=_MOST_FILTER_VALUES,
    )
    published_after = Moment(
        "Only documents published at this moment or later; those without a date are left out.",
        "2032-09-01T00:00:00Z",
        allow_none=True,
    )
    published_before = Moment(
        "Only documents published at this moment or earlier; those without a date are left out.",
        "2032-09-30T23:59:59Z",
        allow_none=True,
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Filters:
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        return Filters(**known)


class FiltersSchema(Answer):
    """Which part of the corpus was looked at; an empty list is no condition."""

    collections = fields.List(
        fields.String(), **about("Collections; those of the key where it is not for all.", ["demo"])
    )
    languages = fields.List(fields.String(), **about("Languages.", ["en", "sv"]))
    publishers = fields.List(fields.String(), **about("Publishers.", ["Pharos"]))
    published_after = Moment(
        "Publication at this moment or later, in UTC.",
        "2032-09-01T00:00:00Z",
        allow_none=True,
        required=True,
    )
    published_before = Moment(
        "Publication at this moment or earlier, in UTC.",
        "2032-09-30T23:59:59Z",
        allow_none=True,
        required=True,
    )
