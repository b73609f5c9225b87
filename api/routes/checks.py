"""Checks: a claim in, an explained answer out."""

from __future__ import annotations

from typing import Any

import flask

from api.access import needs
from api.answers import read_filters
from api.body import Routes
from api.check_list import check_as_of, rerun_check
from api.check_list import list_checks as page_of_checks
from api.context import caller, engine, jobs, parts, settings
from api.engine import Parts
from api.headers import stable
from api.idempotency import idempotent
from api.job_records import Job, Kind
from api.job_runner import JobRunner
from api.jobs import check_under_way, claim_line, new_job, pending_answer, require_room
from api.keys import Scope
from api.prefer import read_preference
from api.routes.batch import NDJSON
from api.schemas.check_list import CheckAgainQuery, ChecksQuery, ChecksSchema, RerunSchema
from api.schemas.checks import CheckRequest, CheckSchema
from api.schemas.jobs import PendingCheckSchema
from api.spec import answers_with, problems
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
    headers=_LOCATION,
)
@answers_with(
    202,
    PendingCheckSchema,
    "It takes longer than the client waits, and is finished in the background.",
    {**_LOCATION, **_RETRY_AFTER},
)
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
    runner, opened = jobs(), parts()
    preference = read_preference(settings().check_seconds)
    line = claim_line(1, query, caller())
    job = new_job(Kind.CHECK, caller(), [line])
    if preference.seconds == 0:
        require_room(runner.store, caller(), settings().unfinished_jobs)
        runner.accept(job)
        response = pending_answer(job, query["claim"])
    else:
        response = _answer_within(preference.seconds, job, runner, opened)
    preference.tell(response)
    return response


def _answer_within(seconds: float, job: Job, runner: JobRunner, opened: Parts) -> flask.Response:
    query = job.lines[0].query or {}
    answer = runner.check_within(
        seconds,
        job,
        query["claim"],
        opened,
        filters=read_filters(query["filters"]),
        language=query["language"],
    )
    if isinstance(answer, Job):
        return pending_answer(answer, query["claim"])
    engine().note_write()
    response = flask.jsonify(answer)
    response.status_code = 201
    response.headers["Location"] = flask.url_for("checks.get_check", check_id=answer["id"])
    return response


@routes.route("/v1/checks", methods=["GET"])
@needs(Scope.CHECK)
@routes.doc(operationId="listChecks")
@routes.arguments(ChecksQuery, location="query")
@routes.response(
    200,
    ChecksSchema,
    description="A page of checks; as `application/x-ndjson` all of them, whole, one a line.",
    headers={
        "Link": {
            "description": 'The next page, `rel="next"`; absent on the last one.',
            "schema": {"type": "string"},
        }
    },
)
@problems(410, 422, 503)
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
        if page["next_cursor"] is not None:
            sent = {**flask.request.args.to_dict(flat=False), "cursor": page["next_cursor"]}
            following = flask.url_for("checks.list_checks", **sent)
            response.headers["Link"] = f'<{following}>; rel="next"'
    response.vary.add("Accept")
    return response


@routes.route("/v1/checks/<string:check_id>", methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@stable
@routes.doc(operationId="getCheck")
@routes.arguments(CheckAgainQuery, location="query")
@routes.response(200, CheckSchema, description="The answer as it was given.")
@answers_with(202, PendingCheckSchema, "The check is not done yet.", _RETRY_AFTER)
@problems(404, 410, 422, 503)
def get_check(query: dict[str, Any], check_id: str) -> flask.Response:
    """Read a check again.

    The answer is the one that was given, whatever has happened to the corpus since. With `as_of`
    the claim is checked anew against the corpus as it was, as long as that state is kept.
    """
    opened = parts()
    try:
        check = opened.corpus.read_check(check_id)
    except NotFound:
        if (pending := check_under_way(jobs().store, check_id, caller())) is not None:
            return pending
        check = opened.corpus.read_check(check_id)  # done meanwhile, or not there
    if query["version"] is None and query["moment"] is None:
        return flask.jsonify(check)
    return flask.jsonify(check_as_of(check, query["version"], query["moment"], opened))


@routes.route("/v1/checks/<string:check_id>/rerun", methods=["POST"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@idempotent
@routes.doc(operationId="rerunCheck")
@routes.response(201, RerunSchema, description="The new check and what changed.", headers=_LOCATION)
@problems(400, 404, 409, 422, 503)
def rerun(check_id: str) -> flask.Response:
    """Check a claim again.

    With the claim, language and filters of the earlier check, against the corpus as it is now.
    The answer is a check of its own, and what changed since: verdict, score, documents that came,
    went or take another stance, and origins.
    """
    opened = parts()
    answer = rerun_check(opened.corpus.read_check(check_id), opened)
    engine().note_write()
    response = flask.jsonify(answer)
    response.status_code = 201
    response.headers["Location"] = flask.url_for("checks.get_check", check_id=answer["check"]["id"])
    return response
