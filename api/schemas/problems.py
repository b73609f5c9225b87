"""The form of a problem (RFC 9457)."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import Answer, about, nested

_DETAIL = '"English" is not an ISO 639 code in lower case, such as "sv"'


class FieldErrorSchema(Answer):
    """What is wrong with one field; it has a `pointer` or a `parameter`."""

    pointer = fields.String(
        metadata={
            "description": "JSON pointer (RFC 6901) to the field of the body; empty for all of it.",
            "example": "/filters/languages/0",
        }
    )
    parameter = fields.String(
        metadata={
            "description": "Name of the query parameter, when it is one that is wrong.",
            "example": "collection",
        }
    )
    detail = fields.String(
        **about(
            "What is wrong, with the value, and what to do.",
            _DETAIL,
        )
    )


class ProblemSchema(Answer):
    """An error, as RFC 9457 has it."""

    type = fields.String(
        **about(
            "Kind of problem; the address says what to do about it.",
            "/problems/invalid-input",
            format="uri-reference",
        )
    )
    title = fields.String(
        **about("The kind of problem in words, the same each time.", "The input cannot be used")
    )
    status = fields.Integer(**about("HTTP status.", 422))
    detail = fields.String(
        **about(
            "What went wrong this time, with the value, and what to do.",
            f"filters/languages/0: {_DETAIL}",
        )
    )
    errors = nested(
        FieldErrorSchema,
        "Each field that is wrong, when fields are.",
        many=True,
        required=False,
        example=[{"pointer": "/filters/languages/0", "detail": _DETAIL}],
    )
    request_id = fields.String(
        metadata={
            "description": "The id that the header `X-Request-Id` and the service's log give this "
            "request; absent in the results of a batch.",
            "example": "0192f0c1a2b34c5d8e9f0a1b2c3d4e5f",
        }
    )
