"""Sources in and out: outlets, agencies, offices and platforms that are known by name."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from api.schemas.cursors import cursor_field, example_cursor, next_cursor_field
from api.schemas.fields import (
    SOME_TEXT,
    Answer,
    Items,
    QueryCount,
    Request,
    Text,
    about,
    nested,
    one_of,
)

KINDS = ("outlet", "agency", "office", "post")
ENTRIES = ("packaged", "changed", "own")
MOST_AT_ONCE = 500
_CURSOR = example_cursor(after="eastmarch-herald")
_MOST_NAMES = 100
_KIND_WORDS = "`outlet`, `agency`, `office` (a public body or company), or `post` (a platform)"


def _name(**options: Any) -> Text:
    return Text("Its display name.", "Eastmarch Herald", longest=200, pattern=SOME_TEXT, **options)


def _kind(description: str = f"What it is: {_KIND_WORDS}.", **options: Any) -> Text:
    return one_of(KINDS, description, "outlet", **options)


def _aliases(**options: Any) -> Items:
    return Items(
        Text("A name.", "The Herald", longest=200, pattern=SOME_TEXT),
        "Other names of the same source, in any language.",
        ["The Herald", "EMH"],
        most=_MOST_NAMES,
        **options,
    )


def _domains(**options: Any) -> Items:
    return Items(
        Text(
            "A web domain, in ASCII and lower case.",
            "eastmarch-herald.example",
            longest=253,
            pattern=r"^([a-z0-9-]+\.)+[a-z][a-z0-9-]+$",
            form='a domain in lower case, such as "example.org"',
        ),
        "Its web domains.",
        ["eastmarch-herald.example"],
        most=_MOST_NAMES,
        **options,
    )


def _country(**options: Any) -> Text:
    return Text(
        "ISO 3166-1 alpha-2 code, or EU.",
        "SE",
        longest=2,
        pattern="^[A-Z]{2}$",
        form='two capitals, such as "SE"',
        allow_none=True,
        **options,
    )


def _owner(**options: Any) -> Text:
    return Text(
        "Who owns it; two titles of one owner are less independent.",
        "Marchland Press",
        longest=200,
        pattern=SOME_TEXT,
        allow_none=True,
        **options,
    )


class SourceRequest(Request):
    """A source, whole."""

    name = _name(required=True)
    kind = _kind(required=True)
    aliases = _aliases(load_default=list)
    domains = _domains(load_default=list)
    country = _country(load_default=None)
    owner = _owner(load_default=None)


class SourceChangeRequest(Request):
    """What is to be changed of a source; the rest stays, and null takes a member away."""

    name = _name()
    kind = _kind()
    aliases = _aliases()
    domains = _domains()
    country = _country()
    owner = _owner()


class SourceSchema(Answer):
    """A source that is known by name."""

    id = fields.String(**about("Its id.", "eastmarch-herald"))
    name = fields.String(**about("Its display name.", "Eastmarch Herald"))
    kind = fields.String(**about(f"What it is: {_KIND_WORDS}.", "outlet", enum=list(KINDS)))
    aliases = fields.List(fields.String(), **about("Other names of it.", ["The Herald", "EMH"]))
    domains = fields.List(
        fields.String(), **about("Its web domains.", ["eastmarch-herald.example"])
    )
    country = fields.String(allow_none=True, **about("ISO 3166-1 alpha-2 code, or EU.", "SE"))
    owner = fields.String(allow_none=True, **about("Who owns it.", "Marchland Press"))
    entry = fields.String(
        **about(
            "`packaged` with the release, `changed` here in the place of a packaged one, or this "
            "service's `own`.",
            "own",
            enum=list(ENTRIES),
        )
    )


class SourcesQuery(Request):
    """Which sources to list."""

    query = Text(
        "Only those with this in a name, alias, domain or owner, whatever its case.",
        "herald",
        longest=200,
        pattern=SOME_TEXT,
    )
    kind = _kind("Only those of this kind.")
    entry = one_of(ENTRIES, "Only `packaged`, `changed` or `own` ones.", "own")
    limit = QueryCount("Most sources of a page.", 50, least=1, most=MOST_AT_ONCE, load_default=50)
    cursor = cursor_field(_CURSOR, "`next_cursor` of the page before, with the same filters.")


class SourcesSchema(Answer):
    """A page of sources."""

    sources = nested(SourceSchema, "Sources, by their ids.", many=True)
    next_cursor = next_cursor_field(_CURSOR)
