"""What every answer says beside its body: for browsers, for caches, for whoever reads the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask

from api.body import View
from api.spec import marked
from api.spec_headers import STABLE

# An API's answers are no pages: nothing in them may run, be framed, or be guessed a type for.
# TLS, and with it Strict-Transport-Security, is the proxy's.
_FOR_BROWSERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SENDABLE = (
    "Authorization, Content-Encoding, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "Prefer, X-Request-Id"
)
_READABLE = (
    "Allow, Deprecation, ETag, Idempotency-Replayed, Link, Location, Preference-Applied, "
    "RateLimit, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate, X-Request-Id"
)
_PREFLIGHT_SECONDS = 7_200  # what browsers keep at most
_STABLE = "__stable__"


def stable(view: View) -> View:
    """Let clients keep a view's answers and ask whether they are still right (ETag, 304)."""
    documented = marked(STABLE)(view)
    setattr(documented, _STABLE, True)
    return documented


def is_stable(view: Callable[..., Any] | None) -> bool:
    """Whether a view was declared `stable`."""
    return getattr(view, _STABLE, False)


def secure(response: flask.Response) -> None:
    """Add what browsers should know, where a page has not said otherwise."""
    for name, value in _FOR_BROWSERS.items():
        response.headers.setdefault(name, value)


def share(response: flask.Response, origins: frozenset[str]) -> None:
    """Let pages of these origins read the answer, and tell their browsers what they may send.

    Cookies are never asked for: what lets a page in is the key that it sends.
    """
    if not origins:
        return
    response.vary.add("Origin")
    origin = flask.request.headers.get("Origin")
    if origin not in origins:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = _READABLE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if flask.request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = _SENDABLE
        response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)


def sort_allowed(response: flask.Response) -> None:
    """Name the methods of `Allow` in one order, whichever process answers."""
    if (allowed := response.headers.get("Allow")) is not None:
        response.headers["Allow"] = ", ".join(sorted(allowed.split(", ")))


def answer_options(response: flask.Response) -> None:
    """Make Flask's empty 200 of OPTIONS a 204, which has no body to name the type of."""
    if flask.request.method == "OPTIONS" and response.status_code == 200:
        response.status_code = 204
        for name in ("Content-Type", "Content-Length"):
            response.headers.pop(name, None)


def revalidate(response: flask.Response, view: Callable[..., Any] | None) -> None:
    """Tag the answer of a stable view, and send 304 in place of one that the client has.

    The tag is weak: one answer has several codings, with and without gzip.
    """
    if not is_stable(view) or response.status_code >= 400:
        # What a key may see is not for caches; a page or a file has said for itself.
        response.headers.setdefault("Cache-Control", "no-store")
        return
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if response.status_code == 200 and flask.request.method in {"GET", "HEAD"}:
        response.add_etag(weak=True)
        response.make_conditional(flask.request)
