"""A search for statements, and what it found."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields

from api.errors import shown
from api.schemas.cursors import cursor_field, example_cursor, next_cursor_field
from api.schemas.documents import (
    StoredAttributionSchema,
    StoredHedgeSchema,
    statement_language,
)
from api.schemas.fields import SOME_TEXT, Answer, Moment, Request, Share, Text, about, nested
from api.schemas.filters import FiltersRequest, FiltersSchema
from scoring.check import LONGEST_CLAIM

MOST = 100  # statements of a page
_QUERY = "grain silo collapse at Tolmere docks"
_STATEMENT = "The grain silo at Tolmere docks reportedly collapsed on Tuesday."
_CURSOR = example_cursor(documents=12, statements=9, start=20)


class Count(fields.Integer):
    """A whole number of a request, in a range."""

    def __init__(self, description: str, *, least: int, most: int, **options: Any) -> None:
        super().__init__(
            strict=True,
            metadata={
                "description": description,
                "example": options["load_default"],
                "minimum": least,
                "maximum": most,
            },
            error_messages={"null": "is null; leave the field out or send a whole number"},
            **options,
        )
        self._least, self._most = least, most

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        whole = type(value) is int or (isinstance(value, float) and value.is_integer())
        if not whole or not self._least <= value <= self._most:
            raise ValidationError(
                f"{shown(value)} is no whole number from {self._least} to {self._most}"
            )
        return int(value)


class SearchRequest(Request):
    """What to search for."""

    query = Text(
        "Words or a sentence, in any language.",
        _QUERY,
        longest=LONGEST_CLAIM,
        pattern=SOME_TEXT,
        required=True,
    )
    filters = fields.Nested(
        FiltersRequest,
        metadata={
            "description": "Which part of the corpus to look at; all of it when absent.",
            "example": {"collections": ["demo"], "languages": ["en", "sv"]},
        },
        error_messages={"null": "is null; leave the field out or send an object"},
    )
    limit = Count("Statements of a page at most.", least=1, most=MOST, load_default=20)
    cursor = cursor_field(
        _CURSOR,
        "`next_cursor` of the page before, with the same query and filters; the first page when "
        "absent. All pages show the corpus as the first one saw it.",
        allow_none=True,
        load_default=None,
    )


class SpanSchema(Answer):
    """A stretch of the document's text."""

    start = fields.Integer(**about("Offset of its first character in the document's text.", 4))
    end = fields.Integer(**about("Offset after its last character.", 9))


class FoundDocumentSchema(Answer):
    """The document of a statement."""

    id = fields.String(**about("Id within its collection.", "silo-01"))
    collection = fields.String(**about("The collection it belongs to.", "demo"))
    url = fields.String(
        allow_none=True,
        **about("Address it was published at.", "https://pharos-agency.example/tolmere-silo"),
    )
    title = fields.String(allow_none=True, **about("Headline.", "Grain silo gives way"))
    publisher = fields.String(allow_none=True, **about("Who published it.", "Pharos"))
    published_at = Moment(
        "When it was published, in UTC.", "2032-09-14T17:25:00Z", allow_none=True, required=True
    )
    language = fields.String(**about('ISO 639-1 code, "und" where none could be told.', "en"))


class FoundStatementSchema(Answer):
    """A statement that was found."""

    text = fields.String(**about("The sentence.", _STATEMENT))
    start = fields.Integer(**about("Offset of its first character in the document's text.", 0))
    end = fields.Integer(**about("Offset after its last character.", len(_STATEMENT)))
    language = statement_language()
    similarity = Share(**about("Cosine of its vector and the query's, from -1 to 1.", 0.91))
    bm25 = Share(
        **about(
            "BM25 of its document for the query's words, title or text, whichever has more; 0 for "
            "a document that is not among the 100 with the most.",
            7.42,
        )
    )
    score = Share(
        **about(
            "What it is ranked by: similarity plus 0.0025 BM25, as far as the statement has the "
            "query's words.",
            0.92,
        )
    )
    certainty = Share(**about("How firmly it asserts its content, from 0 to 1.", 0.525))
    highlights = nested(SpanSchema, "Where it has words of the query, in any form.", many=True)
    hedges = nested(StoredHedgeSchema, "Cues that weaken it.", many=True)
    attributions = nested(
        StoredAttributionSchema, "Who is said to have said it.", many=True, example=[]
    )
    document = nested(FoundDocumentSchema, "Where it stands.")


class SearchSchema(Answer):
    """A page of statements."""

    statements = nested(FoundStatementSchema, "The statements, best first.", many=True)
    total = fields.Integer(**about("Statements that all pages have together.", 143))
    truncated = fields.Boolean(
        **about(
            "Whether the corpus may have more that the search did not go as far as: it takes the "
            "200 statements nearest in meaning and the 100 documents with the most words of the "
            "query. Narrow the filters to see further.",
            False,
        )
    )
    next_cursor = next_cursor_field(_CURSOR)
    filters = nested(FiltersSchema, "Which part of the corpus was looked at.")
    coverage = fields.String(
        **about(
            "`degraded` when one of the two searches failed, so that statements may be missing.",
            "full",
            enum=["full", "degraded"],
        )
    )
    warnings = fields.List(
        fields.String(),
        **about(
            "What the reader should know.",
            ["The search by words failed, so statements may be missing."],
        ),
    )
    corpus_version = fields.Integer(**about("Version of the corpus that all pages show.", 12))
