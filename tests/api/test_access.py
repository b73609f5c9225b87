"""Who is let in where, and that a key sees nothing of collections that it is not granted."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import flask
import pytest

from api.access import Gate, says_what_it_needs
from api.app import make_app
from api.context import EXTENSION
from api.engine import Engine
from api.keys import Keyring, Scope
from scoring.provenance.priors import PublisherPair, PublisherPriors
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


@pytest.fixture
def keys(key_store):
    """Makes keys: `keys("check", collections=["a"])` gives headers."""

    def make(*scopes, **more):
        _, token = key_store.create("test", [Scope(scope) for scope in scopes], **more)
        return _bearer(token)

    return make


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


# Collections


@pytest.fixture
def shelves(keyed_client, keys):
    """Documents in the collections "ours" and "theirs", and keys for one, the other, and both."""
    everywhere = keys("admin")
    for collection, number in (("ours", 1), ("theirs", 2), ("theirs", 3)):
        body = {
            "id": f"{collection}-{number}",
            "text": _TEXT,
            "publisher": f"Paper {number}",
            "collection": collection,
            "language": "en",
        }
        stored = keyed_client.post("/v1/documents", json=body, headers=everywhere)
        assert stored.status_code == 201
    for collection in ("ours", "theirs"):
        body = {"id": "twin", "text": "Snow fell.", "collection": collection}
        assert keyed_client.post("/v1/documents", json=body, headers=everywhere).status_code == 201
    return {
        "ours": keys("check", "ingest", collections=["ours"]),
        "theirs": keys("check", "ingest", collections=["theirs"]),
        "both": keys("check", "ingest", collections=["ours", "theirs"]),
        "nothing": keys("admin", collections=[]),
        "all": everywhere,
    }


def _check(client, headers, **body):
    response = client.post("/v1/checks", json={"claim": _TEXT, **body}, headers=headers)
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def test_a_check_counts_only_what_the_key_may_see(keyed_client, shelves):
    ours = _check(keyed_client, shelves["ours"])
    assert [item["id"] for item in ours["documents"]] == ["ours-1"]
    assert ours["supporting"]["documents"] == ours["supporting"]["origins"] == 1
    assert ours["filters"]["collections"] == ["ours"]
    assert "theirs" not in json.dumps(ours)
    theirs = _check(keyed_client, shelves["theirs"])
    assert theirs["supporting"]["documents"] == 2
    assert "ours" not in json.dumps(theirs)
    assert _check(keyed_client, shelves["both"])["supporting"]["documents"] == 3
    everything = _check(keyed_client, shelves["all"])
    assert everything["supporting"]["documents"] == 3
    assert everything["filters"]["collections"] == []
    nothing = keyed_client.post("/v1/checks", json={"claim": _TEXT}, headers=shelves["nothing"])
    assert nothing.status_code == 403


def test_a_check_is_the_one_of_a_corpus_without_the_others(keyed_client, client, keys, shelves):
    """All but ids, times and the corpus version is as if the others had never been there."""
    alone = _without(_check(keyed_client, shelves["ours"]))
    admin = shelves["all"]
    for name in ("theirs-2", "theirs-3"):
        assert keyed_client.delete(f"/v1/documents/{name}", headers=admin).status_code == 204
    assert _without(_check(keyed_client, shelves["ours"])) == alone


def _without(answer):
    return {
        name: value
        for name, value in answer.items()
        if name not in {"id", "created_at", "corpus_version"}
    }


def test_what_was_learned_of_publishers_of_others_is_not_told(keyed_client, parts, shelves):
    pair = PublisherPair("Paper 1", "Paper 2", 40, 40)
    body = {"text": _TEXT + " Divers came.", "publisher": "Paper 2", "collection": "ours"}
    stored = keyed_client.post("/v1/documents", json=body, headers=shelves["all"])
    assert stored.status_code == 201
    before = _without(_check(keyed_client, shelves["ours"]))
    parts.corpus.save_priors(PublisherPriors((pair,), 1))
    assert _without(_check(keyed_client, shelves["ours"])) == before


@pytest.mark.parametrize("other", ["theirs", "nowhere"])
def test_a_filter_for_others_is_refused_whether_they_exist_or_not(keyed_client, shelves, other):
    body = {"claim": _TEXT, "filters": {"collections": ["ours", other]}}
    response = keyed_client.post("/v1/checks", json=body, headers=shelves["ours"])
    assert response.status_code == 403
    problem = response.get_json()
    assert problem["detail"] == (
        f"this key is not granted the collection {other!r}; it is granted ours"
    )


def test_checks_of_others_are_not_there(keyed_client, shelves):
    makers = {name: headers for name, headers in shelves.items() if name != "nothing"}
    made = {name: _check(keyed_client, headers)["id"] for name, headers in makers.items()}
    absent = "0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e5f"
    readable = {
        "ours": {"ours"},
        "theirs": {"theirs"},
        "both": {"ours", "theirs", "both"},
        "nothing": set(),
        "all": set(makers),
    }
    for reader, headers in shelves.items():
        for maker, check_id in made.items():
            response = keyed_client.get(f"/v1/checks/{check_id}", headers=headers)
            told = response.get_json()
            if maker in readable[reader]:
                assert response.status_code == 200
                continue
            missing = keyed_client.get(f"/v1/checks/{absent}", headers=headers).get_json()
            assert response.status_code == 404
            assert _as_of(told, check_id) == _as_of(missing, absent)


def _as_of(problem, name):
    """A problem without what names the request."""
    without = {key: value for key, value in problem.items() if key != "request_id"}
    return json.loads(json.dumps(without).replace(name, "?"))


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_documents_of_others_are_not_there(keyed_client, shelves, method):
    headers = shelves["ours"]
    told = []
    for name in ("theirs-2", "nowhere-2"):
        response = _ask(keyed_client, method, f"/v1/documents/{name}", headers)
        assert response.status_code == 404
        told.append(_as_of(response.get_json(), name))
    assert told[0] == told[1]
    for collection in ("theirs", "nowhere"):
        path = f"/v1/documents/theirs-2?collection={collection}"
        assert _ask(keyed_client, method, path, headers).status_code == 403
    # An id that others hold too is not ambiguous.
    assert _ask(keyed_client, method, "/v1/documents/twin", headers).status_code in {200, 204}
    for name in ("theirs-2", "twin"):
        kept = keyed_client.get(f"/v1/documents/{name}?collection=theirs", headers=shelves["all"])
        assert kept.status_code == 200


@pytest.mark.parametrize("other", ["theirs", "nowhere"])
def test_nothing_is_stored_with_others(keyed_client, shelves, other):
    before = _check(keyed_client, shelves["all"])["corpus_version"]
    document = {"id": "x", "text": _TEXT, "collection": other}
    response = keyed_client.post("/v1/documents", json=document, headers=shelves["ours"])
    assert response.status_code == 403
    lines = [document, {**document, "collection": "ours"}, {"text": "Rain."}]
    batch = keyed_client.post(
        "/v1/documents/batch",
        data="\n".join(json.dumps(line) for line in lines),
        content_type="application/x-ndjson",
        headers=shelves["ours"],
    )
    results = [json.loads(line) for line in batch.get_data(as_text=True).splitlines()]
    assert [item["status"] for item in results] == [403, 201, 403]
    assert results[0]["problem"]["type"] == "/problems/forbidden"
    missing = keyed_client.get(f"/v1/documents/x?collection={other}", headers=shelves["all"])
    assert missing.status_code == 404
    assert _check(keyed_client, shelves["all"])["corpus_version"] > before


def test_origins_are_those_of_documents_that_the_key_may_see(keyed_client, shelves):
    def group(name, headers):
        body = {"documents": [{"id": "ours-1"}, {"id": name}]}
        return keyed_client.post("/v1/origins", json=body, headers=headers)

    assert group("theirs-2", shelves["both"]).status_code == 200
    for name, missing in (("theirs-2", "nowhere-2"), ("theirs/theirs-2", "theirs/nowhere-2")):
        refused = group(name, shelves["ours"])
        assert refused.status_code == 422
        unknown = _as_of(group(missing, shelves["ours"]).get_json(), missing)
        assert _as_of(refused.get_json(), name) == unknown
    assert group("twin", shelves["ours"]).status_code == 200  # of ours: not ambiguous


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
