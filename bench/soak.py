"""Whether the service's memory stays flat under mixed traffic.

Starts `secondsource serve` with two workers on a corpus of its own, loads the demo articles, and
sends checks, searches, drafts, hedges, origins, documents (replaced and deleted, so that the
corpus does not grow), reads, lists, metrics and broken requests from four clients for five minutes.
The table tells, for each part of that time, the requests, their times, what went wrong, and the
memory that each worker holds: the median of its unique set size, which counts no page that is
shared with another process. A check that is answered with 202, since the machine is slow, is right.

The rule: a worker is flat where its memory of the last part is at most `--limit` per cent above
that of the second; the first, in which caches fill, is not judged. Status 1 where a worker is not
flat, was replaced, or an answer was unexpected.

Run `python -m bench.soak [--seconds N] [--clients N] [--limit PERCENT]`.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import numpy as np
import psutil
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.scenarios import REPOSITORY

PARTS = 5
_EVERY = 1.0  # seconds between two looks at the memory
_START_SECONDS = 300
_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """What to send, and the statuses that are right."""

    kind: str
    method: str
    path: str
    body: object = None
    right: tuple[int, ...] = (200,)


@dataclass(frozen=True, slots=True)
class Served:
    """A request that was answered: when, how long it took, and whether rightly."""

    at: float
    seconds: float
    kind: str
    right: bool


@dataclass(slots=True)
class Record:
    """What was seen: requests, and bytes of each worker's memory by time and process id."""

    requests: list[Served] = field(default_factory=list)
    memory: list[tuple[float, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the time.

    Attributes:
        requests: Answered in it.
        wrong: Of these with another status than expected.
        p50: Median seconds.
        p95: 95th percentile.
        memory: Median bytes of each worker by its process id; of those that were there.
    """

    requests: int
    wrong: int
    p50: float
    p95: float
    memory: dict[int, float]


def traffic(documents: list[dict[str, object]], seed: int) -> Iterator[Request]:
    """Requests without end, in the proportions of a newsroom's plugin and its feeds."""
    draw = random.Random(seed)
    kinds: dict[Callable[[dict[str, object]], Request], int] = {
        _check: 30,
        _search: 20,
        _draft: 10,
        _hedges: 10,
        _origins: 5,
        _store: 10,
        _delete: 3,
        _read: 7,
        _features: 2,
        _metrics: 1,
        _checks: 3,
        _jobs: 2,
        _broken: 2,
    }
    while True:
        (make,) = draw.choices(list(kinds), list(kinds.values()))
        yield make(draw.choice(documents))


def _sentence(document: dict[str, object]) -> str:
    text = str(document["text"])
    return text[:300].split(". ", maxsplit=1)[0][:200] or "Rain fell."


def _check(document: dict[str, object]) -> Request:
    return Request("check", "POST", "/v1/checks", {"claim": _sentence(document)}, (201, 202))


def _search(document: dict[str, object]) -> Request:
    body = {"query": _sentence(document), "limit": 50}
    return Request("search", "POST", "/v1/statements/search", body)


def _draft(document: dict[str, object]) -> Request:
    return Request("draft", "POST", "/v1/claims/extract", {"text": document["text"]})


def _hedges(document: dict[str, object]) -> Request:
    return Request("hedges", "POST", "/v1/hedges", {"text": document["text"]})


def _origins(document: dict[str, object]) -> Request:
    text = str(document["text"])
    sent = [{"document": {"text": text}}, {"document": {"text": f"{text} Rain fell."}}]
    return Request("origins", "POST", "/v1/origins", {"documents": sent})


def _store(document: dict[str, object]) -> Request:
    body = {**document, "collection": "soak"}
    return Request("store", "POST", "/v1/documents", body, (200, 201))


def _delete(document: dict[str, object]) -> Request:
    path = f"/v1/documents/{quote(str(document['id']))}?collection=soak"
    return Request("delete", "DELETE", path, right=(204, 404))


def _read(document: dict[str, object]) -> Request:
    path = f"/v1/documents/{quote(str(document['id']))}?collection=demo"
    return Request("read", "GET", path)


def _features(_: dict[str, object]) -> Request:
    return Request("features", "GET", "/v1/features")


def _metrics(_: dict[str, object]) -> Request:
    return Request("metrics", "GET", "/metrics")


def _checks(_: dict[str, object]) -> Request:
    return Request("checks", "GET", "/v1/checks?limit=20&verdict=single_origin")


def _jobs(_: dict[str, object]) -> Request:
    return Request("jobs", "GET", "/v1/jobs")


def _broken(_: dict[str, object]) -> Request:
    return Request("broken", "POST", "/v1/checks", {"claim": " "}, (422,))


def rows(record: Record, began: float, seconds: float) -> list[Row]:
    """The parts of the time, equally long."""
    found = []
    for part in range(PARTS):
        start = began + seconds * part / PARTS
        end = start + seconds / PARTS
        served = [item for item in record.requests if start <= item.at < end]
        times = [item.seconds for item in served] or [0.0]
        seen = [(worker, size) for at, worker, size in record.memory if start <= at < end]
        held = {
            worker: float(np.median([size for one, size in seen if one == worker]))
            for worker in dict(seen)
        }
        found.append(
            Row(
                requests=len(served),
                wrong=sum(not item.right for item in served),
                p50=float(np.percentile(times, 50)),
                p95=float(np.percentile(times, 95)),
                memory=held,
            )
        )
    return found


def growth(found: list[Row]) -> dict[int, float | None]:
    """Of each worker: memory of the last part over that of the second, less 1.

    None where it was not there in both.
    """
    workers = sorted({worker for row in found for worker in row.memory})
    second, last = found[1].memory, found[-1].memory
    return {
        worker: last[worker] / second[worker] - 1 if worker in second and worker in last else None
        for worker in workers
    }


class _Client(threading.Thread):
    """Sends requests one after the other, on one connection as long as it holds."""

    def __init__(self, address: str, requests: Iterator[Request], record: Record) -> None:
        super().__init__(daemon=True)
        self._where = urlsplit(address)
        self._requests = requests
        self._record = record
        self.stopped = threading.Event()

    def run(self) -> None:
        connection = self._connect()
        for request in self._requests:
            if self.stopped.is_set():
                break
            began = time.monotonic()
            try:
                status = self._send(connection, request)
            except (OSError, http.client.HTTPException):
                status = 0
                connection.close()
                connection = self._connect()
            end = time.monotonic()
            served = Served(end, end - began, request.kind, status in request.right)
            self._record.requests.append(served)
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            str(self._where.hostname), self._where.port, timeout=_START_SECONDS
        )

    def _send(self, connection: http.client.HTTPConnection, request: Request) -> int:
        body = None if request.body is None else json.dumps(request.body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        connection.request(request.method, request.path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status


def soak(
    address: str, server: psutil.Process, clients: int, seconds: float
) -> tuple[float, Record]:
    """Send traffic for so long; when it began and what was seen."""
    text = (REPOSITORY / "demo" / "corpus.ndjson").read_text("utf-8")
    documents = [json.loads(line) for line in text.splitlines()]
    record = Record()
    senders = [_Client(address, traffic(documents, seed), record) for seed in range(clients)]
    began = time.monotonic()
    for sender in senders:
        sender.start()
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task(f"{clients} clients", total=seconds)
        while (now := time.monotonic()) < began + seconds:
            for worker in server.children():
                with contextlib.suppress(psutil.NoSuchProcess):  # seen as replaced
                    record.memory.append((now, worker.pid, worker.memory_full_info().uss))
            progress.update(bar, completed=now - began)
            time.sleep(_EVERY)
    for sender in senders:
        sender.stopped.set()
    for sender in senders:
        sender.join(_START_SECONDS)
    return began, record


@contextmanager
def served(folder: str) -> Iterator[tuple[str, psutil.Process]]:
    """A service on the demo corpus: its address, and its process."""
    environment = {**os.environ, "CORPUS_URI": folder, "RATE_LIMIT": "none", "LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "api.cli"]
    corpus = str(REPOSITORY / "demo" / "corpus.ndjson")
    subprocess.run([*command, "ingest", corpus], check=True, env=environment)
    server = subprocess.Popen(
        [*command, "serve", "--port", "0", "--workers", "2", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        line = next(line for line in itertools.chain(server.stdout, ["{}"]) if line[0] == "{")
        address = str(json.loads(line)["url"])
        _wait_until_ready(address)
        yield address, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(60)


def _wait_until_ready(address: str) -> None:
    where = urlsplit(address)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)
        connection.request("GET", "/readyz")
        if connection.getresponse().status == 200:
            return
        time.sleep(0.5)
    raise SystemExit(f"the service was not ready within {_START_SECONDS} seconds")


def main() -> None:
    """Soak and print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--limit", type=float, default=3.0, help="per cent of growth allowed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(str(Path(folder) / "corpus")) as there:
        began, record = soak(*there, options.clients, options.seconds)
    found = rows(record, began, options.seconds)
    _show(found, options.seconds)
    wrong = sorted({item.kind for item in record.requests if not item.right})
    flat = [_is_flat(*worker, options.limit) for worker in growth(found).items()]
    if wrong:
        print(f"unexpected answers to: {', '.join(wrong)}")
    if wrong or not all(flat):
        raise SystemExit(1)


def _is_flat(worker: int, grown: float | None, limit: float) -> bool:
    """Say whether a worker's memory is flat, see the rule above."""
    if grown is None:
        print(f"worker {worker}: replaced or not seen in the second part and the last")
        return False
    flat = 100 * grown <= limit
    print(
        f"worker {worker}: {100 * grown:+.1f} % from the second part to the last, "
        f"{'flat' if flat else 'not flat'} (limit {limit:g} %)"
    )
    return flat


def _show(found: list[Row], seconds: float) -> None:
    table = Table(title=f"mixed traffic, parts of {seconds / PARTS:.0f} s")
    workers = sorted({worker for row in found for worker in row.memory})
    names = (f"worker {worker} MiB" for worker in workers)
    for name in ("part", "requests", "wrong", "p50 ms", "p95 ms", *names):
        table.add_column(name, justify="right")
    for place, row in enumerate(found, 1):
        table.add_row(
            str(place),
            str(row.requests),
            str(row.wrong),
            f"{1000 * row.p50:.0f}",
            f"{1000 * row.p95:.0f}",
            *(f"{row.memory.get(worker, 0) / _MEBIBYTE:.1f}" for worker in workers),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
