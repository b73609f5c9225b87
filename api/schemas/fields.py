"""Fields that say what was wrong, with the value, and what to do.

A rule stands here once: the pattern or length that refuses a value is the one that the
OpenAPI document publishes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, fields

from api.errors import shown
from scoring.text.characters import UNUSABLE, find_unusable

ANY_TEXT = f"^[^{UNUSABLE[1:]}*$"
SOME_TEXT = rf"^(?=[\s\S]*\S)[^{UNUSABLE[1:]}*$"  # not blank
DATE_TIME = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
)
_DIGITS = 4  # decimals of a probability in an answer


class Answer(ma.Schema):
    """Base of what is sent: fields in the order of the contract, all of them always there."""

    class Meta:
        """Answers are written, not read."""

        unknown = ma.EXCLUDE


class Request(ma.Schema):
    """Base of what is received: an object with these fields and no others."""

    class Meta:
        """A misspelt field is an error, not a wish that is passed over."""

        unknown = ma.RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["unknown"] = f"is not known here; known are {', '.join(self.fields)}"
        self.error_messages["type"] = "is not an object; send one in braces"


def about(description: str, example: object, **more: Any) -> dict[str, Any]:
    """Arguments of a field of an answer: its description and example."""
    return {
        "required": True,
        "metadata": {"description": description, "example": example, **more},
    }


def example_of(schema: type[ma.Schema]) -> dict[str, Any]:
    """An example of an object, put together from the examples of its fields."""
    return {
        field.data_key or name: field.metadata.get("example")
        for name, field in schema().fields.items()
        if field.metadata.get("example") is not None or (field.required and field.allow_none)
    }


def nested(
    schema: type[ma.Schema],
    description: str,
    *,
    many: bool = False,
    example: Any = None,
    **options: Any,
) -> fields.Field[Any]:
    """A field that holds an object of a schema, or a list of them.

    Args:
        schema: Of the object.
        description: What it is, for the OpenAPI document.
        many: Whether it is a list.
        example: For the same; None for the example of the schema, or a list of that.
        options: Of the field.
    """
    if example is None:
        example = [example_of(schema)] if many else example_of(schema)
    if many:
        metadata = {"description": description, "example": example}
        return fields.List(
            fields.Nested(schema), metadata=metadata, **{"required": True, **options}
        )
    return fields.Nested(
        schema,
        metadata={"description": description, "example": example},
        **{"required": True, **options},
    )


class Share(fields.Float):
    """A number of an answer, rounded to four decimals."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> float | None:
        return None if value is None else round(float(value), _DIGITS) + 0.0  # never -0.0


class Text(fields.String):
    """Text of a request.

    Args:
        description: What it is, for the OpenAPI document.
        example: A value, for the same.
        longest: Most characters.
        bytes_limit: Most bytes of UTF-8; None for no limit but `longest`.
        pattern: ECMA-262 regular expression that the whole value matches; one of
            `ANY_TEXT`, `SOME_TEXT`, or one of its own with `form` in words.
        form: What the pattern asks for, in words.
    """

    def __init__(
        self,
        description: str,
        example: str,
        *,
        longest: int,
        bytes_limit: int | None = None,
        pattern: str = ANY_TEXT,
        form: str = "",
        **options: Any,
    ) -> None:
        published = {"maxLength": longest, "pattern": pattern}
        if pattern == SOME_TEXT:
            published["minLength"] = 1
        super().__init__(
            metadata={"description": description, "example": example, **published},
            error_messages=_messages("a string"),
            **options,
        )
        self._longest = longest
        self._bytes_limit = bytes_limit
        self._pattern = pattern
        # `$` of Python also matches before a last line feed, that of ECMA-262 does not.
        self._regex = re.compile(pattern.removesuffix("$") + r"\Z")
        self._form = form

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError(f"{shown(value)} is {_kind(value)}; send a string")
        if (at := find_unusable(value)) is not None:
            raise ValidationError(
                f"has the character U+{ord(value[at]):04X} at offset {at}, which no text has; "
                "remove it"
            )
        if self._form and not self._regex.match(value):
            raise ValidationError(f"{shown(value)} is not {self._form}")
        self._refuse_length(value)
        if self._pattern == SOME_TEXT and not value.strip():
            raise ValidationError(f"{shown(value)} is blank; send some text")
        return value

    def _refuse_length(self, value: str) -> None:
        if self._bytes_limit is not None and len(value) > self._bytes_limit // 4:
            size = len(value.encode())
            if size > self._bytes_limit:
                raise ValidationError(
                    f"has {size:,} bytes of UTF-8, the limit is {self._bytes_limit:,}; split it"
                )
        if len(value) > self._longest:
            raise ValidationError(
                f"has {len(value):,} characters, the limit is {self._longest:,}; shorten it"
            )


def one_of(values: Sequence[str], description: str, example: str, **options: Any) -> Text:
    """One of some words."""
    return Text(
        description,
        example,
        longest=max(map(len, values)),
        pattern=f"^({'|'.join(values)})$",
        form=f"one of {', '.join(values)}",
        **options,
    )


def rfc3339(moment: datetime) -> str:
    """A moment as answers give it: in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class QueryNumber(fields.Field[float]):
    """A number of a query, which comes as text.

    Args:
        description: What it is, for the OpenAPI document.
        example: A value, for the same.
        least: The lowest that it may be.
        most: The highest.
    """

    def __init__(
        self, description: str, example: float, *, least: float, most: float, **options: Any
    ) -> None:
        published = {"type": self._type, "minimum": least, "maximum": most}
        super().__init__(
            metadata={"description": description, "example": example, **published},
            error_messages=_messages(f"a{'n' if self._type == 'integer' else ''} {self._type}"),
            **options,
        )
        self._least, self._most = least, most

    _type = "number"
    _form = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        if not isinstance(value, str) or not self._form.fullmatch(value):
            raise ValidationError(f"{shown(value)} is no {self._type}")
        number = self._made(value)
        if not self._least <= number <= self._most:
            raise ValidationError(
                f"{shown(value)} is not within {self._least:,} and {self._most:,}; send what is"
            )
        return number

    def _made(self, value: str) -> float:
        return float(value)


class QueryCount(QueryNumber):
    """A whole number of a query."""

    _type = "integer"
    _form = re.compile(r"-?[0-9]{1,30}")

    def _made(self, value: str) -> int:
        return int(value)


class Moment(fields.AwareDateTime):
    """A date and time of RFC 3339 with its offset; answers give it in UTC."""

    def __init__(self, description: str, example: str | None, **options: Any) -> None:
        super().__init__(
            metadata={"description": description, "example": example, "pattern": DATE_TIME},
            error_messages=_messages("a date and time"),
            **options,
        )

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        advice = 'send RFC 3339 with an offset, such as "2024-11-15T09:30:00Z"'
        if not isinstance(value, str):
            raise ValidationError(f"{shown(value)} is {_kind(value)}; {advice}")
        if not re.match(DATE_TIME.removesuffix("$") + r"\Z", value):
            raise ValidationError(f"{shown(value)} is not a date and time; {advice}")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValidationError(
                f"{shown(value)} is no moment of the years 1 to 9999 in UTC ({error}); {advice}"
            ) from None

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else rfc3339(value)


class Items(fields.List[Any]):
    """A list of a request.

    Args:
        item: What it holds.
        description: What it is, for the OpenAPI document.
        example: A value, for the same.
        most: Most items.
        least: Fewest items.
        of: What it holds, in words.
    """

    def __init__(
        self,
        item: fields.Field[Any],
        description: str,
        example: list[Any],
        *,
        most: int,
        least: int = 0,
        of: str = "strings",
        **options: Any,
    ) -> None:
        published = {"minItems": least, "maxItems": most} if least else {"maxItems": most}
        super().__init__(
            item,
            metadata={"description": description, "example": example, **published},
            error_messages=_messages("a list"),
            **options,
        )
        self._least, self._most, self._of = least, most, of

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(f"{shown(value)} is {_kind(value)}; send a list of {self._of}")
        if len(value) < self._least:
            raise ValidationError(f"has {len(value)} items; send at least {self._least}")
        if len(value) > self._most:
            raise ValidationError(f"has {len(value)} items, the limit is {self._most}; send fewer")
        return super()._deserialize(value, attr, data, **kwargs)


def _messages(kind: str) -> dict[str, Any]:
    return {
        "required": f"is missing; send {kind}",
        "null": f"is null; leave the field out or send {kind}",
    }


def _kind(value: object) -> str:
    """Name of a JSON value's type, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an object" if isinstance(value, dict) else "a list"
