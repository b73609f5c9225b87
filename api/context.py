"""What a request needs of its application."""

from __future__ import annotations

from typing import cast

import flask

from api.engine import Engine

EXTENSION = "secondsource"


def engine() -> Engine:
    """The engine of the application that serves this request."""
    return cast("Engine", flask.current_app.extensions[EXTENSION])
