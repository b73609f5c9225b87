"""zip and tar files: their entries as sources, none of them ever written to a disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from scoring.formats.inflating import Growth, Guarded
from scoring.formats.items import Item, Source
from scoring.formats.spooling import seekable

_ENCRYPTED = 0x1


def is_zip(head: bytes) -> bool:
    """Whether a file begins as a zip file does."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(head: bytes) -> bool:
    """Whether a file begins as a tar file does."""
    return head[257:262] == b"ustar"


def zip_entries(source: Source) -> Iterator[Source | Item]:
    """The files of a zip file, or why one is not read."""
    growth = Growth(source.name)
    with seekable(source.stream) as stream, zipfile.ZipFile(stream) as archive:
        for number, entry in enumerate(archive.infolist(), 1):
            if entry.is_dir():
                continue
            refused = _refusal(entry.filename)
            if entry.flag_bits & _ENCRYPTED:
                refused = f"{entry.filename!r} is encrypted; unpack it yourself"
            if refused is not None:
                yield Item(source.name, number, refused=refused)
                continue
            growth.read += entry.compress_size
            with archive.open(entry) as content:
                yield _member(source, entry.filename, cast("BinaryIO", content), growth)


def tar_entries(source: Source) -> Iterator[Source | Item]:
    """The files of a tar file, read as a stream, or why one is not read."""
    growth = Growth(source.name)
    with tarfile.open(fileobj=source.stream, mode="r|") as archive:
        for number, entry in enumerate(archive, 1):
            if entry.isdir():
                continue
            refused = _refusal(entry.name)
            if not entry.isreg():
                refused = f"{entry.name!r} is a link or a device, not a file; it is not followed"
            if refused is not None:
                yield Item(source.name, number, refused=refused)
                continue
            growth.read += entry.size
            content = archive.extractfile(entry)
            if content is not None:
                yield _member(source, entry.name, cast("BinaryIO", content), growth)


def _member(source: Source, name: str, content: BinaryIO, growth: Growth) -> Source:
    stream = io.BufferedReader(Guarded(content, growth), 1 << 16)
    return Source(f"{source.name}/{name}", cast("BinaryIO", stream))


def _refusal(name: str) -> str | None:
    path = PurePosixPath(name.replace("\\", "/") or "..")
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return f"the entry {name!r} names a place outside of the archive; it is not read"
    return None
