"""`secondsource fact-checks import`: published fact-checks of files into the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from api.answers import to_json
from api.console import error_console, open_engine, read_typed
from api.errors import ProblemError
from api.fact_checks import report
from api.progress import counted
from api.schemas.fact_checks import ImportQuery
from api.strict_json import parse_json
from scoring.errors import InputError
from scoring.fact_checks import Refusal, read_reviews
from scoring.fact_checks.claim_review import Reading
from scoring.settings import Settings

_AT_ONCE = 250  # addresses of reviews that are encoded and stored together


def import_files(
    files: Sequence[Path], settings: Settings, collection: str, *, as_json: bool
) -> bool:
    """Store the reviews of files and print what became of them.

    Args:
        files: Of JSON, see `scoring.fact_checks.claim_review`; of any size that fits in memory.
        settings: Which corpus and which models.
        collection: Where they go.
        as_json: Print JSON.

    Returns:
        Whether every review was stored.

    Raises:
        InputError: A file holds no JSON or no review, or the collection's name cannot be used.
        SecondSourceError: The engine cannot be opened, or the reviews not written.
        OSError: A file cannot be read.
    """
    collection = read_typed(ImportQuery(), {"collection": collection})["collection"]
    found = {path: _read(path, collection) for path in files}  # before anything is stored
    parts = open_engine(settings)
    totals = {"stored": 0, "updated": 0, "rejected": 0}
    rejections: list[dict[str, Any]] = []
    done, of = 0, sum(map(len, found.values()))
    with counted("storing fact-checks") as progress:
        for path, items in found.items():
            for part in _by_page(items):
                made = report(part, parts.published, parts.models.encoder)
                for name in totals:
                    totals[name] += made[name]
                done += len(part)
                progress(done, of)
                rejections += [
                    {
                        "file": str(path),
                        "pointer": item.pointer,
                        "url": item.url,
                        "detail": item.detail,
                    }
                    for item in made["rejections"]
                ]
    if as_json:
        click.echo(to_json({**totals, "rejections": rejections}))
    else:
        for row in rejections:
            line = f"{row['file']}{row['pointer']}: {row['detail']}"
            error_console.print(line, markup=False, soft_wrap=True)
        click.echo(", ".join(f"{count:,} {name}" for name, count in totals.items()))
    return not rejections


def _read(path: Path, collection: str) -> list[Reading | Refusal]:
    try:
        content = parse_json(path.read_bytes())
    except ProblemError as error:
        raise InputError(f"{path}: {error.problem.detail}") from None
    found = list(read_reviews(content, collection))
    if not found:
        raise InputError(f"{path} holds no ClaimReview, and no answer of claims:search")
    return found


def _by_page(items: Sequence[Reading | Refusal]) -> list[list[Reading | Refusal]]:
    """The reviews in parts to store, those of one address in one part: they are one page."""
    pages: dict[str | None, list[Reading | Refusal]] = {}
    for item in items:
        url = item.url if isinstance(item, Refusal) else item.fact_check.url
        pages.setdefault(url, []).append(item)
    parts: list[list[Reading | Refusal]] = []
    for number, page in enumerate(pages.values()):
        if number % _AT_ONCE == 0:
            parts.append([])
        parts[-1] += page
    return parts
