from __future__ import annotations

import json
import math
import re
import uuid

import pytest

_CLAIM = (
    "Twelve people were killed on Tuesday when a concrete grain silo gave way at the docks in "
    "Tolmere."
)


def _check(client, **body):
    response = client.post("/v1/checks", json=body)
    assert response.status_code == 201, response.get_json()
    return response


def test_an_answer_has_the_members_of_the_contract_in_order(demo_client):
    answer = _check(demo_client, claim=_CLAIM).get_json()
    assert list(answer) == [
        "id",
        "created_at",
        "claim",
        "filters",
        "verdict",
        "confidence",
        "abstention",
        "score",
        "score_interval",
        "score_parts",
        "calibration",
        "summary",
        "explanation",
        "reasons",
        "supporting",
        "refuting",
        "origins",
        "documents",
        "fact_checks",
        "assertions",
        "features",
        "coverage",
        "warnings",
        "corpus_version",
        "versions",
    ]
    assert answer["claim"] == {"text": _CLAIM, "language": "en"}
    assert list(answer["supporting"]) == [
        "statements",
        "documents",
        "publishers",
        "origins",
        "effective_origins",
        "effective_origins_interval",
    ]
    assert answer["coverage"] == "full"
    assert uuid.UUID(answer["id"]).version == 7
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", answer["created_at"])


def test_the_parts_of_an_answer_refer_to_each_other(demo_client):
    answer = _check(demo_client, claim=_CLAIM).get_json()
    documents = {item["id"]: item for item in answer["documents"]}
    assert answer["origins"]
    for origin in answer["origins"]:
        assert set(origin["documents"]) <= set(documents)
        assert origin["stance"] in {"supports", "refutes"}
        for merge in origin["merged_because"]:
            assert set(merge["documents"]) <= set(origin["documents"])
        for evidence in origin["evidence"]:
            document = documents[evidence["document"]]
            assert evidence["text"] in {item["text"] for item in document["statements"]}
    origins = {origin["id"]: origin for origin in answer["origins"]}
    for document in answer["documents"]:
        assert document["collection"] == "demo"
        if document["stance"] == "neutral":
            assert document["origin"] is None
        else:
            assert document["id"] in origins[document["origin"]]["documents"]
        assert document["statements"]
        for statement in document["statements"]:
            assert sum(statement["stance"].values()) == pytest.approx(1, abs=1e-3)
    for stance, side in (("supports", "supporting"), ("refutes", "refuting")):
        taking = [item for item in answer["documents"] if item["stance"] == stance]
        assert answer[side]["documents"] == len(taking)
        found = [origin for origin in answer["origins"] if origin["stance"] == stance]
        assert answer[side]["origins"] == len(found)


def test_a_check_is_read_back_as_it_was_given(demo_client):
    made = _check(demo_client, claim=_CLAIM)
    assert made.headers["Location"].endswith(made.get_json()["id"])
    read = demo_client.get(made.headers["Location"])
    assert read.status_code == 200
    assert read.data == made.data


def test_checks_sort_by_time(demo_client):
    ids = [_check(demo_client, claim="Rain fell.").get_json()["id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert [item[:12] for item in ids] == sorted(item[:12] for item in ids)


def test_a_check_sees_the_document_before_it_and_keeps_what_it_saw(client):
    claim = "The ferry Alvara sank off Brenna on Monday."
    empty = _check(client, claim=claim).get_json()
    assert empty["verdict"] == "unsupported"
    client.post("/v1/documents", json={"id": "a", "text": claim, "publisher": "Herald"})
    made = _check(client, claim=claim)
    answer = made.get_json()
    assert answer["verdict"] == "single_origin"
    assert [item["id"] for item in answer["documents"]] == ["a"]
    assert answer["corpus_version"] > empty["corpus_version"]
    client.delete("/v1/documents/a")
    assert client.get(made.headers["Location"]).data == made.data


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["a", "b"]),
        ({"collections": []}, ["a", "b"]),
        ({"collections": ["one"]}, ["a"]),
        ({"languages": ["sv"]}, ["b"]),
        ({"publishers": ["O'Herald"]}, ["a"]),
        ({"published_after": "2031-06-01T00:00:00Z"}, ["b"]),
        ({"published_before": "2031-06-01T02:00:00+02:00"}, ["a"]),
        ({"published_after": "0001-01-01T00:00:00Z"}, ["a", "b"]),
        ({"published_before": "9999-12-31T23:59:59.999999Z"}, ["a", "b"]),
        ({"publishers": ["' OR 1=1 --"]}, []),
    ],
)
def test_filters(client, filters, found):
    text = "The ferry Alvara sank off Brenna."
    for document in (
        {"id": "a", "collection": "one", "publisher": "O'Herald", "language": "en"},
        {"id": "b", "collection": "two", "publisher": "Bladet", "language": "sv"},
    ):
        month = "01" if document["id"] == "a" else "12"
        dated = {**document, "text": text, "published_at": f"2031-{month}-01T00:00:00Z"}
        assert client.post("/v1/documents", json=dated).status_code == 201
    answer = _check(client, claim=text, filters=filters).get_json()
    assert sorted(item["id"] for item in answer["documents"]) == found


def test_an_answer_says_which_part_of_the_corpus_was_looked_at(demo_client):
    assert _check(demo_client, claim=_CLAIM).get_json()["filters"] == {
        "collections": [],
        "languages": [],
        "publishers": [],
        "published_after": None,
        "published_before": None,
    }
    filters = {
        "collections": ["demo"],
        "languages": ["en", "sv"],
        "publishers": ["Pharos"],
        "published_after": "2032-09-01T00:00:00+02:00",
        "published_before": "2032-09-30T23:59:59Z",
    }
    narrowed = _check(demo_client, claim=_CLAIM, filters=filters).get_json()["filters"]
    assert narrowed == {**filters, "published_after": "2032-08-31T22:00:00Z"}


def test_one_id_in_two_collections_is_pointed_out(client):
    text = "The ferry Alvara sank off Brenna."
    for name in ("one", "two"):
        client.post("/v1/documents", json={"id": "a", "text": text, "collection": name})
    answer = _check(client, claim=text).get_json()
    assert [item["collection"] for item in answer["documents"]] in (["one", "two"], ["two", "one"])
    assert any("one, two" in warning for warning in answer["warnings"])


def test_an_unknown_check_is_not_found(client):
    response = client.get("/v1/checks/0192f0c1-a2b3-7c5d-8e9f-0a1b2c3d4e5f")
    assert response.status_code == 404
    assert "0192f0c1" in response.get_json()["detail"]


def test_answers_keep_letters_as_letters(demo_client):
    body = _check(demo_client, claim="Tolv människor omkom.").get_data(as_text=True)
    assert "människor" in body
    assert json.loads(body)["claim"]["language"] == "sv"


def test_the_score_is_the_product_of_its_parts_and_names_its_fit(demo_client):
    answer = demo_client.post("/v1/checks", json={"claim": _CLAIM}).get_json()
    parts = answer["score_parts"]
    assert answer["score"] == pytest.approx(parts["supported"] * parts["independent"], abs=1e-3)
    listed = demo_client.get("/v1/features").get_json()
    assert answer["calibration"] == listed["calibration"]
    for part, value in parts.items():
        own = [each for each in answer["features"] if each["part"] == part]
        log_odds = listed["intercepts"][part] + sum(each["contribution"] for each in own)
        assert value == pytest.approx(1 / (1 + math.exp(-log_odds)), abs=1e-3)


def test_the_reasons_are_the_explanation_with_what_it_rests_on(demo_client):
    answer = demo_client.post("/v1/checks", json={"claim": _CLAIM}).get_json()
    assert [reason["text"] for reason in answer["reasons"]] == answer["explanation"]
    documents = {item["id"] for item in answer["documents"]}
    origins = {item["id"] for item in answer["origins"]}
    for reason in answer["reasons"]:
        assert documents.issuperset(reason["documents"])
        assert origins.issuperset(reason["origins"])
    assert answer["summary"].startswith(answer["explanation"][0])


def test_a_claim_that_joins_two_assertions_is_no_better_than_the_weaker_one(client):
    texts = (
        "The gunman killed two people in Torvik on Friday. Witnesses spoke of shots.",
        "A gunman killed two people in Torvik on Friday, the police said. Streets were closed.",
    )
    for place, text in enumerate(texts):
        document = {"text": text, "publisher": f"Paper {place}", "language": "en"}
        client.post("/v1/documents", json=document)
    claim = "The gunman killed two people and fled to Brenna."
    answer = client.post("/v1/checks", json={"claim": claim, "language": "en"}).get_json()
    first, second = answer["assertions"]
    assert claim[first["start"] : first["end"]] == first["text"]
    assert second["text"] == "fled to Brenna"
    assert second["standalone"] == "The gunman fled to Brenna."
    assert answer["score"] <= min(first["score"], second["score"])
    told = [each["text"] for each in answer["reasons"] if each["kind"] == "assertion"]
    assert len(told) == 2
    assert "“fled to Brenna”" in told[1]
    ids = [origin["id"] for each in (answer, first, second) for origin in each["origins"]]
    assert len(set(ids)) == len(ids)
