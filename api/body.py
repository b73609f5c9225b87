"""Reads the body and the query of a request through its schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

import flask
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

from api.errors import Problem, ProblemError, shown
from api.problem_types import WRONG_CONTENT_TYPE
from api.strict_json import parse_json

View = TypeVar("View", bound=Callable[..., Any])


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


def require_one_of(*expected: str) -> None:
    """Refuse a request whose body is declared to be none of these.

    Raises:
        ProblemError: It is none of them, or declares nothing.
    """
    if flask.request.mimetype not in expected:
        require_content_type(expected[0])


def read_body() -> bytes:
    """The body of the request, kept so that it can be read again.

    Raises:
        RequestEntityTooLarge: It is longer than any body may be.
    """
    request = flask.request
    body = request.get_data()
    # Of a body that comes without its length, werkzeug reads the limit and drops the rest.
    limit = request.max_content_length
    if request.content_length is None and limit is not None and len(body) >= limit:
        raise RequestEntityTooLarge
    return body


class BodyParser(FlaskParser):
    """webargs, strict about the content type and the JSON, and with errors as we raise them."""

    # None: the schema says what becomes of unknown fields, and ours refuse them.
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"json": None, "query": None}  # noqa: RUF012  webargs declares it so

    def load_json(self, _req: flask.Request, *_: Any) -> Any:
        """Parse the JSON body."""
        require_content_type("application/json")
        return parse_json(read_body())

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Let the error go up to the one handler that makes problems."""
        raise error


class Routes(Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A blueprint whose arguments are read by `BodyParser`, with typed decorators."""

    ARGUMENTS_PARSER = BodyParser()

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view, see flask-smorest's `Blueprint.route`."""
        return cast("Callable[[View], View]", super().route(rule, **options))

    def doc(self, **members: Any) -> Callable[[View], View]:
        """Add members to the view's operation in the OpenAPI document."""
        return cast("Callable[[View], View]", super().doc(**members))

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[View], View]:
        """Read the body or the query through a schema, and hand it to the view."""
        return cast("Callable[[View], View]", super().arguments(schema, **options))

    def response(
        self, status_code: int, schema: type[Schema] | None = None, **options: Any
    ) -> Callable[[View], View]:
        """Document the view's answer, and write it through its schema."""
        return cast("Callable[[View], View]", super().response(status_code, schema, **options))
