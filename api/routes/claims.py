"""Claims in a draft: an editor's tool of its own, beside the corpus."""

from __future__ import annotations

from typing import Any

from api.access import needs
from api.body import Routes
from api.context import parts
from api.keys import Scope
from api.schemas.claims import DraftRequest, DraftSchema
from api.spec import problems
from scoring.drafts import Draft, extract_claims

routes = Routes("claims", __name__, description="Find what is worth checking in a draft.")


@routes.route("/v1/claims/extract", methods=["POST"])
@needs(Scope.CHECK)
@routes.doc(operationId="extractClaims")
@routes.arguments(DraftRequest)
@routes.response(200, DraftSchema, description="The sentences worth checking.")
@problems(400, 413, 415, 422, 503)
def extract(query: dict[str, Any]) -> Draft:
    """Find the claims in a draft.

    Gives the sentences that are worth checking, with a score, and each one's assertions as
    claims of their own where it is safe to split it: every one follows from the sentence, with
    its subject, hedge and attribution. Send those that an editor picks to `POST /v1/checks`.
    Nothing is stored, and the corpus is not looked at.
    """
    return extract_claims(
        query["text"],
        parts().models.encoder,
        query.get("language"),
        least=query["least_score"],
    )
