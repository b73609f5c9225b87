"""Pages of a list over HTTP: the address of the next one, in the header `Link`."""

from __future__ import annotations

from typing import Any

import flask

from api.body import View
from api.spec import marked
from api.spec_headers import PAGED


def paged(view: View) -> View:
    """Document that a view answers with pages."""
    return marked(PAGED)(view)


def link_next(response: flask.Response, cursor: str | None) -> None:
    """Say where the next page is: at the address of this one with another cursor.

    Args:
        response: A page.
        cursor: Where the next one begins; None on the last one.
    """
    if cursor is None:
        return
    sent: dict[str, Any] = {**flask.request.args.to_dict(flat=False), "cursor": cursor}
    following = flask.url_for(str(flask.request.endpoint), **sent)
    response.headers["Link"] = f'<{following}>; rel="next"'
