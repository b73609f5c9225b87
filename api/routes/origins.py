"""Origins: who wrote it first, of documents without a claim."""

from __future__ import annotations

from typing import Any

import flask

from api.access import needs
from api.body import Routes
from api.context import parts
from api.keys import Scope
from api.schemas.origins import OriginsRequest, OriginsSchema
from api.spec import problems
from api.syndication import answer_origins

routes = Routes("origins", __name__, description="Group documents by whom they go back to.")


@routes.route("/v1/origins", methods=["POST"])
@needs(Scope.CHECK)
@routes.doc(operationId="groupByOrigin")
@routes.arguments(OriginsRequest)
@routes.response(200, OriginsSchema, description="The origins of the documents.")
@problems(400, 413, 415, 422, 503)
def group_by_origin(query: dict[str, Any]) -> flask.Response:
    """Group documents by origin.

    A check of syndication without a claim: says how many sources a pile of articles comes down
    to, and why. Each document goes back to the agency of its credit line, byline or dateline,
    else to the outlet or post that its headline or first sentences relay, unless it shows an
    inquiry of its own, else to its publisher; copies in body text and texts that credit each
    other are one origin. People and offices that a story quotes are not its origin.

    A document that comes twice counts once. The order of the documents does not matter, and
    nothing is stored.
    """
    return flask.jsonify(answer_origins(query["documents"], parts()))
