"""Fact-checks that others have published: import, read, search, and the draft of one's own."""

from __future__ import annotations

from typing import Any

import flask

from api.access import needs
from api.answers import to_json
from api.body import Routes, read_body, require_one_of
from api.claim_review import draft_claim_review
from api.context import caller, parts
from api.fact_checks import import_reviews, search_claims
from api.headers import stable
from api.idempotency import idempotent
from api.keys import Scope
from api.preconditions import preconditioned, refuse_stale, require_match, tag
from api.schemas.fact_checks import (
    ClaimReviewQuery,
    ClaimReviewSchema,
    ClaimSearchQuery,
    ClaimSearchSchema,
    FactCheckSchema,
    ImportQuery,
    ImportReportSchema,
)
from api.schemas.fields import example_of
from api.spec import answers_with, problems
from api.strict_json import parse_json

routes = Routes(
    "fact-checks", __name__, description="Fact-checks that others have published, kept apart."
)

LD_JSON = "application/ld+json"
_FACT_CHECK = FactCheckSchema()
_ID_PARAMETER = [
    {
        "in": "path",
        "name": "fact_check_id",
        "description": "Id of the fact-check.",
        "example": "7c1d6a0b93c24f1d6a0b93c2",
    }
]
_LOCATION = {"Location": {"description": "Where it can be read.", "schema": {"type": "string"}}}
_REVIEW = example_of(ClaimReviewSchema)
_BODY = {
    "required": True,
    "description": "A schema.org ClaimReview; a list of them; a page's `@graph`; a DataFeed, or "
    "the dump of all feeds; or an answer of Google's `claims:search`. At most 1,000 reviews. The "
    f"content type may also be {LD_JSON}.",
    "content": {
        # One type only: clients that are generated tell types of a body by its class.
        "application/json": {
            "schema": {
                "oneOf": [
                    {"title": "Published", "type": "object", "additionalProperties": {}},
                    {
                        "title": "Published list",
                        "type": "array",
                        "items": {"type": "object", "additionalProperties": {}},
                    },
                ]
            },
            "examples": {
                "one": {"summary": "One ClaimReview", "value": _REVIEW},
                "feed": {
                    "summary": "A feed",
                    "value": {
                        "@context": "https://schema.org",
                        "@type": "DataFeed",
                        "dataFeedElement": [{"@type": "DataFeedItem", "item": [_REVIEW]}],
                    },
                },
            },
        }
    },
}


@routes.route("/v1/fact-checks", methods=["POST"])
@needs(Scope.INGEST)
@idempotent
@routes.doc(operationId="importFactChecks", requestBody=_BODY)
@routes.arguments(ImportQuery, location="query")
@routes.response(
    200, ImportReportSchema, description="Those that can be used are stored; the others are named."
)
@answers_with(
    201, ImportReportSchema, "The one review that was sent is stored, and new.", _LOCATION
)
@problems(400, 413, 415, 422, 503)
def import_fact_checks(query: dict[str, str]) -> flask.Response:
    """Import published fact-checks.

    They are no news: no check counts them, each names the nearest ones in `fact_checks`. A review
    whose address is there already takes the place of all that was stored of that address; several
    reviews of one page are sent together. Dates and numbers that cannot be read are left out and
    told in `notes`.
    """
    collection = query["collection"]
    caller().require_collections([collection])
    require_one_of("application/json", LD_JSON)
    answer = import_reviews(parse_json(read_body()), collection)
    response = flask.jsonify(answer)
    if answer["stored"] == 1 and not answer["updated"] and not answer["rejected"]:
        response.status_code = 201
        name = answer["fact_checks"][0]["id"]
        response.headers["Location"] = flask.url_for(
            "fact-checks.get_fact_check", fact_check_id=name
        )
    return response


@routes.route("/v1/fact-checks", methods=["GET"])
@needs(Scope.CHECK)
@routes.doc(operationId="searchFactChecks")
@routes.arguments(ClaimSearchQuery, location="query")
@routes.response(200, ClaimSearchSchema, description="A page of claims with their reviews.")
@problems(414, 422, 503)
def search_fact_checks(query: dict[str, Any]) -> flask.Response:
    """Search the published fact-checks.

    Parameters and answer are those of the method `claims:search` of Google's Fact Check Tools API,
    so that its clients work here. Found is what has some of the words in claim or title, in the
    words' own language, and what is near in meaning, in any. At most 1,000 reviews are found.
    """
    return flask.jsonify(search_claims(query))


@routes.route("/v1/fact-checks/<string:fact_check_id>", methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK, Scope.INGEST)
@stable
@routes.doc(operationId="getFactCheck")
@routes.response(200, FactCheckSchema, description="The fact-check.")
@problems(404, 503)
def get_fact_check(fact_check_id: str) -> flask.Response:
    """Read a published fact-check.

    As it was imported last; its `ETag` changes whenever it is imported.
    """
    found = parts().published.get(fact_check_id, caller().collections)
    return tag(flask.jsonify(_FACT_CHECK.dump(found)), found.revision)


@routes.route(
    "/v1/fact-checks/<string:fact_check_id>", methods=["DELETE"], parameters=_ID_PARAMETER
)
@needs(Scope.INGEST)
@preconditioned(needed=False)
@routes.doc(operationId="deleteFactCheck")
@routes.response(204, description="Deleted; no later check names it.")
@problems(404, 503)
def delete_fact_check(fact_check_id: str) -> tuple[str, int]:
    """Delete a published fact-check.

    Checks that were made before go on naming it.
    """
    store, collections = parts().published, caller().collections
    found = store.get(fact_check_id, collections)
    require_match(found.revision, needed=False)
    if not store.delete(fact_check_id, found.revision, collections):
        refuse_stale()
    return "", 204


@routes.route(
    "/v1/checks/<string:check_id>/claim-review",
    methods=["GET"],
    parameters=[
        {
            "in": "path",
            "name": "check_id",
            "description": "Id of the check.",
            "example": "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e5f",
        }
    ],
)
@needs(Scope.CHECK)
@stable
@routes.doc(operationId="draftClaimReview")
@routes.arguments(ClaimReviewQuery, location="query")
@routes.response(
    200, ClaimReviewSchema, content_type=LD_JSON, description="The ClaimReview, as JSON-LD."
)
@problems(404, 414, 422, 503)
def draft_review(query: dict[str, Any], check_id: str) -> flask.Response:
    """Draft the ClaimReview of a review.

    For a review that a person has written of the claim of a check, as schema.org wants it in the
    page: rating, author and words are that person's. A check has a score, which is no rating: it
    says how well a claim is corroborated in a corpus, not whether it is true, and it is not in
    the draft.
    """
    draft = draft_claim_review(parts().corpus.read_check(check_id), query)
    return flask.Response(to_json(draft), mimetype=LD_JSON)
