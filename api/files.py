"""`secondsource ingest`: the documents of files into the corpus, with progress and a report."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.answers import to_json
from api.batch import Line, Result, read_lines, store_lines
from api.console import error_console, open_engine, read_typed
from api.errors import ProblemError
from api.schemas.documents import CollectionQuery
from api.strict_json import parse_json
from scoring.errors import InputError
from scoring.settings import Settings

_SUFFIXES = (".json", ".jsonl", ".ndjson")
_SECONDS_BETWEEN_REPORTS = 2.0
_SHOWN_ERRORS = 2  # fields of one line


@dataclass
class Tally:
    """What became of the lines so far; `failed` says which were refused and why."""

    stored: int = 0
    replaced: int = 0
    blank: int = 0
    failed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """Lines with a result."""
        return self.stored + self.replaced + self.blank + len(self.failed)

    def count(self, path: Path, result: Result) -> None:
        """Count a result."""
        if result.problem is not None:
            self.failed.append(
                {
                    "file": str(path),
                    "line": result.line,
                    "id": result.id,
                    "status": result.status,
                    "detail": _reason(result),
                }
            )
        elif result.status == 204:
            self.blank += 1
        elif result.status == 200:
            self.replaced += 1
        else:
            self.stored += 1

    def as_dict(self) -> dict[str, Any]:
        """The tally as JSON."""
        return {
            "stored": self.stored,
            "replaced": self.replaced,
            "blank": self.blank,
            "failed": self.failed,
        }

    def as_sentence(self) -> str:
        """The tally as a person would want to read it."""
        parts = [f"{self.stored:,} stored", f"{self.replaced:,} replaced"]
        if self.blank:
            parts.append(f"{self.blank:,} blank lines")
        return ", ".join([*parts, f"{len(self.failed):,} failed"])


def ingest_files(
    paths: Sequence[Path], settings: Settings, collection: str | None, *, as_json: bool
) -> bool:
    """Store the documents of files and print what became of them.

    Args:
        paths: Files, or folders whose .json, .jsonl and .ndjson files are meant.
        settings: Which corpus and which models.
        collection: Put all documents there, whatever their lines say.
        as_json: Print JSON.

    Returns:
        Whether every document was stored.

    Raises:
        SecondSourceError: The engine cannot be opened, or the collection's name not used.
        OSError: A file cannot be read.
    """
    if collection is not None:
        read_typed(CollectionQuery(), {"collection": collection})
    files = list(_find_files(paths))
    parts = open_engine(settings)
    tally = Tally()
    with _progress(sum(path.stat().st_size for path in files), tally) as advance:
        for path in files:
            with path.open("rb") as file:
                lines = advance(read_file(path, file))
                for result in store_lines(lines, parts, collection=collection):
                    tally.count(path, result)
                    if result.problem is not None and not as_json:
                        error_console.print(
                            f"{path}:{result.line}: {_reason(result)}", markup=False, soft_wrap=True
                        )
    parts.corpus.maintain()
    click.echo(to_json(tally.as_dict()) if as_json else tally.as_sentence())
    return not tally.failed


def _reason(result: Result) -> str:
    """The problem of a line in one sentence, with the field at fault."""
    problem = result.problem
    if problem is None:
        return ""
    found = [f"{error.pointer}: {error.detail}" for error in problem.errors if error.pointer]
    if not found:
        return problem.detail
    more = f"; and {len(found) - _SHOWN_ERRORS} more fields" if len(found) > _SHOWN_ERRORS else ""
    return "; ".join(found[:_SHOWN_ERRORS]) + more


def _find_files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES)
        if not found:
            raise InputError(f"{path} holds no file that ends in {', '.join(_SUFFIXES)}")
        yield from found


def read_file(path: Path, file: BinaryIO) -> Iterator[Line]:
    """The documents of a file as lines; those of a .json file are numbered from 1.

    Args:
        path: Its name, whose suffix tells how to read it.
        file: Its content.
    """
    if path.suffix != ".json":
        yield from read_lines(file)
        return
    body = file.read()
    try:
        content = parse_json(body)
    except ProblemError:
        yield Line(1, body)  # refused as a line, for the same reason
        return
    for number, item in enumerate(content if isinstance(content, list) else [content], 1):
        yield Line(number, json.dumps(item).encode())


@contextmanager
def _progress(total_bytes: int, tally: Tally) -> Iterator[Any]:
    """Show how far the reading is: a bar on a terminal, else a line every two seconds."""
    if not error_console.is_terminal:
        yield lambda lines: _with_reports(lines, tally)
        return
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=error_console,
        transient=True,
    )
    with bar:
        task = bar.add_task("storing documents", total=total_bytes)

        def advance(lines: Iterator[Line]) -> Iterator[Line]:
            for line in lines:
                yield line
                bar.update(task, advance=len(line.body or b"") + 1, description=tally.as_sentence())

        yield advance


def _with_reports(lines: Iterator[Line], tally: Tally) -> Iterator[Line]:
    reported = time.monotonic()
    for line in lines:
        yield line
        if time.monotonic() - reported > _SECONDS_BETWEEN_REPORTS:
            reported = time.monotonic()
            click.echo(f"{tally.as_sentence()} …", err=True)
