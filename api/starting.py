"""Answers for a worker whose application is still being imported.

The libraries of the engine take seconds to import. A process supervisor must not
take that for a dead worker, so `/healthz` answers from the first moment.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from api.errors import Problem, starting_problem
from api.problem_types import INTERNAL, NOT_READY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)


class Starting:
    """A WSGI application that makes another one in the background, and then is that one."""

    def __init__(
        self, make: Callable[[], WSGIApplication], done: Callable[[], None] = lambda: None
    ) -> None:
        """Start to make the application.

        Args:
            make: Makes it; called once, in a thread of its own.
            done: Called when that has happened or failed.
        """
        self._make = make
        self._done = done
        self._application: WSGIApplication | None = None
        self._problem = starting_problem()
        threading.Thread(target=self._run, name="starting", daemon=True).start()

    def _run(self) -> None:
        try:
            self._application = self._make()
        except Exception:  # noqa: BLE001  becomes an answer: silence looks like a slow start
            _log.exception("the application could not be made")
            self._problem = Problem(INTERNAL, "the service could not be started, see its log")
        finally:
            self._done()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._application is not None:
            return self._application(environ, start_response)
        if environ.get("PATH_INFO") == "/healthz" and self._problem.kind is NOT_READY:
            return _respond(start_response, "200 OK", "application/json", {"status": "ok"}, {})
        kind = self._problem.kind
        return _respond(
            start_response,
            f"{kind.status} {kind.title}",
            "application/problem+json",
            self._problem.as_dict(),
            dict(self._problem.headers),
        )


def _respond(
    start_response: StartResponse,
    status: str,
    content_type: str,
    body: object,
    headers: dict[str, str],
) -> Iterable[bytes]:
    content = json.dumps(body).encode()
    start_response(
        status,
        [
            ("Content-Type", content_type),
            ("Content-Length", str(len(content))),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Request-Id", secrets.token_hex(16)),
            *headers.items(),
        ],
    )
    return [content]
