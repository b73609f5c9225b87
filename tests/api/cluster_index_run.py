"""Builds the indexes of a corpus on a Ray cluster of two nodes on the loopback; prints JSON.

`python -m tests.api.cluster_index_run CORPUS`.
"""

from __future__ import annotations

import json
import sys

from api import cluster as ours
from api.upkeep import optimized
from scoring.corpus import upkeep
from tests.api.cluster_run import started


def main(uri: str) -> None:
    """Train the index over vectors on both nodes, then do the rest on one."""
    upkeep._ROWS_FOR_VECTOR_INDEX = 5_000
    nodes, _ = started()
    try:
        trained = [ours.train_on(nodes.address, uri, 1) for _ in range(2)]
        done = ours.done_on(nodes.address, optimized, uri, 1)
    finally:
        nodes.shutdown()
    print(json.dumps({"trained": trained, "done": done}))


if __name__ == "__main__":
    main(sys.argv[1])
