"""Who is let in where, and that a key sees nothing of collections that it is not granted."""

from __future__ import annotations

import re
from datetime import timedelta

import flask
import pytest

from api.access import Gate, says_what_it_needs
from api.app import make_app
from api.context import EXTENSION
from api.engine import Engine
from api.keys import Keyring, Scope
from tests.conftest import REPOSITORY

_CHECK, _INGEST, _FETCH, _ADMIN = Scope.CHECK, Scope.INGEST, Scope.FETCH, Scope.ADMIN
_TEXT = "The ferry Alvara sank off Brenna on Monday."
# Takes the key in the query too, as Google's clients send it; not in the OpenAPI document.
_GOOGLES = "/v1alpha1/claims:search"
# What the routes need, written down apart from them: none is None, any key is every scope.
_ROUTES = {
    ("POST", "/v1/documents"): {_INGEST},
    ("POST", "/v1/documents/batch"): {_INGEST},
    ("POST", "/v1/documents/fetch"): {_FETCH},
    ("GET", "/v1/documents/<string:document_id>"): {_CHECK, _INGEST},
    ("DELETE", "/v1/documents/<string:document_id>"): {_INGEST},
    ("GET", "/v1/documents/<string:document_id>/versions"): {_CHECK, _INGEST},
    ("PUT", "/v1/documents/<string:document_id>/retraction"): {_INGEST},
    ("DELETE", "/v1/documents/<string:document_id>/retraction"): {_INGEST},
    ("POST", "/v1/checks"): {_CHECK},
    ("GET", "/v1/checks/<string:check_id>"): {_CHECK},
    ("POST", "/v1/statements/search"): {_CHECK},
    ("POST", "/v1/fact-checks"): {_INGEST},
    ("GET", "/v1/fact-checks"): {_CHECK},
    ("GET", "/v1/fact-checks/<string:fact_check_id>"): {_CHECK, _INGEST},
    ("DELETE", "/v1/fact-checks/<string:fact_check_id>"): {_INGEST},
    ("GET", "/v1/checks/<string:check_id>/claim-review"): {_CHECK},
    ("GET", _GOOGLES): {_CHECK},
    ("GET", "/v1/sources"): {_CHECK},
    ("POST", "/v1/sources"): {_ADMIN},
    ("GET", "/v1/sources/<string:source_id>"): {_CHECK},
    ("PUT", "/v1/sources/<string:source_id>"): {_ADMIN},
    ("PATCH", "/v1/sources/<string:source_id>"): {_ADMIN},
    ("DELETE", "/v1/sources/<string:source_id>"): {_ADMIN},
    ("GET", "/v1/checks"): {_CHECK},
    ("POST", "/v1/checks/<string:check_id>/rerun"): {_CHECK},
    ("GET", "/v1/checks/<string:check_id>/changes"): {_CHECK},
    ("POST", "/v1/checks/batch"): {_CHECK},
    ("GET", "/v1/jobs"): {_CHECK},
    ("GET", "/v1/jobs/<string:job_id>"): {_CHECK},
    ("GET", "/v1/jobs/<string:job_id>/results"): {_CHECK},
    ("POST", "/v1/jobs/<string:job_id>/cancel"): {_CHECK},
    ("POST", "/v1/claims/extract"): {_CHECK},
    ("POST", "/v1/hedges"): {_CHECK},
    ("POST", "/v1/origins"): {_CHECK},
    ("GET", "/v1/features"): {_CHECK, _INGEST, _FETCH},
    ("GET", "/metrics"): {_ADMIN},
    ("GET", "/healthz"): None,
    ("GET", "/readyz"): None,
    ("GET", "/"): None,
    ("GET", "/openapi.json"): None,
    ("GET", "/docs"): None,
    ("GET", "/docs/start.js"): None,
    ("GET", "/docs/assets/<path:name>"): None,
    ("GET", "/redoc"): None,
    ("GET", "/redoc/start.js"): None,
    ("GET", "/redoc/assets/<path:name>"): None,
    ("GET", "/problems/<string:name>"): None,
}


def _bearer(token):
    return {"Authorization": f"Bearer {token}"}


def _ask(client, method, path, headers=None, **more):
    return client.open(path, method=method, headers=headers, **more)


# The matrix


def test_the_matrix_has_every_route(keyed_client):
    rules = keyed_client.application.url_map.iter_rules()
    found = {(method, rule.rule) for rule in rules for method in rule.methods}
    assert {place for place in found if place[0] not in {"HEAD", "OPTIONS"}} == set(_ROUTES)


def test_each_route_lets_in_the_scopes_it_should_and_no_others(keyed_client, key_store, keys):
    expired, expired_token = key_store.create("old", [_ADMIN], lifetime=timedelta(microseconds=1))
    revoked, revoked_token = key_store.create("gone", [_ADMIN])
    key_store.revoke(revoked.id)
    _, admin_token = key_store.create("admin", [_ADMIN])
    nobody = {
        "none": {},
        "unknown": _bearer(f"ss_{expired.id}x_{'x' * 43}"),
        "another secret": _bearer(f"ss_{expired.id}_{'x' * 43}"),
        "expired": _bearer(expired_token),
        "revoked": _bearer(revoked_token),
        "another scheme": {"Authorization": f"Basic {admin_token}"},
        "no scheme": {"Authorization": admin_token},
        "empty": {"Authorization": "Bearer "},
        "in the query": {},
    }
    somebody = {scope: keys(scope) for scope in Scope}
    for (method, rule), needed in _ROUTES.items():
        path = re.sub(r"<.*?>", "x", rule)
        for name, headers in nobody.items():
            query = {"key": admin_token} if name == "in the query" else None
            status = _ask(keyed_client, method, path, headers, query_string=query).status_code
            let_in = needed is None or (rule == _GOOGLES and name == "in the query")
            assert (status == 401) == (not let_in), (method, rule, name)
        for scope, headers in somebody.items():
            status = _ask(keyed_client, method, path, headers).status_code
            allowed = needed is None or scope is _ADMIN or scope in needed
            assert (status == 403) == (not allowed), (method, rule, scope)
            assert status != 401


def test_a_refusal_says_what_is_missing(keyed_client, keys):
    missing = keyed_client.get("/v1/features")
    assert missing.status_code == 401
    assert missing.mimetype == "application/problem+json"
    assert missing.headers["WWW-Authenticate"] == 'Bearer realm="Second Source"'
    assert missing.get_json()["request_id"] == missing.headers["X-Request-Id"]

    invalid = keyed_client.get("/v1/features", headers=_bearer("ss_a_b"))
    assert 'error="invalid_token"' in invalid.headers["WWW-Authenticate"]
    assert "ss_a_b" not in invalid.get_data(as_text=True)

    narrow = keyed_client.post("/v1/documents", json={"text": _TEXT}, headers=keys("check"))
    assert narrow.status_code == 403
    assert 'error="insufficient_scope", scope="ingest"' in narrow.headers["WWW-Authenticate"]
    assert "ingest" in narrow.get_json()["detail"]


def test_unknown_and_revoked_keys_are_told_the_same(keyed_client, key_store):
    revoked, token = key_store.create("gone", [_CHECK])
    key_store.revoke(revoked.id)
    told = []
    for sent in (token, "ss_nothing_at", "junk"):
        body = keyed_client.get("/v1/features", headers=_bearer(sent)).get_json()
        del body["request_id"]
        told.append(body)
    assert told[0] == told[1] == told[2]


def test_the_document_says_what_the_routes_do(keyed_client):
    spec = keyed_client.get("/openapi.json").get_json()
    assert spec["security"] == [{"apiKey": []}]
    assert spec["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    told = 0
    for (method, rule), needed in _ROUTES.items():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)
        operation = spec["paths"].get(path, {}).get(method.lower())
        if operation is None:
            assert needed is None or path in {"/metrics", _GOOGLES}
            continue
        told += 1
        named = [scopes for item in operation["security"] for scopes in item.values()]
        if needed is None:
            assert operation["security"] == []
        elif named == [[]]:
            assert needed == {_CHECK, _INGEST, _FETCH}  # any key
        else:
            assert {Scope(scope) for scopes in named for scope in scopes} == needed
        assert ("401" in operation["responses"]) == (needed is not None)
        assert ("403" in operation["responses"]) == (needed is not None)
    assert told == 36


def test_a_view_that_does_not_say_what_it_needs_is_for_administrators(keyed_client, keys):
    app = keyed_client.application
    assert all(says_what_it_needs(view) for view in app.view_functions.values())
    app = make_app(app.extensions[EXTENSION], Gate(app.extensions["secondsource-gate"].keyring))
    app.add_url_rule("/forgotten", view_func=lambda: "open")
    client = app.test_client()
    assert client.get("/forgotten").status_code == 401
    assert client.get("/forgotten", headers=keys("check", "ingest")).status_code == 403
    assert client.get("/forgotten", headers=keys("admin")).status_code == 200


def test_routes_see_the_corpus_only_through_the_caller():
    for path in sorted((REPOSITORY / "api" / "routes").glob("*.py")):
        text = path.read_text("utf-8")
        # Readiness and metrics are of the whole corpus, and tell no more than numbers.
        if path.name not in {"service.py", "metrics.py"}:
            assert ").parts" not in text, f"{path.name}: use context.parts()"


# Without keys


@pytest.fixture
def lone_client(parts, key_store):
    """A client of a service on the loopback address for which no key was made."""
    ring = Keyring(key_store, iter(range(10**6)).__next__)
    app = make_app(Engine(lambda: parts), Gate(ring, always=False))
    app.extensions[EXTENSION].start()
    assert app.extensions[EXTENSION].wait(30)
    yield app.test_client()
    app.extensions[EXTENSION].close()


def test_a_service_on_the_loopback_needs_no_key_until_there_is_one(lone_client, key_store):
    claim = {"claim": _TEXT}
    assert lone_client.post("/v1/checks", json=claim).status_code == 201
    key, token = key_store.create("first", [_CHECK])
    assert lone_client.post("/v1/checks", json=claim).status_code == 401
    sent = lone_client.post("/v1/checks", json=claim, headers=_bearer(token))
    assert sent.status_code == 201
    key_store.revoke(key.id)
    assert lone_client.post("/v1/checks", json=claim, headers=_bearer(token)).status_code == 401
    assert lone_client.post("/v1/checks", json=claim).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("news.example", 403),
        ("127.0.0.1.news.example", 403),
        ("192.168.1.5:8000", 403),
    ],
)
def test_without_keys_only_the_loopbacks_names_are_answered(lone_client, host, status):
    response = lone_client.get("/v1/features", headers={"Host": host})
    assert response.status_code == status
    if status == 403:
        assert "keys create" in response.get_json()["detail"]


def test_a_service_for_others_needs_a_key_even_when_there_is_none(keyed_client):
    assert keyed_client.get("/v1/features").status_code == 401


def test_preflights_and_health_need_no_key(keyed_client):
    assert keyed_client.options("/v1/checks").status_code == 204
    assert keyed_client.get("/healthz").status_code == 200
    assert keyed_client.get("/nowhere").status_code == 404
    assert keyed_client.put("/v1/checks").status_code == 405


def test_the_corpus_version_is_for_those_with_a_key(keyed_client, lone_client, keys):
    assert isinstance(lone_client.get("/readyz").get_json()["corpus_version"], int)
    assert keyed_client.get("/readyz").get_json() == {"status": "ready", "corpus_version": None}
    bad = keyed_client.get("/readyz", headers=_bearer("ss_a_b")).get_json()
    assert bad["corpus_version"] is None
    known = keyed_client.get("/readyz", headers=keys("check")).get_json()
    assert isinstance(known["corpus_version"], int)


def test_a_token_is_neither_logged_nor_told(keyed_client, key_store, caplog, monkeypatch):
    _, token = key_store.create("test", [_ADMIN])

    def broken(*_, **__):
        raise RuntimeError("a bug")

    monkeypatch.setattr("api.answers.check_claim", broken)
    with caplog.at_level("DEBUG"):
        for headers in (_bearer(token), _bearer(token + "x"), {"Authorization": token}):
            body = {"claim": _TEXT}
            response = keyed_client.post("/v1/checks", json=body, headers=headers)
            assert response.status_code in {401, 500}
            assert token.split("_")[2] not in response.get_data(as_text=True)
    assert "a bug" in caplog.text
    assert token.split("_")[2] not in caplog.text


def test_the_caller_is_known_to_the_request_only(keyed_client, keys):
    with keyed_client:
        assert keyed_client.get("/v1/features", headers=keys("check")).status_code == 200
        assert flask.g.caller.key.scopes == {_CHECK}
        assert keyed_client.get("/healthz").status_code == 200
        assert flask.g.caller.key is None
        assert flask.g.caller.collections == frozenset()
