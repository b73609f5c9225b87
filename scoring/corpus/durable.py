"""Makes committed table files survive a loss of power.

Lance commits by writing data files and then a manifest, all through the page
cache. A killed process loses nothing then, but a machine that loses power may.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

# Where Lance puts the files of one commit, data before the manifest that names it. Each
# index has a folder of its own in `_indices`.
_COMMIT_FOLDERS = ("data", "_indices/*", "_deletions", "_transactions", "_versions")
# Seconds; Linux stamps files with a clock that lags time.time() by up to 10 ms (CONFIG_HZ=100).
_CLOCK_SLACK = 0.05


def flush_tables(corpus: Path, tables: Iterable[str], since: float) -> None:
    """Flush to disk every file of these tables that was written since a moment.

    Args:
        corpus: The corpus folder.
        tables: Names of the tables that were written to.
        since: Seconds since the epoch.
    """
    for table in tables:
        folder = corpus / f"{table}.lance"
        for pattern in _COMMIT_FOLDERS:
            for commits in sorted(folder.glob(pattern)):
                _flush_folder(commits, since - _CLOCK_SLACK)


def _flush_folder(folder: Path, since: float) -> None:
    try:
        with os.scandir(folder) as entries:
            recent = [entry.path for entry in entries if _is_recent(entry, since)]
    except FileNotFoundError:  # an index that another process's upkeep replaced
        return
    if recent:
        for path in recent:
            _fsync(path)
        _fsync(str(folder))  # the names of the files; its own name is in the one above
        _fsync(str(folder.parent))


def _is_recent(entry: os.DirEntry[str], since: float) -> bool:
    try:
        return entry.is_file() and entry.stat().st_mtime >= since
    except FileNotFoundError:  # removed by another process's upkeep
        return False


def _fsync(path: str) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_everything(folder: Path) -> None:
    """Flush every file below a folder to disk, the folders too."""
    for path in sorted(folder.rglob("*")):
        _fsync(str(path))
    _fsync(str(folder))
    _fsync(str(folder.parent))
