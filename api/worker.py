"""gunicorn's worker of threads, with problems where it would answer in HTML."""

from __future__ import annotations

import json
import secrets
from typing import Any

from gunicorn import util
from gunicorn.http.errors import (
    ExpectationFailed,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    RequestHeaderFieldsTooLarge,
    RequestURITooLarge,
)
from werkzeug.exceptions import ExpectationFailed as UnmetExpectation
from werkzeug.exceptions import (
    NotImplemented as Unsupported,
)

from api.errors import problem_of

_KINDS: tuple[tuple[type[ParseException], type[HTTPException]], ...] = (
    (LimitRequestLine, RequestURITooLarge),
    (LimitRequestHeaders, RequestHeaderFieldsTooLarge),
    (UnsupportedTransferCoding, Unsupported),
    (ExpectationFailed, UnmetExpectation),
    (ParseException, BadRequest),
)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """A worker whose refusals of what is no HTTP request are problems too."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:  # noqa: ARG002  gunicorn calls it so
        """Answer a request that never came to the application."""
        request_id = secrets.token_hex(16)
        error: Exception = exc
        for kind, told in _KINDS:
            if isinstance(exc, kind):
                error = told()
                self.log.warning("request %s from %s is refused: %s", request_id, addr, exc)
                break
        else:
            self.log.error("request %s: %s", request_id, exc, exc_info=exc)
        problem = problem_of(error)
        body = json.dumps({**problem.as_dict(), "request_id": request_id}).encode()
        head = (
            f"HTTP/1.1 {problem.kind.status} {problem.kind.title}\r\nConnection: close\r\n"
            "Content-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\n"
            f"X-Request-Id: {request_id}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            util.write_nonblock(client, head.encode("ascii") + body)
        except OSError:
            self.log.debug("request %s was not waited for", request_id)
