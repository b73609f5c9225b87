"""What the arguments of `secondsource ingest` name: files, those of folders, addresses, stdin."""

from __future__ import annotations

import glob
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from scoring.errors import InputError
from scoring.formats import READ_IN_FOLDERS, Item, Source, suffix_of

STDIN = "-"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Input:
    """Something to read.

    Attributes:
        name: A path, an address, or "-".
        size: Bytes, None where nobody knows.
        changed: When a file was written last, in nanoseconds; 0 of what is no file.
    """

    name: str
    size: int | None = None
    changed: int = 0

    @property
    def is_address(self) -> bool:
        """Whether it is to be fetched."""
        return _ADDRESS.match(self.name) is not None


def host_of(address: str) -> str:
    """The host of an address.

    Raises:
        InputError: It has none.
    """
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host:
        raise InputError(f"{address!r} has no host; give an address such as https://example.org/")
    return host


def find_inputs(arguments: Sequence[str]) -> Iterator[Input | Item]:
    """The files and addresses that are meant, and what in folders is passed over, with why.

    Args:
        arguments: Paths of files and folders, globs, http addresses, "-" for stdin.

    Raises:
        InputError: One names nothing.
    """
    for argument in arguments:
        path = Path(argument)
        if argument == STDIN or _ADDRESS.match(argument):
            yield Input(argument)
        elif path.is_dir():
            yield from _in_folder(path)
        elif path.exists():
            yield _file(path)
        elif glob.has_magic(argument):
            yield from _matching(argument)
        else:
            raise InputError(f"there is no file or folder {argument!r}")


def _matching(pattern: str) -> Iterator[Input | Item]:
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  Path.glob: none absolute
    found = [Path(name) for name in names]
    if not found:
        raise InputError(f"no file matches {pattern!r}")
    for path in found:
        if path.is_dir():
            yield from _in_folder(path)
        else:
            yield _file(path)


def _in_folder(folder: Path) -> Iterator[Input | Item]:
    inside = folder.resolve()
    any_found = False
    for root, folders, names in os.walk(folder):
        for name in sorted(folders):
            if (Path(root) / name).is_symlink():
                yield Item(
                    str(Path(root) / name), 1, passed_over="a link to a folder is not followed"
                )
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            reason = _unread(path, inside)
            if reason is None:
                any_found = True
                yield _file(path)
            else:
                yield Item(str(path), 1, passed_over=reason)
    if not any_found:
        kinds = ", ".join(sorted(READ_IN_FOLDERS))
        raise InputError(f"{folder} holds no file that ends in {kinds}")


def _unread(path: Path, inside: Path) -> str | None:
    """Why a file of a folder is not read, None of one that is."""
    if path.name.startswith("."):
        return "its name begins with a dot"
    if suffix_of(path.name) not in READ_IN_FOLDERS:
        return "its ending is that of no format that is read here; name the file itself to read it"
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(inside):
            return "it is a link that leads out of the folder"
        if not stat.S_ISREG(path.stat().st_mode):
            return "it is no regular file"
    except (OSError, RuntimeError) as error:  # a link to nothing, or to itself
        return f"it cannot be looked at ({error})"
    return None


def _file(path: Path) -> Input:
    found = path.stat()
    return Input(str(path), found.st_size, found.st_mtime_ns)


@contextmanager
def opened(given: Input, advance: Callable[[int], None] = lambda _: None) -> Iterator[Source]:
    """Open a file, or stdin, to be read.

    Args:
        given: No address.
        advance: Told of bytes as they are read.

    Raises:
        OSError: It cannot be opened.
    """
    if given.name == STDIN:
        yield Source("standard input", cast("io.BufferedReader", sys.stdin.buffer))
        return
    with Path(given.name).open("rb", buffering=0) as file:
        counted = _Counted(file, advance)
        with io.BufferedReader(counted, 1 << 18) as stream:
            yield Source(given.name, cast("io.BufferedReader", stream))


class _Counted(io.RawIOBase):
    """A file that tells how far it was read, which is the furthest that it was read."""

    def __init__(self, file: io.FileIO, advance: Callable[[int], None]) -> None:
        self._file = file
        self._advance = advance
        self._furthest = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the base has Buffer
        count = self._file.readinto(buffer) or 0
        self._furthest += count
        self._advance(count)
        return count


def total_size(inputs: Iterable[Input]) -> int | None:
    """Bytes of all, None where nobody knows of one."""
    sizes = [given.size for given in inputs]
    return None if any(size is None for size in sizes) else sum(size or 0 for size in sizes)
