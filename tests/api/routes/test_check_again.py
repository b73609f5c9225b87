"""Checks made again, now or against the corpus as it was, for clients that do not wait."""

from __future__ import annotations

import json
import threading

import pytest

from api.context import EXTENSION, PAST
from api.keys import Scope
from scoring.errors import CorpusError
from tests.api.asking import CLAIM, check, wait_for_answer, wait_for_job
from tests.support import ready_app

_AT_ONCE = {"Prefer": "respond-async"}


@pytest.fixture
def first(client):
    """A check of a corpus that has changed since."""
    client.post("/v1/documents", json={"id": "a", "text": CLAIM, "publisher": "Herald"})
    made = check(client).get_json()
    client.post("/v1/documents", json={"id": "b", "text": f"{CLAIM} Yes.", "publisher": "Post"})
    return made


def _place(made):
    return f"/v1/checks/{made['id']}"


# Rerun


def test_a_rerun_that_nobody_waits_for_tells_later_what_changed(client, first, gate):
    made = client.post(f"{_place(first)}/rerun", headers=_AT_ONCE)
    assert made.status_code == 202
    assert made.headers["Preference-Applied"] == "respond-async"
    told = made.get_json()
    assert told["claim"] == CLAIM
    assert gate.entered.acquire(timeout=60)
    for path in (made.headers["Location"], told["changes"]):
        pending = client.get(path)
        assert (pending.status_code, pending.get_json()["changes"]) == (202, told["changes"])
    gate.opened.set()
    assert wait_for_job(client, told["job"])["status"] == "finished"
    after = wait_for_answer(client, made.headers["Location"]).get_json()
    assert after["id"] == told["id"]
    assert [item["id"] for item in after["documents"]] == ["a", "b"]
    changes = client.get(told["changes"]).get_json()
    assert [item["id"] for item in changes["documents"]["added"]] == ["b"]
    assert changes["since"] == first["id"]
    in_time = client.post(f"{_place(first)}/rerun").get_json()["changes"]
    assert {**in_time, "since": ""} == {**changes, "since": ""}


def test_a_rerun_beyond_its_time_is_finished_in_the_background(client, first, gate, parts):
    made = client.post(f"{_place(first)}/rerun", headers={"Prefer": "wait=1"})
    assert (made.status_code, made.headers["Preference-Applied"]) == (202, "wait=1")
    gate.opened.set()
    assert wait_for_answer(client, made.headers["Location"]).status_code == 200
    assert parts.corpus.info().checks == 2


def test_changes_are_those_between_two_checks_of_one_claim(client, first):
    other = client.post("/v1/checks", json={"claim": "Snow fell."}).get_json()
    refused = client.get(f"{_place(first)}/changes", query_string={"since": other["id"]})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["parameter"] == "since"
    assert "Snow fell." in refused.get_json()["detail"]
    assert client.get(f"{_place(first)}/changes").status_code == 422
    for place, since in ((first["id"], "none"), ("none", first["id"])):
        missing = client.get(f"/v1/checks/{place}/changes", query_string={"since": since})
        assert missing.status_code == 404
    same = client.get(f"{_place(first)}/changes", query_string={"since": first["id"]})
    assert same.get_json()["changed"] is False


# As of


def _as_of(client, made, headers=None):
    query = {"as_of": made["corpus_version"]}
    return client.get(_place(made), query_string=query, headers=headers)


def test_a_past_state_that_nobody_waits_for_is_asked_for_again(client, first, gate, parts):
    pending = _as_of(client, first, _AT_ONCE)
    assert pending.status_code == 202
    assert int(pending.headers["Retry-After"]) > 0
    assert pending.headers["Preference-Applied"] == "respond-async"
    told = pending.get_json()
    assert (told["id"], told["claim"], told["job"]) == (first["id"], CLAIM, None)
    assert gate.entered.acquire(timeout=60)
    assert _as_of(client, first, _AT_ONCE).status_code == 202
    gate.opened.set()
    done = wait_for_answer(client, pending.headers["Location"])
    assert done.status_code == 200
    assert done.get_json()["documents"] == first["documents"]
    assert _as_of(client, first).get_json() == done.get_json()
    assert not gate.entered.acquire(blocking=False)  # checked once
    assert client.get("/v1/jobs").get_json()["jobs"] == []
    assert parts.corpus.info().checks == 1


def test_what_came_late_is_found_by_every_worker(client, first, gate, parts):
    other = ready_app(parts)
    pending = _as_of(client, first, {"Prefer": "wait=1"})
    assert (pending.status_code, pending.headers["Preference-Applied"]) == (202, "wait=1")
    assert gate.entered.acquire(timeout=60)
    assert _as_of(other.test_client(), first).status_code == 202  # the first one is at it
    gate.opened.set()
    done = wait_for_answer(other.test_client(), pending.headers["Location"]).get_json()
    assert done["documents"] == first["documents"]
    assert not gate.entered.acquire(blocking=False)
    other.extensions[EXTENSION].close()


def test_a_past_state_that_fails_late_says_why_to_the_next_who_asks(
    client, first, gate, monkeypatch
):
    assert _as_of(client, first, _AT_ONCE).status_code == 202
    assert gate.entered.acquire(timeout=60)

    def failing(*_, **__):
        raise CorpusError("full")

    monkeypatch.setattr("api.check_list.at_versions", failing)
    monkeypatch.setattr("api.answers.check_answer", failing)
    gate.opened.set()
    failed = wait_for_answer(client, f"{_place(first)}?as_of={first['corpus_version']}")
    assert failed.status_code == 503
    monkeypatch.undo()
    assert _as_of(client, first).status_code == 200


def test_one_process_makes_so_many_at_once(client, first, gate, monkeypatch):
    monkeypatch.setattr("api.past_checks._MOST", 1)
    assert _as_of(client, first, _AT_ONCE).status_code == 202
    assert _as_of(client, first, _AT_ONCE).status_code == 202
    version = {"as_of": first["corpus_version"] + 1}
    refused = client.get(_place(first), query_string=version, headers=_AT_ONCE)
    assert (refused.status_code, refused.get_json()["type"]) == (429, "/problems/too-many-jobs")
    assert int(refused.headers["Retry-After"]) > 0


def test_what_is_asked_while_the_service_stops_is_not_waited_for_for_ever(client, first, gate):
    assert _as_of(client, first, _AT_ONCE).status_code == 202
    stopping = threading.Thread(target=client.application.extensions[PAST].stop)
    stopping.start()
    gate.opened.set()
    stopping.join(60)
    assert not stopping.is_alive()


def test_a_key_has_nothing_of_what_another_one_asked(keyed_client, key_store, gate):
    def key(*scopes, **more):
        return {"Authorization": f"Bearer {key_store.create('test', scopes, **more)[1]}"}

    everybody = key(Scope.ADMIN)
    ours, theirs = (key(Scope.CHECK, collections=[name]) for name in ("ours", "theirs"))
    for name in ("ours", "theirs"):
        body = {"id": name, "text": CLAIM, "collection": name}
        assert keyed_client.post("/v1/documents", json=body, headers=everybody).status_code == 201
    gate.opened.set()
    whole = check(keyed_client, **everybody).get_json()
    part = check(keyed_client, **ours).get_json()
    for made, asker in ((whole, everybody), (part, ours)):
        pending = _as_of(keyed_client, made, {**asker, **_AT_ONCE})
        assert pending.status_code in {200, 202}
    for made in (whole, part):
        missing = _as_of(keyed_client, made, {**theirs, **_AT_ONCE})
        assert missing.status_code == 404
        again = keyed_client.post(f"{_place(made)}/rerun", headers={**theirs, **_AT_ONCE})
        assert again.status_code == 404
        changes = f"{_place(made)}/changes?since={made['id']}"
        assert keyed_client.get(changes, headers=theirs).status_code == 404
    # One's own check may be compared with one that one may see, and with no other.
    compared = f"{_place(part)}/changes?since={whole['id']}"
    assert keyed_client.get(compared, headers=everybody).status_code == 200
    assert keyed_client.get(compared, headers=ours).status_code == 404
    # An administrator sees the check of ours as ours did.
    seen = _as_of(keyed_client, part, everybody).get_json()
    assert "theirs" not in json.dumps(seen)
