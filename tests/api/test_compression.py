from __future__ import annotations

import gzip
import io
import json
import tracemalloc

import pytest

from api.compression import Inflated
from api.errors import ProblemError

_JSON = "application/json"
_NDJSON = "application/x-ndjson"


def _post(client, path, body, kind=_JSON, coding="gzip"):
    headers = {"Content-Encoding": coding}
    return client.post(path, data=body, content_type=kind, headers=headers)


def _inflated(packed):
    return io.BufferedReader(Inflated(io.BytesIO(packed)))


def _read_all(stream, step):
    while stream.read(step):
        pass


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 1_000_000])
@pytest.mark.parametrize("step", [1, 7, 1_000, 1 << 20])
def test_content_is_read_in_any_steps(size, step):
    if step == 1 and size > 100_000:
        size = 100_000
    content = bytes(range(251)) * (size // 251) + b"x" * (size % 251)
    stream = _inflated(gzip.compress(content))
    read = bytearray()
    while piece := stream.read(step):
        read += piece
    assert bytes(read) == content


def test_members_follow_each_other():
    packed = gzip.compress(b"one\n") + gzip.compress(b"") + gzip.compress(b"two\n")
    assert _inflated(packed).readlines() == [b"one\n", b"two\n"]


@pytest.mark.parametrize(
    ("packed", "status"),
    [
        (b"", 400),
        (b"plain text", 400),
        (gzip.compress(b"x" * 100)[:-9], 400),
        (gzip.compress(b"x" * 100)[:-1], 400),
        (gzip.compress(b"x" * 100)[:-8] + b"\0" * 8, 400),  # a wrong checksum
        (gzip.compress(b"x") + b"more", 400),
        (gzip.compress(bytes(4 << 20)), 413),
    ],
)
def test_what_cannot_be_inflated_is_a_problem(packed, status):
    stream = _inflated(packed)
    with pytest.raises(ProblemError) as error:
        _read_all(stream, 1_000)
    assert error.value.problem.kind.status == status


def test_a_bomb_is_neither_held_nor_inflated_to_its_end():
    packed = gzip.compress(bytes(256 << 20), 9)
    stream = _inflated(packed)
    tracemalloc.start()
    with pytest.raises(ProblemError):
        _read_all(stream, 1 << 16)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_body_is_read_as_if_it_had_been_sent_plain(client):
    document = {"id": "a", "text": "Två går till Örebro. " * 200}
    response = _post(client, "/v1/documents", gzip.compress(json.dumps(document).encode()))
    assert response.status_code == 201
    assert client.get("/v1/documents/a").get_json()["text"] == document["text"]


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", " gzip "])
def test_codings_that_are_read(client, coding):
    body = gzip.compress(b'{"claim": "Rain fell."}')
    assert _post(client, "/v1/checks", body, coding=coding).status_code == 201


def test_identity_is_no_coding(client):
    answer = _post(client, "/v1/checks", b'{"claim": "Rain fell."}', coding="identity")
    assert answer.status_code == 201


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd", "x"])
def test_codings_that_are_not(client, coding):
    response = _post(client, "/v1/checks", b"{}", coding=coding)
    assert response.status_code == 415
    assert response.headers["Accept-Encoding"] == "gzip"
    assert response.get_json()["type"] == "/problems/not-decoded"


def test_the_limit_of_a_body_is_that_of_its_content(client):
    """Random letters grow too little for the ratio to refuse them."""
    import random

    letters = "".join(random.Random(1).choices("abcdefghijklmnop", k=9 << 20))
    packed = gzip.compress(json.dumps({"claim": letters}).encode(), 1)
    assert len(packed) < 8 << 20
    response = _post(client, "/v1/checks", packed)
    assert response.status_code == 413
    assert response.mimetype == "application/problem+json"


def test_a_body_of_unknown_length_has_the_same_limit(client):
    body = b'{"claim": "' + b"x" * (9 << 20) + b'"}'
    streamed = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True}
    response = client.post("/v1/checks", content_type=_JSON, environ_overrides=streamed)
    assert response.status_code == 413


def test_a_batch_is_inflated_line_by_line(client):
    lines = [json.dumps({"id": f"d{n}", "text": f"Rain fell {n}."}) for n in range(70)]
    response = _post(
        client, "/v1/documents/batch", gzip.compress("\n".join(lines).encode()), _NDJSON
    )
    results = [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
    assert [item["status"] for item in results] == [201] * 70
    assert client.get("/v1/documents/d69").status_code == 200


@pytest.mark.parametrize("broken", ["cut", "bomb"])
def test_a_batch_that_breaks_off_answers_the_lines_before(client, broken):
    lines = b"".join(b'{"id": "d%d", "text": "Rain fell."}\n' % n for n in range(3))
    if broken == "cut":
        packed, status = gzip.compress(lines)[:-1], 400
    else:
        packed, status = gzip.compress(lines + bytes(64 << 20)), 413
    response = _post(client, "/v1/documents/batch", packed, _NDJSON)
    assert response.status_code == 200
    results = [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
    assert [item["status"] for item in results] == [201, 201, 201, status]
    assert results[-1]["line"] == 4
    assert client.get("/v1/documents/d2").status_code == 200


# Answers


def test_long_answers_are_packed_for_those_who_take_it(client):
    plain = client.get("/openapi.json")
    assert "Content-Encoding" not in plain.headers
    for accepted in ("gzip", "br, gzip;q=0.5", "*"):
        packed = client.get("/openapi.json", headers={"Accept-Encoding": accepted})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 3
        assert gzip.decompress(packed.data) == plain.data
    for refused in ("br", "identity", "gzip;q=0", ""):
        other = client.get("/openapi.json", headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in other.headers
        assert other.data == plain.data


def test_short_answers_and_streams_are_not(client):
    headers = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in client.get("/healthz", headers=headers).headers
    body = b'{"text": "Rain."}\n' * 100
    batch = client.post("/v1/documents/batch", data=body, content_type=_NDJSON, headers=headers)
    assert "Content-Encoding" not in batch.headers
    assert len(batch.get_data(as_text=True).splitlines()) == 100
