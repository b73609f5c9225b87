"""The application factory."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

import flask
from flask.json.provider import DefaultJSONProvider
from flask_limiter import Limiter
from werkzeug.exceptions import HTTPException

from api.access import NOBODY, Gate, says_what_it_needs
from api.answers import to_json
from api.batch import LONGEST_LINE
from api.compression import deflate_response, inflate_request
from api.context import EXTENSION, FETCHER, GATE, JOBS, PAST, SETTINGS
from api.context import gate as gate_of_this_application
from api.deprecation import tell_deprecation
from api.engine import Engine, Parts, open_parts
from api.errors import problem_of
from api.fetching.fetcher import Fetcher
from api.fetching.pages import LIMITS
from api.headers import answer_options, revalidate, secure, share, sort_allowed
from api.jobs import Jobs
from api.key_store import KeyStore
from api.keys import Keyring
from api.limits import limit_requests, tell_limits
from api.logs import log_request, request_line
from api.loopback import is_loopback
from api.metrics import REQUESTS, UNDER_WAY
from api.past_checks import PastChecks
from api.problem_types import NOT_READY
from api.routes import (
    batch,
    checks,
    claims,
    docs,
    documents,
    fact_checks,
    fetched,
    google,
    hedges,
    jobs,
    metrics,
    search,
    service,
    sources,
)
from api.routes import origins as syndication
from api.setting_checks import read_origins
from api.spec import ProblemApi, openapi_document, openapi_yaml
from api.tracing import trace
from scoring.errors import CorpusError
from scoring.settings import Settings

_log = logging.getLogger(__name__)
_DEFAULTS = Settings()
_METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class _JSON(DefaultJSONProvider):
    """Names in the contract's order, and letters as letters."""

    sort_keys = False
    ensure_ascii = False
    compact = True


def create_app(settings: Settings, load: Callable[[], Parts] | None = None) -> flask.Flask:
    """Make the application and start to open its engine.

    Make it in the process that serves it, not before a fork.

    Args:
        settings: Which corpus and which models.
        load: Opens the engine's parts; `open_parts(settings)` when None.
    """
    gate = Gate(Keyring(KeyStore(settings.corpus_uri)), always=not is_loopback(settings.host))
    app = make_app(Engine(load or (lambda: open_parts(settings, _log.info))), gate, settings)
    trace(app)
    app.extensions[EXTENSION].start()
    return app


def make_app(
    engine: Engine, gate: Gate | None = None, settings: Settings = _DEFAULTS
) -> flask.Flask:
    """Make the application around an engine, started or not.

    Args:
        engine: What answers.
        gate: Who is let in; everybody when None.
        settings: Limits of keys, and whose pages may call it.
    """
    app = flask.Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_LINE
    app.json = _JSON(app)
    app.url_map.strict_slashes = False
    app.extensions[EXTENSION] = engine
    app.extensions[GATE] = gate or Gate()
    app.extensions[SETTINGS] = settings
    app.extensions[FETCHER] = Fetcher(settings.hosts_to_fetch, limits=LIMITS)
    app.extensions[JOBS] = Jobs(engine, settings)
    past = app.extensions[PAST] = PastChecks()
    engine.also_work(lambda _: None, past.stop)
    app.before_request(_name_request)
    app.before_request(_identify_caller)
    limiter = limit_requests(app, settings)
    app.before_request(inflate_request)
    origins = read_origins(settings.cors_origins)
    app.after_request(lambda response: _finish(response, limiter, origins))
    app.register_error_handler(Exception, _answer_error)
    api = ProblemApi(app)
    for module in (
        documents,
        batch,
        fetched,
        checks,
        jobs,
        claims,
        search,
        fact_checks,
        syndication,
        hedges,
        sources,
        service,
    ):
        api.register_blueprint(module.routes)
    app.register_blueprint(google.routes)
    app.register_blueprint(docs.routes)
    app.register_blueprint(metrics.routes)
    silent = [name for name, view in app.view_functions.items() if not says_what_it_needs(view)]
    if silent:
        raise RuntimeError(f"declare these views public, or what they need: {', '.join(silent)}")
    return app


def describe_api(*, as_json: bool) -> str:
    """The OpenAPI document as YAML or JSON; opens neither models nor corpus."""

    def load() -> Parts:
        raise CorpusError("an application that only describes itself opens nothing")

    app = make_app(Engine(load))
    return to_json(openapi_document(app)) + "\n" if as_json else openapi_yaml(app)


def _name_request() -> None:
    given = flask.request.headers.get("X-Request-Id", "")
    flask.g.began = time.perf_counter()
    UNDER_WAY.inc()
    flask.g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)


def _identify_caller() -> None:
    flask.g.caller = gate_of_this_application().identify()


def _finish(response: flask.Response, limiter: Limiter, origins: frozenset[str]) -> flask.Response:
    """Give an answer its headers; in this order, since each step reads what is before it."""
    response.headers["X-Request-Id"] = flask.g.request_id
    view = flask.current_app.view_functions.get(flask.request.endpoint or "")
    tell_limits(response, limiter)
    answer_options(response)
    sort_allowed(response)
    revalidate(response, view)
    tell_deprecation(response, view)
    deflate_response(response)
    secure(response)
    share(response, origins)
    _measure(response)
    return response


def _measure(response: flask.Response) -> None:
    """Log and count the request once its answer is sent, which for a batch is long after this."""
    request, began = flask.request, flask.g.began
    # Not what a client makes up: each distinct label is kept for ever.
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in _METHODS else "other"
    line = request_line(response, flask.g.get("caller", NOBODY).id)

    def sent() -> None:
        seconds = time.perf_counter() - began
        REQUESTS.labels(method, route, line["status"]).observe(seconds)
        UNDER_WAY.dec()
        log_request(line, seconds)

    response.call_on_close(sent)


def _answer_error(error: Exception) -> flask.Response | HTTPException:
    if isinstance(error, HTTPException) and (error.code or 500) < 400:  # a redirect
        return error
    problem = problem_of(error)
    if problem.kind.status >= 500 and problem.kind is not NOT_READY:
        unexpected = problem.kind.status == 500
        _log.error("request %s: %s", flask.g.request_id, error, exc_info=unexpected)
    body = {**problem.as_dict(), "request_id": flask.g.request_id}
    response = flask.jsonify(body)
    response.status_code = problem.kind.status
    response.mimetype = "application/problem+json"
    response.headers.extend(problem.headers)
    return response
