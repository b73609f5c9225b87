"""Files of a corpus folder that were cut short, for an error that names them.

Lance says what it could not read, and not of which file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_LAST_BYTES = b"LANC"  # of every data file and manifest that was written whole
_PATTERNS = ("*.lance/data/**/*.lance", "*.lance/_versions/*.manifest")


def describe_damage(folder: Path | None) -> str:
    """Name a file that was cut short; "" where none is found.

    Args:
        folder: The corpus; None where it is not in a folder.
    """
    found = sorted(_cut_short(folder)) if folder is not None else []
    if not found:
        return ""
    more = f", and {len(found) - 1} more files are" if len(found) > 1 else " is"
    return f"; {found[0]}{more} cut short"


def _cut_short(folder: Path) -> Iterator[str]:
    for pattern in _PATTERNS:
        for path in folder.glob(pattern):
            try:
                if not _is_whole(path):
                    yield str(path.relative_to(folder))
            except OSError:  # removed by upkeep meanwhile, or not to be read
                continue


def _is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - len(_LAST_BYTES)))
        return file.read() == _LAST_BYTES
