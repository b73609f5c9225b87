"""Hedges of a text: an editor's tool of its own, beside the corpus."""

from __future__ import annotations

from typing import Any

from api.access import needs
from api.body import Routes
from api.keys import Scope
from api.schemas.hedges import HedgesRequest, HedgesSchema
from api.spec import problems
from scoring.reading import Reading, read_hedges

routes = Routes("hedges", __name__, description="Read how firmly a text asserts what it says.")


@routes.route("/v1/hedges", methods=["POST"])
@needs(Scope.CHECK)
@routes.doc(operationId="readHedges")
@routes.arguments(HedgesRequest)
@routes.response(200, HedgesSchema, description="The statements with their hedges.")
@problems(400, 413, 415, 422, 503)
def read(query: dict[str, Any]) -> Reading:
    """Find the hedges of a text.

    Gives every sentence with the cues that weaken it, their class, strength and scope, the
    certainty that they leave, and whose word it is. Nothing is stored, and neither corpus nor
    models are needed. A plain attribution (“police said”) is no hedge.
    """
    return read_hedges(
        query["text"], query.get("language"), query["genre"], title=query.get("title")
    )
