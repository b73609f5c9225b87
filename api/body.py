"""Reads the body and the query of a request through its schema."""

from __future__ import annotations

from typing import Any, NoReturn

import flask
import marshmallow as ma
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser

from api.errors import WRONG_CONTENT_TYPE, Problem, ProblemError, shown
from api.strict_json import parse_json


def require_content_type(expected: str) -> None:
    """Refuse a request whose body is declared to be something else.

    Raises:
        ProblemError: It is, or declares nothing.
    """
    if flask.request.mimetype != expected:
        given = flask.request.mimetype
        found = f"the content type is {shown(given)}" if given else "there is no content type"
        raise ProblemError(
            Problem(WRONG_CONTENT_TYPE, f"{found}; send the header Content-Type: {expected}")
        )


class BodyParser(FlaskParser):
    """webargs, strict about the content type and the JSON, and with errors as we raise them."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": None}  # noqa: RUF012: as in webargs

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:
        """Parse the JSON body."""
        require_content_type("application/json")
        return parse_json(req.get_data(cache=False))

    def handle_error(
        self,
        error: ma.ValidationError,
        req: flask.Request,
        schema: ma.Schema,
        *,
        error_status_code: int | None,
        error_headers: Any,
    ) -> NoReturn:
        """Let the error go up to the one handler that makes problems."""
        raise error


class Routes(Blueprint):  # type: ignore[misc]
    """A blueprint whose arguments are read by `BodyParser`."""

    ARGUMENTS_PARSER = BodyParser()
