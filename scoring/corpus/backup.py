"""`secondsource corpus backup | restore`: a copy of a corpus at one moment, and back.

A backup is a folder with the tables as they stood, without their indexes and without anything that
was deleted, and a list of its files with their hashes. Writers go on while it is made.

A document points to statements, in another table. So both are taken from one moment: the version of
the statements while the documents do not change. Documents are switched after their statements are
written and before old ones are removed; while their table stays as it is, all that it points to is
there.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa

from scoring.corpus.durable import flush_everything
from scoring.corpus.schema import SCHEMA_VERSION
from scoring.corpus.upkeep import BACKUP_MARK
from scoring.errors import CorpusError

Report = Callable[[int, int], None]

LIST = "backup.json"
_ROWS = 10_000  # copied at a time: some 15 MB of statements
_ATTEMPTS = 200
_PAUSE = 0.02
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Attributes:
        made_at: When.
        tables: Rows of each table.
        files: SHA-256 of each file, by its path in the folder.
        schema_version: Of the corpus.
    """

    made_at: str
    tables: dict[str, int]
    files: dict[str, str]
    schema_version: int


def back_up(uri: str, folder: Path, report: Report) -> Backup:
    """Copy a corpus, as it stands at one moment, into a new folder; durable when this returns.

    Args:
        uri: The corpus; writers and upkeep may go on.
        folder: Must not be there, or be empty.
        report: Told how many rows of how many were copied.

    Raises:
        CorpusError: The folder holds something, or the corpus cannot be read.
        OSError: The folder cannot be written.
    """
    _require_empty(folder)
    try:
        with _standing(uri) as tables:
            counts = _copy(tables, str(folder), report)
    except (OSError, RuntimeError, ValueError) as error:
        raise CorpusError(
            f"the corpus at {uri!r} could not be backed up ({error}); empty {str(folder)!r} and "
            "try again"
        ) from error
    made = Backup(datetime.now(UTC).isoformat(), counts, dict(_hashes(folder)), SCHEMA_VERSION)
    (folder / LIST).write_text(json.dumps(vars_of(made), indent=1), encoding="utf-8")
    flush_everything(folder)
    return made


def restore(folder: Path, uri: str, report: Report) -> Backup:
    """Make a corpus from a backup, after its files were found to be whole.

    Opening the corpus makes its indexes.

    Args:
        folder: The backup.
        uri: Where the corpus is to be; nothing must be there.
        report: Told how many rows of how many were copied.

    Raises:
        CorpusError: The backup is not whole, or there is a corpus already.
    """
    made = read_list(folder)
    _verify(folder, made)
    if "://" not in uri:
        _require_empty(Path(uri))
    try:
        database = lancedb.connect(uri)
        if database.list_tables().tables:
            raise CorpusError(f"there is a corpus at {uri!r}; set CORPUS_URI to another place")
        source = lancedb.connect(str(folder))
        _copy({name: source.open_table(name) for name in made.tables}, uri, report)
    except (OSError, RuntimeError, ValueError) as error:
        raise CorpusError(
            f"the backup {str(folder)!r} could not be restored to {uri!r} ({error}); empty that "
            "and try again"
        ) from error
    if "://" not in uri:
        flush_everything(Path(uri))
    return made


def read_list(folder: Path) -> Backup:
    """Read what a backup holds.

    Raises:
        CorpusError: It is no backup, or one that was not finished.
    """
    try:
        return Backup(**json.loads((folder / LIST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise CorpusError(
            f"{str(folder)!r} is no finished backup: its {LIST} cannot be read ({error}); name a "
            "folder that `secondsource corpus backup` made"
        ) from error


def _verify(folder: Path, made: Backup) -> None:
    """Refuse a backup that is not what was made.

    Raises:
        CorpusError: A file is missing, changed, or there is one too many.
    """
    if made.schema_version > SCHEMA_VERSION:
        raise CorpusError(
            f"the backup {str(folder)!r} has schema version {made.schema_version}, this release "
            f"reads up to {SCHEMA_VERSION}; install the release that made it"
        )
    found = dict(_hashes(folder))
    wrong = sorted(
        name for name in made.files.keys() | found.keys() if made.files.get(name) != found.get(name)
    )
    if wrong:
        raise CorpusError(
            f"the backup {str(folder)!r} is not what was made: {wrong[0]!r} and {len(wrong) - 1} "
            "other files are missing or changed; restore another one"
        )


class _standing:  # noqa: N801  reads as a verb at its one use
    """The tables of a corpus at one moment, marked so that upkeep leaves their files alone."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._tag = f"{BACKUP_MARK}{time.time_ns()}"
        self._tables: dict[str, Any] = {}

    def __enter__(self) -> dict[str, Any]:
        database = lancedb.connect(self._uri, read_consistency_interval=timedelta(0))
        names = list(database.list_tables().tables)
        self._tables = {name: database.open_table(name) for name in sorted(names)}
        moment = _one_moment(self._tables)
        for name, table in self._tables.items():
            table.tags.create(self._tag, moment[name])
            table.checkout(moment[name])
        return self._tables

    def __exit__(self, *_: object) -> None:
        for table in self._tables.values():
            table.checkout_latest()
            if self._tag in table.tags.list():
                table.tags.delete(self._tag)


def _one_moment(tables: dict[str, Any]) -> dict[str, int]:
    """Versions of the tables that belong together."""
    documents = tables.get("documents")
    if documents is None:
        raise ValueError("it has no documents")
    for _ in range(_ATTEMPTS):
        before = int(documents.version)
        found = {name: int(table.version) for name, table in tables.items()}
        if before == found["documents"] == int(documents.version):
            return found
        time.sleep(_PAUSE)
    raise RuntimeError("writers are too many to find a moment between two of them")


def _copy(tables: dict[str, Any], uri: str, report: Report) -> dict[str, int]:
    """Write tables as they are checked out to another place; the rows of each."""
    target = lancedb.connect(uri)
    counts = {name: int(table.count_rows()) for name, table in tables.items()}
    done, total = 0, sum(counts.values())
    for name, table in tables.items():
        made = target.create_table(name, schema=table.schema)
        bare = table.schema.remove_metadata()
        for batch in table.search().to_batches(batch_size=_ROWS):
            if batch.num_rows:
                made.add(pa.Table.from_batches([batch]).select(bare.names).cast(bare))
            done += batch.num_rows
            report(done, total)
        if made.count_rows() != counts[name]:
            raise RuntimeError(f"{made.count_rows()} of {counts[name]} rows of {name} were copied")
    return counts


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CorpusError(f"{str(folder)!r} holds something; name a folder that is not there yet")


def _hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / LIST:
            yield path.relative_to(folder).as_posix(), _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def vars_of(made: Backup) -> dict[str, Any]:
    """What a backup holds, as JSON."""
    return {name: getattr(made, name) for name in Backup.__slots__}
