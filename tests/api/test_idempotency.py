"""A request that is sent again under its key is done once, whoever takes it."""

from __future__ import annotations

import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from api.answer_store import KEPT, LEASE, Answer, AnswerStore
from api.keys import Scope
from scoring.errors import CorpusError

_CLAIM = {"claim": "Rain fell."}
_NDJSON = "application/x-ndjson"
_LINES = b'{"id": "a", "text": "Rain fell."}\n{broken\n'


def _check(client, key, body=None, **headers):
    headers = {"Idempotency-Key": key, **headers}
    return client.post("/v1/checks", json=_CLAIM if body is None else body, headers=headers)


def _batch(client, key, body=_LINES):
    headers = {"Idempotency-Key": key}
    return client.post(
        "/v1/documents/batch", data=body, content_type=_NDJSON, headers=headers, buffered=True
    )


def test_a_repeated_request_gets_the_first_answer(client, parts):
    first, again = _check(client, "a"), _check(client, "a")
    assert first.status_code == again.status_code == 201
    assert again.data == first.data
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert parts.corpus.info().checks == 1


def test_a_document_stored_twice_is_created_both_times(client):
    body = {"id": "a", "text": "Rain fell."}
    answers = [
        client.post("/v1/documents", json=body, headers={"Idempotency-Key": "a"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    assert client.post("/v1/documents", json=body).status_code == 200


def test_a_batch_is_stored_once(client, parts):
    first = _batch(client, "a")
    version = parts.corpus.version
    again = _batch(client, "a")
    assert [json.loads(line)["status"] for line in first.text.splitlines()] == [201, 400]
    assert again.data == first.data
    assert again.mimetype == _NDJSON
    assert again.headers["Idempotency-Replayed"] == "true"
    assert parts.corpus.version == version


@pytest.mark.parametrize(
    "other",
    [
        lambda client: _check(client, "a", {"claim": "Snow fell."}),
        lambda client: _check(client, "a", {**_CLAIM, "language": "en"}),
        lambda client: _batch(client, "a"),
        lambda client: client.post(
            "/v1/documents", json={"text": "Rain."}, headers={"Idempotency-Key": "a"}
        ),
    ],
)
def test_another_request_under_the_same_key_is_refused(client, parts, other):
    assert _check(client, "a").status_code == 201
    refused = other(client)
    assert refused.status_code == 422
    assert refused.get_json()["type"] == "/problems/idempotency-key-reused"
    assert parts.corpus.info().documents == 0
    assert parts.corpus.info().checks == 1


def test_another_batch_under_the_same_key_is_refused(client):
    assert _batch(client, "a").status_code == 200
    refused = _batch(client, "a", _LINES + b'{"id": "b", "text": "Snow fell."}\n')
    assert refused.status_code == 422
    assert client.get("/v1/documents/b").status_code == 404


def test_a_refused_request_may_be_corrected_under_its_key(client, monkeypatch):
    assert _check(client, "a", {"claim": " "}).status_code == 422
    assert _check(client, "a", {}).status_code == 422

    def failing(*_, **__):
        raise CorpusError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("api.answers.check_claim", failing)
        assert _check(client, "a").status_code == 503
    made = _check(client, "a")
    assert made.status_code == 201
    assert "Idempotency-Replayed" not in made.headers


def test_without_a_key_each_request_is_done(client, parts):
    answers = [client.post("/v1/checks", json=_CLAIM) for _ in range(2)]
    assert answers[0].get_json()["id"] != answers[1].get_json()["id"]
    assert parts.corpus.info().checks == 2


def test_quotes_around_a_key_are_those_of_a_structured_field(client):
    assert _check(client, '"a-1"').data == _check(client, "a-1").data


@pytest.mark.parametrize("key", ["", '""', "a b", "å", "x" * 256, "\x7f"])
def test_keys_that_cannot_be_used(client, key):
    refused = _check(client, key.encode().decode("latin-1"))
    assert refused.status_code == 400
    assert refused.get_json()["type"] == "/problems/wrong-idempotency-key"


def test_a_key_is_its_callers(keyed_client, key_store):
    headers = [
        {"Authorization": f"Bearer {key_store.create('test', [Scope.CHECK])[1]}"} for _ in range(2)
    ]
    first = [_check(keyed_client, "a", **header).get_json()["id"] for header in headers]
    again = [_check(keyed_client, "a", **header).get_json()["id"] for header in headers]
    assert first == again
    assert first[0] != first[1]


def test_what_creates_nothing_has_no_use_for_a_key(client):
    for _ in range(2):
        answer = client.post(
            "/v1/hedges", json={"text": "Rain may fall."}, headers={"Idempotency-Key": "a"}
        )
        assert answer.status_code == 200
        assert "Idempotency-Replayed" not in answer.headers


def test_until_the_first_is_answered_the_others_are_told_to_wait(client, monkeypatch):
    from api import answers

    entered, go = threading.Event(), threading.Event()
    check = answers.check_claim

    def slow(*args, **kwargs):
        entered.set()
        assert go.wait(30)
        return check(*args, **kwargs)

    monkeypatch.setattr("api.answers.check_claim", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_check, client.application.test_client(), "a")
        assert entered.wait(30)
        waiting = _check(client, "a")
        assert waiting.status_code == 409
        assert waiting.get_json()["type"] == "/problems/still-running"
        assert int(waiting.headers["Retry-After"]) > 0
        assert _check(client, "a", {"claim": "Snow fell."}).status_code == 422
        go.set()
        assert first.result(30).status_code == 201
    assert _check(client, "a").data == first.result().data


def test_a_batch_under_way_is_not_begun_again(client):
    class Slow:
        """Hands out a line, and the rest when it may."""

        def __init__(self):
            self.lines = [b'{"id": "a", "text": "Rain fell."}\n', b""]

        def readline(self, size=-1):
            return self.lines.pop(0)

    slow = Slow()
    running = client.post(
        "/v1/documents/batch",
        content_type=_NDJSON,
        headers={"Idempotency-Key": "a"},
        environ_overrides={"wsgi.input": slow, "wsgi.input_terminated": True},
        buffered=False,
    )
    results = iter(running.response)
    assert json.loads(next(results))["status"] == 201
    assert _batch(client, "a").status_code == 409
    assert list(results) == []
    again = _batch(client, "a", b'{"id": "a", "text": "Rain fell."}\n')
    assert again.headers["Idempotency-Replayed"] == "true"
    running.close()


def test_a_batch_that_is_cut_off_may_be_sent_again(client):
    running = client.post(
        "/v1/documents/batch",
        content_type=_NDJSON,
        data=b'{"id": "a", "text": "Rain fell."}\n' * 200,
        headers={"Idempotency-Key": "a"},
        buffered=False,
    )
    next(iter(running.response))
    running.close()
    again = _batch(client, "a")
    assert again.status_code == 200
    assert "Idempotency-Replayed" not in again.headers


# The store


@pytest.fixture
def store(tmp_path):
    return AnswerStore(str(tmp_path / "corpus"))


_ANSWER = Answer(201, {"Location": "/x"}, b"x\x9cK\x04\x00\x00b\x00b")  # "a", packed


def _age(store, key, **columns):
    """Make a row as old as it would be."""
    values = {name: datetime.now(UTC) - age for name, age in columns.items()}
    store._table.open().update(where=f"key = '{key}'", values=values)


def test_what_another_process_kept_is_found(store):
    claim = store.claim("k", "f")
    store.finish("k", claim.owner, "f", _ANSWER)
    found = AnswerStore(store.uri).claim("k", "f")
    assert (found.owner, found.fingerprint, found.answer) == (None, "f", _ANSWER)
    assert b"".join(found.answer.pieces()) == b"a"


def test_a_key_is_free_again_after_a_day(store):
    claim = store.claim("k", "f")
    store.finish("k", claim.owner, "f", _ANSWER)
    _age(store, "k", claimed_at=KEPT - timedelta(minutes=1))
    assert store.claim("k", "g").owner is None
    _age(store, "k", claimed_at=KEPT + timedelta(minutes=1))
    assert store.claim("k", "g").owner is not None


def test_the_key_of_a_dead_request_is_taken_over_and_not_given_back(store):
    dead = store.claim("k", "f")
    assert store.claim("k", "f").owner is None
    _age(store, "k", heard_at=LEASE + timedelta(seconds=1))
    store.renew("k", dead.owner)
    assert store.claim("k", "f").owner is None
    _age(store, "k", heard_at=LEASE + timedelta(seconds=1))
    heir = store.claim("k", "f")
    assert heir.owner not in {None, dead.owner}
    store.finish("k", dead.owner, "f", _ANSWER)  # it was not dead after all
    store.release("k", dead.owner)
    assert store.claim("k", "f").answer is None
    store.finish("k", heir.owner, "f", _ANSWER)
    assert store.claim("k", "f").answer == _ANSWER


def test_a_sweep_forgets_what_is_over_and_merges_files(store):
    for number in range(30):
        claim = store.claim(f"k{number}", "f")
        store.finish(f"k{number}", claim.owner, "f", _ANSWER)
    _age(store, "k1", claimed_at=KEPT + timedelta(minutes=1))
    store.sweep()
    assert store._table.open().count_rows() == 29
    assert store.claim("k2", "f").answer == _ANSWER


def test_of_many_claims_at_once_one_succeeds(store):
    store.claim("other", "f")
    stores = [AnswerStore(store.uri) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        for key in ("a", "b", "c"):
            claims = list(pool.map(lambda one, key=key: one.claim(key, "f"), stores))
            assert sum(claim.owner is not None for claim in claims) == 1


# Two workers


@pytest.mark.slow
def test_workers_do_a_request_once_however_often_it_is_sent_at_once(server):
    claim = f"The lighthouse was switched off, {uuid.uuid4()} said."

    key = uuid.uuid4().hex
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(
                lambda _: server.ask("POST", "/v1/checks", {"claim": claim}, Idempotency_Key=key),
                range(24),
            )
        )
    assert {status for status, _ in answers} <= {201, 409}
    made = {body["id"] for status, body in answers if status == 201}
    assert len(made) == 1
    for _ in range(8):  # from now on every worker has it
        status, body = server.ask("POST", "/v1/checks", {"claim": claim}, Idempotency_Key=key)
        assert (status, body["id"]) == (201, *made)
        other = server.ask("POST", "/v1/checks", {"claim": "Rain."}, Idempotency_Key=key)
        assert other[0] == 422
