"""The way of a document from a source into the corpus, step by step."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.answers import to_json
from api.batch import Line, Result, store_lines
from api.console import error_console, open_engine, read_typed
from api.console import waiting as shown_waiting
from api.errors import ProblemError
from api.fetching.connection import Gone
from api.fetching.fetcher import Fetcher
from api.ingesting.extraction import Extraction
from api.ingesting.following import Follower
from api.ingesting.inputs import Input, find_inputs, host_of, opened, total_size
from api.ingesting.report import Tally, tallied
from api.ingesting.showing import Advance, shown
from api.ingesting.stopping import stoppable
from api.schemas.documents import CollectionQuery
from api.strict_json import parse_json
from scoring.errors import InputError
from scoring.formats import LONGEST_ITEM, Item, read_source
from scoring.formats.columns import parse_columns, renamed
from scoring.settings import Settings
from scoring.text import detect_language
from scoring.text.boilerplate import boilerplate_of
from scoring.text.repair import repair

if TYPE_CHECKING:
    from scoring.corpus.store import Corpus

Store = Callable[[Iterable[Line]], Iterator[Result]]
_Waiting = tuple[Item, tuple[str, ...]]  # what was sent to be stored, and what it leaves out

STOPPED = 130  # exit code: 128 and the number of SIGINT, as shells have it
_REPAIRED = ("text", "title", "publisher", "byline")
_WATCH_SECONDS = 10.0
_ADDRESS_SECONDS = 300.0  # between two readings of a feed; sites block who asks more often


@dataclass(frozen=True, slots=True)
class Options:
    """How to ingest.

    Attributes:
        collection: Put all documents there, whatever they say.
        form: The format of all sources; told from each when None.
        columns: "FIELD=COLUMN" for columns that are not named as the field.
        report: File that gets a line for everything but a document stored as it came.
        fetch: Read addresses, those of the arguments and those behind links.
        hosts: That may be asked besides those of the arguments and of `FETCH_HOSTS`.
        renew: Analyse and store documents again that the corpus holds unchanged.
        watch: Look again for new and changed files until Ctrl-C.
        ray: Address of a cluster that analyses and encodes, everything anew; here when None.
        as_json: Print JSON.
    """

    collection: str | None = None
    form: str | None = None
    columns: tuple[str, ...] = ()
    report: Path | None = None
    fetch: bool = False
    hosts: tuple[str, ...] = ()
    renew: bool = False
    watch: bool = False
    ray: str | None = None
    as_json: bool = False


@dataclass(slots=True)
class Run:
    """One ingestion under way."""

    options: Options
    columns: Mapping[str, str]
    corpus: Corpus
    store: Store
    tally: Tally
    stop: threading.Event
    follower: Follower | None
    seen: dict[str, tuple[int | None, int]] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)


def ingest_and_show(arguments: Sequence[str], settings: Settings, options: Options) -> int:
    """Store the documents of files, folders and streams and print what became of them.

    Args:
        arguments: Paths, globs, "-" for the standard input.
        settings: Which corpus and which models.
        options: How.

    Returns:
        The exit code: 0 when every document is in the corpus, 1 when some could not be
        stored, 130 when it was stopped.

    Raises:
        SecondSourceError: The engine cannot be opened, or an argument or option not be used.
        OSError: A file cannot be read, or the report not be written.
    """
    if options.collection is not None:
        read_typed(CollectionQuery(), {"collection": options.collection})
    columns = parse_columns(options.columns)
    found = list(find_inputs(arguments))
    hosts = _hosts(found, settings, options)
    with (
        _opened(settings, options) as (corpus, store),
        tallied(options.report) as tally,
        stoppable() as stop,
    ):
        gone = partial(_withdraw, corpus=corpus, options=options)
        follower = Follower(Fetcher(hosts, wait=stop.wait), gone) if options.fetch else None
        run = Run(options, columns, corpus, store, tally, stop, follower)
        _store(found, run)
        while options.watch and not stop.wait(_WATCH_SECONDS):
            _store(_changed(arguments, run), run)
        tally.finish(stopped=stop.is_set())
    click.echo(to_json(tally.as_dict()) if options.as_json else tally.as_sentence())
    if stop.is_set() and not options.watch:
        click.echo(
            "stopped; run it again to go on: what is stored and unchanged is passed by", err=True
        )
        return STOPPED
    return 1 if tally.counts["failed"] else 0


@contextmanager
def _opened(settings: Settings, options: Options) -> Iterator[tuple[Corpus, Store]]:
    """The corpus, and what stores lines in it."""
    if options.ray is None:
        parts = open_engine(settings)
        skip = not options.renew
        yield (
            parts.corpus,
            partial(store_lines, parts=parts, collection=options.collection, skip_unchanged=skip),
        )
        return
    from api.cluster import EncoderOfNode, connected, store_lines_on
    from scoring.corpus.store import Corpus

    with ExitStack() as stack:
        with shown_waiting("loading the encoder on the cluster"):
            made = EncoderOfNode(settings.embedding_model)
            cluster = stack.enter_context(connected(options.ray, made))
        corpus = Corpus(settings.corpus_uri, cluster.encoder)
        yield (
            corpus,
            partial(store_lines_on, cluster, corpus=corpus, collection=options.collection),
        )


def _withdraw(gone: Gone, summary: str | None, *, corpus: Corpus, options: Options) -> str | None:
    """Mark the documents of a page that is gone; what was done, None where there are none."""
    from scoring.corpus.opened import now
    from scoring.corpus.withdrawals import mark_gone

    only_summary = repair(summary)[0] if summary and gone.status != 410 else None
    found = mark_gone(
        corpus,
        gone.urls,
        gone.status,
        now(),
        collection=options.collection,
        unless_text=only_summary,
    )
    if found.marked:
        done = f"marked as retracted: {', '.join(found.marked)}"
        if not options.as_json:
            error_console.print(f"{gone}; {done}", markup=False, soft_wrap=True)
        return done
    return f"known as retracted: {', '.join(found.known)}" if found.known else None


def _hosts(found: Sequence[Input | Item], settings: Settings, options: Options) -> list[str]:
    """The hosts that may be asked.

    Raises:
        InputError: An address is given, and fetching is not allowed.
    """
    addresses = [given.name for given in found if isinstance(given, Input) and given.is_address]
    if addresses and not options.fetch:
        raise InputError(f"{addresses[0]} is an address; add --fetch to read it")
    return [*map(host_of, addresses), *options.hosts, *settings.hosts_to_fetch]


def _changed(arguments: Sequence[str], run: Run) -> list[Input | Item]:
    """The files that are new, or were written to and are not being written to any more."""
    settled = time.time_ns() - int(_WATCH_SECONDS * 1e9) // 2
    try:
        found = list(find_inputs(arguments))
    except InputError:
        return []  # an empty folder is one to wait at
    return [
        given
        for given in found
        if isinstance(given, Input) and given.changed < settled and _is_due(given, run)
    ]


def _is_due(given: Input, run: Run) -> bool:
    if given.is_address:
        return time.monotonic() - run.asked.get(given.name, 0.0) >= _ADDRESS_SECONDS
    return run.seen.get(given.name) != (given.size, given.changed)


def _store(found: Sequence[Input | Item], run: Run) -> None:
    """Read, clean and store what was found, until there is no more or it is to stop."""
    inputs = [given for given in found if isinstance(given, Input)]
    if not found:
        return
    with Extraction() as extraction, shown(total_size(inputs), run.tally) as advance:
        read = _until_stopped(_read(found, run, advance), run.stop)
        items = extraction.extracted(_parsed(item, run.columns) for item in read)
        waiting: deque[_Waiting] = deque()
        for result in run.store(_lines(items, waiting, run)):
            item, left_out = waiting.popleft()
            reason = run.tally.settle(item, result, left_out)
            _tell(item, reason, run)
            advance(0)
    run.corpus.maintain()


def _read(found: Sequence[Input | Item], run: Run, advance: Advance) -> Iterator[Item]:
    for given in found:
        if isinstance(given, Item):
            yield given
            continue
        run.seen[given.name] = (given.size, given.changed)
        if given.is_address and run.follower is not None:
            run.asked[given.name] = time.monotonic()
            yield from run.follower.read(given.name, run.options.form)
            continue
        try:
            with opened(given, advance) as source:
                items = read_source(source, form=run.options.form, columns=run.columns)
                yield from items if run.follower is None else run.follower.followed(items)
        except OSError as error:
            yield Item(given.name, 1, refused=f"it cannot be read: {error.strerror or error}")


def _until_stopped(items: Iterable[Item], stop: threading.Event) -> Iterator[Item]:
    for item in items:
        yield item
        if stop.is_set():
            return


def _lines(items: Iterable[Item], waiting: deque[_Waiting], run: Run) -> Iterator[Line]:
    """The documents as lines to store; what is none is told of at once."""
    number = 0
    for item in items:
        cleaned = _cleaned(item)
        if cleaned.refused is not None or cleaned.passed_over is not None:
            run.tally.drop(cleaned)
            _tell(cleaned, cleaned.refused, run)
            continue
        number += 1
        left_out = _left_out(cleaned) if run.tally.file is not None else ()
        waiting.append((replace(cleaned, fields=None, body=None), left_out))
        yield Line(number, cleaned.body, fields=cleaned.fields)


def _left_out(item: Item) -> tuple[str, ...]:
    """The sentences of a document that will make no statement, for the report."""
    fields = item.fields or {}
    text, language = fields.get("text"), fields.get("language")
    if not isinstance(text, str) or len(text) > LONGEST_ITEM:
        return ()
    told = language if isinstance(language, str) else detect_language(text)
    return tuple(sentence.text for sentence in boilerplate_of(text, told))


def _parsed(item: Item, columns: Mapping[str, str]) -> Item:
    """The item with the fields of its JSON, by our names.

    JSON that cannot be parsed stays, for the store to refuse in the words that it has over HTTP.
    """
    if item.body is None or not item.body.strip():
        return item
    if len(item.body) > LONGEST_ITEM:
        reason = f"the document has over {LONGEST_ITEM:,} bytes; split it"
        return replace(item, body=None, refused=reason)
    try:
        fields = parse_json(item.body)
    except ProblemError:
        return item
    if not isinstance(fields, dict):
        return item
    notes: list[str] = []
    if columns:
        fields, notes = renamed(fields, columns)
    return replace(item, body=None, fields=fields, notes=(*item.notes, *notes))


def _cleaned(item: Item) -> Item:
    """The item with its text repaired, or with why it cannot be used."""
    if item.fields is None:
        return item
    if item.link is not None and "text" not in item.fields:
        reason = "there is only a link to it; add --fetch to follow it"
        return replace(item, fields=None, refused=reason)
    repaired, notes = _repaired(item.fields)
    return replace(item, fields=repaired, notes=(*item.notes, *notes))


def _repaired(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    repaired, notes = dict(fields), []
    for name in _REPAIRED:
        value = fields.get(name)
        if isinstance(value, str) and len(value) <= LONGEST_ITEM:
            repaired[name], found = repair(value)
            notes += [f"{name}: {note}" for note in found]
    return repaired, notes


def _tell(item: Item, reason: str | None, run: Run) -> None:
    if reason is not None and not run.options.as_json:
        error_console.print(f"{item.source}:{item.number}: {reason}", markup=False, soft_wrap=True)
