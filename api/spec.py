"""The OpenAPI document, generated from the routes and their schemas."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import flask
import yaml
from flask_smorest import Api, Blueprint
from marshmallow import Schema

from api.body import View
from api.schemas.problems import ProblemSchema
from api.spec_headers import HEADERS, PARAMETERS, add_headers, problem_headers

SECURITY_SCHEME = "apiKey"
_SECURITY_SCHEMES = {
    SECURITY_SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "ss_<id>_<secret>",
        "description": "A key made with `secondsource keys create`. The scopes that an operation "
        "lists are what the key must have. A service on the loopback address for which no key was "
        "ever made needs none.",
    }
}
_PROBLEM_TYPE = "application/problem+json"
_PROBLEM_WORDS = {
    400: "The body cannot be read: it is not UTF-8, not JSON, not what its Content-Encoding says, "
    "or has a name twice; or the Idempotency-Key cannot be used.",
    401: "There is no API key, or it is unknown, expired or revoked; see `WWW-Authenticate`.",
    403: "The key has not the scope or the collection that this needs; see `detail`.",
    404: "There is nothing with this id, or nothing that the key may see.",
    409: "Several collections hold this id, and one must be named with `collection`; or the first "
    "request with this Idempotency-Key is still being answered.",
    410: "What is asked for is not kept any more, or was cancelled before it was done; see "
    "`detail`.",
    412: "It was changed since the `ETag` in `If-Match` was sent.",
    413: "The body is larger than anything that could be stored, or as gzip grows too much.",
    414: "The address with its query is over 8,190 bytes.",
    415: "The content type or the content coding is not one that is read here.",
    422: "A field cannot be used; `errors` points at each one. Or the Idempotency-Key was sent "
    "with another request.",
    428: "`If-Match` is missing: the version that is to be changed must be named.",
    429: "The key has sent as many requests as it may; `Retry-After` tells when it may again.",
    500: "The service failed; its log has the cause under `request_id`.",
    503: "The service is starting, or its corpus cannot be used; see `detail` and `Retry-After`.",
}
_DESCRIPTION = """\
Who, independently, says so? Second Source takes a claim, finds the statements of a news corpus
that speak to it, in any language, decides which support and which refute it, traces each back to
its origin, counts the independent origins and weighs how firmly each asserts it. Every number of
the answer can be read back to a quoted sentence.

It never says that a claim is true. It says how well it is corroborated in this corpus, and why.

A service that others can reach wants an API key, as `Authorization: Bearer <key>`. A key has
scopes (`check`, `ingest`, or `admin`, which includes both) and may be granted some collections
only: the others are then, in every answer, as if they were not there.

Errors are `application/problem+json` (RFC 9457); `errors` points at each field that is wrong.
Every answer has the header `X-Request-Id`; send one of your own (1 to 64 letters, digits, or
`. _ -`) to find the request again in the log. Offsets count Unicode code points.
"""


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """flask-smorest's Api with errors as problems, which `api.app` answers with."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: flask.Flask) -> None:
        super().__init__(
            app,
            spec_kwargs={
                "title": "Second Source",
                "version": version("secondsource"),
                "openapi_version": "3.1.0",
                "info": {
                    "summary": "Claim corroboration over a news corpus",
                    "description": _DESCRIPTION,
                    "contact": {"name": "Whoever runs this service"},
                    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
                },
                "servers": [{"url": "/", "description": "This server."}],
            },
        )

    def _register_error_handlers(self) -> None:
        """Leave errors alone: flask-smorest's own handler would drop `Allow` and the type."""

    def _register_responses(self) -> None:
        for status, words in _PROBLEM_WORDS.items():
            response = {
                "description": words,
                "headers": problem_headers(status),
                "content": {_PROBLEM_TYPE: {"schema": ProblemSchema}},
            }
            self.spec.components.response(f"Problem{status}", response, lazy=True)
            # The name that `Routes.arguments` refers to before `problems` puts ours over it.
            self.spec.components.response(HTTPStatus(status).name, response, lazy=True)


def problems(*statuses: int) -> Callable[[View], View]:
    """Document the problems that a route answers with; 500 is always among them."""

    def decorate(view: View) -> View:
        for status in sorted({*statuses, 500}, reverse=True):
            view = Blueprint.alt_response(_DOCUMENTING, status, response=f"Problem{status}")(view)
        return view

    return decorate


def secured_by(scopes: Iterable[str] | None) -> Callable[[View], View]:
    """Document that a route needs a key with one of these scopes; None that it needs no key."""
    alternatives = [[scope] for scope in scopes] if scopes else [[]]
    requirements = [] if scopes is None else [{SECURITY_SCHEME: names} for names in alternatives]
    decorator: Callable[[View], View] = Blueprint.doc(security=requirements)
    return decorator


def marked(mark: str) -> Callable[[View], View]:
    """Document what `spec_headers.add_headers` makes of a mark."""
    decorator: Callable[[View], View] = Blueprint.doc(**{mark: True})
    return decorator


def answers_with(
    status: int,
    schema: type[Schema],
    description: str,
    headers: dict[str, Any] | None = None,
) -> Callable[[View], View]:
    """Document a second successful answer of a route."""
    decorator: Callable[[View], View] = Blueprint.alt_response(
        _DOCUMENTING, status, schema=schema, description=description, headers=headers, success=True
    )
    return decorator


# marshmallow has no word for "exactly one of the two".
_ONE_OF = {
    "DocumentRequest": ("text", "html"),
    "OriginsDocumentRequest": ("id", "document"),
    "DraftRequest": ("text", "html"),
}

# `alt_response` is a method, but of its blueprint it only asks how to document a schema.
_DOCUMENTING = Blueprint("documenting", __name__)


def openapi_document(app: flask.Flask) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    known = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    spec: dict[str, Any] = copy.deepcopy(known)  # what follows edits it, and the next call reads it
    components = spec["components"]
    components["schemas"].pop("PaginationMetadata")  # flask-smorest's, used by no route of ours
    for name, schema in components["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    for name, fields in _ONE_OF.items():
        components["schemas"][name].update(_exactly_one(*fields))
    paths = {
        path: {key: _tidy(operation) for key, operation in operations.items()}
        for path, operations in spec["paths"].items()
    }
    document = {
        "openapi": spec["openapi"],
        "info": {**spec["info"], "description": unwrap(spec["info"]["description"])},
        "servers": spec["servers"],
        "security": [{SECURITY_SCHEME: []}],
        "tags": [tag for tag in spec["tags"] if tag["description"]],
        "paths": paths,
        "components": {
            "schemas": components["schemas"],
            "responses": dict(sorted(components["responses"].items())),
            "headers": HEADERS,
            "parameters": PARAMETERS,
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }
    plain: dict[str, Any] = json.loads(json.dumps(document))  # no shared parts, no subclasses
    return plain


def _exactly_one(one: str, other: str) -> dict[str, Any]:
    """The rule as `if`, which generators pass over; at `oneOf` some know no type any more."""
    return {
        "if": {"required": [one]},
        "then": {"not": {"required": [other]}},
        "else": {"required": [other]},
    }


def openapi_yaml(app: flask.Flask) -> str:
    """The same as YAML, as committed in openapi.yaml."""
    text: str = yaml.dump(
        openapi_document(app), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
    return text


_OPERATION_ORDER = (
    "operationId",
    "summary",
    "description",
    "deprecated",
    "tags",
    "security",
    "parameters",
    "requestBody",
    "responses",
)


def _tidy(operation: Any) -> Any:
    """An operation with its members in reading order; a list of path parameters as it is."""
    if not isinstance(operation, dict):
        return operation
    add_headers(operation)
    ordered = {name: operation[name] for name in _OPERATION_ORDER if name in operation}
    ordered["summary"] = ordered["summary"].removesuffix(".")
    ordered["description"] = unwrap(ordered["description"])
    ordered["responses"] = dict(sorted(ordered["responses"].items()))
    return ordered


def unwrap(text: str) -> str:
    """Join the lines of each paragraph.

    Docstrings are wrapped for the editor; a reader's window wraps for itself.
    """
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


class _Dumper(yaml.SafeDumper):
    """YAML that reads well: paragraphs as blocks, nothing by reference."""

    def ignore_aliases(self, *_: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
