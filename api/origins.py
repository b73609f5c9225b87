"""`secondsource origins`: documents of files and of the corpus, grouped by origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from marshmallow import ValidationError
from rich.console import Console

from api.answers import to_json
from api.console import open_engine
from api.errors import Problem, ProblemError, problem_of
from api.ingesting.inputs import Input, opened
from api.render import render_origins
from api.schemas.origins import OriginsRequest
from api.strict_json import parse_json
from api.syndication import answer_origins
from scoring.errors import InputError
from scoring.formats import read_source
from scoring.settings import Settings


def group_and_show(
    paths: Sequence[Path], ids: Sequence[str], settings: Settings, *, as_json: bool
) -> None:
    """Group documents by origin and print the groups; nothing is stored.

    Args:
        paths: Files of documents; "-" is the standard input.
        ids: Ids of documents of the corpus, alone or after their collection and a slash.
        settings: Which corpus and which models.
        as_json: Print the answer of `POST /v1/origins`.

    Raises:
        SecondSourceError: A document or an id cannot be used, or the engine not be opened.
        OSError: A file cannot be read.
    """
    places, items = [], []
    for place, item in (*_sent(paths), *((f"--id {name}", {"id": name}) for name in ids)):
        places.append(place)
        items.append(item)
    try:
        query = OriginsRequest().load({"documents": items})
        # Without ids the corpus is only opened, and may be made: its encoder is what is needed.
        parts = open_engine(settings, existing=bool(ids))
        answer = answer_origins(query["documents"], parts)
    except (ProblemError, ValidationError) as error:
        raise InputError(_explained(problem_of(error), places)) from None
    if as_json:
        click.echo(to_json(answer))
    else:
        render_origins(answer, Console(highlight=False))


def _sent(paths: Sequence[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents of files, each with its file and line."""
    for path in paths:
        with opened(Input(str(path))) as source:
            for item in read_source(source):
                place = f"{item.source}:{item.number}"
                if item.refused is not None:
                    raise InputError(f"{place}: {item.refused}")
                if item.fields is not None:
                    yield place, {"document": item.fields}
                elif item.body is not None and item.body.strip():
                    yield place, {"document": _json(item.body, place)}


def _json(body: bytes, place: str) -> Any:
    try:
        return parse_json(body)
    except ProblemError as error:
        raise InputError(f"{place}: {error.problem.detail}") from None


def _explained(problem: Problem, places: Sequence[str]) -> str:
    """A problem in one line, with the file and line, or the id, of the document at fault."""
    first = problem.errors[0]
    _, _, *path = (first.pointer or "").split("/")
    if not path:
        return f"the documents: {first.detail}"
    field = "/".join(path[2:])  # past the item's place and its `document` or `id`
    return ": ".join(part for part in (places[int(path[0])], field, first.detail) if part)
