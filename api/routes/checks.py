"""Checks: a claim in, an explained answer out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask

from api.access import needs
from api.answers import read_filters
from api.body import Routes
from api.check_list import changes, check_as_of, compare, query_of, state_as_of
from api.check_list import list_checks as page_of_checks
from api.context import caller, engine, jobs, kept_answers, parts, past_checks, settings
from api.cursors import fingerprint
from api.engine import Parts
from api.headers import stable
from api.idempotency import idempotent
from api.job_records import Job, Kind, Line, Status
from api.jobs import (
    check_under_way,
    claim_line,
    new_job,
    pending,
    pending_job,
    require_room,
)
from api.keys import Scope
from api.paging import link_next, paged
from api.prefer import prefers, read_preference
from api.routes.batch import NDJSON
from api.schemas.check_list import (
    ChangesQuery,
    ChangesSchema,
    CheckAgainQuery,
    ChecksQuery,
    ChecksSchema,
    RerunSchema,
)
from api.schemas.checks import CheckRequest, CheckSchema
from api.schemas.jobs import PendingCheckSchema
from api.spec import answers_with, problems
from scoring.attribution.known import source_table
from scoring.corpus.opened import now
from scoring.corpus.snapshot import Versions
from scoring.errors import NotFound

_LOCATION = {
    "Location": {"description": "Where it can be read again.", "schema": {"type": "string"}}
}
_JSON = "application/json"
_ID_PARAMETER = [
    {
        "in": "path",
        "name": "check_id",
        "description": "Id of the check.",
        "example": "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e5f",
    }
]
_RETRY_AFTER = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
_goes_on = answers_with(
    202,
    PendingCheckSchema,
    "It takes longer than the client waits, and is finished in the background.",
    {**_LOCATION, **_RETRY_AFTER},
)
_not_done_yet = answers_with(
    202,
    PendingCheckSchema,
    "The check is not done yet: send the same request again.",
    {**_LOCATION, **_RETRY_AFTER},
)

routes = Routes("checks", __name__, description="Check claims against the corpus.")


@routes.route("/v1/checks", methods=["POST"])
@needs(Scope.CHECK)
@idempotent
@prefers
@routes.doc(operationId="checkClaim")
@routes.arguments(CheckRequest)
@routes.response(
    201,
    CheckSchema,
    description="The answer, which is also stored.",
    headers=_LOCATION,
)
@_goes_on
@problems(400, 413, 415, 422, 429, 503)
def check_claim(query: dict[str, Any]) -> flask.Response:
    """Check a claim.

    Finds the statements of the corpus that speak to the claim, in any language, and says which
    origins support and which refute it, whether they are independent of each other, how
    firmly they assert it, and how it came to say so. The answer is stored with the corpus
    version that it saw.

    With `Prefer: respond-async` the answer is 202 at once, with `Prefer: wait=5` after five
    seconds where the check is not done by then, and without either after the time that the
    service is set to; the check is then at `Location` once it is done.
    """
    return _answer(claim_line(1, query, caller()), parts(), lambda check: check)


def _answer(
    line: Line, opened: Parts, told: Callable[[dict[str, Any]], dict[str, Any]]
) -> flask.Response:
    """Check a claim for as long as the client waits, then in the background.

    Args:
        line: The claim, under the id of its check.
        opened: The corpus as the caller may see it.
        told: What is answered where the check is there in time.
    """
    runner, preference = jobs(), read_preference(settings().check_seconds)
    job, query = new_job(Kind.CHECK, caller(), [line]), line.query or {}
    made: dict[str, Any] | Job = job
    if preference.seconds == 0:
        require_room(runner.store, caller(), settings().unfinished_jobs)
        runner.accept(job)
    else:
        made = runner.check_within(
            preference.seconds,
            job,
            query["claim"],
            opened,
            filters=read_filters(query["filters"]),
            language=query["language"],
        )
    if isinstance(made, Job):
        response = pending_job(made, query)
    else:
        engine().note_write()
        response = flask.jsonify(told(made))
        response.status_code = 201
        response.headers["Location"] = flask.url_for("checks.get_check", check_id=made["id"])
    preference.tell(response)
    return response


@routes.route("/v1/checks", methods=["GET"])
@needs(Scope.CHECK)
@paged
@routes.doc(operationId="listChecks")
@routes.arguments(ChecksQuery, location="query")
@routes.response(
    200,
    ChecksSchema,
    description="A page of checks; as `application/x-ndjson` all of them, whole, one a line.",
)
@problems(410, 414, 422, 503)
def list_checks(query: dict[str, Any]) -> flask.Response:
    """List the checks that were made.

    The newest first, in pages that all show the checks as the first page saw them. A key that is
    granted some collections sees the checks that looked at these and at no other. With `Accept:
    application/x-ndjson` every check that the filters leave is sent, whole and one a line, and
    `limit` and `cursor` do not count.
    """
    corpus = parts().corpus
    if query["wanted"].collection is not None:
        caller().require_collections([query["wanted"].collection])
    if flask.request.accept_mimetypes.best_match([_JSON, NDJSON]) == NDJSON:
        bodies = corpus.check_log().bodies(query["wanted"])
        response = flask.Response((body + "\n" for body in bodies), content_type=NDJSON)
    else:
        page = page_of_checks(corpus=corpus, **query)
        response = flask.jsonify(page)
        link_next(response, page["next_cursor"])
    response.vary.add("Accept")
    return response


@routes.route("/v1/checks/<string:check_id>", methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@stable
@prefers
@routes.doc(operationId="getCheck")
@routes.arguments(CheckAgainQuery, location="query")
@routes.response(200, CheckSchema, description="The answer as it was given.")
@_not_done_yet
@problems(404, 410, 422, 503)
def get_check(query: dict[str, Any], check_id: str) -> flask.Response:
    """Read a check again.

    The answer is the one that was given, whatever has happened to the corpus since. With `as_of`
    the claim is checked anew against the corpus as it was, as long as that state is kept; `Prefer`
    counts as it does for `POST /v1/checks`, but no job is made: to send the same request again is
    all that there is to do, and what came of it is kept for a day.
    """
    opened = parts()
    check = _stored_or_pending(check_id, opened)
    if isinstance(check, flask.Response):
        return check
    if query["version"] is None and query["moment"] is None:
        return flask.jsonify(check)
    return _answer_as_of(check, state_as_of(query["version"], query["moment"], opened), opened)


def _stored_or_pending(check_id: str, opened: Parts) -> dict[str, Any] | flask.Response:
    """A check, or the answer that it is not done yet.

    Raises:
        NotFound: It is not there, or not for the caller.
        ProblemError: It could not be made.
    """
    try:
        return opened.corpus.read_check(check_id)
    except NotFound:
        if (under_way := check_under_way(jobs().store, check_id, caller())) is not None:
            return under_way
        return opened.corpus.read_check(check_id)  # done meanwhile, or not there


def _answer_as_of(check: dict[str, Any], state: Versions, opened: Parts) -> flask.Response:
    preference = read_preference(settings().check_seconds)
    used = opened.models.versions, source_table().version
    asked = [check["id"], state.documents, caller().id, used]
    made = past_checks().answer(
        f"as-of/{fingerprint(asked)}",
        preference.seconds,
        kept_answers(),
        lambda: check_as_of(check, state, opened),
    )
    if made is not None:
        response = flask.jsonify(made)
    else:
        check_id = check["id"]
        response = pending(
            flask.url_for("checks.get_check", check_id=check_id, as_of=state.documents),
            id=check_id,
            status=Status.RUNNING.value,
            created_at=now(),
            claim=check["claim"]["text"],
            job=None,
            changes=None,
        )
    preference.tell(response)
    return response


@routes.route("/v1/checks/<string:check_id>/changes", methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@stable
@routes.doc(operationId="getChanges")
@routes.arguments(ChangesQuery, location="query")
@routes.response(200, ChangesSchema, description="What changed.")
@_not_done_yet
@problems(404, 410, 422, 503)
def get_changes(query: dict[str, str], check_id: str) -> flask.Response:
    """Say what changed between two checks.

    From the one that `since` names to this one, of the same claim: verdict, score, documents that
    came, went or take another stance, and origins.
    """
    opened = parts()
    check = _stored_or_pending(check_id, opened)
    if isinstance(check, flask.Response):
        return check
    return flask.jsonify(compare(opened.corpus.read_check(query["since"]), check, opened.corpus))


@routes.route("/v1/checks/<string:check_id>/rerun", methods=["POST"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@idempotent
@prefers
@routes.doc(operationId="rerunCheck")
@routes.response(201, RerunSchema, description="The new check and what changed.", headers=_LOCATION)
@_goes_on
@problems(400, 404, 409, 422, 503)
def rerun(check_id: str) -> flask.Response:
    """Check a claim again.

    With the claim, language and filters of the earlier check, against the corpus as it is now.
    The answer is a check of its own, and what changed since: verdict, score, documents that came,
    went or take another stance, and origins. With `Prefer` as for `POST /v1/checks`: where the
    answer is 202, `changes` in it is where those will be told.
    """
    opened = parts()
    before = opened.corpus.read_check(check_id)

    def told(after: dict[str, Any]) -> dict[str, Any]:
        return {"check": after, "changes": changes(before, after, opened.corpus)}

    return _answer(claim_line(1, query_of(before), caller(), since=check_id), opened, told)
