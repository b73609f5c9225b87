from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import flask
import pytest

from api.access import public
from api.app import make_app
from api.deprecation import Deprecation, deprecated
from api.engine import Engine
from api.errors import Problem, ProblemError
from api.problem_types import TOO_LARGE
from api.spec import openapi_document

_SINCE = datetime(2032, 1, 1, tzinfo=UTC)
_WHOLE = Deprecation(
    since=_SINCE,
    sunset=datetime(2033, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))),
    successor="/v2/things",
    explanation="https://example.org/why",
)


@pytest.fixture
def client():
    """A client of an application with old routes that nothing else has."""
    app = make_app(Engine(lambda: None))

    @app.get("/old")
    @public
    @deprecated(_WHOLE)
    def old() -> flask.Response:
        return flask.jsonify({})

    @app.get("/broken")
    @public
    @deprecated(Deprecation(_SINCE))
    def broken() -> flask.Response:
        raise ProblemError(Problem(TOO_LARGE, "too much"))

    return app.test_client()


def test_an_old_route_says_so_in_each_answer(client):
    for answer in (client.get("/old"), client.head("/old"), client.options("/old")):
        assert answer.headers["Deprecation"] == "@1956528000"
        assert answer.headers["Sunset"] == "Sat, 01 Jan 2033 00:00:00 GMT"
        assert answer.headers.getlist("Link") == [
            '</v2/things>; rel="successor-version"',
            '<https://example.org/why>; rel="deprecation"',
        ]


def test_a_problem_says_so_too_and_what_is_not_decided_is_not_told(client):
    answer = client.get("/broken")
    assert (answer.status_code, answer.headers["Deprecation"]) == (413, "@1956528000")
    assert "Sunset" not in answer.headers
    assert "Link" not in answer.headers


def test_other_routes_say_nothing(client):
    assert "Deprecation" not in client.get("/healthz").headers


def test_the_document_says_so():
    from api.body import Routes
    from api.routes import service

    view = deprecated(_WHOLE)(lambda: None)
    assert view._apidoc["manual_doc"]["deprecated"] is True
    assert isinstance(service.routes, Routes)
    operations = openapi_document(make_app(Engine(lambda: None)))["paths"].values()
    assert not [o for members in operations for o in members.values() if "deprecated" in o]


@pytest.mark.parametrize(
    "wrong",
    [
        Deprecation(datetime(2032, 1, 1)),  # noqa: DTZ001  that is what is wrong with it
        Deprecation(_SINCE, _SINCE - timedelta(days=1)),
    ],
)
def test_moments_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="time zone"):
        deprecated(wrong)
