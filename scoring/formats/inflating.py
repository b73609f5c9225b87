"""gzip and zstd streams with a limit on what they grow to."""

from __future__ import annotations

import gzip
import io
from typing import BinaryIO, cast

import zstandard

from scoring.errors import InputError

# Text grows 3 to 10 times, repetitive NDJSON 30; a bomb grows 1,000 times.
_MOST_GROWTH = 100
_FREE_GROWTH = 64 << 20  # bytes for which the ratio does not matter
_MOST_WINDOW = 128 << 20  # bytes that one zstd frame may ask to have in memory; zstd's own limit
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
SUFFIXES = (".gz", ".zst")


class Growth:
    """How much is made of how little."""

    def __init__(self, name: str) -> None:
        """Nothing so far.

        Args:
            name: What the message calls it.
        """
        self._name = name
        self.read = 0
        self.made = 0

    def count(self, made: int) -> None:
        """Count bytes that were made.

        Raises:
            InputError: They are too many for what was read.
        """
        self.made += made
        if self.made > _MOST_GROWTH * self.read + _FREE_GROWTH:
            raise InputError(
                f"{self._name} grows to over {_MOST_GROWTH} times its size; unpack it yourself if "
                "you trust it"
            )


class _Counted(io.RawIOBase):
    """A stream that counts what is read of it."""

    def __init__(self, stream: BinaryIO, growth: Growth) -> None:
        self._stream = stream
        self._growth = growth

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the base has Buffer
        content = self._stream.read(len(buffer))
        buffer[: len(content)] = content
        self._growth.read += len(content)
        return len(content)


class Guarded(io.RawIOBase):
    """What is made of a stream, as long as it is not too much."""

    def __init__(self, stream: BinaryIO, growth: Growth) -> None:
        """Read from a stream that unpacks.

        Args:
            stream: Gives what was unpacked.
            growth: Knows what was read for it.
        """
        self._stream = stream
        self._growth = growth

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the base has Buffer
        """Fill a buffer; 0 at the end.

        Raises:
            InputError: The stream is broken, ends early, or grows beyond the limit.
        """
        try:
            content = self._stream.read(len(buffer))
        except EOFError:
            raise InputError("the compressed stream ends early") from None
        except (gzip.BadGzipFile, zstandard.ZstdError, OSError) as error:
            raise InputError(f"the compressed stream is broken ({error})") from None
        buffer[: len(content)] = content
        self._growth.count(len(content))
        return len(content)


def inflated(stream: io.BufferedReader, name: str) -> io.BufferedReader | None:
    """The content of a gzip or zstd stream, None where it is neither.

    Args:
        stream: At its beginning.
        name: What messages call it.
    """
    head = stream.peek(4)[:4]
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    if kind is None:
        return None
    growth = Growth(name)
    counted = cast("BinaryIO", io.BufferedReader(_Counted(cast("BinaryIO", stream), growth)))
    if kind == "gzip":
        made = cast("BinaryIO", gzip.GzipFile(fileobj=counted))
    else:
        decompressor = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW)
        made = decompressor.stream_reader(counted, read_across_frames=True)
    return io.BufferedReader(Guarded(made, growth), 1 << 16)
