"""A key sees nothing of collections that it is not granted."""

from __future__ import annotations

import json

import pytest

from scoring.provenance.priors import PublisherPair, PublisherPriors

_TEXT = "The ferry Alvara sank off Brenna on Monday."


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
        response = keyed_client.open(f"/v1/documents/{name}", method=method, headers=headers)
        assert response.status_code == 404
        told.append(_as_of(response.get_json(), name))
    assert told[0] == told[1]
    for collection in ("theirs", "nowhere"):
        path = f"/v1/documents/theirs-2?collection={collection}"
        assert keyed_client.open(path, method=method, headers=headers).status_code == 403
    # An id that others hold too is not ambiguous.
    own = keyed_client.open("/v1/documents/twin", method=method, headers=headers)
    assert own.status_code in {200, 204}
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
