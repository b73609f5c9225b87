"""The path of Google's Fact Check Tools API, for its clients; see `GET /v1/fact-checks`."""

from __future__ import annotations

import flask
from marshmallow import ValidationError

from api.access import needs, takes_key_in_query
from api.fact_checks import search_claims
from api.keys import Scope
from api.schemas.fact_checks import ClaimSearchQuery

routes = flask.Blueprint("google", __name__)

# Parameters that every method of Google's APIs takes; none of them changes what is found.
_SYSTEM = {
    "$.xgafv",
    "access_token",
    "alt",
    "callback",
    "fields",
    "key",
    "oauth_token",
    "prettyPrint",
    "quotaUser",
    "uploadType",
    "upload_protocol",
}
_QUERY = ClaimSearchQuery()


@routes.get("/v1alpha1/claims:search")
@needs(Scope.CHECK)
@takes_key_in_query
def search() -> flask.Response:
    """Search the published fact-checks, asked as Google's clients ask."""
    sent = {name: value for name, value in flask.request.args.items() if name not in _SYSTEM}
    try:
        query = _QUERY.load(sent)
    except ValidationError as error:
        raise ValidationError({"query": error.messages}) from None  # it is of the query
    return flask.jsonify(search_claims(query))
