"""`secondsource corpus index --ray`: the upkeep of a corpus on a node of a cluster."""

from __future__ import annotations

from pathlib import Path

from api.cluster import done_on, train_on
from api.console import require_corpus, waiting
from api.upkeep import optimized, show_optimized
from scoring.settings import Settings


def index_and_show(settings: Settings, address: str, *, as_json: bool) -> None:
    """Build the indexes on one node of a Ray cluster, and say what was done.

    Args:
        settings: Which corpus; the node has to reach it under the same address.
        address: Of the cluster, as Ray takes it.
        as_json: Print JSON.

    Raises:
        CorpusError: The corpus is not there.
        ModelError: The cluster cannot be reached, or could not do it.
    """
    uri = settings.corpus_uri
    require_corpus(uri)
    shared = uri if "://" in uri else str(Path(uri).resolve())
    with waiting(f"building the indexes on the cluster at {address}") as report:
        report("training the index over vectors on all nodes, where lance-ray is installed")
        train_on(address, shared, settings.history_hours)
        report("the other indexes and merges of files, on one node")
        done = done_on(address, optimized, shared, settings.history_hours)
    show_optimized(done, as_json=as_json)
