"""`secondsource keys`: make, list and revoke API keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from api.key_store import KeyStore
from api.keys import REREAD_SECONDS, ApiKey, Scope
from api.setting_checks import check_rate_limit
from scoring.settings import Settings

_COLUMNS = ("id", "state", "scopes", "collections", "expires", "name")


def create_and_show(
    name: str,
    settings: Settings,
    *,
    scopes: Sequence[str],
    collections: Sequence[str] = (),
    days: int | None = None,
    rate_limit: str | None = None,
    as_json: bool = False,
) -> None:
    """Make a key and print it, which is the only time that it is shown.

    Args:
        name: Whom it is for.
        settings: Which corpus.
        scopes: What it may do.
        collections: Where; none named for every collection.
        days: How long it is good for; None for ever.
        rate_limit: How many requests it may send; None for the service's limit.
        as_json: Print JSON. Else the key alone is on the standard output.

    Raises:
        InputError: The name or a collection cannot be used.
        InvalidSetting: The limit cannot be read.
        CorpusError: The key cannot be stored.
    """
    # Not above: they bring the engine's libraries, and `list` is asked before each start.
    from api.console import read_typed
    from api.schemas.keys import KeyRequest

    given = read_typed(KeyRequest(), {"name": name, "collections": list(collections)})
    if rate_limit is not None:
        check_rate_limit(rate_limit)
    key, token = KeyStore(settings.corpus_uri).create(
        given["name"],
        [Scope(scope) for scope in scopes],
        collections=given["collections"] or None,
        rate_limit=rate_limit,
        lifetime=None if days is None else timedelta(days=days),
    )
    if as_json:
        click.echo(_json({**_described(key), "key": token}))
        return
    row = _described(key)
    expiry = f"expires {row['expires_at']}" if row["expires_at"] else "does not expire"
    click.echo(
        f"Key {key.id} for {key.name}: {', '.join(row['scopes'])}; {_where(key)}; {expiry}.\n"
        "It is shown this once. Send it as the header Authorization: Bearer <key>.",
        err=True,
    )
    click.echo(token)


def list_and_show(settings: Settings, *, as_json: bool) -> None:
    """Print every key without its secret.

    Raises:
        CorpusError: The keys cannot be read.
    """
    uri = settings.corpus_uri
    there = "://" in uri or Path(uri).is_dir()  # LanceDB would make the folder
    keys = KeyStore(uri).read() if there else []
    if as_json:
        click.echo(_json([_described(key) for key in keys]))
    elif keys:
        _print_table([_COLUMNS, *(_line(key) for key in keys)])
    else:
        click.echo("There are no keys; make one with `secondsource keys create NAME`.", err=True)


def revoke_and_show(key_id: str, settings: Settings, *, as_json: bool) -> None:
    """Revoke a key.

    Raises:
        NotFound: There is no such key.
        CorpusError: It cannot be stored.
    """
    key = KeyStore(settings.corpus_uri).revoke(key_id)
    if as_json:
        click.echo(_json(_described(key)))
    else:
        seconds = 2 * REREAD_SECONDS
        click.echo(f"Key {key.id} for {key.name} is revoked: refused within {seconds:g} seconds.")


def _described(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "state": key.state(datetime.now(UTC)),
        "scopes": [scope.value for scope in Scope if scope in key.scopes],
        "collections": None if key.collections is None else sorted(key.collections),
        "rate_limit": key.rate_limit,
        "created_at": _moment(key.created_at),
        "expires_at": _moment(key.expires_at),
        "revoked_at": _moment(key.revoked_at),
    }


def _line(key: ApiKey) -> tuple[str, ...]:
    row = _described(key)
    expires = (row["expires_at"] or "never")[:10]
    return key.id, row["state"], ",".join(row["scopes"]), _where(key), expires, key.name


def _where(key: ApiKey) -> str:
    return "all collections" if key.collections is None else ",".join(sorted(key.collections))


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
