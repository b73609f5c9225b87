"""Jobs as requests make them and as answers show them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import flask
from marshmallow import ValidationError

from api.access import Caller
from api.answers import filters_answer, new_check_id
from api.batch import read_lines
from api.cursors import IN_QUERY, fingerprint, read_cursor, write_cursor
from api.engine import Engine, Parts
from api.errors import (
    PROBLEM_TYPES,
    FieldError,
    Problem,
    ProblemError,
    problem_of,
    starting_problem,
)
from api.job_records import Job, Kind, Line, Progress, Result, Status
from api.job_runner import JobRunner
from api.job_store import JobStore
from api.problem_types import CANCELLED, INVALID_INPUT, TOO_LARGE, TOO_MANY_JOBS
from api.schemas.checks import CheckRequest
from api.schemas.jobs import PendingCheckSchema
from api.strict_json import parse_json
from scoring.corpus.filters import EVERYTHING
from scoring.errors import InputError, NotFound
from scoring.settings import Settings

# Bytes of one line: JSON may write each character of a claim as six bytes, or twelve.
_LONGEST_LINE = 1 << 17
_RETRY_SECONDS = "2"
_RETRY_FULL_SECONDS = "30"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = {"created": int, "id": str}  # of the last job: microseconds since the epoch, its id
_CHECK = CheckRequest()
_PENDING = PendingCheckSchema()


class Jobs:
    """What does the jobs of an application, once its engine is open."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        """Be ready to begin.

        Args:
            engine: Whose parts the jobs use.
            settings: For how long jobs are kept.
        """
        self._engine = engine
        self._kept = timedelta(days=settings.job_days)
        self._runner: JobRunner | None = None
        engine.also_work(self._begin, self._stop)

    @property
    def runner(self) -> JobRunner:
        """What does the jobs.

        Raises:
            ProblemError: The engine is not open yet.
            SecondSourceError: It could not be opened.
        """
        if self._runner is None:
            raise self._engine.failure or ProblemError(starting_problem())
        return self._runner

    def _begin(self, parts: Parts) -> None:
        store = JobStore(parts.corpus.uri, self._kept)
        self._runner = JobRunner(store, lambda: self._engine.parts, self._engine.note_write)
        self._engine.also_maintain(store.sweep)
        self._runner.start()

    def _stop(self) -> None:
        if self._runner is not None:
            self._runner.stop()


def new_job(kind: Kind, caller: Caller, lines: Sequence[Line]) -> Job:
    """A job that a caller sends; one for a single check has the check's id."""
    return Job(
        id=str(lines[0].id) if kind is Kind.CHECK else new_check_id(),
        kind=kind,
        caller=caller.id,
        collections=None if caller.collections is None else tuple(sorted(caller.collections)),
        status=Status.QUEUED,
        created_at=datetime.now(UTC),
        total=len(lines),
        lines=lines,
    )


def claim_line(
    number: int, query: Mapping[str, Any], caller: Caller, since: str | None = None
) -> Line:
    """A line of a job for a claim that was read, under a new id.

    Args:
        number: Of the line.
        query: As `CheckRequest` reads it.
        caller: Who sends it.
        since: The check that is made again; None for a claim.

    Raises:
        ProblemError: The caller may not look at what the filters name.
    """
    filters = caller.narrow(query.get("filters", EVERYTHING))
    kept = {
        "claim": query["claim"],
        "language": query.get("language"),
        "filters": filters_answer(filters),
    }
    if since is not None:
        kept["since"] = since
    return Line(number, new_check_id(), kept)


def claim_lines(body: bytes, most: int, caller: Caller) -> list[Line]:
    """The lines of NDJSON, each a claim as `POST /v1/checks` takes it, or what is wrong with it.

    Raises:
        ProblemError: There are more than `most`, or none.
    """
    lines: list[Line] = []
    for line in read_lines(io.BytesIO(body), _LONGEST_LINE):
        if len(lines) == most:
            raise too_many(body.count(b"\n") + (not body.endswith(b"\n")), most)
        if line.body is None:
            detail = f"the line has over {_LONGEST_LINE:,} bytes; a claim is one sentence"
            problem = Problem(TOO_LARGE, detail)
            lines.append(_refused(line.number, ProblemError(problem)))
        elif not line.body.strip():
            lines.append(Line(line.number, status=204))
        else:
            lines.append(_claim_line(line.number, line.body, caller))
    if not lines:
        raise ProblemError(Problem(INVALID_INPUT, "the batch has no line; send a claim a line"))
    return lines


def too_many(count: int, most: int) -> ProblemError:
    """The refusal of a batch that is too long."""
    detail = f"the batch has {count:,} claims, the limit is {most:,}; send it in parts"
    return ProblemError(Problem(TOO_LARGE, detail))


def _claim_line(number: int, body: bytes, caller: Caller) -> Line:
    try:
        return claim_line(number, _CHECK.load(parse_json(body)), caller)
    except (ProblemError, ValidationError, InputError) as error:
        return _refused(number, error)


def _refused(number: int, error: Exception) -> Line:
    problem = problem_of(error)
    return Line(number, status=problem.kind.status, problem=problem.as_dict())


def require_room(store: JobStore, caller: Caller, most: int) -> None:
    """Refuse another job of a caller that has enough of them.

    Raises:
        ProblemError: It has.
        CorpusError: The jobs cannot be read.
    """
    if (count := store.unfinished(caller.id)) >= most:
        detail = f"{count:,} jobs of this key are not finished, the limit is {most:,}"
        headers = {"Retry-After": _RETRY_FULL_SECONDS}
        raise ProblemError(Problem(TOO_MANY_JOBS, detail, headers=headers))


def find_job(store: JobStore, job_id: str, caller: Caller) -> Job:
    """A job that is the caller's; an administrator for all collections sees everybody's.

    Raises:
        NotFound: There is none, or it is another one's.
        CorpusError: It cannot be read.
    """
    job = store.find(job_id)
    if job is None or not _may_see(job, caller):
        raise NotFound(f"there is no job {job_id!r}")
    return job


def _may_see(job: Job, caller: Caller) -> bool:
    return job.caller == caller.id or _sees_everybodys(caller)


def _sees_everybodys(caller: Caller) -> bool:
    return caller.is_admin and caller.collections is None


def list_jobs(query: Mapping[str, Any], store: JobStore, caller: Caller) -> dict[str, Any]:
    """A page of the jobs that a caller may see, as `find_job` decides it, the newest first.

    A page begins after the last job of the one before, so that jobs which come or go meanwhile
    neither repeat nor hide another.

    Args:
        query: As `JobsQuery` reads it.
        store: The jobs.
        caller: Who asks.

    Raises:
        ProblemError: The cursor is none of this list's.
        CorpusError: They cannot be read.
    """
    kinds, statuses, limit = query["kinds"], query["statuses"], query["limit"]
    asked, after = fingerprint([kinds, statuses]), None
    if query["cursor"] is not None:
        place = read_cursor(query["cursor"], asked, _PLACE, IN_QUERY)
        after = _EPOCH + timedelta(microseconds=place["created"]), place["id"]
    whose = None if _sees_everybodys(caller) else caller.id
    found = store.page(limit + 1, caller=whose, kinds=kinds, statuses=statuses, after=after)
    jobs = found[:limit]
    progress = store.progress_of([job.id for job in jobs])
    following = None
    if len(found) > limit:
        created = (jobs[-1].created_at - _EPOCH) // timedelta(microseconds=1)
        following = write_cursor(asked, {"created": created, "id": jobs[-1].id})
    return {
        "jobs": [job_answer(job, progress[job.id], store.kept) for job in jobs],
        "next_cursor": following,
    }


def job_answer(job: Job, progress: Progress, kept: timedelta) -> dict[str, Any]:
    """A job as it is told.

    Args:
        job: The job.
        progress: How far it is.
        kept: For how long it is kept once it is over.
    """
    expires_at = None if job.finished_at is None else job.finished_at + kept
    return {
        "id": job.id,
        "kind": job.kind.value,
        "status": job.status.value,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "expires_at": expires_at,
        "total": job.total,
        "done": progress.done,
        "failed": progress.failed,
        "results": flask.url_for("jobs.get_job_results", job_id=job.id),
    }


def pending_job(job: Job, query: Mapping[str, Any]) -> flask.Response:
    """The answer to a claim that is still to be checked, see `pending`.

    Args:
        job: The job, which has the check's id.
        query: Of its line.
    """
    since = query.get("since")
    return pending(
        flask.url_for("checks.get_check", check_id=job.id),
        id=job.id,
        status=job.status.value,
        created_at=job.created_at,
        claim=query["claim"],
        job=flask.url_for("jobs.get_job", job_id=job.id),
        changes=since and flask.url_for("checks.get_changes", check_id=job.id, since=since),
    )


def pending(location: str, **told: Any) -> flask.Response:
    """An answer that is not there yet: 202, where it will be, when to ask.

    Args:
        location: Where.
        told: As `PendingCheckSchema` shows it.
    """
    response = flask.jsonify(_PENDING.dump(told))
    response.status_code = 202
    response.headers["Location"] = location
    tell_to_come_back(response)
    return response


def check_under_way(store: JobStore, check_id: str, caller: Caller) -> flask.Response | None:
    """The answer for a check that is a job not done yet; None where there is no such job.

    Raises:
        ProblemError: It failed, or was cancelled.
        CorpusError: It cannot be read.
    """
    job = store.find(check_id)
    if job is None or job.kind is not Kind.CHECK or not _may_see(job, caller):
        return None
    for result in store.results(job.id):
        if result.problem is not None:
            raise problem_in(result)
    if job.status is Status.CANCELLED:
        raise ProblemError(Problem(CANCELLED, "the check was cancelled before it was done"))
    if job.is_over:  # done since the check was looked for
        return None
    return pending_job(job, store.lines(job.id)[0].query or {})


def tell_to_come_back(response: flask.Response) -> None:
    """Say when to ask again for what is not done."""
    response.headers["Retry-After"] = _RETRY_SECONDS


def all_results(job: Job, store: JobStore) -> Iterator[Result]:
    """The results of a job: those so far, and of one that was cancelled that of every line."""
    last = 0
    for result in store.results(job.id):
        last = result.line
        yield result
    if job.status is Status.CANCELLED:
        for line in store.lines(job.id)[last:]:
            problem = Problem(CANCELLED, CANCELLED.title).as_dict()
            yield Result(line.number, line.id, CANCELLED.status, problem=problem)


def result_answer(
    result: Result, check: Callable[[str], Mapping[str, Any] | None] | None = None
) -> dict[str, Any]:
    """A result as a line of NDJSON, with the check where it is asked for."""
    told: dict[str, Any] = {"line": result.line, "id": result.id, "status": result.status}
    if result.status == 201:
        told |= {"verdict": result.verdict, "score": result.score}
        if check is not None:
            told["check"] = check(str(result.id))
    if result.problem is not None:
        told["problem"] = result.problem
    return told


def problem_in(result: Result) -> ProblemError:
    """The problem of a result, to answer a request with."""
    told = result.problem or {}
    kind = PROBLEM_TYPES[str(told["type"]).rsplit("/", 1)[1]]
    found = tuple(
        FieldError(item["detail"], item.get("pointer"), item.get("parameter"))
        for item in told.get("errors", ())
    )
    return ProblemError(Problem(kind, told["detail"], found))
