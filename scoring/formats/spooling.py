"""Streams that are read in any order: Parquet and zip files have their index at their end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO, cast


@contextmanager
def seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream from its beginning, or a copy on disk of one that can only be read forwards."""
    if stream.seekable():
        stream.seek(0)
        yield stream
        return
    with TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield cast("BinaryIO", copy)
