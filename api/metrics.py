"""Prometheus metrics, of all workers together.

Where PROMETHEUS_MULTIPROC_DIR names a folder, as `secondsource serve` sets it before the fork, each
worker writes its counts to files there, and whichever is asked adds them up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from scoring import steps

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Seconds. A check takes some 100 ms, a batch may take minutes.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)

REQUESTS = Histogram(
    "secondsource_http_request_duration_seconds",
    "Time from a request's arrival to the last byte of its answer.",
    ["method", "route", "status"],
    buckets=_BUCKETS,
)
UNDER_WAY = Gauge(
    "secondsource_http_requests_under_way",
    "Requests that are being answered.",
    multiprocess_mode="livesum",
)
STEPS = Histogram(
    "secondsource_step_duration_seconds",
    "Time of a step: a claim checked and, within that, encoded, searched, judged and traced "
    "to origins, its assertions weighed, fact-checks found; an answer saved, documents ingested.",
    ["step"],
    buckets=_BUCKETS,
)
REPLAYS = Counter(
    "secondsource_idempotent_replays",
    "Answers that were given again for a known Idempotency-Key.",
)


@contextmanager
def _time(name: str) -> Iterator[None]:
    """Time a step, whether or not it succeeds."""
    began = time.perf_counter()
    try:
        yield
    finally:
        STEPS.labels(name).observe(time.perf_counter() - began)


steps.listen(_time)
step = steps.step  # a step that is none of the engine's is timed as its own are


def exposition(corpus: dict[str, int], jobs: dict[str, int]) -> bytes:
    """All metrics in the text format of Prometheus.

    Args:
        corpus: What is counted in the corpus now, by name.
        jobs: Jobs that are not over, by status.
    """
    registry = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the client is untyped
    counts = CollectorRegistry(auto_describe=False)
    counts.register(_Counts(corpus, jobs))
    return generate_latest(registry) + generate_latest(counts)


class _Counts(Collector):
    """Counts of the corpus and of jobs: not of a worker, so nothing is to be added up."""

    def __init__(self, counts: dict[str, int], jobs: dict[str, int]) -> None:
        self._counts = counts
        self._jobs = jobs

    def collect(self) -> Iterator[Metric]:
        """One gauge for each."""
        for name, value in self._counts.items():
            yield GaugeMetricFamily(
                f"secondsource_corpus_{name}", f"The corpus's {name} now.", value=value
            )
        family = GaugeMetricFamily(
            "secondsource_jobs", "Jobs that are not over.", labels=["status"]
        )
        for status, value in self._jobs.items():
            family.add_metric([status], value)
        yield family
