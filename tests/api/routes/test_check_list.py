from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from api.answers import stored_check
from api.keys import Scope

_CLAIM = "The ferry Alvara sank off Brenna on Monday."
_NDJSON = {"Accept": "application/x-ndjson"}


def _check(client, claim=_CLAIM, headers=None, **filters):
    response = client.post("/v1/checks", json={"claim": claim, "filters": filters}, headers=headers)
    assert response.status_code == 201, response.get_json()
    return response.get_json()


def _list(client, query="", headers=None):
    response = client.get(f"/v1/checks{query}", headers=headers)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


@pytest.fixture
def checks(client):
    """Checks of two verdicts, the newest first."""
    client.post("/v1/documents", json={"id": "a", "text": _CLAIM, "publisher": "Herald"})
    made = [
        _check(client, "Tolv människor omkom."),
        _check(client),
        _check(client, "Snow fell in OSLO.", collections=["wire"]),
        _check(client, collections=["default"]),
        _check(client, "It's 100 % snow_."),
    ]
    return list(reversed(made))


def test_checks_are_listed_the_newest_first(client, checks):
    page = _list(client)
    assert [item["id"] for item in page["checks"]] == [item["id"] for item in checks]
    assert (page["total"], page["next_cursor"]) == (5, None)
    for item, check in zip(page["checks"], checks, strict=True):
        assert item == {name: check[name] for name in item}
        assert {"id", "claim", "verdict", "score", "filters", "created_at"} < set(item)
        assert "documents" not in item


_FILTERED = {  # places in `checks`, of a corpus that takes long to make
    "?verdict=single_origin": [1, 3],
    "?verdict=unsupported&verdict=single_origin": [0, 1, 2, 3, 4],
    "?verdict=disputed": [],
    "?claim=oslo": [2],
    "?claim=MÄNNISKOR": [4],
    "?claim=100 %25": [0],
    "?claim=_": [0],
    "?claim=it's": [0],
    "?claim=' OR 1=1 --": [],
    "?collection=wire": [2],
    "?collection=nowhere": [],
    "?claim=alvara&collection=default": [1],
    "?created_after=2020-01-01T00:00:00Z&created_before=2021-01-01T00:00:00Z": [],
}


def test_filters(client, checks):
    for query, found in _FILTERED.items():
        page = _list(client, query)
        assert [item["id"] for item in page["checks"]] == [checks[at]["id"] for at in found], query
        assert page["total"] == len(found)


def test_moments_are_inclusive(client, checks):
    at = checks[2]["created_at"]
    assert [item["id"] for item in _list(client, f"?created_after={at}")["checks"]] == [
        item["id"] for item in checks[:3]
    ]
    assert [item["id"] for item in _list(client, f"?created_before={at}")["checks"]] == [
        item["id"] for item in checks[2:]
    ]


def test_pages_show_the_checks_as_the_first_one_saw_them(client, checks):
    found, path = [], "/v1/checks?limit=2&verdict=unsupported&verdict=single_origin"
    while path:
        response = client.get(path)
        page = response.get_json()
        assert page["total"] == 5
        found += [item["id"] for item in page["checks"]]
        _check(client, "Made while the pages are read.")
        path = None
        if link := response.headers.get("Link"):
            path = link.split(">")[0].lstrip("<")
            assert link.endswith('; rel="next"')
            assert parse_qs(urlsplit(path).query)["cursor"] == [page["next_cursor"]]
    assert found == [item["id"] for item in checks]


def test_cursors_that_cannot_be_used(client, checks, parts):
    cursor = _list(client, "?limit=2")["next_cursor"]
    for query in (f"?cursor={cursor}&claim=oslo", "?cursor=eyJ9", "?cursor=!", "?limit=0"):
        assert client.get(f"/v1/checks{query}").status_code == 422
    with pytest.warns(UserWarning, match="removes every version"):
        parts.corpus.checks.optimize(cleanup_older_than=timedelta(0))
    _check(client)
    gone = client.get(f"/v1/checks?limit=2&cursor={cursor}")
    assert (gone.status_code, gone.get_json()["type"]) == (410, "/problems/version-gone")


def test_checks_are_exported_whole(client, checks):
    response = client.get("/v1/checks?verdict=single_origin&limit=1", headers=_NDJSON)
    assert response.mimetype == "application/x-ndjson"
    assert "Accept" in response.headers["Vary"]
    lines = response.get_data(as_text=True).splitlines()
    assert [json.loads(line) for line in lines] == [checks[1], checks[3]]
    assert client.get("/v1/checks", headers={"Accept": "*/*"}).mimetype == "application/json"
    head = client.head("/v1/checks", headers=_NDJSON)
    assert (head.status_code, head.mimetype, head.data) == (200, "application/x-ndjson", b"")


def test_more_checks_than_are_read_at_once_are_exported(client, monkeypatch, checks):
    monkeypatch.setattr("scoring.corpus.checks._BODIES_AT_ONCE", 2)
    lines = client.get("/v1/checks", headers=_NDJSON).get_data(as_text=True).splitlines()
    assert [json.loads(line)["id"] for line in lines] == [item["id"] for item in checks]


def test_methods(client):
    assert set(client.options("/v1/checks").headers["Allow"].split(", ")) == {
        "GET",
        "HEAD",
        "OPTIONS",
        "POST",
    }
    assert set(client.options("/v1/checks/x/rerun").headers["Allow"].split(", ")) == {
        "OPTIONS",
        "POST",
    }


# Again, and what changed


def test_a_check_made_again_says_what_changed(client):
    for name, text in (
        ("kept", _CLAIM),
        ("turned", "The ferry Alvara sank off Brenna on Monday, officials said."),
        ("deleted", f"{_CLAIM} Nobody was hurt."),
    ):
        client.post("/v1/documents", json={"id": name, "text": text, "publisher": name.title()})
    before = _check(client, languages=["en"])
    same = client.post(f"/v1/checks/{before['id']}/rerun")
    assert same.status_code == 201
    changes = same.get_json()["changes"]
    assert changes["changed"] is False
    assert changes["documents"] == {"added": [], "gone": [], "changed": []}
    assert changes["since"] == before["id"]

    client.delete("/v1/documents/deleted")
    denial = "The ferry Alvara never sank off Brenna on Monday."
    for name in ("turned", "new"):
        body = {"id": name, "text": denial, "publisher": name.title()}
        client.post("/v1/documents", json=body)
    client.post("/v1/documents", json={"id": "sv", "text": _CLAIM, "language": "sv"})
    response = client.post(f"/v1/checks/{before['id']}/rerun")
    answer = response.get_json()
    after, changes = answer["check"], answer["changes"]
    assert client.get(response.headers["Location"]).get_json() == after
    assert after["filters"] == before["filters"]
    assert after["claim"] == before["claim"]
    assert after["id"] != before["id"]
    assert changes["changed"] is True
    assert changes["verdict"] == {
        "before": before["verdict"],
        "after": after["verdict"],
        "changed": True,
    }
    assert changes["score"]["difference"] < 0
    assert changes["corpus_version"]["after"] > changes["corpus_version"]["before"]
    assert [item["id"] for item in changes["documents"]["added"]] == ["new"]
    (gone,) = changes["documents"]["gone"]
    assert (gone["id"], gone["reason"]) == ("deleted", "deleted")
    (changed,) = changes["documents"]["changed"]
    assert changed["stance"] == {"before": "supports", "after": "refutes"}
    assert {"name": "New", "stance": "refutes"} in changes["origins"]["added"]
    assert {"name": "Deleted", "stance": "supports"} in changes["origins"]["gone"]
    assert changes["versions"] == []


def test_a_check_made_again_says_that_a_source_was_edited(client, parts):
    before = _check(client)
    body = {"name": "Eastmarch Herald", "kind": "outlet", "owner": "Marchland Press"}
    added = client.post("/v1/sources", json=body)
    assert added.status_code == 201
    after = client.post(f"/v1/checks/{before['id']}/rerun").get_json()
    assert after["changes"]["versions"] == ["sources"]
    assert after["changes"]["changed"] is False  # nothing of the answer did
    place = added.headers["Location"]
    sent = {"If-Match": added.headers["ETag"]}
    assert client.patch(place, json={"owner": "Quay Media"}, headers=sent).status_code == 200
    path = f"/v1/checks/{after['check']['id']}/rerun"
    assert client.post(path).get_json()["changes"]["versions"] == ["sources"]
    tag = client.get(place).headers["ETag"]
    assert client.delete(place, headers={"If-Match": tag}).status_code == 204
    assert _check(client)["versions"] == before["versions"]


def test_a_check_of_an_earlier_release_names_fewer_versions(client, parts):
    check = _check(client)
    stored = stored_check({**check, "id": "early", "versions": {"stance": "another"}})
    parts.corpus.save_checks([stored])
    changes = client.post("/v1/checks/early/rerun").get_json()["changes"]
    assert changes["versions"] == ["stance"]


def test_a_repeated_rerun_is_one(client, parts):
    before = _check(client)
    headers = {"Idempotency-Key": "a"}
    first, again = (
        client.post(f"/v1/checks/{before['id']}/rerun", headers=headers) for _ in range(2)
    )
    assert first.data == again.data
    assert parts.corpus.info().checks == 2
    assert client.post("/v1/checks/nothing/rerun").status_code == 404


def _later():
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def test_a_check_is_made_again_against_the_corpus_as_it_was(client):
    client.post("/v1/documents", json={"id": "a", "text": _CLAIM, "publisher": "Herald"})
    check = _check(client)
    moment = _later()
    client.post("/v1/documents", json={"id": "a", "text": "Snow.", "publisher": "Herald"})
    client.post("/v1/documents", json={"id": "b", "text": f"{_CLAIM} Yes.", "publisher": "Post"})
    client.delete("/v1/documents/a")
    now = client.get(f"/v1/checks/{check['id']}", query_string={"as_of": _later()}).get_json()
    assert [item["id"] for item in now["documents"]] == ["b"]
    for as_of in (check["corpus_version"], moment):
        response = client.get(f"/v1/checks/{check['id']}", query_string={"as_of": as_of})
        assert response.status_code == 200, response.get_json()
        again = response.get_json()
        assert again["documents"] == check["documents"]
        assert again["id"] == check["id"]
        assert again["corpus_version"] == check["corpus_version"]
        assert str(check["corpus_version"]) in again["warnings"][-1]
    assert client.get(f"/v1/checks/{check['id']}").get_json() == check
    assert _list(client)["total"] == 1


def test_states_that_are_not_there(client, parts):
    check = _check(client)
    place = f"/v1/checks/{check['id']}"
    for as_of in ("999999", "yesterday", "2032-01-01T00:00:00", "2032-99-01T00:00:00Z"):
        refused = client.get(place, query_string={"as_of": as_of})
        assert refused.status_code == 422
        assert refused.get_json()["errors"][0]["parameter"] == "as_of"
    early = client.get(place, query_string={"as_of": "2020-01-01T00:00:00Z"})
    assert (early.status_code, early.get_json()["type"]) == (410, "/problems/version-gone")
    client.post("/v1/documents", json={"id": "a", "text": _CLAIM})
    with pytest.warns(UserWarning, match="removes every version"):
        parts.corpus.documents.optimize(cleanup_older_than=timedelta(0))
    gone = client.get(place, query_string={"as_of": check["corpus_version"]})
    assert gone.status_code == 410


# Keys


def test_a_key_sees_the_checks_of_its_collections(keyed_client, key_store):
    def key(*scopes, **more):
        return {"Authorization": f"Bearer {key_store.create('test', scopes, **more)[1]}"}

    everywhere = key(Scope.ADMIN)
    ours, theirs = (key(Scope.CHECK, collections=[name]) for name in ("ours", "theirs"))
    both = key(Scope.CHECK, collections=["ours", "theirs"])
    nothing = key(Scope.ADMIN, collections=[])
    for name in ("ours", "theirs"):
        body = {"id": name, "text": _CLAIM, "collection": name}
        assert keyed_client.post("/v1/documents", json=body, headers=everywhere).status_code == 201
    made = {
        name: _check(keyed_client, headers=headers)["id"]
        for name, headers in (
            ("ours", ours),
            ("theirs", theirs),
            ("both", both),
            ("all", everywhere),
        )
    }
    seen = {
        "ours": (ours, {"ours"}),
        "theirs": (theirs, {"theirs"}),
        "both": (both, {"ours", "theirs", "both"}),
        "all": (everywhere, set(made)),
        "nothing": (nothing, set()),
    }
    for headers, names in seen.values():
        page = _list(keyed_client, headers=headers)
        expected = {made[name] for name in names}
        assert {item["id"] for item in page["checks"]} == expected
        assert page["total"] == len(expected)
        lines = keyed_client.get("/v1/checks", headers={**headers, **_NDJSON}).text.splitlines()
        assert {json.loads(line)["id"] for line in lines} == expected
    for collection in ("theirs", "nowhere"):
        refused = keyed_client.get(f"/v1/checks?collection={collection}", headers=ours)
        assert refused.status_code == 403
    # A cursor is no way in.
    cursor = _list(keyed_client, "?limit=1", everywhere)["next_cursor"]
    page = _list(keyed_client, f"?limit=1&cursor={cursor}", ours)
    assert {item["id"] for item in page["checks"]} <= {made["ours"]}
    for path in (f"/v1/checks/{made['theirs']}/rerun", f"/v1/checks/{made['all']}/rerun"):
        assert keyed_client.post(path, headers=ours).status_code == 404
    place = f"/v1/checks/{made['theirs']}?as_of={_later()}"
    assert keyed_client.get(place, headers=ours).status_code == 404
    again = keyed_client.get(f"/v1/checks/{made['ours']}?as_of={_later()}", headers=ours)
    assert [item["id"] for item in again.get_json()["documents"]] == ["ours"]
