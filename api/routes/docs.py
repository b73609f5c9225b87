"""The documentation: OpenAPI document, Swagger UI from the installed package, problem types."""

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

_MADE = "secondsource-openapi"
# Swagger UI sets styles of its own on elements, and draws its icons from data addresses.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
# A file of its own, because the policy allows no script within the page.
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
    return _with_policy(flask.make_response(flask.render_template("docs.html")))


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
    return flask.send_from_directory(_swagger_folder(), name, max_age=86_400)


@routes.get("/problems/<string:name>")
@public
@stable
def problem_type(name: str) -> flask.Response:
    """What a type of problem means; `type` of every problem leads here."""
    if name not in PROBLEM_TYPES:
        raise NotFound
    page = flask.render_template("problem.html", kind=PROBLEM_TYPES[name])
    return _with_policy(flask.make_response(page))


def _with_policy(response: flask.Response) -> flask.Response:
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _swagger_folder() -> Path:
    """The folder of the package's files; the package itself is not imported."""
    found = find_spec("flask_openapi3_swagger")
    if found is None or found.origin is None:
        raise NotFound("the package flask-openapi3-swagger is not installed")
    return Path(found.origin).parent / "templates" / "swagger"
