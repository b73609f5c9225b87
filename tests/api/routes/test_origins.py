"""Documents in, their origins out, without a claim."""

from __future__ import annotations

import json

import pytest

from api.schemas.origins import MOST_DOCUMENTS
from scoring.corpus.validation import LONGEST_TEXT

_PATH = "/v1/origins"
_TEXT = "The ferry Alvara sank off Brenna on Monday. Divers went down. The sea was calm at noon."
_SENT = {"publisher": "Herald", "text": _TEXT, "language": "en"}


def _group(client, *documents):
    response = client.post(_PATH, json={"documents": list(documents)})
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def _problem(client, body, status=422):
    response = client.post(_PATH, data=json.dumps(body), content_type="application/json")
    assert response.status_code == status, response.get_json()
    assert response.mimetype == "application/problem+json"
    return response.get_json()


def _pointers(problem):
    return [error["pointer"] for error in problem["errors"]]


def test_an_answer_has_its_members_in_order(demo_client):
    answer = _group(demo_client, *({"id": f"demo/silo-0{i}"} for i in range(1, 8)))
    assert list(answer) == [
        "origins",
        "documents",
        "effective_origins",
        "ties",
        "warnings",
        "corpus_version",
        "versions",
    ]
    wire = answer["origins"][0]
    assert list(wire) == ["id", "name", "basis", "documents", "publishers", "merged_because"]
    assert (wire["id"], wire["name"]) == ("o1", "Pharos")
    assert wire["documents"] == ["silo-01", "silo-02", "silo-03", "silo-04"]
    assert {merge["reason"] for merge in wire["merged_because"]} == {"near_copy", "attribution"}
    by_id = {item["id"]: item for item in answer["documents"]}
    assert by_id["silo-02"]["origins"] == ["o1"]
    (credit,) = by_id["silo-02"]["credited_by"]
    assert (credit["origin"], credit["name"]) == ("o1", "Pharos")
    assert "(Pharos)" in credit["quotation"]
    (relay,) = by_id["silo-07"]["credited_by"]
    assert relay["name"] == "Tolmere Dispatch"
    assert by_id["silo-07"]["origins"] == by_id["silo-05"]["origins"]
    assert 1 <= answer["effective_origins"] <= len(answer["origins"])
    assert answer["versions"] == {"encoder": "hashing@000000000000"}


def test_every_document_stands_in_its_origins(demo_client, demo_documents):
    sent = [{"id": f"demo/{item['id']}"} for item in demo_documents[:MOST_DOCUMENTS]]
    answer = _group(demo_client, *sent)
    assert len(answer["documents"]) == len(sent)
    held = {origin["id"]: origin["documents"] for origin in answer["origins"]}
    for item in answer["documents"]:
        assert item["origins"]
        assert all(item["id"] in held[origin] for origin in item["origins"])
    for origin in answer["origins"]:
        for merge in origin["merged_because"]:
            assert set(merge["documents"]) <= set(origin["documents"])


def test_stored_and_sent_documents_are_compared_and_nothing_is_stored(client, parts):
    client.post("/v1/documents", json={"id": "a", **_SENT, "publisher": "Bladet"})
    before = parts.corpus.version, parts.corpus.info().documents
    answer = _group(client, {"id": "a"}, {"document": _SENT})
    (origin,) = answer["origins"]
    assert sorted(origin["publishers"]) == ["Bladet", "Herald"]
    assert origin["merged_because"][0]["reason"] == "near_copy"
    assert answer["corpus_version"] == before[0]
    assert (parts.corpus.version, parts.corpus.info().documents) == before


def test_the_order_of_the_documents_does_not_matter(demo_client):
    sent = [{"id": f"demo/air-0{i}"} for i in range(1, 6)] + [{"document": _SENT}]
    assert _group(demo_client, *sent) == _group(demo_client, *reversed(sent))


def test_a_document_without_an_id_gets_the_same_one_each_time(standing_client):
    first, second = (_group(standing_client, {"document": _SENT}) for _ in range(2))
    assert first == second
    (document,) = first["documents"]
    assert len(document["id"]) == 24
    assert document["collection"] == "default"
    named = _group(standing_client, {"document": {**_SENT, "id": "mine"}})
    assert named["documents"][0]["id"] == "mine"


def test_one_document_is_a_check_of_its_own(standing_client):
    text = "The ferry Alvara sank, Reuters reported on Monday."
    answer = _group(standing_client, {"document": {**_SENT, "text": text}})
    (origin,) = answer["origins"]
    assert (origin["name"], origin["basis"]) == ("Reuters", "agency")
    assert answer["documents"][0]["credited_by"][0]["quotation"] == text


def test_as_many_copies_as_may_be_sent_are_one_origin(standing_client):
    copies = [{"document": {**_SENT, "publisher": f"Paper {i}"}} for i in range(MOST_DOCUMENTS)]
    answer = _group(standing_client, *copies)
    (origin,) = answer["origins"]
    assert len(origin["documents"]) == MOST_DOCUMENTS
    assert answer["effective_origins"] == 1.0


def test_a_document_that_comes_twice_counts_once_and_it_is_said(client):
    client.post("/v1/documents", json={"id": "a", **_SENT})
    answer = _group(client, {"id": "a"}, {"id": "default/a"}, {"document": {"id": "a", **_SENT}})
    assert len(answer["documents"]) == 1
    assert "default/a was sent 3 times and counts once." in answer["warnings"]
    answer = _group(client, {"document": _SENT}, {"document": _SENT})
    assert len(answer["documents"]) == 1
    assert "was sent 2 times" in answer["warnings"][0]


def test_identical_texts_of_two_publishers_are_two_documents_of_one_origin(standing_client):
    other = {**_SENT, "publisher": "Bladet"}
    answer = _group(standing_client, {"document": _SENT}, {"document": other})
    assert len(answer["documents"]) == 2
    assert len(answer["origins"]) == 1
    assert answer["warnings"] == []


def test_a_text_without_sentences_has_an_origin_and_a_warning(standing_client):
    answer = _group(standing_client, {"document": {"text": "***", "publisher": "Herald"}})
    assert answer["origins"][0]["name"] == "Herald"
    assert "No statement was found" in answer["warnings"][0]


def test_a_page_is_read_like_a_text(standing_client):
    page = f"<html><body><article><p>{_TEXT}</p><p>{_TEXT}</p></article></body></html>"
    answer = _group(standing_client, {"document": {"html": page, "publisher": "Herald"}})
    assert answer["origins"][0]["name"] == "Herald"


def test_ids_that_are_not_in_the_corpus_are_each_pointed_at(client):
    client.post("/v1/documents", json={"id": "a", **_SENT})
    body = {"documents": [{"id": "a"}, {"id": "b"}, {"id": "default/a"}, {"id": "demo/b"}]}
    problem = _problem(client, body)
    assert _pointers(problem) == ["/documents/1/id"]
    assert "'b'" in problem["detail"]
    problem = _problem(client, {"documents": [{"id": "demo/b"}, {"id": "demo/c"}]})
    assert _pointers(problem) == ["/documents/0/id", "/documents/1/id"]
    assert "'demo/c'" in problem["errors"][1]["detail"]
    assert problem["detail"] == "2 documents cannot be used, see errors."


def test_an_id_in_two_collections_needs_its_collection(client):
    for collection in ("one", "two"):
        client.post("/v1/documents", json={"id": "a", "collection": collection, **_SENT})
    problem = _problem(client, {"documents": [{"id": "a"}]})
    assert _pointers(problem) == ["/documents/0/id"]
    assert "one, two" in problem["detail"]
    answer = _group(client, {"id": "one/a"}, {"id": "two/a"})
    assert any("one, two" in warning for warning in answer["warnings"])


def test_one_id_for_two_documents_is_refused(client):
    client.post("/v1/documents", json={"id": "a", **_SENT})
    other = {"document": {"id": "a", "text": "Rain fell."}}
    problem = _problem(client, {"documents": [{"id": "a"}, other]})
    assert _pointers(problem) == ["/documents/1/document"]
    problem = _problem(client, {"documents": [other, {"document": {"id": "a", **_SENT}}]})
    assert _pointers(problem) == ["/documents/1/document"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/documents"),
        ([], ""),
        (None, ""),
        ({"documents": None}, "/documents"),
        ({"documents": {}}, "/documents"),
        ({"documents": []}, "/documents"),
        ({"documents": [{"id": "a"}] * (MOST_DOCUMENTS + 1)}, "/documents"),
        ({"documents": ["a"]}, "/documents/0"),
        ({"documents": [None]}, "/documents/0"),
        ({"documents": [{}]}, "/documents/0"),
        ({"documents": [{"id": "a", "document": _SENT}]}, "/documents/0"),
        ({"documents": [{"id": "a", "text": _TEXT}]}, "/documents/0/text"),
        ({"documents": [{"text": _TEXT}]}, "/documents/0/text"),
        ({"documents": [{"id": "a/b/c"}]}, "/documents/0/id"),
        ({"documents": [{"id": "/a"}]}, "/documents/0/id"),
        ({"documents": [{"id": ""}]}, "/documents/0/id"),
        ({"documents": [{"id": None}]}, "/documents/0/id"),
        ({"documents": [{"id": 1}]}, "/documents/0/id"),
        ({"documents": [{"document": None}]}, "/documents/0/document"),
        ({"documents": [{"document": _TEXT}]}, "/documents/0/document"),
        ({"documents": [{"document": {}}]}, "/documents/0/document"),
        ({"documents": [{"document": {"text": " \n"}}]}, "/documents/0/document/text"),
        ({"documents": [{"document": {"text": "a\x00"}}]}, "/documents/0/document/text"),
        ({"documents": [{"document": {**_SENT, "url": "a b"}}]}, "/documents/0/document/url"),
        ({"documents": [{"document": {"html": "<html></html>"}}]}, "/documents/0/document/html"),
        ({"documents": [{"document": {**_SENT, "vector": []}}]}, "/documents/0/document/vector"),
        ({"documents": [{"document": _SENT}], "claim": "Rain."}, "/claim"),
    ],
)
def test_documents_that_cannot_be_used(standing_client, body, pointer):
    problem = _problem(standing_client, body)
    assert pointer in _pointers(problem)
    assert all(error["detail"] for error in problem["errors"])


def test_the_texts_that_are_sent_are_limited_together(standing_client):
    half = "x" * (LONGEST_TEXT // 2 + 1)
    sent = [{"document": {"text": half}}, {"document": {"text": half, "publisher": "Herald"}}]
    problem = _problem(standing_client, {"documents": sent})
    assert _pointers(problem) == ["/documents"]
    assert "1,048,578 bytes" in problem["detail"]


def test_the_limit_is_in_the_specification(standing_client):
    schemas = standing_client.get("/openapi.json").get_json()["components"]["schemas"]
    documents = schemas["OriginsRequest"]["properties"]["documents"]
    assert (documents["minItems"], documents["maxItems"]) == (1, 50)
    assert schemas["OriginsDocumentRequest"]["if"] == {"required": ["id"]}
    assert schemas["OriginsDocumentRequest"]["else"] == {"required": ["document"]}


def test_other_methods_and_types_are_refused(standing_client):
    response = standing_client.get(_PATH)
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert standing_client.post(_PATH, data="documents").status_code == 415
    response = standing_client.post(_PATH, data=b"{", content_type="application/json")
    assert response.status_code == 400
