"""`secondsource corpus learn-priors`: learn of publishers from the corpus, with progress."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.answers import to_json
from api.console import error_console, require_corpus
from scoring.provenance.priors import PublisherPriors
from scoring.settings import Settings

_SHOWN = 10  # pairs; --json has them all
_SECONDS_BETWEEN_REPORTS = 2.0


def learn_and_show(settings: Settings, *, as_json: bool) -> None:
    """Learn which publishers' stories are copies, store it, and print the strongest pairs.

    It needs no model: what it reads was computed when the documents were stored.

    Raises:
        CorpusError: The corpus is not there, or cannot be read or written.
    """
    from scoring.corpus.learning import learn_priors
    from scoring.corpus.store import Corpus, identity_of

    uri = settings.corpus_uri
    require_corpus(uri)
    corpus = Corpus(uri, identity_of(uri))
    with _progress() as report:
        found = learn_priors(corpus, report)
    if as_json:
        click.echo(to_json(_as_dict(found)))
    else:
        _render(found, Console(highlight=False))


def _as_dict(found: PublisherPriors) -> dict[str, object]:
    return {
        "corpus_version": found.corpus_version,
        "pairs": [
            {**dataclasses.asdict(pair), "probability": round(pair.probability, 4)}
            for pair in found.pairs
        ],
    }


def _render(found: PublisherPriors, console: Console) -> None:
    """Print what was learned, a pair a line."""

    def line(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    if not found.pairs:
        line("No two publishers have enough copies of each other's stories to learn from.")
        return
    count = len(found.pairs)
    line(f"{count:,} pair{'' if count == 1 else 's'} of publishers learned.")
    for pair in found.pairs[:_SHOWN]:
        line(
            f"  {pair.probability:.2f}  {pair.copies:,} of {pair.chances:,} stories of "
            f"{pair.rarer} are one text with a story of {pair.other}"
        )
    if count > _SHOWN:
        line(f"  and {count - _SHOWN:,} more; --json shows them all")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far the reading is: a bar on a terminal, else a line every two seconds."""
    if not error_console.is_terminal:
        yield _reporting_lines()
        return
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, TimeRemainingColumn(), console=error_console, transient=True) as bar:
        task = bar.add_task("reading stories", total=None)
        yield lambda read, stories: bar.update(task, completed=read, total=stories)


def _reporting_lines() -> Callable[[int, int], None]:
    reported = time.monotonic()

    def report(read: int, stories: int) -> None:
        nonlocal reported
        if time.monotonic() - reported > _SECONDS_BETWEEN_REPORTS:
            reported = time.monotonic()
            click.echo(f"{read:,} of {stories:,} stories read …", err=True)

    return report
