"""`secondsource sources`: list, show and change what is known of outlets and agencies by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from api.answers import to_json
from api.console import read_typed, require_corpus
from api.errors import ProblemError
from api.schemas.sources import SourceChangeRequest, SourceRequest, SourcesQuery
from api.sources import Entry, Sources, changed
from scoring.corpus.own_sources import REREAD_SECONDS, SourceStore
from scoring.errors import InputError, NotFound
from scoring.settings import Settings

_Done = TypeVar("_Done")

_STALE = "it was changed by another at this moment; try again"


def list_and_show(
    settings: Settings, *, query: str | None, kind: str | None, own: bool, as_json: bool
) -> None:
    """Print every source that meets the conditions.

    Raises:
        InputError: A condition cannot be used.
        CorpusError: The sources cannot be read.
    """
    given = {"query": query, "kind": kind}
    asked = read_typed(SourcesQuery(), {name: value for name, value in given.items() if value})
    sources = _open(settings)
    found = []
    more: str | None = ""
    while more is not None:
        page, more = sources.page(
            query=asked.get("query"), kind=asked.get("kind"), after=more, limit=500
        )
        found += [item for item in page if not own or item.stored is not None]
    if as_json:
        click.echo(to_json([item.as_dict() for item in found]))
        return
    for item in found:
        owner = f", owned by {item.source.owner}" if item.source.owner else ""
        mark = "" if item.stored is None else f" ({item.origin})"
        click.echo(f"{item.source.id}: {item.source.name}, {item.source.kind.value}{owner}{mark}")


def show_source(name: str, settings: Settings, *, as_json: bool) -> None:
    """Print a source.

    Raises:
        NotFound: There is none with this id.
        CorpusError: The sources cannot be read.
    """
    _print(_open(settings).entry(name), as_json=as_json)


def set_and_show(
    name: str,
    settings: Settings,
    *,
    new_name: str | None,
    aliases: Sequence[str],
    domains: Sequence[str],
    as_json: bool,
    **members: str | None,
) -> None:
    """Change a source, or add one, and print it.

    Args:
        name: The id of one that there is, else the name of a new one.
        settings: Which corpus.
        new_name: Another display name.
        aliases: To add to those that it has.
        domains: To add to those that it has.
        as_json: Print JSON.
        members: `kind`, `country` and `owner`; None for as it is.

    Raises:
        InputError: Something of it cannot be used, or a name is another source's.
        CorpusError: It could not be written.
    """
    sources = _open(settings)
    given: dict[str, Any] = {key: value for key, value in members.items() if value is not None}
    if new_name is not None:
        given["name"] = new_name
    try:
        before = sources.entry(name)
    except NotFound:
        whole = {"name": name, **given, "aliases": list(aliases), "domains": list(domains)}
        entry = _told(lambda: sources.add(read_typed(SourceRequest(), whole)))
    else:
        more = {"aliases": aliases, "domains": domains}
        given |= {
            key: [*getattr(before.source, key), *values] for key, values in more.items() if values
        }
        change = read_typed(SourceChangeRequest(), given)
        entry = _told(lambda: sources.put(before, changed(before.source, change)))
    if not as_json:
        seconds = 2 * REREAD_SECONDS
        click.echo(f"Running services know it within {seconds:g} seconds.", err=True)
    _print(entry, as_json=as_json)


def reset_and_show(name: str, settings: Settings, *, as_json: bool) -> None:
    """Delete an own source, and print what is there in its place.

    Raises:
        NotFound: There is none with this id.
        InputError: It comes with the release.
        CorpusError: It could not be deleted.
    """
    sources = _open(settings)
    entry = sources.entry(name)
    _told(lambda: sources.delete(entry) or None)
    try:
        _print(_open(settings).entry(name), as_json=as_json)
    except NotFound:
        click.echo(to_json(None) if as_json else f"{name} is deleted.")


def _open(settings: Settings) -> Sources:
    require_corpus(settings.corpus_uri)
    return Sources(SourceStore(settings.corpus_uri))


def _told(change: Callable[[], _Done | None]) -> _Done:
    """Make a change; what the API would answer with a problem is an error of what was typed."""
    try:
        done = change()
    except ProblemError as error:
        raise InputError(error.problem.detail) from None
    if done is None:
        raise InputError(_STALE)
    return done


def _print(entry: Entry, *, as_json: bool) -> None:
    told: Mapping[str, Any] = entry.as_dict()
    if as_json:
        click.echo(to_json(told))
        return
    for name, value in told.items():
        shown = ", ".join(value) if isinstance(value, tuple | list) else value
        click.echo(f"{name:<9}{shown or '-'}")
