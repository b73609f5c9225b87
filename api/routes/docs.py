"""The documentation: OpenAPI document, Swagger UI and Redoc from packages, problem types."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import flask
from werkzeug import Response
from werkzeug.exceptions import NotFound

from api.access import public
from api.errors import PROBLEM_TYPES
from api.headers import stable
from api.spec import openapi_document

routes = flask.Blueprint("docs", __name__, template_folder="../templates")

_KEPT_SECONDS = 86_400
_MADE = "secondsource-openapi"
# Swagger UI sets styles of its own on elements, and draws its icons from data addresses.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
# Redoc searches in a worker that it makes of a script in its own bundle.
_REDOC_POLICY = f"{_POLICY}; worker-src blob:; child-src blob:"
# Files of their own, because the policy allows no script within the page.
_START = """\
window.ui = SwaggerUIBundle({
  url: document.getElementById("swagger-ui").dataset.spec,
  dom_id: "#swagger-ui",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""
_REDOC_START = """\
const place = document.getElementById("redoc");
Redoc.init(place.dataset.spec, {
  expandResponses: "200,201",
  requiredPropsFirst: true,
  schemaExpansionLevel: 1,
  theme: {
    typography: {
      fontFamily: "system-ui, sans-serif",
      headings: { fontFamily: "system-ui, sans-serif" },
    },
  },
}, place);
"""


@routes.get("/")
@public
def home() -> Response:
    """Lead a visitor to the documentation."""
    return flask.redirect(flask.url_for("docs.page"))


@routes.get("/openapi.json")
@public
@stable
def openapi_json() -> flask.Response:
    """The OpenAPI document; made once, since making it takes 10 ms and anybody may ask for it."""
    made = flask.current_app.extensions
    if _MADE not in made:
        made[_MADE] = flask.jsonify(openapi_document(flask.current_app)).get_data()
    return flask.Response(made[_MADE], mimetype="application/json")


@routes.get("/docs")
@public
@stable
def page() -> flask.Response:
    """The interactive documentation."""
    return _with_policy(flask.make_response(flask.render_template("docs.html")), _POLICY)


@routes.get("/docs/start.js")
@public
@stable
def start() -> flask.Response:
    """The script that starts Swagger UI."""
    return flask.Response(_START, mimetype="text/javascript")


@routes.get("/docs/assets/<path:name>")
@public
def asset(name: str) -> flask.Response:
    """A file of Swagger UI."""
    folder = _folder("flask_openapi3_swagger", "swagger")
    return flask.send_from_directory(folder, name, max_age=_KEPT_SECONDS)


@routes.get("/redoc")
@public
@stable
def redoc() -> flask.Response:
    """The documentation to read."""
    return _with_policy(flask.make_response(flask.render_template("redoc.html")), _REDOC_POLICY)


@routes.get("/redoc/start.js")
@public
@stable
def redoc_start() -> flask.Response:
    """The script that starts Redoc."""
    return flask.Response(_REDOC_START, mimetype="text/javascript")


@routes.get("/redoc/assets/<path:name>")
@public
def redoc_asset(name: str) -> flask.Response:
    """A file of Redoc."""
    folder = _folder("flask_openapi3_redoc", "redoc")
    return flask.send_from_directory(folder, name, max_age=_KEPT_SECONDS)


@routes.get("/problems/<string:name>")
@public
@stable
def problem_type(name: str) -> flask.Response:
    """What a type of problem means; `type` of every problem leads here."""
    if name not in PROBLEM_TYPES:
        raise NotFound
    page = flask.render_template("problem.html", kind=PROBLEM_TYPES[name])
    return _with_policy(flask.make_response(page), _POLICY)


def _with_policy(response: flask.Response, policy: str) -> flask.Response:
    response.headers["Content-Security-Policy"] = policy
    return response


def _folder(package: str, part: str) -> Path:
    """The folder of a package's files; the package itself is not imported."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise NotFound(f"the package {package.replace('_', '-')} is not installed")
    return Path(found.origin).parent / "templates" / part
