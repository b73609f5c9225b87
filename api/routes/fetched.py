"""Pages that the service reads itself."""

from __future__ import annotations

from typing import Any

from api.access import needs
from api.body import Routes
from api.context import caller, engine, fetcher, parts, settings
from api.errors import Problem, ProblemError
from api.fetching.pages import store_pages
from api.idempotency import idempotent
from api.keys import Scope
from api.problem_types import FETCH_NOT_ALLOWED
from api.schemas.fetching import FetchRequest, FetchResultSchema
from api.spec import problems

routes = Routes("fetched", __name__, description="")


@routes.route("/v1/documents/fetch", methods=["POST"], tags=["documents"])
@needs(Scope.FETCH)
@idempotent
@routes.doc(operationId="fetchDocuments")
@routes.arguments(FetchRequest)
@routes.response(200, FetchResultSchema, description="What became of each.")
@problems(400, 413, 415, 422, 503)
def fetch_documents(request: dict[str, Any]) -> dict[str, Any]:
    """Read pages and store their articles.

    Only of hosts that whoever runs the service has named in `FETCH_HOSTS`, at public addresses,
    as their robots.txt allows, and also where a page leads on to another. A page may have 4 MiB
    and take 10 seconds, an address lead on five times; a host is asked once a second, and no page
    is begun after a minute. What the collection holds of a page that is gone (404, 410) is
    marked as retracted.
    """
    caller().require_collections([request["collection"]])
    if not settings().hosts_to_fetch:
        raise ProblemError(
            Problem(FETCH_NOT_ALLOWED, "this service reads no addresses; FETCH_HOSTS names none")
        )
    found = list(
        store_pages(
            request["urls"], fetcher=fetcher(), parts=parts(), collection=request["collection"]
        )
    )
    engine().note_write()
    return {"results": [{"url": each.url, **each.result.as_dict()} for each in found]}
