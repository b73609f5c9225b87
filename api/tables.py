"""Tables that stand beside the corpus: opened by every worker, made by the first."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
from filelock import FileLock

_LOCK = ".tables.lock"


def open_table(uri: str, name: str, schema: pa.Schema) -> Any:
    """Open a table, making it when it is not there.

    LanceDB lets two that make one table at the same moment both do so, and the later one empties
    what the earlier one wrote. In a folder a lock keeps them apart; object storage has none.

    Args:
        uri: The corpus: a folder, or an address of object storage that LanceDB takes.
        name: Of the table.
        schema: What to make it with.

    Raises:
        OSError: As LanceDB does.
        RuntimeError: As LanceDB does.
        ValueError: As LanceDB does.
    """
    # Interval 0: every read sees what any process has committed before it.
    database = lancedb.connect(uri, read_consistency_interval=timedelta(0))
    try:
        return database.open_table(name)
    except ValueError:  # LanceDB's way to say that there is none
        with _alone(uri):
            return database.create_table(name, schema=schema, exist_ok=True)


def _alone(uri: str) -> AbstractContextManager[Any]:
    return nullcontext() if "://" in uri else FileLock(Path(uri) / _LOCK)
