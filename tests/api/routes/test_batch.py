from __future__ import annotations

import json

from api.batch import LONGEST_LINE
from scoring.errors import CorpusError
from tests.support import post_lines


def test_each_line_has_its_result_in_order(client):
    results = post_lines(
        client,
        [
            {"id": "a", "text": "Rain fell."},
            b"{broken",
            b"",
            {"id": "a", "text": "Snow fell."},
            {"id": "b", "text": " "},
            b"\xff",
            {"id": "c", "text": "Hail fell.", "colour": "red"},
            {"id": "d", "text": "Sun shone.", "collection": "other"},
        ],
    )
    assert [(item["line"], item["id"], item["status"]) for item in results] == [
        (1, "a", 201),
        (2, None, 400),
        (3, None, 204),
        (4, "a", 200),
        (5, "b", 422),
        (6, None, 400),
        (7, "c", 422),
        (8, "d", 201),
    ]
    assert [("problem" in item) for item in results] == [item["status"] >= 400 for item in results]
    assert results[4]["problem"]["errors"][0]["pointer"] == "/text"
    assert results[6]["problem"]["errors"][0]["pointer"] == "/colour"
    assert client.get("/v1/documents/a").get_json()["text"] == "Snow fell."
    assert client.get("/v1/documents/d").get_json()["collection"] == "other"
    assert client.get("/v1/documents/b").status_code == 404


def test_line_ends(client):
    body = b'{"id": "a", "text": "Rain."}\r\n{"id": "b", "text": "Rain."}\n'
    assert [item["status"] for item in post_lines(client, [body])] == [201, 201]
    assert post_lines(client, []) == []


def test_a_line_over_the_limit_is_refused_and_the_next_one_read(client):
    long = b'{"id": "a", "text": "' + b"x" * LONGEST_LINE + b'"}'
    results = post_lines(client, [long, {"id": "b", "text": "Rain."}])
    assert [item["status"] for item in results] == [413, 201]
    assert results[0]["problem"]["type"] == "/problems/too-large"


def test_results_are_sent_while_lines_are_still_to_come(client):
    class Slow:
        """Hands out lines, and notes how many were asked for."""

        def __init__(self, lines):
            self.lines = lines
            self.asked = 0

        def readline(self, size=-1):
            self.asked += 1
            return self.lines[self.asked - 1] if self.asked <= len(self.lines) else b""

    lines = [json.dumps({"id": f"d{n}", "text": "Rain."}).encode() + b"\n" for n in range(200)]
    stream = Slow(lines)
    response = client.post(
        "/v1/documents/batch",
        content_type="application/x-ndjson",
        environ_overrides={"wsgi.input": stream, "wsgi.input_terminated": True},
        buffered=False,
    )
    first = next(iter(response.response))
    assert json.loads(first)["status"] == 201
    assert 1 <= stream.asked < 100
    assert client.get("/v1/documents/d0").status_code == 200
    assert client.get("/v1/documents/d199").status_code == 404
    response.close()


def test_a_chunk_that_cannot_be_written_fails_and_the_rest_goes_on(client, parts, monkeypatch):
    put = parts.corpus.put
    failures = iter([True])

    def failing_once(analysed):
        if next(failures, False):
            raise CorpusError("No space left on device: /var/lib/corpus")
        return put(analysed)

    monkeypatch.setattr(parts.corpus, "put", failing_once)
    results = post_lines(client, [{"id": f"d{n}", "text": "Rain fell."} for n in range(100)])
    statuses = [item["status"] for item in results]
    assert statuses == [503] * 64 + [201] * 36
    assert "/var/lib" not in json.dumps(results)
    for number in (0, 63):
        assert client.get(f"/v1/documents/d{number}").status_code == 404
    assert client.get("/v1/documents/d64").status_code == 200


def test_a_document_that_breaks_the_engine_fails_alone(client, monkeypatch):
    def extract(html, url):
        raise AssertionError("a bug in an extractor")

    monkeypatch.setattr("api.schemas.documents.extract_page", extract)
    results = post_lines(
        client, [{"id": "a", "text": "Rain."}, {"html": "<p>x</p>"}, {"id": "b", "text": "Snow."}]
    )
    assert [item["status"] for item in results] == [201, 500, 201]
    assert "extractor" not in json.dumps(results)


def test_other_content_types_are_refused(client):
    response = client.post("/v1/documents/batch", json={"text": "Rain."})
    assert response.status_code == 415
    assert "application/x-ndjson" in response.get_json()["detail"]
