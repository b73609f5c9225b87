"""How far a command is, on the error output."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.console import error_console

_SECONDS_BETWEEN_REPORTS = 2.0


@contextmanager
def counted(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done: a bar on a terminal, else a line every two seconds.

    Args:
        title: What is done, as "reading stories".

    Yields:
        Takes how many are done and how many there are.
    """
    if not error_console.is_terminal:
        yield _reporting_lines(title)
        return
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, TimeRemainingColumn(), console=error_console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _reporting_lines(title: str) -> Callable[[int, int], None]:
    reported = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal reported
        if time.monotonic() - reported > _SECONDS_BETWEEN_REPORTS:
            reported = time.monotonic()
            click.echo(f"{title}: {done:,} of {total:,} …", err=True)

    return report
