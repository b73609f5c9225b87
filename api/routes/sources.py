"""Sources: list, read, add, change."""

from __future__ import annotations

from typing import Any

import flask

from api.access import needs
from api.body import Routes
from api.context import caller, engine
from api.errors import Problem, ProblemError
from api.headers import stable
from api.idempotency import idempotent
from api.keys import Scope
from api.paging import link_next, paged
from api.preconditions import preconditioned, refuse_stale, require_match, tag
from api.problem_types import FORBIDDEN
from api.schemas.sources import (
    SourceChangeRequest,
    SourceRequest,
    SourceSchema,
    SourcesQuery,
    SourcesSchema,
)
from api.sources import Entry, Sources, changed, page_of
from api.spec import problems

routes = Routes(
    "sources", __name__, description="Outlets and agencies: their names, domains and owners."
)

_SOURCE = SourceSchema()
_SOURCES = SourcesSchema()
_PATH = "/v1/sources/<string:source_id>"
_ID_PARAMETER = [
    {
        "in": "path",
        "name": "source_id",
        "description": "Id of the source.",
        "example": "eastmarch-herald",
    }
]
_LOCATION = {"Location": {"description": "Where it can be read.", "schema": {"type": "string"}}}


@routes.route("/v1/sources", methods=["GET"])
@needs(Scope.CHECK)
@paged
@routes.doc(operationId="listSources")
@routes.arguments(SourcesQuery, location="query")
@routes.response(200, SourcesSchema, description="A page of sources, in the order of their ids.")
@problems(414, 422, 503)
def list_sources(query: dict[str, Any]) -> flask.Response:
    """List the sources that are known by name.

    By them a check knows that "FAZ" and "faz.net" are one newspaper, which name in a text is an
    agency's, and which titles have one owner.
    """
    page = page_of(_sources(), query)
    response = flask.jsonify(_SOURCES.dump(page))
    link_next(response, page["next_cursor"])
    return response


@routes.route("/v1/sources", methods=["POST"])
@needs(Scope.ADMIN)
@idempotent
@routes.doc(operationId="addSource")
@routes.arguments(SourceRequest)
@routes.response(201, SourceSchema, description="Added.", headers=_LOCATION)
@problems(400, 409, 413, 415, 422, 503)
def add_source(given: dict[str, Any]) -> flask.Response:
    """Add a source.

    Every worker and replica knows it within two seconds. Names, domains and owner then count in
    each check, also of documents that were stored before: whose publisher it is, which copies and
    credits are its own, which titles have one owner. Whom a text credits was read when the document
    was stored: to have it read with the new source, store the document again.
    """
    _require_everything()
    entry = _sources().add(given)
    engine().refresh_sources()
    response = _answer(entry)
    response.status_code = 201
    response.headers["Location"] = flask.url_for("sources.get_source", source_id=entry.source.id)
    return response


@routes.route(_PATH, methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@stable
@routes.doc(operationId="getSource")
@routes.response(200, SourceSchema, description="The source.")
@problems(404, 503)
def get_source(source_id: str) -> flask.Response:
    """Read a source.

    Its `ETag` is what changing it wants as `If-Match`.
    """
    return _answer(_sources().entry(source_id))


@routes.route(_PATH, methods=["PUT"], parameters=_ID_PARAMETER)
@needs(Scope.ADMIN)
@preconditioned(needed=True)
@routes.doc(operationId="replaceSource")
@routes.arguments(SourceRequest)
@routes.response(200, SourceSchema, description="Replaced.")
@problems(400, 404, 409, 413, 415, 422, 503)
def replace_source(given: dict[str, Any], source_id: str) -> flask.Response:
    """Replace a source.

    A packaged one is left as it is and an own entry takes its place, until that is deleted. What
    it changes, and when, is as for a new source.
    """
    return _put(source_id, given, whole=True)


@routes.route(_PATH, methods=["PATCH"], parameters=_ID_PARAMETER)
@needs(Scope.ADMIN)
@preconditioned(needed=True)
@routes.doc(operationId="changeSource")
@routes.arguments(SourceChangeRequest)
@routes.response(200, SourceSchema, description="Changed.")
@problems(400, 404, 409, 413, 415, 422, 503)
def change_source(given: dict[str, Any], source_id: str) -> flask.Response:
    """Change members of a source.

    The members that are sent take the place of those that are there; a list is replaced whole.
    Otherwise as replacing it.
    """
    return _put(source_id, given, whole=False)


@routes.route(_PATH, methods=["DELETE"], parameters=_ID_PARAMETER)
@needs(Scope.ADMIN)
@preconditioned(needed=True)
@routes.doc(operationId="deleteSource")
@routes.response(204, description="Deleted; the packaged one, if there is one, is there again.")
@problems(404, 409, 503)
def delete_source(source_id: str) -> tuple[str, int]:
    """Delete an own source.

    Where it stood in the place of a packaged one, that one is there again.
    """
    _require_everything()
    sources = _sources()
    entry = sources.entry(source_id)
    require_match(entry.revision, needed=True)
    if not sources.delete(entry):
        refuse_stale()
    engine().refresh_sources()
    return "", 204


def _put(source_id: str, given: dict[str, Any], *, whole: bool) -> flask.Response:
    _require_everything()
    sources = _sources()
    before = sources.entry(source_id)
    require_match(before.revision, needed=True)
    entry = sources.put(before, given if whole else changed(before.source, given))
    if entry is None:
        refuse_stale()
    engine().refresh_sources()
    return _answer(entry)


def _sources() -> Sources:
    return Sources(engine().sources)


def _answer(entry: Entry) -> flask.Response:
    return tag(flask.jsonify(_SOURCE.dump(entry.as_dict())), entry.revision)


def _require_everything() -> None:
    """Sources are of every collection, so a key that sees some may not change them."""
    if caller().collections is not None:
        detail = "sources are those of every collection; use a key that is granted all"
        raise ProblemError(Problem(FORBIDDEN, detail))
