"""Speed of `POST /v1/checks` over HTTP: 1, 4 and 16 clients on a corpus of news statements.

A real service with two workers on the loopback address, in a temporary folder, and clients that
each keep one connection and send the next claim when they have the last answer. The service's own
metrics tell what of a request was each step of the check, what the storing of its answer, and what
was left: HTTP, validation, the answer as JSON, the hand-over between threads. Where more statements
are asked for than are encoded (10,000), they are repeated with a running number and noise in their
vectors. A request that breaks off, runs out of time or is refused counts as failed, and its client
goes on; times are those of the others.

Run `python -m bench.http [--statements N] [--clients N ...] [--seconds N] [--shared FOLDER]`.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.material import sentences, stored_document
from bench.scenarios import REPOSITORY
from scoring.corpus.store import Corpus
from scoring.models.encoder import Encoder, Vectors, load_encoder
from scoring.settings import Settings

_ENCODED = 10_000
_NOISE = 0.25  # length of the noise beside a vector of length 1
_PER_DOCUMENT = 20
_CHUNK = 50  # documents in one commit
_CLAIMS = 200
_WARM_UP = 8  # requests that are not counted
_CHECK_SECONDS = 600  # for which the service lets a client wait, however many there are
_CLIENT_SECONDS = _CHECK_SECONDS + 60
# Steps of a check; what it takes beside them is "other".
_ENGINE = ("encode", "search", "judge", "origins")
_ROUTE = {"method": "POST", "route": "/v1/checks"}
_STEPS = "secondsource_step_duration_seconds_sum"
_REQUESTS = "secondsource_http_request_duration_seconds_sum"


class Client:
    """One connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._connection = http.client.HTTPConnection(*address, timeout=_CLIENT_SECONDS)

    def check(self, claim: str) -> float | None:
        """Seconds until the answer is read; None where there is none."""
        began = time.perf_counter()
        body = json.dumps({"claim": claim}).encode()
        sent = {"Content-Type": "application/json"}
        try:
            self._connection.request("POST", "/v1/checks", body, sent)
            response = self._connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()  # the next request opens it again
            return None
        return time.perf_counter() - began if response.status == 201 else None

    def spent(self) -> Counter[str]:
        """Seconds that the service says it has spent: on requests, and of these on each step."""
        self._connection.close()  # idle while the others finished, the service may have closed it
        self._connection.request("GET", "/metrics")
        text = self._connection.getresponse().read().decode()
        found = [
            (sample.name, sample.labels, sample.value)
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        ]

        def total(wanted: str, **labels: str) -> float:
            return sum(
                value
                for name, has, value in found
                if name == wanted and labels.items() <= has.items()
            )

        parts = {name: total(_STEPS, step=name) for name in (*_ENGINE, "check", "save")}
        return Counter({"requests": total(_REQUESTS, **_ROUTE), **parts})


def main() -> None:
    """Print the table, a row for each number of clients."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--seconds", type=float, default=20.0, help="for each number of clients")
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    console = Console(width=max(150, Console().width))
    table = Table(
        "clients", "checks", "failed", "checks/s", "p50 ms", "p95", "p99",
        *(f"{n} %" for n in _ENGINE),
        "other %", "save %", "rest %", "rest ms",
        title=f"POST /v1/checks, {options.statements:,} statements, two workers",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        claims = _fill(Path(folder) / "corpus", options.statements, options.shared, console)
        with _service(Path(folder), console) as address:
            for count in options.clients:
                row = _row(address, claims, count, options.seconds)
                console.print(f"  {count} clients: {', '.join(row)}")
                table.add_row(str(count), *row)
    console.print(table)


def _fill(folder: Path, count: int, shared: Path, console: Console) -> list[str]:
    """Make the corpus; returns claims."""
    cache = Settings.from_environment().model_cache_folder
    encoder = load_encoder(Settings().embedding_model, cache, report=console.print)
    corpus = Corpus(str(folder), encoder.identity)
    texts = sentences(shared, count + _CLAIMS)
    texts, claims = texts[:count], [text[:200] for text in texts[count:]]
    vectors = _vectors(encoder, texts)
    numbers = range(0, count, _PER_DOCUMENT)
    step = _PER_DOCUMENT * _CHUNK
    for start in track(range(0, count, step), "storing", console=console):
        corpus.put(
            [
                stored_document(
                    at, texts[at : at + _PER_DOCUMENT], vectors[at : at + _PER_DOCUMENT]
                )
                for at in numbers[start // _PER_DOCUMENT : (start + step) // _PER_DOCUMENT]
            ]
        )
    corpus.optimize()
    return claims


def _vectors(encoder: Encoder, texts: list[str]) -> Vectors:
    """A vector for each text: encoded for the first, one of these with noise for the others."""
    first = texts[:_ENCODED]
    pieces = [
        encoder.encode_passages(first[start : start + 256])
        for start in track(range(0, len(first), 256), "encoding")
    ]
    base = np.concatenate(pieces)
    rows = np.arange(len(texts)) % len(base)
    vectors = base[rows]
    more = len(texts) - len(base)
    if more > 0:
        noise = np.random.default_rng(0).normal(size=(more, base.shape[1]))
        vectors[len(base) :] += (noise * _NOISE / np.sqrt(base.shape[1])).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


@contextmanager
def _service(folder: Path, console: Console) -> Iterator[tuple[str, int]]:
    """A service on the corpus in a folder, until it is done with."""
    environment = {
        **os.environ,
        "CORPUS_URI": str(folder / "corpus"),
        "LOG_LEVEL": "warning",
        "CHECK_SECONDS": str(_CHECK_SECONDS),
        "RATE_LIMIT": "none",
    }
    command = [sys.executable, "-m", "api.cli", "serve", "--port", "0", "--workers", "2", "--json"]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the service has no output")
        url = urlsplit(
            json.loads(next(line for line in process.stdout if line.startswith("{")))["url"]
        )
        address = (str(url.hostname), int(url.port or 0))
        with console.status("loading the models"):
            while not _is_ready(address):
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def _is_ready(address: tuple[str, int]) -> bool:
    connection = http.client.HTTPConnection(*address, timeout=60)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _row(address: tuple[str, int], claims: list[str], count: int, seconds: float) -> list[str]:
    """What so many clients see in so many seconds."""
    clients = [Client(address) for _ in range(count)]
    supply = itertools.cycle(claims)
    for _ in range(_WARM_UP):
        if clients[0].check(next(supply)) is None:
            raise SystemExit("the service answered no check; see its log above")
    before = clients[0].spent()
    began = time.perf_counter()

    def work(client: Client) -> list[float | None]:
        times: list[float | None] = []
        while time.perf_counter() - began < seconds:
            times.append(client.check(next(supply)))
        return times

    with ThreadPoolExecutor(count) as pool:
        sent = [each for times in pool.map(work, clients) for each in times]
    times = np.array([each for each in sent if each is not None])
    passed = time.perf_counter() - began
    spent = clients[0].spent()
    spent.subtract(before)
    spent["other"] = spent["check"] - sum(spent[name] for name in _ENGINE)
    spent["rest"] = spent["requests"] - spent["check"] - spent["save"]
    shares = (100 * spent[name] / spent["requests"] for name in (*_ENGINE, "other", "save", "rest"))
    if not len(times):
        raise SystemExit(f"all {len(sent)} checks of {count} clients failed; see the log above")
    return [
        f"{len(times):,}",
        f"{len(sent) - len(times):,}",
        f"{len(times) / passed:.1f}",
        *(f"{1e3 * np.quantile(times, share):.0f}" for share in (0.5, 0.95, 0.99)),
        *(f"{share:.1f}" for share in shares),
        f"{1e3 * spent['rest'] / len(times):.1f}",
    ]


if __name__ == "__main__":
    main()
