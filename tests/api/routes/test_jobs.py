from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from api.context import EXTENSION, JOBS
from api.job_records import Status
from api.job_store import LEASE
from api.keys import Scope
from scoring.settings import Settings
from tests.support import ready_app

_NDJSON = "application/x-ndjson"
_CLAIM = "The ferry Alvara sank off Brenna on Monday."


def _send(client, claims, headers=None, **more):
    body = b"".join(
        (claim if isinstance(claim, bytes) else json.dumps(claim).encode()) + b"\n"
        for claim in claims
    )
    return client.post(
        "/v1/checks/batch", data=body, content_type=_NDJSON, headers=headers or {}, **more
    )


def _wait(client, path, headers=None):
    deadline = time.monotonic() + 120
    while (job := client.get(path, headers=headers).get_json())["status"] not in {
        "finished",
        "cancelled",
    }:
        assert time.monotonic() < deadline, job
        time.sleep(0.02)
    return job


def _results(client, path, headers=None, query=""):
    response = client.get(f"{path}/results{query}", headers=headers)
    assert response.status_code == 200, response.get_json()
    assert response.mimetype == _NDJSON
    return [json.loads(line) for line in response.get_data(as_text=True).splitlines()]


@pytest.fixture
def gate(monkeypatch):
    """Checks that wait until they may go on."""
    from api import answers

    class Gate:
        entered, opened = threading.Semaphore(0), threading.Event()

    check = answers.check_claim

    def slow(*args, **kwargs):
        Gate.entered.release()
        assert Gate.opened.wait(60)
        return check(*args, **kwargs)

    Gate.entered, Gate.opened = threading.Semaphore(0), threading.Event()
    monkeypatch.setattr("api.answers.check_claim", slow)
    yield Gate
    Gate.opened.set()


# Batches


def test_a_batch_is_checked_in_order_and_broken_lines_fail_alone(client):
    client.post("/v1/documents", json={"id": "a", "text": _CLAIM, "publisher": "Herald"})
    made = _send(
        client,
        [
            {"claim": _CLAIM},
            b"{broken",
            {"claim": " "},
            b"",
            {"claim": "Snow fell.", "filters": {"languages": ["sv"]}},
            {"claim": _CLAIM, "filters": {"published_after": "2031-01-01T00:00:00Z"}},
        ],
    )
    assert made.status_code == 202, made.get_json()
    path = made.headers["Location"]
    assert made.get_json()["total"] == 6
    assert int(made.headers["Retry-After"]) > 0
    job = _wait(client, path)
    assert (job["status"], job["done"], job["failed"]) == ("finished", 6, 2)
    assert job["expires_at"] > job["finished_at"] >= job["started_at"] >= job["created_at"]
    assert "Retry-After" not in client.get(path).headers
    results = _results(client, path)
    assert [item["line"] for item in results] == [1, 2, 3, 4, 5, 6]
    assert [item["status"] for item in results] == [201, 400, 422, 204, 201, 201]
    assert results[0]["verdict"] == "single_origin"
    assert results[5]["verdict"] == "unsupported"
    assert results[1]["problem"]["type"] == "/problems/malformed-body"
    assert results[2]["problem"]["errors"][0]["pointer"] == "/claim"
    check = client.get(f"/v1/checks/{results[4]['id']}").get_json()
    assert check["filters"]["languages"] == ["sv"]
    assert check["verdict"] == results[4]["verdict"]
    whole = _results(client, path, query="?include=check")
    assert whole[4]["check"] == check
    assert "check" not in whole[1]
    assert job["results"] == f"{path}/results"


def test_a_json_list_is_a_batch_too_and_is_refused_whole(client):
    body = {"claims": [{"claim": _CLAIM}, {"claim": "Snow fell.", "language": "en"}]}
    made = client.post("/v1/checks/batch", json=body)
    assert made.status_code == 202
    _wait(client, made.headers["Location"])
    assert [item["status"] for item in _results(client, made.headers["Location"])] == [201, 201]
    body["claims"].append({"claim": " "})
    refused = client.post("/v1/checks/batch", json=body)
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/claims/2/claim"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"claim": "Rain."}\n' * 4, _NDJSON, 413),
        (json.dumps({"claims": [{"claim": "Rain."}] * 4}).encode(), "application/json", 413),
        (b'{"claims": []}', "application/json", 422),
        (b"", _NDJSON, 422),
        (b"x", "text/plain", 415),
    ],
)
def test_batches_that_are_refused(parts, body, kind, status):
    app = ready_app(parts, Settings(batch_claims=3))
    refused = app.test_client().post("/v1/checks/batch", data=body, content_type=kind)
    assert refused.status_code == status
    if status == 413:
        assert "4 claims, the limit is 3" in refused.get_json()["detail"]
    app.extensions[EXTENSION].close()


def test_a_key_may_have_so_many_unfinished_jobs(parts, gate):
    app = ready_app(parts, Settings(unfinished_jobs=2))
    client = app.test_client()
    assert [_send(client, [{"claim": "Rain."}]).status_code for _ in range(2)] == [202, 202]
    refused = _send(client, [{"claim": "Rain."}])
    assert refused.status_code == 429
    assert refused.get_json()["type"] == "/problems/too-many-jobs"
    assert int(refused.headers["Retry-After"]) > 0
    gate.opened.set()
    app.extensions[EXTENSION].close()


def test_a_repeated_batch_is_one_job(client):
    headers = {"Idempotency-Key": "a"}
    first, again = (_send(client, [{"claim": "Rain."}], headers) for _ in range(2))
    assert first.status_code == again.status_code == 202
    assert first.data == again.data
    assert first.headers["Location"] == again.headers["Location"]
    assert again.headers["Retry-After"] == first.headers["Retry-After"]


def test_a_job_that_is_cancelled_keeps_what_was_done(client, gate):
    path = _send(client, [{"claim": f"Rain {n}."} for n in range(5)]).headers["Location"]
    assert gate.entered.acquire(timeout=60)
    told = client.post(f"{path}/cancel")
    assert (told.status_code, told.get_json()["status"]) == (200, "cancelling")
    assert client.post(f"{path}/cancel").status_code == 200
    gate.opened.set()
    job = _wait(client, path)
    assert job["status"] == "cancelled"
    results = _results(client, path)
    assert [item["line"] for item in results] == [1, 2, 3, 4, 5]
    for result in results:
        assert result["status"] == 410
        assert result["problem"]["type"] == "/problems/cancelled"
        assert client.get(f"/v1/checks/{result['id']}").status_code == 404
    assert client.post(f"{path}/cancel").status_code == 200


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_is_over_is_not(client, gate):
    first = _send(client, [{"claim": "Rain."}]).headers["Location"]
    assert gate.entered.acquire(timeout=60)
    second = _send(client, [{"claim": "Snow."}]).headers["Location"]
    assert client.post(f"{second}/cancel").get_json()["status"] == "cancelled"
    gate.opened.set()
    assert _wait(client, first)["status"] == "finished"
    refused = client.post(f"{first}/cancel")
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/job-over")


def test_what_fails_for_now_is_tried_again_and_what_fails_fails_alone(client, monkeypatch):
    from api import answers
    from scoring.errors import CorpusError

    monkeypatch.setattr("api.job_runner._RETRIES", (0.0, 0.0))
    check, failures = answers.check_claim, [CorpusError("full"), CorpusError("full")]

    def failing(claim, **kwargs):
        if "Snow" in claim:
            raise RuntimeError("a bug")
        if "Hail" in claim:
            raise CorpusError("full")
        if failures:
            raise failures.pop()
        return check(claim, **kwargs)

    monkeypatch.setattr("api.answers.check_claim", failing)
    claims = [{"claim": f"{what} fell."} for what in ("Rain", "Snow", "Hail", "Sleet")]
    path = _send(client, claims).headers["Location"]
    assert _wait(client, path)["failed"] == 2
    results = _results(client, path)
    assert [item["status"] for item in results] == [201, 500, 503, 201]
    assert "bug" not in json.dumps(results)


def test_unknown_jobs(client):
    for method, path in (("GET", ""), ("GET", "/results"), ("POST", "/cancel")):
        response = client.open(f"/v1/jobs/nothing{path}", method=method)
        assert response.status_code == 404
        assert "nothing" in response.get_json()["detail"]


def test_methods_of_the_new_routes(client):
    path = _send(client, [{"claim": "Rain."}]).headers["Location"]
    _wait(client, path)
    for place in (path, f"{path}/results"):
        got, head = client.get(place), client.head(place)
        assert head.status_code == got.status_code == 200
        assert head.headers["Content-Type"] == got.headers["Content-Type"]
        assert head.data == b""
        assert set(client.options(place).headers["Allow"].split(", ")) == {
            "GET",
            "HEAD",
            "OPTIONS",
        }
    assert set(client.options(f"{path}/cancel").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    wrong = client.delete(path)
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]


# Prefer


def _check(client, prefer=None, **headers):
    headers = headers if prefer is None else {"Prefer": prefer, **headers}
    return client.post("/v1/checks", json={"claim": _CLAIM}, headers=headers)


def _wait_for_check(client, path):
    deadline = time.monotonic() + 60
    while (response := client.get(path)).status_code == 202:
        assert int(response.headers["Retry-After"]) > 0
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return response


def test_a_client_that_would_rather_not_wait(client, gate):
    made = _check(client, "respond-async")
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
    done = _wait_for_check(client, path)
    assert done.status_code == 200
    assert done.get_json()["id"] == made.get_json()["id"]
    assert done.get_json()["claim"]["text"] == _CLAIM
    assert _wait(client, made.get_json()["job"])["kind"] == "check"


def test_beyond_its_time_a_check_is_finished_in_the_background(client, gate, parts):
    made = _check(client, "wait=0, wait=9")
    assert (made.status_code, made.headers["Preference-Applied"]) == (202, "wait=0")
    late = _check(client, "respond-async, wait=1")
    assert late.status_code == 202
    assert late.headers["Preference-Applied"] == "respond-async, wait=1"
    assert late.get_json()["status"] == "running"
    gate.opened.set()
    for response in (made, late):
        assert _wait_for_check(client, response.headers["Location"]).status_code == 200
        assert _wait(client, response.get_json()["job"])["status"] == "finished"
    assert parts.corpus.info().checks == 2


def test_a_check_that_fails_after_its_time_is_tried_again_and_then_says_why(
    client, monkeypatch, gate
):
    from scoring.errors import CorpusError

    monkeypatch.setattr("api.job_runner._RETRIES", ())
    made = _check(client, "wait=1")
    assert made.status_code == 202

    def failing(*_, **__):
        raise CorpusError("full")

    monkeypatch.setattr("api.answers.make_answer", failing)
    monkeypatch.setattr("api.job_runner.make_answer", failing)
    monkeypatch.setattr("scoring.corpus.store.Corpus.save_checks", failing)
    gate.opened.set()
    failed = _wait_for_check(client, made.headers["Location"])
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
    made = _check(client, prefer.encode().decode("latin-1") if prefer else None)
    assert made.status_code == 201
    assert made.headers.get("Preference-Applied") == applied


def test_a_claim_that_cannot_be_checked_is_refused_at_once(client):
    for prefer in ("respond-async", "wait=5"):
        refused = client.post("/v1/checks", json={"claim": " "}, headers={"Prefer": prefer})
        assert refused.status_code == 422


def test_a_repeated_asynchronous_check_is_one(client, parts):
    first, again = (_check(client, "respond-async", **{"Idempotency-Key": "a"}) for _ in range(2))
    assert first.status_code == again.status_code == 202
    for header in ("Location", "Retry-After", "Preference-Applied"):
        assert again.headers[header] == first.headers[header]
    assert _wait_for_check(client, first.headers["Location"]).status_code == 200
    assert parts.corpus.info().checks == 1


def test_a_check_that_was_cancelled_is_gone(client, gate):
    first = _check(client, "respond-async").get_json()
    assert gate.entered.acquire(timeout=60)
    second = _check(client, "respond-async")
    assert client.post(f"{second.get_json()['job']}/cancel").status_code == 200
    gone = client.get(second.headers["Location"])
    assert (gone.status_code, gone.get_json()["type"]) == (410, "/problems/cancelled")
    assert client.get(first["job"]).get_json()["status"] == "running"


# Keys


def test_a_job_is_its_keys_and_sees_what_the_key_may_see(keyed_client, key_store):
    def key(*scopes, **more):
        token = key_store.create("test", scopes, **more)[1]
        return {"Authorization": f"Bearer {token}"}

    everybody = key(Scope.ADMIN)
    ours = key(Scope.CHECK, collections=["ours"])
    twin = key(Scope.CHECK, collections=["ours"])
    local = key(Scope.ADMIN, collections=["ours"])
    for name in ("ours", "theirs"):
        body = {"id": name, "text": _CLAIM, "collection": name, "publisher": name}
        assert keyed_client.post("/v1/documents", json=body, headers=everybody).status_code == 201
    claims = [{"claim": _CLAIM}, {"claim": _CLAIM, "filters": {"collections": ["theirs"]}}]
    made = _send(keyed_client, claims, ours)
    path = made.headers["Location"]
    _wait(keyed_client, path, ours)
    results = _results(keyed_client, path, ours, "?include=check")
    assert [item["status"] for item in results] == [201, 403]
    assert [item["id"] for item in results[0]["check"]["documents"]] == ["ours"]
    assert results[0]["check"]["filters"]["collections"] == ["ours"]
    unknown = keyed_client.get("/v1/jobs/nothing", headers=twin).get_json()
    for other in (twin, local):
        for method, place in (("GET", ""), ("GET", "/results"), ("POST", "/cancel")):
            response = keyed_client.open(f"{path}{place}", method=method, headers=other)
            assert response.status_code == 404
            assert response.get_json()["type"] == unknown["type"]
    assert keyed_client.get(path, headers=everybody).status_code == 200

    asynchronous = {**ours, "Prefer": "respond-async"}
    pending = keyed_client.post("/v1/checks", json={"claim": _CLAIM}, headers=asynchronous)
    assert pending.status_code == 202
    _wait(keyed_client, pending.get_json()["job"], ours)
    place = pending.headers["Location"]
    assert keyed_client.get(place, headers=ours).get_json()["supporting"]["documents"] == 1
    theirs = key(Scope.CHECK, collections=["theirs"])
    assert keyed_client.get(place, headers=theirs).status_code == 404


# A process that dies


def test_what_a_dead_process_left_is_done_once_by_the_next(client, parts, monkeypatch):
    """A job half done: one line recorded, one stored but not recorded, one not begun."""
    jobs = client.application.extensions[JOBS]
    store = jobs.runner.store
    jobs.runner.stop()
    claims = [{"claim": f"Rain {n} fell."} for n in range(3)]
    path = _send(client, claims).headers["Location"]
    job = store.take("batch", "dead")
    lines = store.lines(job.id)
    from api.answers import make_answer, stored_check
    from api.job_records import Result
    from scoring.corpus.filters import EVERYTHING

    for line in lines[:2]:
        answer = make_answer(line.query["claim"], parts, EVERYTHING, None, line.id)
        parts.corpus.save_checks([stored_check(answer)])
    store.record(job.id, [Result(1, lines[0].id, 201, "unsupported", 0.0)])

    assert store.take("batch", "heir") is None
    long_ago = datetime.now(UTC) - LEASE - timedelta(seconds=1)
    store._update(f"id = '{job.id}'", {"heard_at": long_ago})
    app = ready_app(parts)
    heir = app.test_client()
    assert _wait(heir, path)["status"] == Status.FINISHED
    assert [item["status"] for item in _results(heir, path)] == [201, 201, 201]
    assert parts.corpus.info().checks == 3
    app.extensions[EXTENSION].close()


def test_a_process_says_that_it_goes_on_with_what_it_does_and_with_nothing_else(client):
    runner = client.application.extensions[JOBS].runner
    store = runner.store
    runner.stop()
    held, broken = (
        _send(client, [{"claim": "Rain."}]).headers["Location"].rsplit("/", 1)[1] for _ in range(2)
    )
    assert {store.take("batch", "mine").id for _ in range(2)} == {held, broken}
    store._update("TRUE", {"heard_at": datetime.now(UTC) - 2 * LEASE})
    store.renew({held}, "another")
    store.renew({held}, "mine")
    assert store.take("batch", "heir").id == broken
    assert store.take("batch", "heir") is None


def test_a_claim_that_ends_the_process_is_given_up(client, parts):
    jobs = client.application.extensions[JOBS]
    store = jobs.runner.store
    jobs.runner.stop()
    path = _send(client, [{"claim": "Rain."}, {"claim": "Snow."}]).headers["Location"]
    job_id = path.rsplit("/", 1)[1]
    store._update(f"id = '{job_id}'", {"attempts": 4})
    app = ready_app(parts)
    heir = app.test_client()
    assert _wait(heir, path)["failed"] == 1
    assert [item["status"] for item in _results(heir, path)] == [500, 201]
    app.extensions[EXTENSION].close()


def test_a_service_that_stops_gives_its_jobs_back(client, parts, gate):
    path = _send(client, [{"claim": f"Rain {n}."} for n in range(4)]).headers["Location"]
    assert gate.entered.acquire(timeout=60)
    stopping = threading.Thread(target=client.application.extensions[EXTENSION].stop_work)
    stopping.start()
    gate.opened.set()
    stopping.join(60)
    job = client.get(path).get_json()
    assert (job["status"], job["done"]) == ("queued", 1)
    app = ready_app(parts)
    assert _wait(app.test_client(), path)["done"] == 4
    app.extensions[EXTENSION].close()
