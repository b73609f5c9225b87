"""Routes that will go: told in `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import flask
from flask_smorest import Blueprint
from werkzeug.http import http_date

from api.body import View

_DEPRECATED = "__deprecated__"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when a route is not to be used, until when it answers, and what to use.

    Attributes:
        since: From when on it is deprecated; may lie ahead.
        sunset: When it is going to stop answering; None where that is not decided.
        successor: Path of the route to use; None where there is none.
        explanation: Address of a page that says why; None where there is none.
    """

    since: datetime
    sunset: datetime | None = None
    successor: str | None = None
    explanation: str | None = None

    def tell(self, response: flask.Response) -> None:
        """Say it in an answer."""
        response.headers["Deprecation"] = f"@{int(self.since.timestamp())}"
        if self.sunset is not None:
            response.headers["Sunset"] = http_date(self.sunset)
        for relation, target in (
            ("successor-version", self.successor),
            ("deprecation", self.explanation),
        ):
            if target is not None:
                response.headers.add("Link", f'<{target}>; rel="{relation}"')


def deprecated(deprecation: Deprecation) -> Callable[[View], View]:
    """Tell with each answer of a view, and in the OpenAPI document, that it will go.

    Raises:
        ValueError: A moment has no time zone, or the sunset comes before the deprecation.
    """
    moments = [moment for moment in (deprecation.since, deprecation.sunset) if moment is not None]
    if any(moment.utcoffset() is None for moment in moments) or sorted(moments) != moments:
        raise ValueError(f"{deprecation}: give moments with a time zone, the sunset last")

    def decorate(view: View) -> View:
        documented = cast("View", Blueprint.doc(deprecated=True)(view))
        setattr(documented, _DEPRECATED, deprecation)
        return documented

    return decorate


def tell_deprecation(response: flask.Response, view: Callable[..., Any] | None) -> None:
    """Say in an answer that its route will go, where it will; in problems too."""
    found: Deprecation | None = getattr(view, _DEPRECATED, None)
    if found is not None:
        found.tell(response)
