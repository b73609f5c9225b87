from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.context import JOBS
from api.keys import Scope

_REQUESTS = "secondsource_http_request_duration_seconds"


def _metrics(client, **headers):
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.mimetype == "text/plain"
    families = list(text_string_to_metric_families(response.get_data(as_text=True)))
    names = [family.name for family in families]
    assert len(names) == len(set(names))
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def _count(metrics, name, **labels):
    return metrics.get((f"{name}_count", *sorted(labels.items())), 0)


def test_requests_are_counted_by_route_and_not_by_address(client):
    labels = {"method": "GET", "route": "/v1/checks/<string:check_id>", "status": "404"}
    before = _count(_metrics(client), _REQUESTS, **labels)
    for name in ("a", "b"):
        client.get(f"/v1/checks/{name}").close()
    assert _count(_metrics(client), _REQUESTS, **labels) == before + 2


def test_labels_are_not_made_up_by_clients(client):
    client.get("/healthz").close()
    client.open("/made/up", method="MADEUP").close()
    client.open("/v1/checks", method="MADEUP").close()
    labels = [dict(labels) for name, *labels in _metrics(client) if name == f"{_REQUESTS}_count"]
    assert {"other"} < {found["method"] for found in labels}
    assert not [
        found for found in labels if "MADEUP" in found.values() or "/made/up" in found.values()
    ]


def test_steps_and_replays_are_counted(client):
    before = _metrics(client)
    for _ in range(2):
        headers = {"Idempotency-Key": "a"}
        client.post("/v1/checks", json={"claim": "Rain fell."}, headers=headers).close()
    client.post("/v1/documents", json={"text": "Rain fell."}).close()
    after = _metrics(client)
    for step in ("check", "encode", "search", "judge", "origins", "save", "ingest"):
        name = "secondsource_step_duration_seconds"
        assert _count(after, name, step=step) == _count(before, name, step=step) + 1
    replays = ("secondsource_idempotent_replays_total",)
    assert after[replays] == before[replays] + 1


def test_the_size_of_the_corpus_is_told(client):
    client.post("/v1/documents", json={"text": "Rain fell. Snow fell."})
    metrics = _metrics(client)
    assert metrics["secondsource_corpus_documents",] == 1
    assert metrics["secondsource_corpus_statements",] == 2
    assert metrics["secondsource_corpus_checks",] == 0


@pytest.mark.parametrize("collections", [None, ["ours"]])
def test_only_administrators_of_all_collections_may_ask(keyed_client, key_store, collections):
    _, token = key_store.create("test", [Scope.ADMIN], collections=collections)
    headers = {"Authorization": f"Bearer {token}"}
    status = keyed_client.get("/metrics", headers=headers).status_code
    assert status == (200 if collections is None else 403)


def test_jobs_that_are_not_over_are_counted(client):
    runner = client.application.extensions[JOBS].runner
    assert _metrics(client)["secondsource_jobs", ("status", "queued")] == 0
    runner.stop()
    client.post("/v1/checks/batch", json={"claims": [{"claim": "Rain fell."}]}).close()
    assert _metrics(client)["secondsource_jobs", ("status", "queued")] == 1
    assert _metrics(client)["secondsource_jobs", ("status", "running")] == 0
