"""A real gunicorn, killed while jobs and checks are written: first its workers, then all of it."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import threading
import time

import psutil
import pytest

from tests.api.running import START_SECONDS, Running, start

_CLAIMS = [{"claim": f"Ferry number {n} sank off Brenna."} for n in range(150)]


class Checking:
    """Sends claims one after the other and keeps the ids of the answers."""

    def __init__(self, running: Running) -> None:
        self.ids: list[str] = []
        self._running = running
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> list[str]:
        self._stopped.set()
        self._thread.join(START_SECONDS)
        return self.ids

    def _run(self) -> None:
        for number in range(1_000_000):
            if self._stopped.is_set():
                return
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                claim = {"claim": f"Lighthouse {number} was switched off."}
                status, answer = self._running.ask("POST", "/v1/checks", claim)
                if status in {201, 202}:
                    self.ids.append(answer["id"])


def _accept(running: Running) -> str:
    status, job = running.ask("POST", "/v1/checks/batch", {"claims": _CLAIMS})
    assert status == 202, job
    return str(job["id"])


def _wait_for(running: Running, job_id: str, done: int) -> dict[str, object]:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            status, job = running.ask("GET", f"/v1/jobs/{job_id}")
            if status == 200 and job["done"] >= done:
                return dict(job)
        assert time.monotonic() < deadline, "the job did not get on"
        time.sleep(0.1)


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(processes, START_SECONDS)


@pytest.mark.slow
def test_nothing_accepted_is_lost_or_done_twice(tmp_path):
    running = start(tmp_path, with_key=False)
    try:
        running.wait_until_ready()
        checking = Checking(running)
        first = _accept(running)
        _wait_for(running, first, 1)
        _kill(running.workers())
        running.wait_until_ready()
        second = _accept(running)
        _wait_for(running, second, 1)
        everything = [psutil.Process(running.process.pid), *running.workers()]
        _kill(everything)
        single = checking.stop()
    finally:
        running.stop()
    assert single, "nothing was acknowledged beside the jobs"

    running = start(tmp_path, with_key=False)
    try:
        running.wait_until_ready()
        made = list(single)
        for job_id in (first, second):
            job = _wait_for(running, job_id, len(_CLAIMS))
            assert job["failed"] == 0
            _, text = running.send("GET", f"/v1/jobs/{job_id}/results", None, {})
            results = [json.loads(line) for line in text.splitlines()]
            assert [item["line"] for item in results] == list(range(1, len(_CLAIMS) + 1))
            assert {item["status"] for item in results} == {201}
            made += [item["id"] for item in results]
        export = {"Accept": "application/x-ndjson"}
        _, text = running.send("GET", "/v1/checks", None, export)
        stored = [json.loads(line)["id"] for line in text.splitlines()]
        assert len(stored) == len(set(stored))
        assert set(made) <= set(stored)
    finally:
        running.stop()
