"""Checks: a claim in, an explained answer out."""

from __future__ import annotations

from typing import Any

import flask

from api.access import needs
from api.answers import answer_claim
from api.body import Routes
from api.context import caller, engine, parts
from api.headers import stable
from api.idempotency import idempotent
from api.keys import Scope
from api.schemas.checks import CheckRequest, CheckSchema
from api.spec import problems
from scoring.corpus.filters import EVERYTHING

routes = Routes("checks", __name__, description="Check claims against the corpus.")


@routes.route("/v1/checks", methods=["POST"])
@needs(Scope.CHECK)
@idempotent
@routes.doc(operationId="checkClaim")
@routes.arguments(CheckRequest)
@routes.response(
    201,
    CheckSchema,
    description="The answer, which is also stored.",
    headers={
        "Location": {"description": "Where it can be read again.", "schema": {"type": "string"}}
    },
)
@problems(400, 413, 415, 422, 503)
def check_claim(query: dict[str, Any]) -> flask.Response:
    """Check a claim.

    Finds the statements of the corpus that speak to the claim, in any language, and says which
    origins support and which refute it, whether they are independent of each other, how
    firmly they assert it, and how it came to say so. The answer is stored with the corpus
    version that it saw.
    """
    answer = answer_claim(
        query["claim"],
        parts=parts(),
        filters=caller().narrow(query.get("filters", EVERYTHING)),
        language=query.get("language"),
    )
    engine().note_write()
    response = flask.jsonify(answer)
    response.status_code = 201
    response.headers["Location"] = flask.url_for("checks.get_check", check_id=answer["id"])
    return response


@routes.route(
    "/v1/checks/<string:check_id>",
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
@routes.doc(operationId="getCheck")
@routes.response(200, CheckSchema, description="The answer as it was given.")
@problems(404, 503)
def get_check(check_id: str) -> flask.Response:
    """Read a check again.

    The answer is the one that was given, whatever has happened to the corpus since.
    """
    return flask.jsonify(parts().corpus.read_check(check_id))
