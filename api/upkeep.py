"""`secondsource corpus optimize | verify`: upkeep by hand, and whether a corpus is whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import click

from api.answers import to_json
from api.console import require_corpus, waiting
from api.progress import counted
from scoring.settings import Settings

_SHOWN = 20  # faults; --json has them all


def optimize_and_show(settings: Settings, *, as_json: bool) -> None:
    """Fold all rows into the indexes, merge files, remove orphans, and say what was done.

    Raises:
        CorpusError: The corpus is not there, or cannot be written.
    """
    require_corpus(settings.corpus_uri)
    with waiting("optimising the corpus") as report:
        done = optimized(settings.corpus_uri, settings.history_hours, report)
    show_optimized(done, as_json=as_json)


def optimized(
    uri: str, history_hours: int, report: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Do the upkeep of a corpus; what was done.

    Each index and each merge of files is a commit of its own: where this is killed, the next run
    goes on from what is there.

    Raises:
        CorpusError: The corpus is not there, or cannot be written.
    """
    from scoring.corpus.audit import remove_orphans
    from scoring.corpus.opened import identity_of
    from scoring.corpus.store import Corpus
    from scoring.corpus.upkeep import count_files, unindexed_rows

    corpus = Corpus(uri, identity_of(uri), timedelta(hours=history_hours))
    unindexed, files = unindexed_rows(corpus.statements), count_files(corpus.statements)
    report("looking for statements that no document points to")
    removed = remove_orphans(corpus)
    report("folding rows into the indexes, merging files")
    corpus.optimize()
    return {
        "statements_indexed": unindexed,
        "orphaned_revisions_removed": removed,
        "files_before": files,
        "files": count_files(corpus.statements),
        "vector_index": corpus.has_vector_index(),
    }


def show_optimized(done: Mapping[str, Any], *, as_json: bool) -> None:
    """Print what `optimized` did."""
    if as_json:
        click.echo(to_json(dict(done)))
        return
    through = "goes through an index" if done["vector_index"] else "reads every vector"
    click.echo(
        f"{done['statements_indexed']:,} statements folded into the indexes, "
        f"{done['files_before']:,} files of statements made {done['files']:,}, "
        f"{done['orphaned_revisions_removed']:,} orphaned revisions removed; dense search {through}"
    )


def verify_and_show(settings: Settings, *, as_json: bool) -> bool:
    """Read the whole corpus, print what does not hold together, and say whether all does.

    It needs no model. Orphans are no fault: no search returns them.

    Raises:
        CorpusError: The corpus is not there, or cannot be read.
    """
    from scoring.corpus.audit import audit
    from scoring.corpus.opened import identity_of
    from scoring.corpus.store import Corpus

    uri = settings.corpus_uri
    require_corpus(uri)
    with counted("reading documents") as report:
        found = audit(Corpus(uri, identity_of(uri)), report)
    if as_json:
        click.echo(to_json(dataclasses.asdict(found)))
        return not found.faults
    for fault in found.faults[:_SHOWN]:
        click.echo(f"{fault.key}: {fault.problem}")
    if len(found.faults) > _SHOWN:
        click.echo(f"and {len(found.faults) - _SHOWN:,} more; --json shows them all")
    count = len(found.faults)
    verdict = "all whole" if not count else f"{count:,} fault{'' if count == 1 else 's'}"
    click.echo(
        f"{found.documents:,} documents with {found.statements:,} statements read: {verdict}; "
        f"{found.orphans:,} statements that no document points to"
    )
    return not count
