"""A text to read for its hedges, and the reading."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from api.schemas.documents import StoredHedgeSchema, language_field
from api.schemas.fields import SOME_TEXT, Answer, Request, Share, Text, about, nested
from scoring.corpus.validation import LONGEST_TEXT
from scoring.hedging import Genre
from scoring.hedging.distance import Distance

_TEXT = "The grain silo at Tolmere docks reportedly collapsed on Tuesday."
_TITLE = "Did a silo collapse at Tolmere?"
_GENRES = [genre.value for genre in Genre]


class HedgesRequest(Request):
    """A text to read."""

    text = Text(
        "Plain text, at most 1 MiB of UTF-8; line breaks separate paragraphs.",
        _TEXT,
        longest=LONGEST_TEXT,
        bytes_limit=LONGEST_TEXT,
        pattern=SOME_TEXT,
        required=True,
    )
    title = Text("Its headline.", _TITLE, longest=1_000, allow_none=True)
    language = language_field("ISO 639-1 code; detected when absent.", allow_none=True)
    genre = Text(
        "Kind of text: `news` is read by the cue lexicon of its language, English `science` and "
        "`reviews` by classifiers fitted on scientific abstracts and product reviews.",
        Genre.NEWS.value,
        longest=max(map(len, _GENRES)),
        pattern=f"^({'|'.join(_GENRES)})$",
        form=f"one of {', '.join(_GENRES)}",
        load_default=Genre.NEWS.value,
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "genre": Genre(data["genre"])}


class ReadStatementSchema(Answer):
    """A statement of the text."""

    text = fields.String(**about("The sentence.", _TEXT))
    start = fields.Integer(**about("Offset of its first character in the text.", 0))
    end = fields.Integer(**about("Offset after its last character.", len(_TEXT)))
    certainty = Share(**about("How firmly it asserts its content, from 0 to 1.", 0.525))
    hedges = nested(
        StoredHedgeSchema,
        "Cues that weaken it, in the order of the text; those of other sentences that reach it "
        "(“The report is unconfirmed. It says …”) among them.",
        many=True,
    )
    evidence_distance = fields.String(
        attribute="distance",
        **about(
            "Whose word it is: the text's own, that of a named source, that of an unnamed one, or "
            "hearsay, what someone says that someone else has said.",
            "anonymous_source",
            enum=[distance.value for distance in Distance],
        ),
    )


class ReadTitleSchema(Answer):
    """A headline."""

    text = fields.String(**about("The headline; offsets count in it.", _TITLE))
    certainty = Share(**about("How firmly it asserts its content, from 0 to 1.", 0.525))
    hedges = nested(
        StoredHedgeSchema,
        "Cues that weaken it; a question mark, quotation marks around a few words, and words such "
        "as “claims” or “so-called” among them.",
        many=True,
        example=[
            {
                "cue": "?",
                "class": "epistemic",
                "start": len(_TITLE) - 1,
                "end": len(_TITLE),
                "strength": 0.5,
                "scope_start": 0,
                "scope_end": len(_TITLE),
            }
        ],
    )


class HedgesSchema(Answer):
    """A text with the hedges that were read in it."""

    language = fields.String(**about('ISO 639-1 code, "und" where none could be told.', "en"))
    genre = fields.String(**about("Kind of text it was read as.", "news", enum=_GENRES))
    title = nested(ReadTitleSchema, "The headline; null where none was sent.", allow_none=True)
    statements = nested(ReadStatementSchema, "Its sentences, in order.", many=True)
    warnings = fields.List(
        fields.String(),
        **about(
            "What could not be done for it.",
            ["No hedge cues are known for the language 'ja'; every statement counts as unhedged."],
        ),
    )
