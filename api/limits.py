"""How many requests one key may send: Flask-Limiter, told in the fields of the IETF draft.

`RateLimit-Policy` and `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import math
import time

import flask
from flask_limiter import Limiter

from api.context import caller
from api.setting_checks import NONE
from scoring.settings import Settings

_NOT_COUNTED = ""  # Flask-Limiter's word


def limit_requests(app: flask.Flask, settings: Settings) -> Limiter:
    """Count the requests of each key, and refuse those over its limit.

    Call it after the function that identifies the caller is registered. Requests that need no
    key are not counted. Where Redis does not answer, each worker counts for itself meanwhile.

    Args:
        app: The application.
        settings: The limit of keys that have none of their own, and where to count.
    """

    def limit() -> str:
        key = caller().key
        if key is None:
            return _NOT_COUNTED
        chosen = key.rate_limit or settings.rate_limit
        return _NOT_COUNTED if chosen == NONE else chosen

    return Limiter(
        lambda: caller().id,
        app=app,
        application_limits=[limit],
        headers_enabled=False,  # its own are the older X-RateLimit-*
        # Exact: no burst of twice the limit where two fixed windows meet, and the moment at which
        # the oldest request leaves the window is the one to try again at.
        strategy="moving-window",
        storage_uri=settings.rate_limit_storage,
        in_memory_fallback_enabled=not settings.rate_limit_storage.startswith("memory:"),
        key_prefix="secondsource",
    )


def tell_limits(response: flask.Response, limiter: Limiter) -> None:
    """Say in the headers what the caller's limits are and what is left of them."""
    policies, states, waits = [], [], []
    for found in limiter.current_limits:
        seconds = found.limit.get_expiry()
        name = f'"per-{seconds}s"'
        wait = min(max(math.ceil(found.reset_at - time.time()), 1), seconds)
        policies.append(f"{name};q={found.limit.amount};w={seconds}")
        states.append(f"{name};r={max(found.remaining, 0)};t={wait}")
        if found.breached:
            waits.append(wait)
    if policies:
        response.headers["RateLimit-Policy"] = ", ".join(policies)
        response.headers["RateLimit"] = ", ".join(states)
    if waits:
        response.headers["Retry-After"] = str(max(waits))
