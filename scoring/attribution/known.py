"""Sources that are known by name: those of `sources.toml`, and what a service has added to them.

The table in use is one for the process. It is replaced as a whole, so that whoever looks things
up sees the one or the other.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from anyascii import anyascii

from scoring.attribution.spelling import plain_key
from scoring.records import SourceKind

_SOURCES = Path(__file__).with_name("sources.toml")
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source that is known by name.

    Attributes:
        name: Display name.
        kind: What it is; a platform is `SourceKind.POST`.
        aliases: Other names of the same source.
        domains: Its web domains.
        country: ISO 3166-1 alpha-2 code, or None.
        owner: Its owner, or None.
        id: Names it, whatever its display name becomes.
    """

    name: str
    kind: SourceKind
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    owner: str | None = None
    id: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything by which it is found."""
        return (self.name, *self.aliases, *self.domains)


class SourceTable:
    """Known sources by the plain key of each of their names, aliases and domains.

    Args:
        sources: Of two with one key the later counts.
    """

    def __init__(self, sources: Iterable[KnownSource]) -> None:
        self.sources = tuple(sources)
        self._by_key = {plain_key(name): item for item in self.sources for name in item.names}

    @cached_property
    def version(self) -> str:
        """Names what the table holds, whatever the order: another one where a source differs."""
        held = "\n".join(sorted(map(repr, self.sources)))
        return hashlib.sha256(held.encode()).hexdigest()[:12]

    def find(self, key: str) -> KnownSource | None:
        """The source with this key; also with a genitive -s at its end, or None."""
        if key in self._by_key:
            return self._by_key[key]
        return self._by_key.get(key[:-1]) if key.endswith("s") and len(key) > 3 else None

    def held(self, key: str) -> KnownSource | None:
        """The source with exactly this key, or None."""
        return self._by_key.get(key)


@cache
def packaged_sources() -> Mapping[str, KnownSource]:
    """The sources of `sources.toml` by their ids."""
    rows = tomllib.loads(_SOURCES.read_text(encoding="utf-8"))["source"]
    made = (
        KnownSource(
            name=row["name"],
            kind=SourceKind(row["kind"]),
            aliases=tuple(row.get("aliases", ())),
            domains=tuple(row.get("domains", ())),
            country=row.get("country"),
            owner=row.get("owner"),
            id=source_id(row["name"]),
        )
        for row in rows
    )
    return {item.id: item for item in made}


def source_id(name: str) -> str:
    """An id for a source of this name: its words in ASCII, joined by hyphens; "" without any."""
    words = re.findall(r"[a-z0-9]+", anyascii(plain_key(name)).lower())
    return "-".join(words)[:_LONGEST_ID].strip("-")


def merged(own: Iterable[KnownSource]) -> SourceTable:
    """The packaged sources with a service's own; one with the id of a packaged one replaces it."""
    return SourceTable({**packaged_sources(), **{item.id: item for item in own}}.values())


_in_use: list[SourceTable] = []


def source_table() -> SourceTable:
    """The table in use."""
    if not _in_use:
        _in_use.append(merged(()))
    return _in_use[0]


def use_sources(table: SourceTable) -> None:
    """Use another table from now on, in every thread."""
    _in_use[:1] = [table]
