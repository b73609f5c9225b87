"""Files of all kinds to documents: one reader a form, each a stream in bounded memory.

Readers know nothing of a network or a command line. They take a `Source` and give an `Item`
for each document that it holds, or for each place where one cannot be used.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, cast

from scoring.errors import InputError
from scoring.formats.archives import is_tar, is_zip, tar_entries, zip_entries
from scoring.formats.detection import HEAD, READ_IN_FOLDERS, detect_form, suffix_of
from scoring.formats.feeds import read_feed
from scoring.formats.inflating import inflated
from scoring.formats.items import FIELDS, LONGEST_ITEM, Item, Source
from scoring.formats.lines import read_json, read_ndjson
from scoring.formats.mail import read_mail
from scoring.formats.pages import read_page
from scoring.formats.sitemaps import read_sitemap
from scoring.formats.tables import read_parquet, read_table
from scoring.formats.warc import read_warc
from scoring.formats.wires import read_newsml, read_ninjs, read_nitf

__all__ = [
    "FIELDS",
    "FORMS",
    "LONGEST_ITEM",
    "READ_IN_FOLDERS",
    "Item",
    "Source",
    "read_source",
    "suffix_of",
]

Reader = Callable[[Source, Mapping[str, str]], Iterator[Item]]

FORMS: Mapping[str, Reader] = {
    "json": read_json,
    "ndjson": read_ndjson,
    "csv": read_table,
    "parquet": read_parquet,
    "html": read_page,
    "feed": read_feed,
    "sitemap": read_sitemap,
    "warc": read_warc,
    "newsml": read_newsml,
    "nitf": read_nitf,
    "ninjs": read_ninjs,
    "eml": read_mail,
}

_DEEPEST = 3  # wrappings within each other, such as .tar in .gz in .zip


def read_source(
    source: Source, *, form: str | None = None, columns: Mapping[str, str] | None = None
) -> Iterator[Item]:
    """Read the documents of a source, unpacking it first where it is packed.

    Args:
        source: Any stream.
        form: A name in `FORMS`; told from name and content when None.
        columns: For each field of a document the column that holds it, where the names differ.

    Yields:
        The documents, in order. What breaks a reader is its last item.
    """
    yield from _read(source, form, columns or {}, 0)


def _read(
    source: Source, form: str | None, columns: Mapping[str, str], depth: int
) -> Iterator[Item]:
    number = 0
    try:
        for item in _unpacked(source, form, columns, depth):
            number = item.number
            yield item
    except InputError as error:
        yield Item(source.name, number + 1, refused=str(error))
    except OSError:
        raise  # of the disk, not of what is on it
    except Exception as error:  # noqa: BLE001  one hostile file must not take the others down
        kind = type(error).__name__
        reason = f"it cannot be read from here on ({kind}: {str(error)[:200]})"
        yield Item(source.name, number + 1, refused=reason)


def _unpacked(
    source: Source, form: str | None, columns: Mapping[str, str], depth: int
) -> Iterator[Item]:
    stream = _buffered(source.stream)
    head = stream.peek(HEAD)[:HEAD]
    if depth > _DEEPEST:
        raise InputError(f"it is packed over {_DEEPEST} times; unpack it yourself")
    plain = inflated(stream, source.name)
    if plain is not None:
        yield from _unpacked(
            replace(source, stream=cast("BinaryIO", plain)), form, columns, depth + 1
        )
        return
    source = replace(source, stream=cast("BinaryIO", stream))
    if not is_zip(head) and not is_tar(head):
        chosen = form or detect_form(source.name, head, source.content_type)
        yield from FORMS[chosen](source, columns)
        return
    for entry in zip_entries(source) if is_zip(head) else tar_entries(source):
        if isinstance(entry, Item):
            yield entry
        elif form is None and suffix_of(entry.name) not in READ_IN_FOLDERS:
            reason = "its ending is that of no format that is read here"
            yield Item(entry.name, 1, passed_over=reason)
        else:
            yield from _read(entry, form, columns, depth + 1)


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast("io.RawIOBase", stream), HEAD)
