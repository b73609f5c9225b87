"""CSV, TSV and Parquet: a document a row."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, TextIO

from scoring.errors import InputError
from scoring.formats.charsets import text_codec
from scoring.formats.columns import complete, typed
from scoring.formats.items import LONGEST_ITEM, Item, Source
from scoring.formats.spooling import seekable

_DELIMITERS = ",;\t|"
_HEAD = 1 << 16  # bytes that charset and delimiter are told from
_ROWS = 64  # of Parquet in memory at once
_LARGEST_GROUP = 4 << 30  # bytes of a row group in memory; writers make them of 0.1 to 1 GB
_PIECE = 1 << 20


def read_table(source: Source, columns: Mapping[str, str]) -> Iterator[Item]:
    """The documents of a CSV or TSV file, numbered by line; the first line names the columns.

    Raises:
        InputError: Its columns do not have what a document needs.
    """
    head = _head(source.stream)
    codec, notes = text_codec(head[: _HEAD - 4])
    text = io.TextIOWrapper(source.stream, codec, errors="replace", newline="")
    lines = _Lines(text)
    csv.field_size_limit(LONGEST_ITEM)
    rows = csv.reader(lines, delimiter=_delimiter(source.name, head), strict=False)
    try:
        names = next(rows, None)
        if names is None:
            return
        names[0] = names[0].removeprefix("\ufeff")
        wanted = complete(columns, names)
        notes += _unread(names, wanted)
        for item in _table_items(source, rows, lines, names, wanted):
            yield item if not notes else _with_notes(item, notes)
            notes = []  # once a file
    finally:
        text.detach()  # whoever opened the stream closes it


def _table_items(
    source: Source, rows: Any, lines: _Lines, names: list[str], wanted: Mapping[str, str]
) -> Iterator[Item]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            row = None
        except csv.Error as error:
            yield Item(source.name, lines.number, refused=f"the row cannot be read: {error}")
            continue
        for number in lines.take_overlong():
            reason = f"the line has over {LONGEST_ITEM:,} characters; split the document"
            yield Item(source.name, number, refused=reason)
        if row is None:
            return
        if len(row) != len(names):
            if row:  # not an empty line
                reason = f"the row has {len(row)} fields, the first line names {len(names)}"
                yield Item(source.name, lines.number, refused=reason)
            continue
        values = dict(zip(names, row, strict=True))
        fields, notes = typed({name: values[column] for name, column in wanted.items()})
        yield Item(source.name, lines.number, fields=fields, notes=tuple(notes))


class _Lines:
    """Lines for the csv module, which would hold one of any length; such a one is read past."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._overlong: list[int] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ITEM)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_ITEM and not line.endswith("\n"):
            self._overlong.append(self.number)
            while line and not line.endswith("\n"):
                line = self._text.readline(_PIECE)
            return "\n"
        return line

    def take_overlong(self) -> list[int]:
        """The numbers of the lines that were read past since this was asked last."""
        found, self._overlong = self._overlong, []
        return found


def read_parquet(source: Source, columns: Mapping[str, str]) -> Iterator[Item]:
    """The documents of a Parquet file, numbered by row.

    Raises:
        InputError: Its columns do not have what a document needs, or it unpacks to too much.
    """
    from pyarrow import parquet

    with seekable(source.stream) as file, parquet.ParquetFile(file) as table:
        names = list(table.schema_arrow.names)
        wanted = complete(columns, names)
        _refuse_large_groups(table.metadata)
        notes = _unread(names, wanted)
        number = 0
        read = sorted(set(wanted.values()))
        for batch in table.iter_batches(batch_size=_ROWS, columns=read, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                fields, found = typed({name: row[column] for name, column in wanted.items()})
                yield Item(source.name, number, fields=fields, notes=(*notes, *found))
                notes = []


def _refuse_large_groups(metadata: Any) -> None:
    for group in range(metadata.num_row_groups):
        size = metadata.row_group(group).total_byte_size
        if size > _LARGEST_GROUP:
            raise InputError(
                f"row group {group} unpacks to {size:,} bytes, the limit is {_LARGEST_GROUP:,}; "
                "write the file with smaller row groups"
            )


def _head(stream: BinaryIO) -> bytes:
    peek = getattr(stream, "peek", None)
    return bytes(peek(_HEAD)[:_HEAD]) if peek is not None else b""


def _delimiter(name: str, head: bytes) -> str:
    """The character that parts the names of the columns; a tab where the name says so."""
    if name.lower().removesuffix(".gz").removesuffix(".zst").endswith(".tsv"):
        return "\t"
    first_line = head.removeprefix(codecs.BOM_UTF8).split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(_DELIMITERS, key=first_line.count)


def _unread(names: list[str], wanted: Mapping[str, str]) -> list[str]:
    left = [name for name in names if name not in set(wanted.values())]
    return [f"columns that are not read: {', '.join(map(repr, left[:20]))}"] if left else []


def _with_notes(item: Item, notes: list[str]) -> Item:
    return Item(
        item.source,
        item.number,
        fields=item.fields,
        refused=item.refused,
        notes=(*notes, *item.notes),
    )
