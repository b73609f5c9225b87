"""Search for statements of the corpus."""

from __future__ import annotations

from typing import Any

import flask

from api.access import needs
from api.body import Routes
from api.context import caller, parts
from api.keys import Scope
from api.schemas.search import SearchRequest, SearchSchema
from api.search import answer_search
from api.spec import problems
from scoring.corpus.filters import EVERYTHING

routes = Routes("search", __name__, description="Search for statements of the corpus.")


@routes.route("/v1/statements/search", methods=["POST"])
@needs(Scope.CHECK)
@routes.doc(operationId="searchStatements")
@routes.arguments(SearchRequest)
@routes.response(200, SearchSchema, description="A page of statements.")
@problems(400, 410, 413, 415, 422, 503)
def search_statements(query: dict[str, Any]) -> flask.Response:
    """Search for statements.

    Finds sentences that mean what the query means, in any language, or have its words, and says
    where in which document they stand. What they make of a claim is not judged: for that, check
    it. Nothing is stored.

    Further pages are read with `next_cursor`. They show the corpus as the first page saw it,
    whatever is stored meanwhile, until upkeep has removed that state: then the answer is 410.
    """
    filters = caller().narrow(query.get("filters", EVERYTHING))
    return flask.jsonify(answer_search(query, filters, parts()))
