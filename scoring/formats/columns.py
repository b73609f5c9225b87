"""Which column, or which name of a JSON object, holds which field of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from scoring.errors import InputError
from scoring.formats.dates import put_date
from scoring.formats.items import FIELDS, Draft


def parse_columns(pairs: Iterable[str]) -> dict[str, str]:
    """Read "text=body" and its like.

    Returns:
        For each field named the column that holds it.

    Raises:
        InputError: One is no pair, or its field is none of a document.
    """
    columns = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not column or name not in FIELDS:
            raise InputError(
                f"the column map {pair!r} is not FIELD=COLUMN; fields are {', '.join(FIELDS)}"
            )
        columns[name] = column
    return columns


def complete(columns: Mapping[str, str], found: Iterable[str]) -> dict[str, str]:
    """For each field its column: the one named, or else the one that has its name.

    Raises:
        InputError: A column that was named is not there, or none holds the text.
    """
    names = list(found)
    missing = [column for column in columns.values() if column not in names]
    shown = ", ".join(map(repr, names[:20]))
    if missing:
        raise InputError(f"there is no column {missing[0]!r}; the columns are {shown}")
    taken = set(columns.values())
    whole = {**{name: name for name in names if name in FIELDS and name not in taken}, **columns}
    if "text" not in whole and "html" not in whole:
        raise InputError(
            f"no column holds the text; name it with --map text=COLUMN, out of {shown}"
        )
    return whole


def renamed(
    fields: Mapping[str, Any], columns: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """A JSON object by the names of a document's fields, and what is worth a note.

    Args:
        fields: The object.
        columns: For each field its name in the object, or a path such as "source.name".
    """
    taken = {column.split(".")[0] for column in columns.values()}
    row = {name: value for name, value in fields.items() if name in FIELDS and name not in taken}
    row.update((name, _at(fields, column)) for name, column in columns.items())
    return typed(row)


def typed(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A row's values as `POST /v1/documents` takes them; what is empty is left out."""
    draft = Draft()
    for name, value in row.items():
        if name == "published_at":
            put_date(draft, value)
        elif value is not None and (text := _text(value)) != "":
            draft.fields[name] = text
    return draft.fields, draft.notes


def _text(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if isinstance(value, int | float | date | datetime) and not isinstance(value, bool):
        return str(value)
    return value


def _at(fields: Mapping[str, Any], path: str) -> Any:
    if path in fields:
        return fields[path]
    value: Any = fields
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
