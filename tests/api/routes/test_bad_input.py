"""Whatever is sent, the answer is a problem that points at it, and nothing is stored."""

from __future__ import annotations

import json

import pytest

from scoring.corpus.validation import LONGEST_TEXT

_CHECK = "/v1/checks"
_DOCUMENT = "/v1/documents"


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (_CHECK, {}, "/claim"),
        (_CHECK, {"claim": ""}, "/claim"),
        (_CHECK, {"claim": " \t\n\u3000"}, "/claim"),
        (_CHECK, {"claim": "x" * 2_001}, "/claim"),
        (_CHECK, {"claim": None}, "/claim"),
        (_CHECK, {"claim": 17}, "/claim"),
        (_CHECK, {"claim": True}, "/claim"),
        (_CHECK, {"claim": ["Rain."]}, "/claim"),
        (_CHECK, {"claim": {"text": "Rain."}}, "/claim"),
        (_CHECK, {"claim": "Rain\x00"}, "/claim"),
        (_CHECK, {"claim": "Rain\x1b[0m"}, "/claim"),
        (_CHECK, {"claim": "Rain\x7f"}, "/claim"),
        (_CHECK, {"claim": "Rain \ud800"}, "/claim"),
        (_CHECK, {"claim": "Rain \uffff"}, "/claim"),
        (_CHECK, {"claim": "Rain.", "claims": []}, "/claims"),
        (_CHECK, {"claim": "Rain.", "a/b~\ud800": 1}, "/a~1b~0\\ud800"),
        (_CHECK, {"claim": "Rain.", "language": "English"}, "/language"),
        (_CHECK, {"claim": "Rain.", "language": "EN"}, "/language"),
        (_CHECK, {"claim": "Rain.", "language": "en\n"}, "/language"),
        (_CHECK, {"claim": "Rain.", "filters": []}, "/filters"),
        (_CHECK, {"claim": "Rain.", "filters": None}, "/filters"),
        (_CHECK, {"claim": "Rain.", "filters": {"languages": "sv"}}, "/filters/languages"),
        (_CHECK, {"claim": "Rain.", "filters": {"languages": ["sv", 1]}}, "/filters/languages/1"),
        (_CHECK, {"claim": "Rain.", "filters": {"collections": ["a b"]}}, "/filters/collections/0"),
        (_CHECK, {"claim": "Rain.", "filters": {"publishers": [" "]}}, "/filters/publishers/0"),
        (
            _CHECK,
            {"claim": "Rain.", "filters": {"publishers": ["x"] * 101}},
            "/filters/publishers",
        ),
        (_CHECK, {"claim": "Rain.", "filters": {"after": "x"}}, "/filters/after"),
        (
            _CHECK,
            {
                "claim": "Rain.",
                "filters": {
                    "published_after": "2031-01-02T00:00:00Z",
                    "published_before": "2031-01-01T00:00:00Z",
                },
            },
            "/filters/published_after",
        ),
        (_DOCUMENT, {}, ""),
        (_DOCUMENT, [], ""),
        (_DOCUMENT, "Rain.", ""),
        (_DOCUMENT, None, ""),
        (_DOCUMENT, {"text": "Rain.", "html": "<p>Rain.</p>"}, ""),
        (_DOCUMENT, {"text": ""}, "/text"),
        (_DOCUMENT, {"text": "\n"}, "/text"),
        (_DOCUMENT, {"text": None}, "/text"),
        (_DOCUMENT, {"text": "x" * (LONGEST_TEXT + 1)}, "/text"),
        (_DOCUMENT, {"text": "ö" * (LONGEST_TEXT // 2 + 1)}, "/text"),
        (_DOCUMENT, {"text": "Rain\x0b"}, "/text"),
        (_DOCUMENT, {"html": "<html></html>"}, "/html"),
        (_DOCUMENT, {"text": "Rain.", "id": ""}, "/id"),
        (_DOCUMENT, {"text": "Rain.", "id": "a/b"}, "/id"),
        (_DOCUMENT, {"text": "Rain.", "id": "a\n"}, "/id"),
        (_DOCUMENT, {"text": "Rain.", "id": "x" * 201}, "/id"),
        (_DOCUMENT, {"text": "Rain.", "id": 1}, "/id"),
        (_DOCUMENT, {"text": "Rain.", "url": "herald"}, "/url"),
        (_DOCUMENT, {"text": "Rain.", "url": "https://a b"}, "/url"),
        (_DOCUMENT, {"text": "Rain.", "title": "x" * 1_001}, "/title"),
        (_DOCUMENT, {"text": "Rain.", "title": "a\x00"}, "/title"),
        (_DOCUMENT, {"text": "Rain.", "publisher": {}}, "/publisher"),
        (_DOCUMENT, {"text": "Rain.", "collection": "a/b"}, "/collection"),
        (_DOCUMENT, {"text": "Rain.", "collection": None}, "/collection"),
        (_DOCUMENT, {"text": "Rain.", "vector": [1.0]}, "/vector"),
    ],
)
def test_fields_that_cannot_be_used(standing_client, standing_parts, path, body, pointer):
    before = standing_parts.corpus.version
    response = standing_client.post(path, data=json.dumps(body), content_type="application/json")
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem["status"] == 422
    assert pointer in [error.get("pointer") for error in problem["errors"]]
    assert all(error["detail"] for error in problem["errors"])
    assert standing_parts.corpus.version == before


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "2031-02-03",
        "2031-02-03T10:00:00",
        "2031-02-30T10:00:00Z",
        "2031-02-03T25:00:00Z",
        "2031-02-03T10:00:00+25:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "10000-01-01T00:00:00Z",
        "２０３１-02-03T10:00:00Z",
        "2031-02-03T10:00:00Z\n",
        "20310203T100000Z",
        1_700_000_000,
        1e400,
    ],
)
def test_dates_that_are_none(standing_client, date):
    for path, body, pointer in (
        (_DOCUMENT, {"text": "Rain.", "published_at": date}, "/published_at"),
        (
            _CHECK,
            {"claim": "Rain.", "filters": {"published_after": date}},
            "/filters/published_after",
        ),
    ):
        text = json.dumps(body).replace("Infinity", "1e400")
        response = standing_client.post(path, data=text, content_type="application/json")
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["pointer"] == pointer
        assert "RFC 3339" in response.get_json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00Z", "2031-02-03t10:00:00.123456789z", "9999-12-31T23:59:59+01:00"]
)
def test_dates_at_the_edges(client, date):
    sent = {"id": "a", "text": "Rain.", "published_at": date}
    assert client.post(_DOCUMENT, json=sent).status_code == 201
    assert client.get("/v1/documents/a").get_json()["published_at"][:4] == date[:4]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"claim": "a", "claim": "b"}', b"\xff", b"[" * 100_000, b'{"claim": NaN}'],
)
@pytest.mark.parametrize("path", [_CHECK, _DOCUMENT])
def test_bodies_that_are_not_json(standing_client, path, body):
    response = standing_client.post(path, data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.get_json()["type"] == "/problems/malformed-body"


def test_numbers_without_end(standing_client):
    for number in (b"1" * 10_000, b"1e999", b"-0." + b"9" * 10_000):
        body = b'{"claim": ' + number + b"}"
        response = standing_client.post(_CHECK, data=body, content_type="application/json")
        assert response.status_code in {400, 422}


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/xml"])
def test_content_types(standing_client, content_type):
    response = standing_client.post(_CHECK, data=b'{"claim": "Rain."}', content_type=content_type)
    assert response.status_code == 415
    assert "application/json" in response.get_json()["detail"]


def test_a_body_over_the_limit(standing_client):
    response = standing_client.post(
        _DOCUMENT, data=b" " * (9 << 20), content_type="application/json"
    )
    assert response.status_code == 413
    assert response.get_json()["type"] == "/problems/too-large"


def test_a_text_of_exactly_one_mebibyte_is_taken_however_it_is_escaped(client):
    text = ("Rain fell. " * 100_000)[:LONGEST_TEXT]
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in text)
    body = f'{{"id": "a", "text": "{escaped}"}}'
    response = client.post(_DOCUMENT, data=body, content_type="application/json")
    assert response.status_code == 201


def test_a_claim_of_exactly_2000_characters_is_taken(client):
    assert client.post(_CHECK, json={"claim": "𐐷" * 2_000}).status_code == 201


def test_all_wrong_fields_are_named_at_once(standing_client):
    body = {"claim": "", "language": "x", "filters": {"languages": [1]}, "what": 1}
    problem = standing_client.post(_CHECK, json=body).get_json()
    assert {error["pointer"] for error in problem["errors"]} == {
        "/claim",
        "/language",
        "/filters/languages/0",
        "/what",
    }
