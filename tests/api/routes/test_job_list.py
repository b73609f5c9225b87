from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from api.context import JOBS
from api.job_records import Job, Kind, Line, Result, Status
from api.keys import Scope
from tests.api.asking import CLAIM, check, send_batch, wait_for_job

_PATH = "/v1/jobs"
_BEGAN = datetime(2032, 9, 15, 6, tzinfo=UTC)


def _list(client, query="", headers=None):
    response = client.get(f"{_PATH}{query}", headers=headers)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def _ids(page):
    return [job["id"] for job in page["jobs"]]


@pytest.fixture
def store(client):
    """The jobs of a client whose application does none of them."""
    runner = client.application.extensions[JOBS].runner
    runner.stop()
    return runner.store


def _add(store, name, seconds=0, **more):
    known = {"kind": Kind.BATCH, "caller": "", "collections": None, "status": Status.QUEUED}
    at = _BEGAN + timedelta(seconds=seconds)
    lines = [Line(1, f"{name}-1"), Line(2, f"{name}-2")]
    store.add(Job(name, **{**known, **more}, created_at=at, total=2, lines=lines))
    return name


@pytest.fixture
def made(store):
    """Jobs of both kinds, the newest first; two are of one moment."""
    added = [
        _add(store, "a", 0, status=Status.FINISHED),
        _add(store, "b", 1, kind=Kind.CHECK),
        _add(store, "c", 1, status=Status.RUNNING),
        _add(store, "d", 2, status=Status.CANCELLED),
        _add(store, "e", 3, kind=Kind.CHECK, status=Status.FINISHED),
    ]
    return added[::-1]


def test_jobs_are_listed_the_newest_first_as_each_is_told_alone(client, store, made):
    store.record("c", [Result(1, "c-1", 201, "unsupported", 0.1), Result(2, "c-2", 500)])
    page = _list(client)
    assert _ids(page) == made
    assert page["next_cursor"] is None
    for job in page["jobs"]:
        assert job == client.get(f"{_PATH}/{job['id']}").get_json()
    assert [(job["done"], job["failed"]) for job in page["jobs"]] == [
        (0, 0),
        (0, 0),
        (2, 1),
        (0, 0),
        (0, 0),
    ]


_FILTERED = {
    "?status=finished": ["e", "a"],
    "?status=queued&status=running": ["c", "b"],
    "?kind=check": ["e", "b"],
    "?kind=check&kind=batch": ["e", "d", "c", "b", "a"],
    "?kind=batch&status=finished": ["a"],
    "?status=cancelling": [],
}


def test_filters(client, made):
    for query, found in _FILTERED.items():
        assert _ids(_list(client, query)) == found, query


def test_a_service_that_never_had_a_job_has_an_empty_list(client):
    assert _list(client) == {"jobs": [], "next_cursor": None}


def test_pages_neither_repeat_nor_hide_a_job_whatever_comes_and_goes(client, store, made):
    found, path = [], f"{_PATH}?limit=2&kind=check&kind=batch"
    while path:
        response = client.get(path)
        page = response.get_json()
        found += _ids(page)
        _add(store, f"later-{len(found)}", 60 + len(found))
        store._update("id = 'e'", {"status": Status.CANCELLED})
        path = None
        if link := response.headers.get("Link"):
            path = link.split(">")[0].lstrip("<")
            assert parse_qs(urlsplit(path).query)["cursor"] == [page["next_cursor"]]
            assert parse_qs(urlsplit(path).query)["kind"] == ["check", "batch"]
    assert found == made


def test_what_cannot_be_listed_is_refused(client, made):
    cursor = _list(client, "?limit=2")["next_cursor"]
    for query, parameter in (
        ("?status=done", "status"),
        ("?kind=checks", "kind"),
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?cursor=!", "cursor"),
        ("?cursor=eyJ9", "cursor"),
        (f"?cursor={cursor}&kind=check", "cursor"),
        ("?state=queued", "state"),
    ):
        refused = client.get(f"{_PATH}{query}")
        assert refused.status_code == 422
        assert refused.get_json()["errors"][0]["parameter"] == parameter, query


def test_methods(client, made):
    got, head = client.get(_PATH), client.head(_PATH)
    assert (head.status_code, head.headers["Content-Type"]) == (200, got.headers["Content-Type"])
    assert client.options(_PATH).headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.post(_PATH, json={}).status_code == 405


def test_a_key_sees_its_own_jobs_and_nothing_tells_of_others(keyed_client, key_store):
    def key(*scopes, **more):
        return {"Authorization": f"Bearer {key_store.create('test', scopes, **more)[1]}"}

    everybody = key(Scope.ADMIN)
    ours, twin = (key(Scope.CHECK, collections=["ours"]) for _ in range(2))
    local = key(Scope.ADMIN, collections=["ours"])
    wide = key(Scope.CHECK)
    made = {}
    for name, headers in (("ours", ours), ("twin", twin), ("wide", wide)):
        sent = [
            send_batch(keyed_client, [{"claim": CLAIM}], headers),
            check(keyed_client, "respond-async", **headers),
        ]
        assert [response.status_code for response in sent] == [202, 202]
        made[name] = {sent[0].get_json()["id"], sent[1].get_json()["id"]}
        wait_for_job(keyed_client, sent[0].headers["Location"], headers)
        wait_for_job(keyed_client, sent[1].get_json()["job"], headers)
    seen = {
        "ours": (ours, made["ours"]),
        "twin": (twin, made["twin"]),
        "wide": (wide, made["wide"]),
        "local": (local, set()),  # an administrator of some collections has none of its own
        "everybody": (everybody, set().union(*made.values())),
    }
    for name, (headers, expected) in seen.items():
        page = _list(keyed_client, headers=headers)
        assert set(_ids(page)) == expected, name
        assert page["next_cursor"] is None
        filtered = _list(keyed_client, "?kind=batch&status=finished", headers)
        assert set(_ids(filtered)) == {
            job["id"] for job in page["jobs"] if job["kind"] == "batch"
        }, name
        hidden = set().union(*made.values()) - expected
        assert not any(job_id in json.dumps(page) for job_id in hidden)
    # A cursor is no way in: what it points past is another's, what follows is the asker's.
    cursor = _list(keyed_client, "?limit=1", everybody)["next_cursor"]
    assert set(_ids(_list(keyed_client, f"?cursor={cursor}", ours))) == made["ours"]
    assert _list(keyed_client, f"?cursor={cursor}", local)["jobs"] == []
