"""Statements found, page by page."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from api.keys import Scope

_PATH = "/v1/statements/search"
_FERRY = "The ferry Alvara sank off Brenna on Monday, the coast guard said."
_MILL = "The paper mill at Norvik reportedly closed. Nobody was hurt."


def _search(client, query, status=200, headers=None, **more):
    response = client.post(_PATH, json={"query": query, **more}, headers=headers)
    assert response.status_code == status, response.get_json()
    return response.get_json()


def _store(client, document_id, text, **more):
    response = client.post(
        "/v1/documents", json={"id": document_id, "text": text, "language": "en", **more}
    )
    assert response.status_code in {200, 201}, response.get_json()


def _all_pages(client, query, **more):
    found, cursor = [], None
    while True:
        page = _search(client, query, cursor=cursor, **more)
        found += page["statements"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def _place(statement):
    document = statement["document"]
    return document["collection"], document["id"], statement["start"]


def test_a_statement_comes_with_its_place_its_document_and_its_hedges(client):
    _store(client, "mill", f"{_FERRY} {_MILL}", publisher="Herald", title="Paper mill")
    answer = _search(client, "Norvik mills closed")
    assert list(answer) == [
        "statements",
        "total",
        "truncated",
        "next_cursor",
        "filters",
        "coverage",
        "warnings",
        "corpus_version",
    ]
    best = answer["statements"][0]
    text = f"{_FERRY} {_MILL}"
    assert text[best["start"] : best["end"]] == best["text"]
    assert [text[span["start"] : span["end"]] for span in best["highlights"]] == [
        "Norvik",
        "closed",
    ]
    assert [hedge["cue"] for hedge in best["hedges"]] == ["reportedly"]
    assert best["document"] == {
        "id": "mill",
        "collection": "default",
        "url": None,
        "title": "Paper mill",
        "publisher": "Herald",
        "published_at": None,
        "language": "en",
    }
    assert best["bm25"] > 0
    assert best["score"] > best["similarity"]
    assert (answer["truncated"], answer["coverage"], answer["warnings"]) == (False, "full", [])


def test_pages_hold_each_statement_once_in_one_order(demo_client):
    whole = _search(demo_client, "grain silo at Tolmere docks", limit=100)
    assert whole["next_cursor"] is None
    assert whole["total"] == len(whole["statements"]) > 10
    paged = _all_pages(demo_client, "grain silo at Tolmere docks", limit=7)
    assert paged == whole["statements"]
    assert len({_place(item) for item in paged}) == len(paged)
    scores = [item["score"] for item in paged]
    assert scores == sorted(scores, reverse=True)


def test_further_pages_show_the_corpus_as_the_first_one_saw_it(client):
    for number in range(6):
        _store(client, f"f{number}", f"{_FERRY} Report {number}.")
    before = _search(client, "ferry Alvara sank", limit=100)["statements"]
    first = _search(client, "ferry Alvara sank", limit=2)
    _store(client, "later", _FERRY)
    _store(client, "f3", "Something else altogether.")
    assert client.delete("/v1/documents/f4").status_code == 204
    rest, cursor = [], first["next_cursor"]
    while cursor:
        page = _search(client, "ferry Alvara sank", limit=2, cursor=cursor)
        assert page["corpus_version"] == first["corpus_version"]
        rest += page["statements"]
        cursor = page["next_cursor"]
    assert first["statements"] + rest == before
    now = {item["document"]["id"] for item in _all_pages(client, "ferry Alvara sank")}
    assert "later" in now
    assert not now & {"f3", "f4"}


def test_filters_are_applied_before_the_search(demo_client):
    for item in _all_pages(demo_client, "grain silo", filters={"languages": ["sv"]}):
        assert item["document"]["language"] == "sv"


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U", "W10", "eyJhc2tlZCI6MX0"])
def test_a_cursor_that_is_none_is_refused(demo_client, cursor):
    problem = _search(demo_client, "silo", 422, cursor=cursor)
    assert problem["type"] == "/problems/wrong-cursor"
    assert problem["errors"][0]["pointer"] == "/cursor"


def test_a_cursor_of_another_query_or_other_filters_is_refused(demo_client):
    cursor = _search(demo_client, "grain silo", limit=1)["next_cursor"]
    assert "another query" in _search(demo_client, "ferry", 422, cursor=cursor)["detail"]
    other = {"languages": ["en"]}
    _search(demo_client, "grain silo", 422, cursor=cursor, filters=other)
    assert _search(demo_client, "grain silo", cursor=cursor, limit=5)["statements"]


def test_a_cursor_of_a_version_that_is_not_kept_is_gone(parts, client):
    for number in range(3):
        _store(client, f"f{number}", _FERRY)
    cursor = _search(client, "ferry", limit=1)["next_cursor"]
    _store(client, "later", _FERRY)
    time.sleep(0.01)
    for table in (parts.corpus.documents, parts.corpus.statements):
        table.optimize(cleanup_older_than=timedelta(milliseconds=1))
    problem = _search(client, "ferry", 410, limit=1, cursor=cursor)
    assert problem["type"] == "/problems/version-gone"


@pytest.mark.parametrize("limit", [0, 101, "5", 2.5, True, None])
def test_a_limit_is_a_whole_number_in_its_range(demo_client, limit):
    assert _search(demo_client, "silo", 422, limit=limit)["errors"][0]["pointer"] == "/limit"


def test_a_blank_query_is_refused(demo_client):
    problem = _search(demo_client, " \n", 422)
    assert "blank" in problem["detail"]
    assert problem["errors"][0]["pointer"] == "/query"


def test_a_key_finds_nothing_of_collections_that_it_is_not_granted(keyed_client, key_store):
    _, admin = key_store.create("all", [Scope.ADMIN])
    _, some = key_store.create("some", [Scope.CHECK], collections=["open"])
    everything = {"Authorization": f"Bearer {admin}"}
    granted = {"Authorization": f"Bearer {some}"}
    for collection in ("open", "closed"):
        body = {"id": "a", "text": _FERRY, "collection": collection}
        assert keyed_client.post("/v1/documents", json=body, headers=everything).status_code == 201
    answer = _search(keyed_client, "ferry Alvara", headers=granted)
    assert [item["document"]["collection"] for item in answer["statements"]] == ["open"]
    assert (answer["total"], answer["filters"]["collections"]) == (1, ["open"])
    closed = {"collections": ["closed"]}
    _search(keyed_client, "ferry", 403, headers=granted, filters=closed)
    page = _search(keyed_client, "ferry Alvara", headers=everything, limit=1)
    assert page["total"] == 2
    # A cursor gives no more than its key: that of another key is one of other filters.
    stolen = page["next_cursor"]
    _search(keyed_client, "ferry Alvara", 422, headers=granted, cursor=stolen)
