"""Problems (RFC 9457): one table gives each engine error its HTTP status, one function its form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gunicorn.http.errors import ParseException
from marshmallow import ValidationError
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    TooManyRequests,
)

from api.problem_types import (
    AMBIGUOUS_ID,
    CANCELLED,
    FETCH_NOT_ALLOWED,
    FORBIDDEN,
    IDEMPOTENCY_KEY_REUSED,
    INTERNAL,
    INVALID_INPUT,
    JOB_OVER,
    MALFORMED,
    NOT_DECODED,
    NOT_FETCHED,
    NOT_READY,
    PACKAGED_SOURCE,
    PAGE_GONE,
    PRECONDITION_FAILED,
    PRECONDITION_REQUIRED,
    RATE_LIMITED,
    SOURCE_EXISTS,
    STILL_RUNNING,
    TOO_LARGE,
    TOO_MANY_JOBS,
    UNAUTHORIZED,
    WRONG_CONTENT_TYPE,
    WRONG_CURSOR,
    WRONG_IDEMPOTENCY_KEY,
    ProblemType,
)
from scoring import errors

ENGINE_PROBLEMS: Mapping[type[errors.SecondSourceError], ProblemType] = {
    errors.SecondSourceError: INTERNAL,
    errors.InputError: INVALID_INPUT,
    errors.InvalidClaim: ProblemType(
        "invalid-claim", 422, "The claim cannot be checked", "Send one sentence as `claim`."
    ),
    errors.InvalidDocument: ProblemType(
        "invalid-document", 422, "The document cannot be stored", "Correct the field and resend."
    ),
    errors.InvalidFilter: ProblemType(
        "invalid-filter", 422, "The filter can match nothing", "Correct the filter and resend."
    ),
    errors.NotFound: ProblemType(
        "not-found", 404, "There is no such thing", "Check the id and the collection."
    ),
    errors.VersionGone: ProblemType(
        "version-gone",
        410,
        "That version is not kept any more",
        "Ask for a later version, or begin again without a cursor.",
    ),
    errors.ModelError: ProblemType(
        "model-unavailable", 503, "A model cannot be used", "Ask whoever runs the service."
    ),
    errors.WeightsMismatch: ProblemType(
        "weights-mismatch", 503, "A model file is not the right one", "Install the release again."
    ),
    errors.CorpusError: ProblemType(
        "corpus-unavailable",
        503,
        "The corpus cannot be read or written",
        "Nothing of this request was stored. Send it again later.",
    ),
    errors.EncoderMismatch: ProblemType(
        "encoder-mismatch",
        503,
        "The corpus was made with another encoder",
        "Set `EMBEDDING_MODEL` or `CORPUS_URI`.",
    ),
    errors.SchemaMismatch: ProblemType(
        "schema-mismatch",
        503,
        "The corpus was made by another release",
        "Ingest the documents again, or run that release.",
    ),
    errors.InvalidSetting: ProblemType(
        "invalid-setting", 500, "A setting cannot be used", "Correct the environment variable."
    ),
}

_RETRY_SECONDS = "2"

# Their messages quote the libraries below, with paths of this machine.
_FOR_THE_LOG = {errors.SecondSourceError, errors.CorpusError}

_BAD_REQUEST = ProblemType("bad-request", 400, "The request cannot be read", "See `detail`.")
_HTTP_PROBLEMS: Mapping[int, ProblemType] = {
    400: _BAD_REQUEST,
    404: ENGINE_PROBLEMS[errors.NotFound],
    405: ProblemType(
        "method-not-allowed", 405, "The method is not allowed here", "See the header `Allow`."
    ),
    413: TOO_LARGE,
    414: ProblemType(
        "address-too-long", 414, "The address is too long", "Send a shorter address or query."
    ),
    415: WRONG_CONTENT_TYPE,
    417: ProblemType(
        "expectation-failed", 417, "The expectation is not met", "Send no other than 100-continue."
    ),
    429: RATE_LIMITED,
    431: ProblemType(
        "headers-too-large", 431, "The headers are too large", "Send fewer or shorter headers."
    ),
    500: INTERNAL,
    501: ProblemType(
        "not-implemented", 501, "This is not supported", "Send the body plain or chunked."
    ),
}

PROBLEM_TYPES: Mapping[str, ProblemType] = {
    kind.name: kind
    for kind in (
        *ENGINE_PROBLEMS.values(),
        *_HTTP_PROBLEMS.values(),
        NOT_READY,
        MALFORMED,
        AMBIGUOUS_ID,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_DECODED,
        WRONG_IDEMPOTENCY_KEY,
        STILL_RUNNING,
        IDEMPOTENCY_KEY_REUSED,
        CANCELLED,
        JOB_OVER,
        TOO_MANY_JOBS,
        WRONG_CURSOR,
        SOURCE_EXISTS,
        PACKAGED_SOURCE,
        PRECONDITION_FAILED,
        PRECONDITION_REQUIRED,
        FETCH_NOT_ALLOWED,
        PAGE_GONE,
        NOT_FETCHED,
    )
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field.

    Attributes:
        detail: What is wrong, with the value, and what to do.
        pointer: JSON pointer (RFC 6901) to a field of the body; None for a parameter.
        parameter: Name of the query or path parameter; None for a field.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def as_dict(self) -> dict[str, str]:
        """The error as JSON."""
        place = (
            {"pointer": _encodable(self.pointer or "")}
            if self.parameter is None
            else {"parameter": _encodable(self.parameter)}
        )
        return {**place, "detail": _encodable(self.detail)}


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence of a problem; `headers` go with its response."""

    kind: ProblemType
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The problem as the members of RFC 9457, with `errors` when fields are at fault."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.kind.name}",
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": _encodable(self.detail),
        }
        if self.errors:
            body["errors"] = [error.as_dict() for error in self.errors]
        return body


class ProblemError(Exception):
    """Raised where a request cannot be served for a reason the engine does not know of."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def starting_problem() -> Problem:
    """What is told while the models and the corpus are being opened."""
    return Problem(
        NOT_READY,
        f"the models and the corpus are being opened; send the request again in {_RETRY_SECONDS} "
        "seconds",
        headers={"Retry-After": _RETRY_SECONDS},
    )


def problem_of(error: Exception) -> Problem:
    """The problem that tells a client of an error; of an unexpected one it tells nothing."""
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, errors.SecondSourceError):
        return _engine_problem(error)
    if isinstance(error, ValidationError):
        return _validation_problem(error)
    if isinstance(error, HTTPException):
        return _http_problem(error)
    if isinstance(error, ParseException):  # of a body that gunicorn reads in chunks
        detail = "the body breaks off, or its chunks do not have the form of RFC 9112, 7.1"
        return Problem(_BAD_REQUEST, detail)
    return Problem(INTERNAL, INTERNAL.advice)


def shown(value: object) -> str:
    """A value as JSON for a message, cut to 80 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return _encodable(text if len(text) <= 80 else text[:79] + "…")


def _engine_problem(error: errors.SecondSourceError) -> Problem:
    kind = next(ENGINE_PROBLEMS[cls] for cls in type(error).__mro__ if cls in ENGINE_PROBLEMS)
    if type(error) in _FOR_THE_LOG:
        return Problem(kind, kind.advice)
    if isinstance(error, errors.InputError):
        return Problem(kind, str(error), (FieldError(str(error), pointer=error.pointer),))
    return Problem(kind, str(error))


def _validation_problem(error: ValidationError) -> Problem:
    found = tuple(_field_errors(error.messages))
    if len(found) == 1:
        return Problem(INVALID_INPUT, _placed(found[0]), found)
    return Problem(INVALID_INPUT, f"{len(found)} fields cannot be used, see errors.", found)


def _placed(error: FieldError) -> str:
    """What is wrong with a field, as a sentence of its own."""
    place = error.parameter or (error.pointer or "").strip("/") or "the body"
    continues = error.detail.startswith(("is ", "has "))
    return f"{place} {error.detail}" if continues else f"{place}: {error.detail}"


def _field_errors(messages: Any) -> Iterator[FieldError]:
    """Flatten marshmallow's tree of messages, whose first level webargs makes the location."""
    for location, tree in _branches(messages):
        for path, message in _leaves(tree, ()):
            if location in {"query", "path"}:
                yield FieldError(message, parameter=path[0] if path else location)
            else:
                pointer = "".join(f"/{_escape(part)}" for part in path)
                yield FieldError(message, pointer=pointer)


def _branches(messages: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(messages, dict) and messages and set(messages) <= {"json", "query", "path"}:
        yield from messages.items()
    else:
        yield "json", messages


def _leaves(tree: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(tree, dict):
        for key, branch in tree.items():
            yield from _leaves(branch, path if key == "_schema" else (*path, str(key)))
    elif isinstance(tree, list):
        for message in tree:
            yield path, str(message)
    else:
        yield path, str(tree)


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _http_problem(error: HTTPException) -> Problem:
    status = error.code or 500
    detail = _http_detail(error)
    kind = _HTTP_PROBLEMS.get(status) or ProblemType(
        error.name.lower().replace(" ", "-"), status, error.name, detail
    )
    if kind is INTERNAL:
        detail = kind.advice
    kept = {
        name: value
        for name, value in error.get_headers()
        if name.lower() not in {"content-type", "content-length"}
    }
    return Problem(kind, detail, headers=kept)


def _http_detail(error: HTTPException) -> str:
    """What werkzeug says, unless it can be said with what to do about it."""
    if isinstance(error, NotFound):
        return "there is nothing at this address; /docs lists what there is"
    if isinstance(error, MethodNotAllowed):
        return f"allowed here are {', '.join(sorted(error.valid_methods or ()))}"
    if isinstance(error, RequestEntityTooLarge):
        return "the body is over 8 MiB; use POST /v1/documents/batch for many documents"
    if isinstance(error, TooManyRequests):
        return f"this key may send {error.description}; wait for the seconds in Retry-After"
    if error.code in {414, 417, 431, 501}:
        return _HTTP_PROBLEMS[error.code].advice
    return error.description or error.name


def _encodable(text: str) -> str:
    r"""The text with lone surrogates, which UTF-8 cannot hold, written as \udXXX."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
