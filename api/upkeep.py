"""`secondsource corpus optimize | verify`: upkeep by hand, and whether a corpus is whole."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

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
    from scoring.corpus.audit import remove_orphans
    from scoring.corpus.opened import identity_of
    from scoring.corpus.store import Corpus
    from scoring.corpus.upkeep import count_files, unindexed_rows

    uri = settings.corpus_uri
    require_corpus(uri)
    corpus = Corpus(uri, identity_of(uri), timedelta(hours=settings.history_hours))
    unindexed, files = unindexed_rows(corpus.statements), count_files(corpus.statements)
    with waiting("optimising the corpus") as report:
        report("looking for statements that no document points to")
        removed = remove_orphans(corpus)
        report("folding rows into the indexes, merging files")
        corpus.optimize()
    done = {
        "statements_indexed": unindexed,
        "orphaned_revisions_removed": removed,
        "files_before": files,
        "files": count_files(corpus.statements),
        "vector_index": corpus.has_vector_index(),
    }
    if as_json:
        click.echo(to_json(done))
        return
    click.echo(
        f"{unindexed:,} statements folded into the indexes, {files:,} files of statements made "
        f"{done['files']:,}, {removed:,} orphaned revisions removed; dense search "
        f"{'goes through an index' if done['vector_index'] else 'reads every vector'}"
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
