"""Batches of claims: done in the background, told as they go, cancelled."""

from __future__ import annotations

import json

import pytest

from api.context import EXTENSION
from api.keys import Scope
from scoring.settings import Settings
from tests.api.asking import CLAIM, NDJSON, results_of, send_batch, wait_for_job
from tests.support import ready_app


def test_a_batch_is_checked_in_order_and_broken_lines_fail_alone(client):
    client.post("/v1/documents", json={"id": "a", "text": CLAIM, "publisher": "Herald"})
    made = send_batch(
        client,
        [
            {"claim": CLAIM},
            b"{broken",
            {"claim": " "},
            b"",
            {"claim": "Snow fell.", "filters": {"languages": ["sv"]}},
            {"claim": CLAIM, "filters": {"published_after": "2031-01-01T00:00:00Z"}},
        ],
    )
    assert made.status_code == 202, made.get_json()
    path = made.headers["Location"]
    assert made.get_json()["total"] == 6
    assert int(made.headers["Retry-After"]) > 0
    job = wait_for_job(client, path)
    assert (job["status"], job["done"], job["failed"]) == ("finished", 6, 2)
    assert job["expires_at"] > job["finished_at"] >= job["started_at"] >= job["created_at"]
    assert "Retry-After" not in client.get(path).headers
    results = results_of(client, path)
    assert [item["line"] for item in results] == [1, 2, 3, 4, 5, 6]
    assert [item["status"] for item in results] == [201, 400, 422, 204, 201, 201]
    assert results[0]["verdict"] == "single_origin"
    assert results[5]["verdict"] == "unsupported"
    assert results[1]["problem"]["type"] == "/problems/malformed-body"
    assert results[2]["problem"]["errors"][0]["pointer"] == "/claim"
    check = client.get(f"/v1/checks/{results[4]['id']}").get_json()
    assert check["filters"]["languages"] == ["sv"]
    assert check["verdict"] == results[4]["verdict"]
    whole = results_of(client, path, query="?include=check")
    assert whole[4]["check"] == check
    assert "check" not in whole[1]
    assert job["results"] == f"{path}/results"


def test_a_json_list_is_a_batch_too_and_is_refused_whole(client):
    body = {"claims": [{"claim": CLAIM}, {"claim": "Snow fell.", "language": "en"}]}
    made = client.post("/v1/checks/batch", json=body)
    assert made.status_code == 202
    wait_for_job(client, made.headers["Location"])
    assert [item["status"] for item in results_of(client, made.headers["Location"])] == [201, 201]
    body["claims"].append({"claim": " "})
    refused = client.post("/v1/checks/batch", json=body)
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/claims/2/claim"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"claim": "Rain."}\n' * 4, NDJSON, 413),
        (json.dumps({"claims": [{"claim": "Rain."}] * 4}).encode(), "application/json", 413),
        (b'{"claims": []}', "application/json", 422),
        (b"", NDJSON, 422),
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
    assert [send_batch(client, [{"claim": "Rain."}]).status_code for _ in range(2)] == [202, 202]
    refused = send_batch(client, [{"claim": "Rain."}])
    assert refused.status_code == 429
    assert refused.get_json()["type"] == "/problems/too-many-jobs"
    assert int(refused.headers["Retry-After"]) > 0
    gate.opened.set()
    app.extensions[EXTENSION].close()


def test_a_repeated_batch_is_one_job(client):
    headers = {"Idempotency-Key": "a"}
    first, again = (send_batch(client, [{"claim": "Rain."}], headers) for _ in range(2))
    assert first.status_code == again.status_code == 202
    assert first.data == again.data
    assert first.headers["Location"] == again.headers["Location"]
    assert again.headers["Retry-After"] == first.headers["Retry-After"]


def test_a_job_that_is_cancelled_keeps_what_was_done(client, gate):
    path = send_batch(client, [{"claim": f"Rain {n}."} for n in range(5)]).headers["Location"]
    assert gate.entered.acquire(timeout=60)
    told = client.post(f"{path}/cancel")
    assert (told.status_code, told.get_json()["status"]) == (200, "cancelling")
    assert client.post(f"{path}/cancel").status_code == 200
    gate.opened.set()
    job = wait_for_job(client, path)
    assert job["status"] == "cancelled"
    results = results_of(client, path)
    assert [item["line"] for item in results] == [1, 2, 3, 4, 5]
    for result in results:
        assert result["status"] == 410
        assert result["problem"]["type"] == "/problems/cancelled"
        assert client.get(f"/v1/checks/{result['id']}").status_code == 404
    assert client.post(f"{path}/cancel").status_code == 200


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_is_over_is_not(client, gate):
    first = send_batch(client, [{"claim": "Rain."}]).headers["Location"]
    assert gate.entered.acquire(timeout=60)
    second = send_batch(client, [{"claim": "Snow."}]).headers["Location"]
    assert client.post(f"{second}/cancel").get_json()["status"] == "cancelled"
    gate.opened.set()
    assert wait_for_job(client, first)["status"] == "finished"
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
    path = send_batch(client, claims).headers["Location"]
    assert wait_for_job(client, path)["failed"] == 2
    results = results_of(client, path)
    assert [item["status"] for item in results] == [201, 500, 503, 201]
    assert "bug" not in json.dumps(results)


def test_unknown_jobs(client):
    for method, path in (("GET", ""), ("GET", "/results"), ("POST", "/cancel")):
        response = client.open(f"/v1/jobs/nothing{path}", method=method)
        assert response.status_code == 404
        assert "nothing" in response.get_json()["detail"]


def test_methods_of_the_new_routes(client):
    path = send_batch(client, [{"claim": "Rain."}]).headers["Location"]
    wait_for_job(client, path)
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
        body = {"id": name, "text": CLAIM, "collection": name, "publisher": name}
        assert keyed_client.post("/v1/documents", json=body, headers=everybody).status_code == 201
    claims = [{"claim": CLAIM}, {"claim": CLAIM, "filters": {"collections": ["theirs"]}}]
    made = send_batch(keyed_client, claims, ours)
    path = made.headers["Location"]
    wait_for_job(keyed_client, path, ours)
    results = results_of(keyed_client, path, ours, "?include=check")
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
    pending = keyed_client.post("/v1/checks", json={"claim": CLAIM}, headers=asynchronous)
    assert pending.status_code == 202
    wait_for_job(keyed_client, pending.get_json()["job"], ours)
    place = pending.headers["Location"]
    assert keyed_client.get(place, headers=ours).get_json()["supporting"]["documents"] == 1
    theirs = key(Scope.CHECK, collections=["theirs"])
    assert keyed_client.get(place, headers=theirs).status_code == 404
