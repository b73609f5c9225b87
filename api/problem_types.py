"""The kinds of problem that only HTTP knows; those of the engine's errors stand in `api.errors`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem.

    Attributes:
        name: Last part of its `type`, "/problems/<name>".
        status: HTTP status.
        title: What went wrong, the same words each time.
        advice: What a client does about it.
    """

    name: str
    status: int
    title: str
    advice: str


INVALID_INPUT = ProblemType(
    "invalid-input", 422, "The input cannot be used", "Correct the fields listed in `errors`."
)
INTERNAL = ProblemType(
    "internal-error",
    500,
    "The service failed",
    "Nothing is wrong with the request. Quote `request_id` to whoever runs the service: its log "
    "has the cause under that id.",
)
NOT_READY = ProblemType(
    "not-ready",
    503,
    "The service is starting",
    "Send the request again after the seconds in `Retry-After`; `/readyz` says when to.",
)
MALFORMED = ProblemType(
    "malformed-body", 400, "The body cannot be read", "Send UTF-8 JSON, see `detail`."
)
TOO_LARGE = ProblemType("too-large", 413, "The body is too large", "Send less at once.")
WRONG_CONTENT_TYPE = ProblemType(
    "wrong-content-type", 415, "The content type is not read here", "Set `Content-Type`."
)
AMBIGUOUS_ID = ProblemType(
    "ambiguous-id",
    409,
    "Several collections hold this id",
    "Name one of them with `?collection=`.",
)

UNAUTHORIZED = ProblemType(
    "unauthorized",
    401,
    "A valid API key is needed",
    "Send `Authorization: Bearer <key>` with a key that is neither expired nor revoked; whoever "
    "runs the service makes one with `secondsource keys create`.",
)
FORBIDDEN = ProblemType(
    "forbidden",
    403,
    "This is not allowed",
    "Use a key with the scope and the collections that `detail` names.",
)
RATE_LIMITED = ProblemType(
    "rate-limited",
    429,
    "The limit of the key is reached",
    "Send the request again after the seconds in `Retry-After`; `RateLimit` tells with each answer "
    "how many are left.",
)
NOT_DECODED = ProblemType(
    "not-decoded",
    415,
    "The content coding is not read here",
    "Send the body as it is, or with `Content-Encoding: gzip`.",
)
WRONG_IDEMPOTENCY_KEY = ProblemType(
    "wrong-idempotency-key",
    400,
    "The Idempotency-Key cannot be used",
    "Send 1 to 255 visible ASCII characters, such as a UUID.",
)
STILL_RUNNING = ProblemType(
    "still-running",
    409,
    "The first request with this Idempotency-Key is not answered yet",
    "Send it again after the seconds in `Retry-After`; it then gets the first one's answer.",
)
IDEMPOTENCY_KEY_REUSED = ProblemType(
    "idempotency-key-reused",
    422,
    "The Idempotency-Key was used for another request",
    "Use a new key for each request; the same one only to repeat it.",
)
WRONG_CURSOR = ProblemType(
    "wrong-cursor",
    422,
    "The cursor cannot be used",
    "Send the last answer's `next_cursor` as it is, with the same query and filters.",
)

SOURCE_EXISTS = ProblemType(
    "source-exists",
    409,
    "There is such a source already",
    "Change the source that `detail` names, or leave the name to it.",
)
PACKAGED_SOURCE = ProblemType(
    "packaged-source",
    409,
    "The source comes with the release",
    "Change it with PUT or PATCH; deleting that change brings the packaged one back.",
)
PRECONDITION_FAILED = ProblemType(
    "precondition-failed",
    412,
    "It was changed since it was read",
    "Read it again, and send the new `ETag` as `If-Match`.",
)
PRECONDITION_REQUIRED = ProblemType(
    "precondition-required",
    428,
    "The version that is to be changed must be named",
    "Read it first, and send its `ETag` as `If-Match`.",
)
CANCELLED = ProblemType(
    "cancelled", 410, "The job was cancelled before this was done", "Send the claim again."
)
JOB_OVER = ProblemType(
    "job-over", 409, "The job is over", "Read its results; there is nothing left to cancel."
)
TOO_MANY_JOBS = ProblemType(
    "too-many-jobs",
    429,
    "Too many jobs of this key are not finished",
    "Wait for one to finish, or cancel one; send the request again after the seconds in "
    "`Retry-After`.",
)

FETCH_NOT_ALLOWED = ProblemType(
    "fetch-not-allowed",
    403,
    "The address may not be read from here",
    "Send the page as `html`, or ask whoever runs the service to name its host in `FETCH_HOSTS`.",
)
PAGE_GONE = ProblemType(
    "page-gone", 410, "There is no such page", "See `detail` for what was stored of it before."
)
NOT_FETCHED = ProblemType(
    "not-fetched", 502, "The page could not be read", "Try again later, or send it as `html`."
)
