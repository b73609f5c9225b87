"""Documents: store, read, delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import flask

from api.access import needs
from api.body import Routes
from api.context import caller, engine, parts
from api.errors import Problem, ProblemError
from api.headers import stable
from api.idempotency import idempotent
from api.keys import Scope
from api.metrics import step
from api.problem_types import AMBIGUOUS_ID
from api.schemas.documents import (
    CollectionQuery,
    DocumentRequest,
    DocumentSchema,
    DocumentSummarySchema,
    RetractionRequest,
    VersionsQuery,
    VersionsSchema,
)
from api.spec import answers_with, problems
from scoring.corpus.ingest import document_key, ingest
from scoring.corpus.opened import now
from scoring.corpus.store import Corpus
from scoring.corpus.versions import at as version_at
from scoring.errors import NotFound
from scoring.records import Document, SubmittedDocument

routes = Routes("documents", __name__, description="Put articles into the corpus and read them.")

_SUMMARY = DocumentSummarySchema()
_ID_PARAMETER = [
    {
        "in": "path",
        "name": "document_id",
        "description": "Id of the document within its collection.",
        "example": "silo-01",
    }
]
_LOCATION = {"Location": {"description": "Where it can be read.", "schema": {"type": "string"}}}


@routes.route("/v1/documents", methods=["POST"])
@needs(Scope.INGEST)
@idempotent
@routes.doc(operationId="storeDocument")
@routes.arguments(DocumentRequest)
@routes.response(201, DocumentSummarySchema, description="Stored.", headers=_LOCATION)
@answers_with(
    200, DocumentSummarySchema, "Stored in place of a document with the same id.", _LOCATION
)
@problems(400, 413, 415, 422, 503)
def store_document(submitted: SubmittedDocument) -> flask.Response:
    """Store a document.

    It is split into statements, and hedges, attributions and vectors are computed, before
    the answer is given; once it is given, the document is durable and the next check sees it.
    A document with the same id in the same collection is replaced.
    """
    caller().require_collections([submitted.collection])
    opened = parts()
    key = document_key(submitted)
    replaced = key in opened.corpus.known_keys([key])
    with step("ingest"):
        stored = ingest([submitted], corpus=opened.corpus, encoder=opened.models.encoder)[0]
    engine().note_write()
    response = flask.jsonify(_SUMMARY.dump(stored))
    response.status_code = 200 if replaced else 201
    response.headers["Location"] = flask.url_for(
        "documents.get_document", document_id=stored.id, collection=stored.collection
    )
    return response


@routes.route("/v1/documents/<string:document_id>", methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK, Scope.INGEST)
@stable
@routes.doc(operationId="getDocument")
@routes.arguments(CollectionQuery, location="query")
@routes.response(200, DocumentSchema, description="The document.")
@problems(404, 409, 422, 503)
def get_document(query: dict[str, str], document_id: str) -> dict[str, Any]:
    """Read a document.

    With its text and what was read in it: statements, hedges, attributions. Without
    `collection`, the one collection that holds the id is meant.
    """
    corpus = parts().corpus
    analysed = corpus.get(_collection(query, corpus, document_id), document_id)
    document = analysed.document
    known = {field.name: getattr(document, field.name) for field in fields(document)}
    duplicates = corpus.duplicates(document)
    return {**known, "statements": analysed.statements, "duplicates": duplicates}


@routes.route(
    "/v1/documents/<string:document_id>/versions", methods=["GET"], parameters=_ID_PARAMETER
)
@needs(Scope.CHECK, Scope.INGEST)
@stable
@routes.doc(operationId="listVersions")
@routes.arguments(VersionsQuery, location="query")
@routes.response(200, VersionsSchema, description="The versions.")
@problems(404, 409, 422, 503)
def list_versions(query: dict[str, Any], document_id: str) -> dict[str, Any]:
    """Read what a document said before.

    Each time it was replaced by something else is kept. With `at`, only the version that stood at
    that moment: with the `created_at` of a check, what that check may have read.
    """
    corpus = parts().corpus
    collection = _collection(query, corpus, document_id)
    found = corpus.history(collection, document_id)
    if moment := query.get("at"):
        standing = version_at(found, moment)
        found = () if standing is None else (standing,)
    return {"id": document_id, "collection": collection, "versions": found}


@routes.route(
    "/v1/documents/<string:document_id>/retraction", methods=["PUT"], parameters=_ID_PARAMETER
)
@needs(Scope.INGEST)
@routes.doc(operationId="retractDocument")
@routes.arguments(CollectionQuery, location="query")
@routes.arguments(RetractionRequest)
@routes.response(200, DocumentSummarySchema, description="Marked.")
@problems(400, 404, 409, 413, 415, 422, 503)
def retract_document(
    query: dict[str, str], retraction: dict[str, str], document_id: str
) -> Document:
    """Mark a document as retracted.

    It stays in the corpus, and the mark stays when the document comes again. Checks that rest on
    it warn of it.
    """
    corpus = parts().corpus
    collection = _collection(query, corpus, document_id)
    marked = corpus.retract(collection, document_id, retraction["reason"], now())
    engine().note_write()
    return marked


@routes.route(
    "/v1/documents/<string:document_id>/retraction", methods=["DELETE"], parameters=_ID_PARAMETER
)
@needs(Scope.INGEST)
@routes.doc(operationId="unretractDocument")
@routes.arguments(CollectionQuery, location="query")
@routes.response(204, description="No longer marked.")
@problems(404, 409, 422, 503)
def unretract_document(query: dict[str, str], document_id: str) -> tuple[str, int]:
    """Take the mark of a retraction back.

    What the document itself says of its correction or withdrawal stays.
    """
    corpus = parts().corpus
    corpus.unretract(_collection(query, corpus, document_id), document_id)
    engine().note_write()
    return "", 204


@routes.route("/v1/documents/<string:document_id>", methods=["DELETE"], parameters=_ID_PARAMETER)
@needs(Scope.INGEST)
@routes.doc(operationId="deleteDocument")
@routes.arguments(CollectionQuery, location="query")
@routes.response(204, description="Deleted; no later check sees it.")
@problems(404, 409, 422, 503)
def delete_document(query: dict[str, str], document_id: str) -> tuple[str, int]:
    """Delete a document, with what it said before.

    Checks that were made before keep what they quoted.
    """
    corpus = parts().corpus
    corpus.delete(_collection(query, corpus, document_id), document_id)
    engine().note_write()
    return "", 204


def _collection(query: Mapping[str, Any], corpus: Corpus, document_id: str) -> str:
    """The collection that the query names, else the one that holds the document."""
    named: str | None = query.get("collection")
    if named:
        caller().require_collections([named])
        return named
    collections = corpus.collections_of(document_id)
    if not collections:
        raise NotFound(f"there is no document {document_id!r} in any collection")
    if len(collections) > 1:
        raise ProblemError(
            Problem(
                AMBIGUOUS_ID,
                f"the id {document_id!r} is held by the collections {', '.join(collections)}; "
                f"name one, such as ?collection={collections[0]}",
            )
        )
    return collections[0]
