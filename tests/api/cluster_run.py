"""Ingests on a Ray cluster of two nodes on the loopback, one of which is killed in the middle.

A process of its own: Ray's threads and signal handlers stay out of the tests'. It prints what
became of each line as JSON. `python -m tests.api.cluster_run CORPUS DOCUMENTS`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from ray._private import ray_constants
from ray.cluster_utils import Cluster

from api import cluster as ours
from api.batch import Line
from api.upkeep import optimized
from scoring.corpus.store import Corpus
from scoring.models.encoder import Vectors
from tests.support import HashingEncoder

_LOOPBACK = "127.0.0.1"
_ATTEMPTS = 5


class SlowEncoder(HashingEncoder):
    """Takes a while, so that a node is at work when it is killed."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.3)
        return super().encode_passages(texts)


def main(uri: str, documents: int) -> None:
    """Ingest twice, as after a driver that was killed; then build the indexes on a node."""
    nodes, other = started()
    lines = [Line(n, _line(n)) for n in range(1, documents + 1)]
    ours._LINES = 4
    told = []
    try:
        with ours.connected(nodes.address, SlowEncoder) as cluster:
            corpus = Corpus(uri, cluster.encoder)
            for count, result in enumerate(ours.store_lines_on(cluster, lines, corpus)):
                told.append(result.as_dict())
                if count == documents // 3:
                    nodes.remove_node(other, allow_graceful=False)
            again = [result.status for result in ours.store_lines_on(cluster, lines[:8], corpus)]
        indexed = ours.done_on(nodes.address, optimized, uri, 1)
    finally:
        nodes.shutdown()
    print(
        json.dumps(
            {"processors": cluster.processors, "first": told, "again": again, "indexed": indexed}
        )
    )


def started() -> tuple[Cluster, Any]:
    """Two nodes and the second of them; Ray gives each 30 seconds to start, however busy it is."""
    ray_constants.ENABLE_RAY_CLUSTER = False  # keeps drivers to the loopback address
    for attempt in range(_ATTEMPTS):
        nodes = Cluster()
        try:
            nodes.add_node(num_cpus=1, include_dashboard=False, node_ip_address=_LOOPBACK)
            return nodes, nodes.add_node(num_cpus=1, node_ip_address=_LOOPBACK)
        except Exception:  # Ray raises just that
            nodes.shutdown()
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError


def _line(number: int) -> bytes:
    if number == 5:
        return b"{"  # refused alone
    text = f"Bridge {number} is closed. It rained on day {number}."
    return json.dumps({"id": f"d{number}", "text": text, "language": "en"}).encode()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
