"""Documents in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from api.pages import extract_page
from api.schemas.fields import (
    SOME_TEXT,
    Answer,
    Moment,
    Request,
    Share,
    Text,
    about,
    nested,
)
from api.schemas.problems import ProblemSchema
from scoring.corpus.html import LONGEST_PAGE
from scoring.corpus.validation import COLLECTION_PATTERN, ID_PATTERN, LONGEST_TEXT
from scoring.records import NoticeKind, SubmittedDocument
from scoring.text.characters import UNUSABLE

LONGEST_HTML = LONGEST_PAGE
LANGUAGE_PATTERN = "^[a-z]{2,3}$"
_URL_PATTERN = rf"^[A-Za-z][A-Za-z0-9+.-]*:[^\s{UNUSABLE[1:-1]}]+$"

_SENTENCE = "Twelve people were killed on Tuesday, the county rescue service said."
_CORRECTION = "Correction: The silo held wheat, not maize."
_ARTICLE = f"{_SENTENCE}\n\n{_CORRECTION}"


def language_field(description: str, **options: Any) -> Text:
    """A language code of a request."""
    return Text(
        description,
        "sv",
        longest=3,
        pattern=LANGUAGE_PATTERN,
        form='an ISO 639 code in lower case, such as "sv"',
        **options,
    )


def statement_language() -> fields.String:
    """The language of a statement in an answer."""
    return fields.String(
        **about(
            "Its own language, ISO 639-1; a quotation's may be another than the document's.", "en"
        )
    )


def collection_field(description: str, **options: Any) -> Text:
    """A collection's name of a request."""
    return Text(
        description,
        "demo",
        longest=64,
        pattern=COLLECTION_PATTERN,
        form="1 to 64 letters, digits, or . _ -",
        **options,
    )


def url_field(description: str, example: str, **options: Any) -> Text:
    """An address of a request."""
    return Text(
        description,
        example,
        longest=2_000,
        pattern=_URL_PATTERN,
        form='an absolute URL, such as "https://example.org/article"',
        **options,
    )


class DocumentRequest(Request):
    """A document to store: a text or a web page, and what is known of it."""

    id = Text(
        "Id within the collection; a document with the same one is replaced. Derived from the "
        "URL, or else from publisher, title and text, when absent.",
        "silo-01",
        longest=200,
        pattern=ID_PATTERN,
        form="1 to 200 letters, digits, or . _ : ~ -",
        allow_none=True,
    )
    url = url_field(
        "Address it was published at.",
        "https://pharos-agency.example/2032/09/14/tolmere-silo",
        allow_none=True,
    )
    title = Text(
        "Headline.", "Twelve killed as grain silo gives way", longest=1_000, allow_none=True
    )
    text = Text(
        "Body as plain text, at most 1 MiB of UTF-8; line breaks separate paragraphs. Either this "
        "or `html`.",
        _SENTENCE,
        longest=LONGEST_TEXT,
        bytes_limit=LONGEST_TEXT,
        pattern=SOME_TEXT,
    )
    html = Text(
        "The web page, at most 4 MiB of UTF-8, in place of `text`: the article's text is "
        "extracted, and title, publisher, byline, date, language and canonical address where the "
        "fields do not give them. A page whose article is not found within 15 seconds is refused.",
        f"<html><body><article><p>{_SENTENCE}</p></article></body></html>",
        longest=LONGEST_HTML,
        bytes_limit=LONGEST_HTML,
        pattern=SOME_TEXT,
    )
    publisher = Text(
        "Who published it; derived from the URL's domain when absent.",
        "Eastmarch Herald",
        longest=200,
        allow_none=True,
    )
    owner = Text(
        "Who owns the publisher; two titles of one owner are less independent.",
        "Marchland Press",
        longest=200,
        allow_none=True,
    )
    byline = Text("Author line.", "By Ines Calloway and Pharos", longest=1_000, allow_none=True)
    published_at = Moment(
        "When it was published: RFC 3339 with an offset.", "2032-09-14T17:25:00Z", allow_none=True
    )
    language = language_field(
        "ISO 639-1 code; detected when absent. A language without hedge and attribution cues is "
        "stored and searched all the same, and checks warn of it.",
        allow_none=True,
    )
    collection = collection_field("Named part of the corpus it belongs to.", load_default="default")

    @validates_schema
    def _has_one_body(self, data: Mapping[str, Any], **_: Any) -> None:
        if ("text" in data) == ("html" in data):
            found = "both text and html" if "text" in data else "neither text nor html"
            raise ValidationError(f"has {found}; send one of them")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> SubmittedDocument:
        known: dict[str, Any] = {
            name: None if value == "" else value for name, value in data.items()
        }
        html = known.pop("html", None)
        if html is None:
            return SubmittedDocument(**known)
        page = extract_page(html, known.get("url"))
        submitted = SubmittedDocument(text=page.text, **known)
        return replace(
            submitted,
            title=submitted.title or page.title,
            publisher=submitted.publisher or page.publisher,
            byline=submitted.byline or page.byline,
            published_at=submitted.published_at or page.published_at,
            url=submitted.url or page.url,
            language=submitted.language or page.language,
        )


class CollectionQuery(Request):
    """Which collection an id is meant in."""

    collection = collection_field(
        "The collection that holds the document; needed only where several hold its id."
    )


class HedgeSchema(Answer):
    """A cue that weakens the author's commitment."""

    cue = fields.String(**about("The words as they stand in the text.", "reportedly"))
    # "class" is no name for an attribute in Python.
    hedge_class = fields.String(
        data_key="class",
        **about(
            "Why it weakens.",
            "reportative",
            enum=["epistemic", "reportative", "doxastic", "investigative", "conditional"],
        ),
    )
    start = fields.Integer(**about("Offset of the cue in the document's text, in characters.", 32))
    end = fields.Integer(**about("Offset after the cue.", 42))


class AttributionSchema(Answer):
    """Who is said to have said it."""

    source = fields.String(
        **about("The source in the words of the text.", "the county rescue service")
    )
    cue = fields.String(**about("The words that attribute.", "said"))
    start = fields.Integer(
        **about("Offset in the document's text where source and cue begin, in characters.", 38)
    )
    end = fields.Integer(**about("Offset after them.", 68))


class StoredHedgeSchema(HedgeSchema):
    """A hedge with its reach."""

    strength = Share(**about("How much certainty it takes away: 1 for all, in (0, 1].", 0.5))
    scope_start = fields.Integer(**about("Offset where the hedged content begins.", 0))
    scope_end = fields.Integer(**about("Offset after the hedged content.", 64))


class StoredAttributionSchema(AttributionSchema):
    """An attribution with what is known of its source."""

    name = fields.String(
        **about("The source under its full name, where the text tells it.", "county rescue service")
    )
    kind = fields.String(
        **about(
            "What the source is.",
            "office",
            enum=["outlet", "agency", "person", "office", "anonymous", "document", "post"],
        )
    )
    depth = fields.Integer(
        **about("0 for the outermost source of the sentence, 1 for the one that it cites, …", 0)
    )


class StoredStatementSchema(Answer):
    """A statement of a stored document."""

    text = fields.String(**about("The sentence.", _SENTENCE))
    start = fields.Integer(**about("Offset of its first character in the text.", 0))
    end = fields.Integer(**about("Offset after its last character.", len(_SENTENCE)))
    paragraph = fields.Integer(**about("Its paragraph, counted from 0.", 0))
    language = statement_language()
    certainty = Share(**about("How firmly it asserts its content, from 0 to 1.", 1.0))
    hedges = nested(StoredHedgeSchema, "Cues that weaken it.", many=True, example=[])
    attributions = nested(StoredAttributionSchema, "Who is said to have said it.", many=True)


def _nullable(description: str, example: str) -> fields.String:
    return fields.String(allow_none=True, **about(description, example))


class NoticeSchema(Answer):
    """Word that a document was corrected, changed or withdrawn."""

    kind = fields.String(
        **about(
            "`correction` and `retraction` where its text or headline says so, `changed_headline` "
            "where it came again under another one, `retracted` where a client marked it.",
            "correction",
            enum=[kind.value for kind in NoticeKind],
        )
    )
    detail = fields.String(
        **about(
            "The words of the text or the headline; the headline before; the reason given.",
            _CORRECTION,
        )
    )
    start = fields.Integer(
        allow_none=True,
        **about("Offset of the words in the text; null where they are not in it.", 71),
    )
    end = fields.Integer(allow_none=True, **about("Offset after them.", 114))
    noticed_at = Moment(
        "When it was noticed, in UTC; null where the document itself says it.",
        None,
        allow_none=True,
        required=True,
    )


class RetractionRequest(Request):
    """Why a document is retracted."""

    reason = Text(
        "A sentence for whoever reads a check that rests on it.",
        "The publisher withdrew it (HTTP 410).",
        longest=1_000,
        load_default="",
    )


class VersionsQuery(CollectionQuery):
    """Which versions are meant."""

    at = Moment("Only the version that stood at this moment.", "2032-09-15T06:30:00Z")


class VersionSchema(Answer):
    """What a document said for a time."""

    stored_at = Moment("When it came, in UTC.", "2032-09-15T06:00:00Z", required=True)
    replaced_at = Moment(
        "When the next version came; null for the one that stands.",
        "2032-09-15T07:00:00Z",
        allow_none=True,
        required=True,
    )
    title = _nullable("Headline.", "Twelve killed as grain silo gives way")
    text = fields.String(**about("The text.", _SENTENCE))
    url = _nullable("Address it was published at.", "https://pharos-agency.example/tolmere-silo")
    publisher = _nullable("Who published it.", "Pharos")
    owner = _nullable("Who owns the publisher.", "Marchland Press")
    byline = _nullable("Author line.", "By Ines Calloway and Pharos")
    published_at = Moment(
        "When it was published, in UTC.", "2032-09-14T17:25:00Z", allow_none=True, required=True
    )
    language = fields.String(**about("ISO 639-1 code.", "en"))


class VersionsSchema(Answer):
    """What a document said, and when."""

    id = fields.String(**about("Id of the document within its collection.", "silo-01"))
    collection = fields.String(**about("The collection it belongs to.", "demo"))
    versions = nested(VersionSchema, "The first one first, the one that stands last.", many=True)


class DocumentSummarySchema(Answer):
    """A stored document without its text."""

    id = fields.String(**about("Id within its collection.", "silo-01"))
    collection = fields.String(**about("The collection it belongs to.", "demo"))
    url = _nullable("Address it was published at.", "https://pharos-agency.example/tolmere-silo")
    title = _nullable("Headline.", "Twelve killed as grain silo gives way")
    publisher = _nullable("Who published it.", "Pharos")
    owner = _nullable("Who owns the publisher.", "Marchland Press")
    byline = _nullable("Author line.", "By Ines Calloway and Pharos")
    published_at = Moment(
        "When it was published, in UTC.", "2032-09-14T17:25:00Z", allow_none=True, required=True
    )
    language = fields.String(**about('ISO 639-1 code, "und" where none could be told.', "en"))
    ingested_at = Moment("When it was stored, in UTC.", "2032-09-15T06:00:00Z", required=True)
    credits = nested(
        StoredAttributionSchema,
        "Agencies that its dateline, byline or credit line names.",
        many=True,
        example=[],
    )
    warnings = fields.List(
        fields.String(),
        **about("What could not be done for it.", []),
    )
    notices = nested(NoticeSchema, "Word that it was corrected, changed or withdrawn.", many=True)


class DocumentSchema(DocumentSummarySchema):
    """A stored document with its text and what was read in it."""

    text = fields.String(**about("The text; all offsets count its characters.", _ARTICLE))
    statements = nested(StoredStatementSchema, "Its sentences, in order.", many=True)
    duplicates = fields.List(
        fields.String(),
        **about(
            "Ids of other documents of its collection with the very same text, the first first.",
            ["silo-02"],
        ),
    )


class BatchResultSchema(Answer):
    """What became of one line of a batch."""

    line = fields.Integer(**about("Number of the line in the request, counted from 1.", 17))
    id = fields.String(
        allow_none=True,
        **about("Id of the document; null where the line could not be read.", "silo-01"),
    )
    collection = fields.String(
        allow_none=True, **about("Its collection; null where the line could not be read.", "demo")
    )
    status = fields.Integer(
        **about(
            "201 stored, 200 stored in place of one with the same id, 204 a blank line, else the "
            "status of the problem.",
            201,
        )
    )
    problem = fields.Nested(
        ProblemSchema,
        metadata={
            "description": "What is wrong with the line, on failure only.",
            "example": {
                "type": "/problems/malformed-body",
                "title": "The body cannot be read",
                "status": 400,
                "detail": "the body is not JSON: Expecting value at line 1, column 9 (character 8)",
            },
        },
    )
