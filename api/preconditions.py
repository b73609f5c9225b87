"""`If-Match` (RFC 9110, 13.1.1): a change is made only to the version that its sender has read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import flask
from flask_smorest import Blueprint

from api.body import View
from api.errors import Problem, ProblemError
from api.problem_types import PRECONDITION_FAILED, PRECONDITION_REQUIRED
from api.spec import problems
from api.spec_headers import PRECONDITIONED


def preconditioned(*, needed: bool) -> Callable[[View], View]:
    """Document that a view honours If-Match, or wants it."""

    def decorate(view: View) -> View:
        view = problems(412, 428)(view) if needed else problems(412)(view)
        marked: View = Blueprint.doc(**{PRECONDITIONED: needed})(view)
        return marked

    return decorate


def tag(response: flask.Response, revision: str) -> flask.Response:
    """Give an answer the tag of the revision that it shows."""
    response.set_etag(revision)
    return response


def require_match(revision: str, *, needed: bool) -> None:
    """Refuse a request that was made for another revision.

    The tag names a revision, not the bytes of one coding of it, so a proxy that made it a weak
    one on its way to the client has changed nothing of what it says.

    Args:
        revision: The current one.
        needed: Whether the request has to name one.

    Raises:
        ProblemError: It names another, or none where it has to.
    """
    given = flask.request.headers.get("If-Match")
    if given is None:
        if needed:
            raise ProblemError(
                Problem(
                    PRECONDITION_REQUIRED,
                    "there is no If-Match; read it and send its ETag, so that nobody's change in "
                    "between is lost",
                )
            )
        return
    if not flask.request.if_match.contains_weak(revision):
        refuse_stale()


def refuse_stale() -> NoReturn:
    """Refuse a change of something that has changed meanwhile.

    Raises:
        ProblemError: Always.
    """
    detail = "it has changed since it was read; read it again and send the new ETag as If-Match"
    raise ProblemError(Problem(PRECONDITION_FAILED, detail))
