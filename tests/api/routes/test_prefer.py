"""Clients that wait for an answer for some time, or not at all."""

from __future__ import annotations

import pytest

from tests.api.asking import CLAIM, check, wait_for_answer, wait_for_job


def test_a_client_that_would_rather_not_wait(client, gate):
    made = check(client, "respond-async")
    assert made.status_code == 202
    assert made.headers["Preference-Applied"] == "respond-async"
    assert "Prefer" in made.headers["Vary"]
    assert made.get_json()["status"] == "queued"
    path = made.headers["Location"]
    assert gate.entered.acquire(timeout=60)
    pending = client.get(path)
    assert pending.status_code == 202
    assert pending.get_json() == {**made.get_json(), "status": "running"}
    gate.opened.set()
    done = wait_for_answer(client, path)
    assert done.status_code == 200
    assert done.get_json()["id"] == made.get_json()["id"]
    assert done.get_json()["claim"]["text"] == CLAIM
    assert wait_for_job(client, made.get_json()["job"])["kind"] == "check"


def test_beyond_its_time_a_check_is_finished_in_the_background(client, gate, parts):
    made = check(client, "wait=0, wait=9")
    assert (made.status_code, made.headers["Preference-Applied"]) == (202, "wait=0")
    late = check(client, "respond-async, wait=1")
    assert late.status_code == 202
    assert late.headers["Preference-Applied"] == "respond-async, wait=1"
    assert late.get_json()["status"] == "running"
    gate.opened.set()
    for response in (made, late):
        assert wait_for_answer(client, response.headers["Location"]).status_code == 200
        assert wait_for_job(client, response.get_json()["job"])["status"] == "finished"
    assert parts.corpus.info().checks == 2


def test_a_check_that_fails_after_its_time_is_tried_again_and_then_says_why(
    client, monkeypatch, gate
):
    from scoring.errors import CorpusError

    monkeypatch.setattr("api.job_runner._RETRIES", ())
    made = check(client, "wait=1")
    assert made.status_code == 202

    def failing(*_, **__):
        raise CorpusError("full")

    monkeypatch.setattr("api.answers.make_answer", failing)
    monkeypatch.setattr("api.job_runner.make_answer", failing)
    monkeypatch.setattr("scoring.corpus.store.Corpus.save_checks", failing)
    gate.opened.set()
    failed = wait_for_answer(client, made.headers["Location"])
    assert failed.status_code == 503
    assert failed.get_json()["type"] == "/problems/corpus-unavailable"


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        (None, None),
        ("wait=20", "wait=20"),
        ('WAIT="20"; x=y', "wait=20"),
        ("wait=9999", None),
        ("wait=-1", None),
        ("wait=soon, return=minimal", None),
        ("respond-async=no", None),
        ("wait", None),
        ("wait=٣", None),
    ],
)
def test_preferences_that_leave_time_to_answer(client, prefer, applied):
    made = check(client, prefer.encode().decode("latin-1") if prefer else None)
    assert made.status_code == 201
    assert made.headers.get("Preference-Applied") == applied


def test_a_claim_that_cannot_be_checked_is_refused_at_once(client):
    for prefer in ("respond-async", "wait=5"):
        refused = client.post("/v1/checks", json={"claim": " "}, headers={"Prefer": prefer})
        assert refused.status_code == 422


def test_a_repeated_asynchronous_check_is_one(client, parts):
    first, again = (check(client, "respond-async", **{"Idempotency-Key": "a"}) for _ in range(2))
    assert first.status_code == again.status_code == 202
    for header in ("Location", "Retry-After", "Preference-Applied"):
        assert again.headers[header] == first.headers[header]
    assert wait_for_answer(client, first.headers["Location"]).status_code == 200
    assert parts.corpus.info().checks == 1


def test_a_check_that_was_cancelled_is_gone(client, gate):
    first = check(client, "respond-async").get_json()
    assert gate.entered.acquire(timeout=60)
    second = check(client, "respond-async")
    assert client.post(f"{second.get_json()['job']}/cancel").status_code == 200
    gone = client.get(second.headers["Location"])
    assert (gone.status_code, gone.get_json()["type"]) == (410, "/problems/cancelled")
    assert client.get(first["job"]).get_json()["status"] == "running"
