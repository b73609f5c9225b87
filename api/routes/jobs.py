"""Claims by the hundred: a batch in, a job with progress, results as NDJSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import flask

from api.access import needs
from api.answers import to_json
from api.body import Routes, read_body, require_content_type
from api.context import caller, jobs, parts, settings
from api.errors import Problem, ProblemError
from api.idempotency import idempotent
from api.job_records import Job, Kind, Line, Result
from api.job_store import JobStore
from api.jobs import (
    all_results,
    claim_line,
    claim_lines,
    find_job,
    job_answer,
    new_job,
    require_room,
    result_answer,
    tell_to_come_back,
    too_many,
)
from api.jobs import list_jobs as page_of_jobs
from api.keys import Scope
from api.paging import link_next, paged
from api.problem_types import JOB_OVER
from api.routes.batch import NDJSON
from api.schemas.checks import CheckRequest
from api.schemas.fields import example_of
from api.schemas.jobs import (
    ChecksBatchRequest,
    JobResultSchema,
    JobResultsQuery,
    JobSchema,
    JobsQuery,
    JobsSchema,
)
from api.spec import problems
from api.strict_json import parse_json
from scoring.corpus.store import Corpus

JSON = "application/json"

routes = Routes("jobs", __name__, description="Claims by the hundred, checked in the background.")

_BATCH = ChecksBatchRequest()
_JOB = JobSchema()
_JOBS = JobsSchema()
_ID_PARAMETER = [
    {
        "in": "path",
        "name": "job_id",
        "description": "Id of the job.",
        "example": "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e60",
    }
]
_RETRY_AFTER = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
_LOCATION = {"description": "Where the job can be read.", "schema": {"type": "string"}}
_RESULTS_AT_ONCE = 50


@routes.route("/v1/checks/batch", methods=["POST"])
@needs(Scope.CHECK)
@idempotent
@routes.doc(
    operationId="checkClaims",
    requestBody={
        "required": True,
        "description": "One claim a line, each as `POST /v1/checks` takes it, in UTF-8; or an "
        "object with the list `claims`.",
        "content": {
            NDJSON: {
                "schema": {"type": "string", "description": "Lines, each a `CheckRequest`."},
                "example": "\n".join(
                    to_json({"claim": claim})
                    for claim in (example_of(CheckRequest)["claim"], "The silo was empty.")
                ),
            },
            JSON: {"schema": ChecksBatchRequest},
        },
    },
)
@routes.response(
    202,
    JobSchema,
    description="Accepted; the job says how far it is.",
    headers={"Location": _LOCATION, **_RETRY_AFTER},
)
@problems(400, 413, 415, 422, 429, 503)
def check_claims() -> flask.Response:
    """Check many claims.

    Once this is answered the claims are checked in the background, also where the service is
    restarted or killed meanwhile. A broken line of NDJSON gets a result with a problem and the
    others are checked; a broken claim of a JSON list refuses the request. Claims are checked in
    their order.
    """
    most = settings().batch_claims
    if flask.request.mimetype == JSON:
        queries = _BATCH.load(parse_json(read_body()))["claims"]
        if len(queries) > most:
            raise too_many(len(queries), most)
        lines = [claim_line(at, query, caller()) for at, query in enumerate(queries, start=1)]
    else:
        require_content_type(NDJSON)
        lines = claim_lines(read_body(), most, caller())
    return _accept(lines)


def _accept(lines: list[Line]) -> flask.Response:
    runner = jobs()
    require_room(runner.store, caller(), settings().unfinished_jobs)
    job = new_job(Kind.BATCH, caller(), lines)
    runner.accept(job)
    response = _told(job, runner.store)
    response.status_code = 202
    response.headers["Location"] = flask.url_for("jobs.get_job", job_id=job.id)
    return response


@routes.route("/v1/jobs", methods=["GET"])
@needs(Scope.CHECK)
@paged
@routes.doc(operationId="listJobs")
@routes.arguments(JobsQuery, location="query")
@routes.response(200, JobsSchema, description="A page of jobs.")
@problems(414, 422, 503)
def list_jobs(query: dict[str, Any]) -> flask.Response:
    """List jobs.

    The newest first: batches, and checks that are finished in the background. Each page tells how
    far its jobs are at that moment. Jobs are their key's; a key with the scope `admin` for all
    collections sees every job.
    """
    page = page_of_jobs(query, jobs().store, caller())
    response = flask.jsonify(_JOBS.dump(page))
    link_next(response, page["next_cursor"])
    return response


@routes.route("/v1/jobs/<string:job_id>", methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@routes.doc(operationId="getJob")
@routes.response(
    200, JobSchema, description="The job; `Retry-After` while it is not over.", headers=_RETRY_AFTER
)
@problems(404, 503)
def get_job(job_id: str) -> flask.Response:
    """Read a job: how far it is.

    A job is its key's; a key with the scope `admin` for all collections sees every job.
    """
    store = jobs().store
    return _told(find_job(store, job_id, caller()), store)


@routes.route("/v1/jobs/<string:job_id>/results", methods=["GET"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@routes.doc(operationId="getJobResults")
@routes.arguments(JobResultsQuery, location="query")
@routes.response(
    200,
    JobResultSchema,
    content_type=NDJSON,
    description="One result a line, in the order of the request; those so far, with "
    "`Retry-After`, while the job is not over.",
    headers=_RETRY_AFTER,
)
@problems(404, 422, 503)
def get_job_results(query: dict[str, str], job_id: str) -> flask.Response:
    """Read the results of a job.

    As NDJSON, one line for each line of the request, in its order: the id, verdict and score of
    the check, which can be read at `/v1/checks/{id}`, or a problem. With `include=check` each
    line has the whole check. Of a job that was cancelled, what was not done has a problem.
    """
    store = jobs().store
    job = find_job(store, job_id, caller())
    corpus = parts().corpus if "include" in query else None
    response = flask.Response(_lines(job, store, corpus), content_type=NDJSON)
    if not job.is_over:
        tell_to_come_back(response)
    return response


@routes.route("/v1/jobs/<string:job_id>/cancel", methods=["POST"], parameters=_ID_PARAMETER)
@needs(Scope.CHECK)
@routes.doc(operationId="cancelJob")
@routes.response(200, JobSchema, description="The job, cancelled or about to be.")
@problems(404, 409, 503)
def cancel_job(job_id: str) -> flask.Response:
    """Cancel a job.

    It stops at the next line. What was checked stays, and the job with its results can be read
    as before; so this is no DELETE. To cancel a job twice is to cancel it once.
    """
    store = jobs().store
    find_job(store, job_id, caller())
    cancelled = store.cancel(job_id)
    job = find_job(store, job_id, caller())
    if not cancelled and job.status.value != "cancelled":
        raise ProblemError(Problem(JOB_OVER, f"job {job_id!r} is {job.status.value}"))
    return _told(job, store)


def _told(job: Job, store: JobStore) -> flask.Response:
    response = flask.jsonify(_JOB.dump(job_answer(job, store.progress(job.id), store.kept)))
    if not job.is_over:
        tell_to_come_back(response)
    return response


def _lines(job: Job, store: JobStore, corpus: Corpus | None) -> Iterator[bytes]:
    found = all_results(job, store)
    while results := list(islice(found, _RESULTS_AT_ONCE)):
        checks = {} if corpus is None else _checks(results, corpus)
        for result in results:
            told = result_answer(result, None if corpus is None else checks.get)
            yield to_json(told).encode() + b"\n"


def _checks(results: list[Result], corpus: Corpus) -> Mapping[str, Mapping[str, Any]]:
    wanted = [result.id for result in results if result.id and result.status == 201]
    return {body["id"]: body for body in corpus.read_checks(wanted)}
