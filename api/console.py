"""What the commands do: open the engine with progress shown, work, print."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from marshmallow import Schema, ValidationError
from rich.console import Console

from api.answers import answer_claim, to_json
from api.engine import Parts, Report, open_parts
from api.errors import problem_of
from api.render import render_check, render_info
from api.schemas.checks import CheckRequest
from scoring.errors import CorpusError, InputError
from scoring.settings import Settings

error_console = Console(stderr=True, highlight=False)


def check_and_show(
    claim: str,
    settings: Settings,
    collections: Sequence[str],
    language: str | None,
    *,
    as_json: bool,
) -> None:
    """Check a claim, store the answer and print it.

    Raises:
        SecondSourceError: The claim, a collection or the language cannot be used, or the
            engine cannot be opened.
    """
    wanted = {"claim": claim, "language": language, "filters": {"collections": list(collections)}}
    query = read_typed(CheckRequest(), wanted)
    parts = open_engine(settings, existing=True)
    answer = answer_claim(
        query["claim"], parts=parts, filters=query["filters"], language=query["language"]
    )
    if as_json:
        click.echo(to_json(answer))
    else:
        render_check(answer, Console(highlight=False))


def check_file_and_show(
    lines: Iterable[str],
    settings: Settings,
    collections: Sequence[str],
    language: str | None,
    *,
    as_json: bool,
) -> bool:
    """Check the claims of a file, one a line, and print each answer once it is stored.

    Returns:
        Whether all could be checked; blank lines are passed over.

    Raises:
        SecondSourceError: The engine cannot be opened.
    """
    parts = open_engine(settings, existing=True)
    whole = True
    for number, line in enumerate(lines, start=1):
        if not (claim := line.strip()):
            continue
        filters = {"collections": list(collections)}
        try:
            wanted = {"claim": claim, "language": language, "filters": filters}
            query = read_typed(CheckRequest(), wanted)
            answer = answer_claim(
                claim, parts=parts, filters=query["filters"], language=query["language"]
            )
        except InputError as error:
            whole = False
            click.echo(f"line {number}: {error}", err=True)
            continue
        short = f"{answer['verdict']:13} {answer['score']:.2f}  {claim}"
        click.echo(to_json(answer) if as_json else short)
    return whole


def show_corpus(settings: Settings, *, as_json: bool) -> None:
    """Print what is in the corpus; needs no model, so it answers at once.

    Raises:
        CorpusError: It is not there, or cannot be read.
    """
    from scoring.corpus.opened import identity_of
    from scoring.corpus.store import Corpus

    uri = settings.corpus_uri
    require_corpus(uri)
    info = dataclasses.asdict(Corpus(uri, identity_of(uri)).info())
    if as_json:
        click.echo(to_json(info))
    else:
        render_info(info, Console(highlight=False))


def prepare_models(settings: Settings, *, every_processor: bool, as_json: bool) -> None:
    """Prepare the models in the cache and print where they are.

    Args:
        settings: Which models, which cache.
        every_processor: Prepare the packaged models for every processor of this architecture.
        as_json: Print JSON.

    Raises:
        ModelError: They cannot be prepared.
        OSError: The cache cannot be written.
    """
    from scoring.check import load_models
    from scoring.models.encoder import DEFAULT_MODEL
    from scoring.models.prepare import prepare_encoder
    from scoring.stance.prepare import prepare_cross_encoder

    with waiting("preparing the models") as report:
        if every_processor and settings.embedding_model == DEFAULT_MODEL:
            prepare_encoder(settings.model_cache_folder, report, every_processor=True)
        if every_processor:
            prepare_cross_encoder(settings.model_cache_folder, report, every_processor=True)
        models = load_models(settings, report)
    identity, stance = models.encoder.identity, models.stance.identity
    cache = str(settings.model_cache_folder)
    if as_json:
        click.echo(to_json({**dataclasses.asdict(identity), "stance": stance, "cache": cache}))
    else:
        click.echo(f"{identity.name} and {stance} are ready in {cache}")


def open_engine(settings: Settings, *, existing: bool = False) -> Parts:
    """Open the models and the corpus, showing that it takes a while.

    Args:
        settings: Which models, which corpus.
        existing: Refuse a corpus folder that is not there, rather than make it.

    Raises:
        SecondSourceError: They cannot be opened.
    """
    if existing:
        require_corpus(settings.corpus_uri)
    with waiting("loading the models") as report:
        return open_parts(settings, report)


def require_corpus(uri: str) -> None:
    """Refuse a folder that is not there: LanceDB would make it.

    Raises:
        CorpusError: It is not there.
    """
    if "://" not in uri and not Path(uri).is_dir():
        raise CorpusError(
            f"there is no corpus at {uri!r}; set CORPUS_URI, or make one with `secondsource ingest`"
        )


def read_typed(schema: Schema, given: dict[str, Any]) -> Any:
    """Read what was typed through the schema of the API, so that both refuse the same.

    Raises:
        InputError: It cannot be used.
    """
    try:
        return schema.load(given)
    except ValidationError as error:
        # As webargs has it, so that a field named "query" is not taken for the address's.
        found = problem_of(ValidationError({"json": error.messages})).errors[0]
        place = (found.pointer or "").strip("/")
        raise InputError(f"{place}: {found.detail}" if place else found.detail) from None


@contextmanager
def waiting(title: str) -> Iterator[Report]:
    """Show on the error output that something is going on: a spinner, or lines when piped."""
    if error_console.is_terminal:
        with error_console.status(f"{title} …") as status:
            yield lambda text: status.update(f"{text} …")
    else:
        click.echo(f"{title} …", err=True)
        yield lambda text: click.echo(f"{text} …", err=True)
