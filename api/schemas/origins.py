"""Documents to group by origin, and the groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from api.schemas.checks import MergeSchema
from api.schemas.documents import DocumentRequest
from api.schemas.fields import Answer, Items, Moment, Request, Share, Text, about, nested
from scoring.corpus.validation import COLLECTION_PATTERN, ID_PATTERN, LONGEST_TEXT
from scoring.errors import InputError
from scoring.records import Basis, SubmittedDocument

# Every pair of documents is compared; 50 make 1,225 pairs. A check reads 60.
MOST_DOCUMENTS = 50
_REFERENCE_PATTERN = rf"^({COLLECTION_PATTERN[1:-1]}/)?{ID_PATTERN[1:-1]}$"
_TEXT = "TOLMERE (Pharos) – Twelve people were killed on Tuesday when a grain silo collapsed."


@dataclass(frozen=True, slots=True)
class Reference:
    """A document of the corpus; `collection` is None where the client named none."""

    id: str
    collection: str | None


class SentDocument(fields.Nested):
    """A document in the request; what the engine refuses of it is an error of its field."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, *args, **kwargs)
        except InputError as error:
            message = [str(error)]
            name = error.pointer.strip("/")
            raise ValidationError({name: message} if name else message) from None


class OriginsDocumentRequest(Request):
    """One document: of the corpus by its id, or sent along and not stored."""

    id = Text(
        "Id of a document of the corpus, alone or after its collection and a slash; alone it is "
        "enough where only one collection holds it. Either this or `document`.",
        "demo/silo-02",
        longest=265,
        pattern=_REFERENCE_PATTERN,
        form='an id, alone or after its collection as in "demo/silo-02"',
    )
    document = SentDocument(
        DocumentRequest,
        metadata={
            "description": "A document that is not in the corpus, in the form of "
            "`POST /v1/documents`; it is read and not stored. Either this or `id`.",
            "example": {"publisher": "Eastmarch Herald", "text": _TEXT},
        },
        error_messages={"null": "is null; leave the field out or send an object"},
    )

    @validates_schema
    def _is_one(self, data: Mapping[str, Any], **_: Any) -> None:
        if ("id" in data) == ("document" in data):
            found = "both id and document" if "id" in data else "neither id nor document"
            raise ValidationError(f"has {found}; send one of them")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Reference | SubmittedDocument:
        if "document" in data:
            document: SubmittedDocument = data["document"]
            return document
        collection, _slash, document_id = data["id"].rpartition("/")
        return Reference(document_id, collection or None)


class OriginsRequest(Request):
    """Documents to group by origin."""

    documents = Items(
        fields.Nested(OriginsDocumentRequest),
        f"The documents, 1 to {MOST_DOCUMENTS}, in any order. The texts of those that are sent "
        "along may have 1 MiB of UTF-8 together.",
        [{"id": "demo/silo-02"}, {"document": {"publisher": "Eastmarch Herald", "text": _TEXT}}],
        least=1,
        most=MOST_DOCUMENTS,
        of="objects",
        required=True,
    )

    @validates_schema
    def _is_not_too_long(self, data: Mapping[str, Any], **_: Any) -> None:
        sent = [item for item in data.get("documents", ()) if isinstance(item, SubmittedDocument)]
        size = sum(len(item.text.encode()) for item in sent)
        if size > LONGEST_TEXT:
            raise ValidationError(
                f"have {size:,} bytes of text together, the limit is {LONGEST_TEXT:,}; send fewer, "
                "or store them and send their ids",
                "documents",
            )


class TextOriginSchema(Answer):
    """Documents that go back to one provider as a whole."""

    id = fields.String(**about("Id within this answer.", "o1"))
    name = fields.String(
        **about(
            "The publisher for its own reporting, else the agency, outlet or post that the "
            "documents go back to.",
            "Pharos",
        )
    )
    basis = fields.String(
        **about(
            "What it rests on; `unknown` where neither publisher nor a named source is known.",
            "agency",
            enum=[basis.value for basis in Basis],
        )
    )
    documents = fields.List(
        fields.String(),
        **about("Ids of its documents, the earliest first.", ["silo-01", "silo-02"]),
    )
    publishers = fields.List(
        fields.String(),
        **about("Their publishers, in the same order.", ["Pharos", "Eastmarch Herald"]),
    )
    merged_because = nested(MergeSchema, "Why its documents count as one.", many=True)


class TextCreditSchema(Answer):
    """A credit that decided whom a document goes back to."""

    origin = fields.String(**about("Id of the origin that it led to.", "o1"))
    name = fields.String(**about("Whom the document credits.", "Pharos"))
    quotation = fields.String(**about("The line or sentence that does so.", _TEXT))


class TextLineageSchema(Answer):
    """A document with the origins that it goes back to."""

    id = fields.String(
        **about("Id within its collection; derived where a document was sent without.", "silo-02")
    )
    collection = fields.String(**about("Its collection.", "demo"))
    url = fields.String(
        allow_none=True, **about("Its address.", "https://pharos-agency.example/tolmere-silo")
    )
    title = fields.String(
        allow_none=True, **about("Headline.", "Twelve killed as grain silo gives way")
    )
    publisher = fields.String(allow_none=True, **about("Who published it.", "Eastmarch Herald"))
    published_at = Moment(
        "When it was published, in UTC.", "2032-09-14T18:02:00Z", allow_none=True, required=True
    )
    language = fields.String(**about("ISO 639-1 code.", "en"))
    origins = fields.List(
        fields.String(),
        **about("Its origins in `origins`; several for a digest of several outlets.", ["o1"]),
    )
    credited_by = nested(
        TextCreditSchema,
        "The credits that decided; none where the document is its publisher's own, or a copy "
        "without a credit.",
        many=True,
    )


class OriginsSchema(Answer):
    """Documents by origin."""

    origins = nested(
        TextOriginSchema, "Whom the documents go back to, the earliest first.", many=True
    )
    documents = nested(
        TextLineageSchema,
        "Every document once, the earliest first, those without a date last.",
        many=True,
    )
    effective_origins = Share(
        **about("Origins, less what they may depend on each other (Kish's effective size).", 1.8)
    )
    ties = fields.List(
        fields.String(),
        **about(
            "Why two origins may not be independent.",
            ["Wendelroder Bote and Lauentaler Nachrichten belong to one owner, Lauental."],
        ),
    )
    warnings = fields.List(
        fields.String(),
        **about("What the reader should know.", ["demo/silo-02 was sent twice and counts once."]),
    )
    corpus_version = fields.Integer(**about("The corpus version that was seen.", 12))
    versions = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        **about(
            "The models that took part, by their role.",
            {"encoder": "multilingual-e5-small@1571fc982750"},
        ),
    )
