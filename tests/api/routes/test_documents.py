from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.support import post_lines

_TEXT = "The ferry Alvara sank off Brenna on Monday, the coast guard said. It may have hit a rock."


def test_a_document_is_stored_and_read_back(client):
    sent = {
        "id": "ferry-1",
        "url": "https://herald.example/ferry",
        "title": "Ferry sinks",
        "text": _TEXT,
        "publisher": "Herald",
        "owner": "Herald Group",
        "byline": "Ada Lind",
        "published_at": "2031-02-03T10:00:00+02:00",
        "language": "en",
        "collection": "ferries",
    }
    response = client.post("/v1/documents", json=sent)
    assert response.status_code == 201
    summary = response.get_json()
    expected = {**sent, "published_at": "2031-02-03T08:00:00Z"}
    text = expected.pop("text")
    assert expected.items() <= summary.items()
    assert "statements" not in summary
    assert datetime.fromisoformat(summary["ingested_at"]) <= datetime.now(UTC)

    document = client.get(response.headers["Location"]).get_json()
    assert summary.items() <= document.items()
    assert document["text"] == text
    assert [item["text"] for item in document["statements"]] == [
        text[item["start"] : item["end"]] for item in document["statements"]
    ]
    first, second = document["statements"]
    assert [found["source"] for found in first["attributions"]] == ["the coast guard"]
    assert [hedge["class"] for hedge in second["hedges"]] == ["epistemic"]
    hedge = second["hedges"][0]
    assert text[hedge["start"] : hedge["end"]] == hedge["cue"]


def test_fields_come_in_the_order_of_the_schema(client):
    response = client.post("/v1/documents", json={"text": "Två går till Örebro.", "id": "å-1"[1:]})
    assert "Örebro" not in response.get_data(as_text=True)
    names = list(json.loads(response.get_data()))
    assert names[:4] == ["id", "collection", "url", "title"]
    read = client.get(response.headers["Location"]).get_data(as_text=True)
    assert "Två går till Örebro." in read


def test_the_same_id_replaces_within_its_collection_only(client):
    first = {"id": "a", "text": "Rain fell in Brenna.", "collection": "one"}
    assert client.post("/v1/documents", json=first).status_code == 201
    assert client.post("/v1/documents", json={**first, "text": "Snow fell."}).status_code == 200
    assert client.post("/v1/documents", json={**first, "collection": "two"}).status_code == 201
    assert client.get("/v1/documents/a?collection=one").get_json()["text"] == "Snow fell."
    assert client.get("/v1/documents/a?collection=two").get_json()["text"] == first["text"]


def test_an_id_is_derived_from_the_url_or_the_content(client):
    by_url = {"url": "https://herald.example/1", "text": "Rain fell."}
    first = client.post("/v1/documents", json=by_url)
    again = client.post("/v1/documents", json={**by_url, "text": "Rain fell, later snow."})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json()["id"] == again.get_json()["id"]
    other = client.post("/v1/documents", json={"text": "Rain fell."})
    assert other.get_json()["id"] != first.get_json()["id"]


def test_an_id_in_several_collections_must_be_named(client):
    for collection in ("one", "two"):
        client.post("/v1/documents", json={"id": "a", "text": "Rain.", "collection": collection})
    for response in (client.get("/v1/documents/a"), client.delete("/v1/documents/a")):
        assert response.status_code == 409
        assert "one, two" in response.get_json()["detail"]
    assert client.delete("/v1/documents/a?collection=two").status_code == 204
    assert client.get("/v1/documents/a").get_json()["collection"] == "one"


def test_a_deleted_document_is_gone(client):
    client.post("/v1/documents", json={"id": "a", "text": "Rain fell in Brenna on Monday."})
    assert client.delete("/v1/documents/a").status_code == 204
    assert client.get("/v1/documents/a").status_code == 404
    assert client.delete("/v1/documents/a").status_code == 404
    check = client.post("/v1/checks", json={"claim": "Rain fell in Brenna on Monday."}).get_json()
    assert check["documents"] == []


def test_html_gives_what_the_fields_do_not(client):
    html = (
        "<html><head><title>Ferry sinks off Brenna</title></head><body><nav>Home News Sport</nav>"
        "<article><h1>Ferry sinks off Brenna</h1><p>The ferry Alvara sank off Brenna on Monday, "
        "the coast guard said.</p><p>All forty people on board were brought ashore by boats.</p>"
        "</article></body></html>"
    )
    sent = {"html": html, "url": "https://herald.example/ferry", "publisher": "Herald"}
    response = client.post("/v1/documents", json=sent)
    assert response.status_code == 201
    assert response.get_json()["publisher"] == "Herald"
    assert response.get_json()["title"] == "Ferry sinks off Brenna"
    text = client.get(response.headers["Location"]).get_json()["text"]
    assert "forty people on board" in text
    assert "Home News Sport" not in text


def test_a_language_without_cues_is_stored_with_a_warning_at_the_check(client):
    text = "A komp hétfőn süllyedt el Brenna közelében."
    response = client.post("/v1/documents", json={"text": text, "language": "hu"})
    assert response.status_code == 201
    assert response.get_json()["language"] == "hu"
    check = client.post("/v1/checks", json={"claim": text, "language": "hu"}).get_json()
    assert check["documents"]
    assert any("hu" in warning for warning in check["warnings"])


@pytest.mark.parametrize("name", ["nope", "a%00b", "%F0%9F%90%99", "x" * 500, "a'b"])
def test_unknown_ids_are_not_found(client, name):
    for response in (client.get(f"/v1/documents/{name}"), client.delete(f"/v1/documents/{name}")):
        assert response.status_code == 404
        assert response.mimetype == "application/problem+json"


def test_unknown_parameters_are_refused(client):
    response = client.get("/v1/documents/a?collektion=one")
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["parameter"] == "collektion"


def test_batch_and_single_accept_the_same(client, demo_documents):
    assert client.post("/v1/documents", json=demo_documents[0]).status_code == 201
    assert post_lines(client, demo_documents[:2]) == [
        {"line": 1, "id": demo_documents[0]["id"], "collection": "demo", "status": 200},
        {"line": 2, "id": demo_documents[1]["id"], "collection": "demo", "status": 201},
    ]


def test_what_a_changed_article_said_before_is_read_with_its_time(client):
    first = {"id": "bridge", "title": "Bridge falls", "text": "It fell.", "language": "en"}
    assert client.post("/v1/documents", json=first).status_code == 201
    stored = client.get("/v1/documents/bridge").get_json()
    changed = client.post(
        "/v1/documents", json={**first, "title": "Bridge closed", "text": "It is closed."}
    ).get_json()
    assert [(n["kind"], n["detail"]) for n in changed["notices"]] == [
        ("changed_headline", "Bridge falls")
    ]
    answer = client.get("/v1/documents/bridge/versions").get_json()
    assert (answer["id"], answer["collection"]) == ("bridge", "default")
    before, now = answer["versions"]
    assert (before["title"], before["text"], now["text"]) == (
        "Bridge falls",
        "It fell.",
        "It is closed.",
    )
    assert before["stored_at"] == stored["ingested_at"]
    assert (before["replaced_at"], now["replaced_at"]) == (now["stored_at"], None)
    then = client.get(f"/v1/documents/bridge/versions?at={before['stored_at']}").get_json()
    assert then["versions"] == [before]
    early = client.get("/v1/documents/bridge/versions?at=2001-01-01T00:00:00Z").get_json()
    assert early["versions"] == []
    assert client.get("/v1/documents/bridge/versions?at=yesterday").status_code == 422
    assert client.get("/v1/documents/none/versions").status_code == 404


def test_a_retraction_is_shown_and_warned_of_in_checks_that_rest_on_it(client):
    text = "The ferry Alvara sank off Brenna.\n\nCorrection: The ferry had two decks."
    client.post("/v1/documents", json={"id": "ferry", "text": text, "publisher": "Herald"})
    path = "/v1/documents/ferry/retraction"
    marked = client.put(path, json={"reason": "It was made up."}).get_json()
    assert [notice["kind"] for notice in marked["notices"]] == ["correction", "retracted"]
    check = client.post("/v1/checks", json={"claim": "The ferry Alvara sank off Brenna."})
    answer = check.get_json()
    assert [n["kind"] for n in answer["documents"][0]["notices"]] == ["correction", "retracted"]
    first, second = answer["warnings"]
    assert first == "ferry of Herald carries a correction: “Correction: The ferry had two decks.”"
    assert second.startswith("ferry of Herald was marked as retracted on ")
    assert second.endswith(": It was made up.")
    assert client.delete(path).status_code == 204
    assert len(client.get("/v1/documents/ferry").get_json()["notices"]) == 1
    assert client.put("/v1/documents/none/retraction", json={}).status_code == 404


def test_a_document_names_those_with_the_very_same_text(client):
    for name in ("a", "b"):
        client.post("/v1/documents", json={"id": name, "text": "It fell.", "publisher": name})
    assert client.get("/v1/documents/b").get_json()["duplicates"] == ["a"]


def test_a_quotation_has_its_own_language_wherever_it_is_shown(client):
    quotation = "The owner has been asked to produce the papers within ten days."
    text = f"Kustbevakningen stoppade fartyget utanför Öland på tisdagen.\n{quotation}"
    stored = client.post("/v1/documents", json={"id": "q", "language": "sv", "text": text})
    assert stored.status_code == 201
    statements = client.get("/v1/documents/q").get_json()["statements"]
    assert [item["language"] for item in statements] == ["sv", "en"]
    (document,) = client.post("/v1/checks", json={"claim": quotation}).get_json()["documents"]
    assert document["language"] == "sv"
    assert "en" in [item["language"] for item in document["statements"]]
    query = {"query": quotation, "filters": {"languages": ["sv"]}}
    found = client.post("/v1/statements/search", json=query).get_json()["statements"]
    assert (found[0]["text"], found[0]["language"]) == (quotation, "en")
