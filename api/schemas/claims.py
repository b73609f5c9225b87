"""A draft to read for claims, and what is worth checking in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from api.errors import shown
from api.pages import extract_page
from api.schemas.documents import LONGEST_HTML, language_field
from api.schemas.fields import SOME_TEXT, Answer, Request, Share, Text, about, nested
from scoring.drafts import LONGEST_DRAFT

_CLAIM = "The driver hit two cars and fled on foot."
_TEXT = f"Good evening. {_CLAIM} What happens next?"


class ShareOfOne(fields.Float):
    """A number of a request from 0 to 1."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(
            metadata={
                "description": description,
                "example": options["load_default"],
                "minimum": 0,
                "maximum": 1,
            },
            error_messages={"null": "is null; leave the field out or send a number"},
            **options,
        )

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= 1:
            raise ValidationError(f"{shown(value)} is no number from 0 to 1")
        return float(value)


class DraftRequest(Request):
    """A draft to read."""

    text = Text(
        "Plain text; line breaks separate paragraphs. Either this or `html`.",
        _TEXT,
        longest=LONGEST_DRAFT,
        pattern=SOME_TEXT,
    )
    html = Text(
        "A web page, at most 4 MiB of UTF-8, in place of `text`: the article's text is extracted, "
        f"which may have {LONGEST_DRAFT:,} characters, and is in the answer.",
        f"<html><body><article><p>{_TEXT}</p></article></body></html>",
        longest=LONGEST_HTML,
        bytes_limit=LONGEST_HTML,
        pattern=SOME_TEXT,
    )
    language = language_field("ISO 639-1 code; detected when absent.", allow_none=True)
    least_score = ShareOfOne("Leave out sentences with a lower score.", load_default=0.5)

    @validates_schema
    def _has_one_body(self, data: Mapping[str, Any], **_: Any) -> None:
        if ("text" in data) == ("html" in data):
            found = "both text and html" if "text" in data else "neither text nor html"
            raise ValidationError(f"has {found}; send one of them")

    @post_load
    def _extract(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        html = data.pop("html", None)
        if html is None:
            return data
        text = extract_page(html, None).text
        if len(text) > LONGEST_DRAFT:
            raise ValidationError(
                f"the article has {len(text):,} characters, the limit is {LONGEST_DRAFT:,}; send "
                "it in parts, as `text`",
                "html",
            )
        return {**data, "text": text}


class PartSchema(Answer):
    """An assertion of a sentence."""

    claim = fields.String(
        attribute="standalone",
        **about(
            "The assertion as a claim of its own, to be checked: with the subject, hedge and "
            "attribution that it shares with the others.",
            "The driver fled on foot.",
        ),
    )
    start = fields.Integer(**about("Offset of its words in the text.", 42))
    end = fields.Integer(**about("Offset after them.", 54))


class DraftClaimSchema(Answer):
    """A sentence that is worth checking."""

    text = fields.String(**about("The sentence.", _CLAIM))
    start = fields.Integer(**about("Offset of its first character in the text.", 14))
    end = fields.Integer(**about("Offset after its last character.", 55))
    score = Share(
        **about(
            "How likely a fact-checker would find it worth checking, from 0 to 1; calibrated on "
            "English debates.",
            0.83,
        )
    )
    parts = nested(
        PartSchema,
        "The assertions that it joins; one, the whole sentence, where it cannot be split safely.",
        many=True,
    )


class DraftSchema(Answer):
    """A draft with what is worth checking in it."""

    text = fields.String(
        **about("The text that all offsets count in: as sent, or as extracted from `html`.", _TEXT)
    )
    language = fields.String(**about('ISO 639-1 code, "und" where none could be told.', "en"))
    sentences = fields.Integer(**about("How many sentences the text has.", 3))
    claims = nested(
        DraftClaimSchema, "The sentences worth checking, in the order of the text.", many=True
    )
    warnings = fields.List(
        fields.String(),
        **about(
            "What could not be done for it.",
            ["The score was not fitted to the encoder 'other': it goes by length alone."],
        ),
    )
