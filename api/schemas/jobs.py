"""Jobs: claims by the hundred, and claims that take longer than a client waits."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from api.job_records import Kind, Status
from api.schemas.checks import CheckRequest, CheckSchema
from api.schemas.cursors import cursor_field, example_cursor, next_cursor_field
from api.schemas.fields import (
    Answer,
    Items,
    Moment,
    QueryCount,
    Request,
    Share,
    Text,
    about,
    nested,
    one_of,
)
from api.schemas.problems import ProblemSchema
from scoring.records import Verdict

_CHECK = "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e5f"
_JOB = "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e60"
_CLAIM = "Twelve people died when a grain silo collapsed at Tolmere docks."
_STATUSES = [status.value for status in Status]
_KINDS = [kind.value for kind in Kind]
_CURSOR = example_cursor(created=1978754460000000, id=_JOB)
MOST_JOBS = 100  # of a page
MOST_CLAIMS = 10_000  # that the setting may allow


class ChecksBatchRequest(Request):
    """Claims to check, in one request."""

    claims = Items(
        fields.Nested(CheckRequest),
        "The claims; a service takes 1,000 unless it is set otherwise.",
        [{"claim": _CLAIM}, {"claim": "The silo was empty.", "filters": {"collections": ["demo"]}}],
        least=1,
        most=MOST_CLAIMS,
        of="claims, each as POST /v1/checks takes it",
        required=True,
    )


class PendingCheckSchema(Answer):
    """A check that is not done yet."""

    id = fields.String(**about("Id that the check will have.", _CHECK))
    status = fields.String(
        **about(
            "Whether it is being worked at.",
            "running",
            enum=[Status.QUEUED.value, Status.RUNNING.value, Status.CANCELLING.value],
        )
    )
    created_at = Moment("When it was asked for, in UTC.", "2032-09-15T06:01:00Z", required=True)
    claim = fields.String(**about("The claim.", _CLAIM))
    job = fields.String(
        allow_none=True,
        **about(
            "The job that does it, for cancelling; null for a check against a past state, which "
            "is none: send the same request again.",
            f"/v1/jobs/{_CHECK}",
        ),
    )
    changes = fields.String(
        allow_none=True,
        **about(
            "Of a check that is made again: where it will say what changed; otherwise null.", None
        ),
    )


class JobSchema(Answer):
    """Work that goes on in the background."""

    id = fields.String(**about("Id of the job.", _JOB))
    kind = fields.String(
        **about(
            "`batch`, or `check` for a single claim; the latter has the id of its check.",
            "batch",
            enum=[kind.value for kind in Kind],
        )
    )
    status = fields.String(
        **about(
            "How far it is; `cancelled` and `finished` are the last.", "running", enum=_STATUSES
        )
    )
    created_at = Moment("When it was accepted, in UTC.", "2032-09-15T06:01:00Z", required=True)
    started_at = Moment(
        "When it was begun, in UTC.", "2032-09-15T06:01:01Z", allow_none=True, required=True
    )
    finished_at = Moment(
        "When it was over, in UTC.", "2032-09-15T06:03:20Z", allow_none=True, required=True
    )
    expires_at = Moment(
        "Until when it and its results are kept, in UTC; the checks stay.",
        "2032-09-22T06:03:20Z",
        allow_none=True,
        required=True,
    )
    total = fields.Integer(**about("Its lines.", 1_000))
    done = fields.Integer(**about("Lines that have a result.", 412))
    failed = fields.Integer(**about("Those of them whose result is a problem.", 3))
    results = fields.String(**about("Where its results are.", f"/v1/jobs/{_JOB}/results"))


class JobsQuery(Request):
    """Which jobs to list."""

    status = Items(
        one_of(_STATUSES, "A status.", Status.RUNNING.value),
        "Only jobs with one of these statuses; repeatable.",
        [Status.QUEUED.value, Status.RUNNING.value],
        most=len(_STATUSES),
    )
    kind = Items(
        one_of(_KINDS, "A kind.", Kind.BATCH.value),
        "Only jobs of one of these kinds; repeatable.",
        [Kind.BATCH.value],
        most=len(_KINDS),
    )
    limit = QueryCount("Most jobs of a page.", 20, least=1, most=MOST_JOBS, load_default=20)
    cursor = cursor_field(_CURSOR, "`next_cursor` of the page before, with the same filters.")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {
            "statuses": [Status(value) for value in data.get("status", ())],
            "kinds": [Kind(value) for value in data.get("kind", ())],
            "limit": data["limit"],
            "cursor": data.get("cursor"),
        }


class JobsSchema(Answer):
    """A page of jobs."""

    jobs = nested(JobSchema, "The jobs, the newest first.", many=True)
    next_cursor = next_cursor_field(_CURSOR)


class JobResultSchema(Answer):
    """What became of one line of a job."""

    line = fields.Integer(**about("Number of the line in the request, counted from 1.", 17))
    id = fields.String(
        allow_none=True,
        **about(
            "Id of the check; null where the line is no claim.",
            _CHECK,
        ),
    )
    status = fields.Integer(
        **about("201 checked, 204 a blank line, else the status of the problem.", 201)
    )
    verdict = fields.String(
        metadata={
            "description": "Verdict of the check, where there is one.",
            "example": Verdict.CORROBORATED.value,
            "enum": [verdict.value for verdict in Verdict],
        }
    )
    score = Share(metadata={"description": "Its score, where there is one.", "example": 0.83})
    check = fields.Nested(
        CheckSchema,
        allow_none=True,
        metadata={
            "description": "All of the check, with `include=check`.",
            "example": {"id": _JOB, "verdict": Verdict.CORROBORATED.value, "score": 0.83},
        },
    )
    problem = fields.Nested(
        ProblemSchema,
        metadata={
            "description": "What is wrong with the line, on failure only.",
            "example": {
                "type": "/problems/invalid-input",
                "title": "The input cannot be used",
                "status": 422,
                "detail": 'claim: "" is blank; send some text',
            },
        },
    )


class JobResultsQuery(Request):
    """What to tell of each line."""

    include = Text(
        "`check` for all of each check with its result.",
        "check",
        longest=5,
        pattern="^check$",
        form="check, the only thing that can be included",
    )
