"""What becomes of jobs whose process dies or stops."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from api.context import EXTENSION, JOBS
from api.job_records import Status
from api.job_store import LEASE
from tests.api.asking import results_of, send_batch, wait_for_job
from tests.support import ready_app


def test_what_a_dead_process_left_is_done_once_by_the_next(client, parts, monkeypatch):
    """A job half done: one line recorded, one stored but not recorded, one not begun."""
    jobs = client.application.extensions[JOBS]
    store = jobs.runner.store
    jobs.runner.stop()
    claims = [{"claim": f"Rain {n} fell."} for n in range(3)]
    path = send_batch(client, claims).headers["Location"]
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
    assert wait_for_job(heir, path)["status"] == Status.FINISHED
    assert [item["status"] for item in results_of(heir, path)] == [201, 201, 201]
    assert parts.corpus.info().checks == 3
    app.extensions[EXTENSION].close()


def test_a_process_says_that_it_goes_on_with_what_it_does_and_with_nothing_else(client):
    runner = client.application.extensions[JOBS].runner
    store = runner.store
    runner.stop()
    held, broken = (
        send_batch(client, [{"claim": "Rain."}]).headers["Location"].rsplit("/", 1)[1]
        for _ in range(2)
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
    path = send_batch(client, [{"claim": "Rain."}, {"claim": "Snow."}]).headers["Location"]
    job_id = path.rsplit("/", 1)[1]
    store._update(f"id = '{job_id}'", {"attempts": 4})
    app = ready_app(parts)
    heir = app.test_client()
    assert wait_for_job(heir, path)["failed"] == 1
    assert [item["status"] for item in results_of(heir, path)] == [500, 201]
    app.extensions[EXTENSION].close()


def test_a_service_that_stops_gives_its_jobs_back(client, parts, gate):
    path = send_batch(client, [{"claim": f"Rain {n}."} for n in range(4)]).headers["Location"]
    assert gate.entered.acquire(timeout=60)
    stopping = threading.Thread(target=client.application.extensions[EXTENSION].stop_work)
    stopping.start()
    gate.opened.set()
    stopping.join(60)
    job = client.get(path).get_json()
    assert (job["status"], job["done"]) == ("queued", 1)
    app = ready_app(parts)
    assert wait_for_job(app.test_client(), path)["done"] == 4
    app.extensions[EXTENSION].close()
