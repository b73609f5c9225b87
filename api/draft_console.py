"""`secondsource extract`: what is worth checking in a draft, for people or as JSON."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from api.answers import to_json
from api.console import read_typed, waiting
from api.schemas.claims import DraftRequest, DraftSchema
from scoring.drafts import Draft, extract_claims
from scoring.errors import InputError
from scoring.settings import Settings

_WIDTH = 80
_STDIN = Path("-")
_PAGES = {".html", ".htm"}


def extract_and_show(
    path: Path, settings: Settings, language: str | None, least: float, *, as_json: bool
) -> None:
    """Read a draft and print its claims; needs no corpus.

    Args:
        path: A file of text, or of HTML by its name's end; "-" is the standard input.
        settings: Which encoder.
        language: ISO 639-1 code; detected when None.
        least: Score that a sentence must have.
        as_json: Print the answer of `POST /v1/claims/extract`.

    Raises:
        SecondSourceError: The draft cannot be used, or the encoder not be loaded.
        OSError: The file cannot be read.
    """
    from scoring.models.encoder import load_encoder

    body = "html" if path.suffix.lower() in _PAGES else "text"
    given = {body: _read(path), "language": language, "least_score": least}
    query = read_typed(DraftRequest(), given)
    with waiting("loading the encoder") as report:
        encoder = load_encoder(
            settings.embedding_model,
            settings.model_cache_folder,
            threads=settings.encoder_threads or None,
            report=report,
        )
    draft = extract_claims(query["text"], encoder, query["language"], least=least)
    if as_json:
        click.echo(to_json(DraftSchema().dump(draft)))
    else:
        _render(draft, Console(highlight=False))


def _read(path: Path) -> str:
    content = sys.stdin.buffer.read() if path == _STDIN else path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 at byte {error.start}; convert it") from None


def _render(draft: Draft, console: Console) -> None:
    width = min(console.width, _WIDTH)

    def show(text: Text, indent: int) -> None:
        console.print(Padding(text, (0, 0, 0, indent)), width=width)

    of = f"{len(draft.claims)} of {draft.sentences} sentences are worth checking"
    show(Text(f"{of} ({draft.language})", style="bold"), 0)
    for claim in draft.claims:
        console.print()
        show(Text(f"{claim.score:.2f}  ", style="bold").append(claim.text, style="not bold"), 0)
        if len(claim.parts) > 1:
            for part in claim.parts:
                show(Text(f"• {part.standalone}"), 6)
    for warning in draft.warnings:
        show(Text(warning, style="yellow"), 0)
