"""How far the ingestion is: a bar with rate and time left on a terminal, else plain lines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from api.console import error_console
from api.ingesting.report import Tally

_SECONDS_BETWEEN_LINES = 2.0

Advance = Callable[[int], None]


@contextmanager
def shown(total: int | None, tally: Tally) -> Iterator[Advance]:
    """Show how far it is.

    Args:
        total: Bytes that there are to read, None where nobody knows.
        tally: What became of the documents so far.

    Yields:
        Takes the bytes that were read, 0 where a document was stored.
    """
    started = time.monotonic()
    if not error_console.is_terminal:
        yield _lines(total, tally, started)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=error_console, transient=True) as bar:
        task = bar.add_task("storing documents", total=total, rate="")

        def advance(size: int) -> None:
            rate = f"{_rate(tally, started):.0f}/s"
            bar.update(task, advance=size, description=tally.as_sentence(), rate=rate)

        yield advance


def _lines(total: int | None, tally: Tally, started: float) -> Advance:
    told = started
    read = 0

    def advance(size: int) -> None:
        nonlocal told, read
        read += size
        moment = time.monotonic()
        if moment - told > _SECONDS_BETWEEN_LINES:
            told = moment
            left = _left(total, read, moment - started)
            click.echo(f"{tally.as_sentence()}; {_rate(tally, started):.0f}/s{left} …", err=True)

    return advance


def _rate(tally: Tally, started: float) -> float:
    return tally.documents / max(time.monotonic() - started, 1e-3)


def _left(total: int | None, read: int, seconds: float) -> str:
    """The time that is left, if it goes on as it went."""
    if not total or not read:
        return ""
    share = min(read / total, 1.0)
    left = seconds * (1 - share) / share
    return f"; {share:.0%}, about {left / 60:.0f} min left" if left > 90 else f"; {share:.0%}"
