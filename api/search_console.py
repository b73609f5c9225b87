"""`secondsource search`: the first page of a search, for people or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from api.answers import to_json
from api.console import open_engine, read_typed
from api.schemas.search import SearchRequest
from api.search import answer_search
from scoring.corpus.filters import EVERYTHING
from scoring.settings import Settings

_WIDTH = 80


def search_and_show(given: dict[str, Any], settings: Settings, *, as_json: bool) -> None:
    """Search and print the first page.

    Args:
        given: The body of `POST /v1/statements/search`.
        settings: Which corpus and which models.
        as_json: Print the answer of the API.

    Raises:
        SecondSourceError: The query or a filter cannot be used, or the engine not be opened.
    """
    query = read_typed(SearchRequest(), given)
    parts = open_engine(settings, existing=True)
    answer = answer_search(query, query.get("filters", EVERYTHING), parts)
    if as_json:
        click.echo(to_json(answer))
    else:
        _render(answer, Console(highlight=False))


def _render(answer: Mapping[str, Any], console: Console) -> None:
    width = min(console.width, _WIDTH)

    def show(text: Text | str, indent: int = 0) -> None:
        console.print(Padding(text, (0, 0, 0, indent)), width=width, markup=False)

    found = answer["statements"]
    shown = f"{len(found)} of {answer['total']} statements"
    show(Text(f"{shown}{', and there may be more' if answer['truncated'] else ''}", style="bold"))
    for item in found:
        document = item["document"]
        facts = (document["publisher"], document["published_at"], document["language"])
        console.print()
        show(_highlighted(item))
        show(Text(" · ".join(fact for fact in facts if fact), style="dim"), 2)
        show(Text(f"{document['collection']}/{document['id']}  {item['score']:.3f}", "dim"), 2)
    for warning in answer["warnings"]:
        show(Text(warning, style="yellow"))


def _highlighted(item: Mapping[str, Any]) -> Text:
    text = Text(item["text"])
    for span in item["highlights"]:
        text.stylize("bold", span["start"] - item["start"], span["end"] - item["start"])
    return text
