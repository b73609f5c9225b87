"""`secondsource corpus backup | restore | export | delete | retract`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from api.answer_store import AnswerStore
from api.answers import to_json
from api.console import require_corpus, waiting
from api.progress import counted
from scoring.corpus.backup import Backup, back_up, restore, vars_of
from scoring.corpus.export import documents_of, keys_of
from scoring.corpus.opened import identity_of, now
from scoring.corpus.store import Corpus
from scoring.corpus.takedown import is_quoted, take_down
from scoring.errors import InputError, NotFound
from scoring.settings import Settings


def back_up_and_show(settings: Settings, folder: Path, *, as_json: bool) -> None:
    """Back a corpus up and say what was copied.

    Raises:
        CorpusError: The corpus is not there, cannot be read, or the folder holds something.
    """
    open_corpus(settings)  # of an earlier release: brought up first
    with counted("copying rows") as report:
        made = back_up(settings.corpus_uri, folder, report)
    _show(
        {**vars_of(made), "files": len(made.files)}, f"backed up to {folder}", made.tables, as_json
    )


def restore_and_show(settings: Settings, folder: Path, *, as_json: bool) -> None:
    """Make a corpus of a backup, read it whole, and say what is in it.

    Raises:
        CorpusError: The backup is not whole, there is a corpus already, or what was restored
            does not hold together.
    """
    from scoring.corpus.audit import audit
    from scoring.errors import CorpusError

    uri = settings.corpus_uri
    with counted("copying rows") as report:
        made = restore(folder, uri, report)
    with waiting("making the indexes"):
        corpus = Corpus(uri, identity_of(uri))
        corpus.optimize()
    with counted("reading documents") as report:
        found = audit(corpus, report)
    if found.faults:
        raise CorpusError(
            f"what was restored to {uri!r} has {len(found.faults)} faults, the first in "
            f"{found.faults[0].key!r}; `secondsource corpus verify` names them, so did the corpus "
            "that was backed up"
        )
    _show(_told(made), f"restored to {uri}", made.tables, as_json)


def export_documents(settings: Settings, output: Path | None, collection: str | None) -> None:
    """Write the documents of a corpus as NDJSON that `secondsource ingest` takes.

    Args:
        settings: Which corpus.
        output: A file that is not there yet; None for the standard output.
        collection: Only this one.

    Raises:
        CorpusError: The corpus is not there, or cannot be read.
        OSError: The file is there already, or cannot be written.
    """
    corpus = open_corpus(settings)
    keys = list(keys_of(corpus, collection=collection))
    with counted("writing documents") as report, _writing(output) as write:
        for done, document in enumerate(documents_of(corpus, iter(keys)), 1):
            write(to_json(document) + "\n")
            report(done, len(keys))


def delete_and_show(
    settings: Settings,
    keys: Sequence[str],
    publisher: str | None,
    *,
    traces: bool,
    as_json: bool,
) -> None:
    """Delete documents so that no file of the corpus holds anything of them.

    Raises:
        InputError: A key is not COLLECTION/ID.
        NotFound: There is no such document.
        CorpusError: The corpus is not there, or cannot be written.
    """
    corpus = open_corpus(settings)
    wanted = [*map(_key, keys)]
    missing = set(wanted) - corpus.known_keys(wanted)
    if missing and not traces:
        raise NotFound(
            f"there is no document {min(missing)!r}; where it was deleted before, --traces writes "
            "all tables anew without it"
        )
    if publisher is not None:
        wanted += keys_of(corpus, publisher=publisher)
    with waiting("deleting") as report:
        done = take_down(corpus, wanted, traces=traces, report=report)
        report("looking through answers kept for repeated requests")
        answers = AnswerStore(settings.corpus_uri).forget(lambda body: is_quoted(body, wanted))
    counts = {"documents": done.documents, "checks": done.checks, "kept_answers": answers}
    _show(counts, "deleted", counts, as_json)


def retract_and_show(
    settings: Settings, key: str, reason: str, *, undo: bool, as_json: bool
) -> None:
    """Mark a document as retracted, or take that back.

    Raises:
        NotFound: There is no such document.
        CorpusError: The corpus is not there, or cannot be written.
    """
    corpus = open_corpus(settings)
    collection, name = _key(key).split("/", 1)
    if undo:
        document = corpus.unretract(collection, name)
    else:
        document = corpus.retract(collection, name, reason, now())
    kinds = [notice.kind.value for notice in document.notices]
    if as_json:
        click.echo(to_json({"document": key, "notices": kinds}))
    else:
        click.echo(f"{key}: {', '.join(kinds) or 'no notices'}")


def open_corpus(settings: Settings) -> Corpus:
    """Open the corpus without a model.

    Raises:
        CorpusError: It is not there, or cannot be opened.
    """
    uri = settings.corpus_uri
    require_corpus(uri)
    return Corpus(uri, identity_of(uri))


def _told(made: Backup) -> dict[str, Any]:
    return {**vars_of(made), "files": len(made.files)}


def _key(text: str) -> str:
    collection, slash, name = text.partition("/")
    if not (collection and slash and name):
        raise InputError(f"{text!r} is no document; name it COLLECTION/ID, such as default/silo-01")
    return text


def _show(everything: object, what: str, counts: dict[str, int], as_json: bool) -> None:
    if as_json:
        click.echo(to_json(everything))
        return
    parts = [f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items()]
    click.echo(f"{what}: {', '.join(parts)}")


@contextmanager
def _writing(output: Path | None) -> Iterator[Callable[[str], object]]:
    if output is None:
        yield sys.stdout.write
        return
    with output.open("x", encoding="utf-8") as file:
        yield file.write
