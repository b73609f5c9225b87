"""Sources known by name: the packaged ones, and what this service adds to them or changes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from api.cursors import IN_QUERY, fingerprint, read_cursor, write_cursor
from api.errors import FieldError, Problem, ProblemError, shown
from api.problem_types import INVALID_INPUT, PACKAGED_SOURCE, SOURCE_EXISTS
from scoring.attribution.known import KnownSource, merged, packaged_sources, source_id
from scoring.attribution.spelling import plain_key
from scoring.corpus.own_sources import OwnSource, SourceStore
from scoring.errors import NotFound
from scoring.records import SourceKind

_PLACE = {"after": str}


@dataclass(frozen=True, slots=True)
class Entry:
    """A source with where it is from.

    Attributes:
        source: The source.
        revision: Changes whenever it does.
        stored: Its revision in the table of own sources; None for a packaged one.
    """

    source: KnownSource
    revision: str
    stored: str | None

    @property
    def origin(self) -> str:
        """Whether it is "packaged", "changed" or "own"."""
        if self.stored is None:
            return "packaged"
        return "changed" if self.source.id in packaged_sources() else "own"

    def as_dict(self) -> dict[str, Any]:
        """The entry as the API tells it."""
        source = self.source
        return {
            "id": source.id,
            "name": source.name,
            "kind": source.kind.value,
            "aliases": source.aliases,
            "domains": source.domains,
            "country": source.country,
            "owner": source.owner,
            "entry": self.origin,
        }


class Sources:
    """Every source by its id.

    Args:
        store: The own ones.

    Raises:
        CorpusError: They cannot be read.
    """

    def __init__(self, store: SourceStore) -> None:
        self._store = store
        self._own = store.read()

    def entry(self, name: str) -> Entry:
        """The source with an id.

        Raises:
            NotFound: There is none.
        """
        if (own := self._own.get(name)) is not None:
            return _entry(own)
        if (packaged := packaged_sources().get(name)) is not None:
            return Entry(packaged, _digest(packaged), None)
        raise NotFound(f"there is no source {name!r}; GET /v1/sources?query=… finds them by name")

    def page(
        self,
        *,
        query: str | None = None,
        kind: str | None = None,
        entry: str | None = None,
        after: str = "",
        limit: int = 50,
    ) -> tuple[list[Entry], str | None]:
        """Sources in the order of their ids.

        Args:
            query: Part of a name, alias, domain or owner.
            kind: Of this kind.
            entry: "packaged", "changed" or "own".
            after: Only those whose ids come later.
            limit: Most of them.

        Returns:
            They, and the id after which more follow; None where none do.
        """
        ids = sorted(name for name in {*packaged_sources(), *self._own} if name > after)
        wanted = None if query is None else query.casefold()
        matching = (
            item
            for item in map(self.entry, ids)
            if (wanted is None or _mentions(item.source, wanted))
            and kind in {None, item.source.kind.value}
            and entry in {None, item.origin}
        )
        found = list(itertools.islice(matching, limit + 1))
        more = len(found) > limit
        return found[:limit], found[limit - 1].source.id if more else None

    def add(self, given: Mapping[str, Any]) -> Entry:
        """Store a source that there is not.

        Raises:
            ProblemError: A name of it is another one's, or is none.
            CorpusError: It could not be written.
        """
        stem = source_id(given["name"]) or "source"
        taken = {*packaged_sources(), *self._own}
        candidates = (stem if number == 1 else f"{stem}-{number}" for number in itertools.count(1))
        name = next(candidate for candidate in candidates if candidate not in taken)
        source = _source(name, given)
        self._require_free(source)
        own = self._store.put(source, None)
        if own is None:
            _conflict(f"a source with the id {name!r} was added at this moment; read it first")
        return _entry(own)

    def put(self, before: Entry, given: Mapping[str, Any]) -> Entry | None:
        """Store a source in the place of what was read of it.

        Returns:
            It, or None where it has changed since.

        Raises:
            ProblemError: A name of it is another one's, or is none.
            CorpusError: It could not be written.
        """
        source = _source(before.source.id, given)
        self._require_free(source)
        own = self._store.put(source, before.stored)
        return None if own is None else _entry(own)

    def delete(self, before: Entry) -> bool:
        """Delete an own source; a packaged one that it stood in for is there again.

        Returns:
            Whether it was as it had been read.

        Raises:
            ProblemError: It is a packaged one.
            CorpusError: It could not be deleted.
        """
        if before.stored is None:
            detail = (
                f"{before.source.id!r} comes with the release; change it with PUT or PATCH instead"
            )
            raise ProblemError(Problem(PACKAGED_SOURCE, detail))
        return self._store.delete(before.source.id, before.stored)

    def _require_free(self, source: KnownSource) -> None:
        """Refuse names that another source has, and such that hold no letter or digit."""
        others = (own.source for own in self._own.values() if own.source.id != source.id)
        table = merged(others)
        for pointer, name in _places(source):
            key = plain_key(name)
            if not key:
                detail = f"{shown(name)} has no letter or digit; send a name"
                error = FieldError(detail, pointer=pointer)
                raise ProblemError(Problem(INVALID_INPUT, detail, (error,)))
            holder = table.held(key)
            if holder is not None and holder.id != source.id:
                _conflict(f"{shown(name)} is a name of {holder.name!r} already ({holder.id})")


def page_of(sources: Sources, query: Mapping[str, Any]) -> dict[str, Any]:
    """A page of sources.

    Args:
        sources: All of them.
        query: As `SourcesQuery` reads it.

    Raises:
        ProblemError: The cursor is none of this list's.
    """
    wanted = {name: query.get(name) for name in ("query", "kind", "entry")}
    asked, cursor = fingerprint(wanted), query.get("cursor")
    after = "" if cursor is None else read_cursor(cursor, asked, _PLACE, IN_QUERY)["after"]
    found, last = sources.page(**wanted, after=after, limit=query["limit"])
    return {
        "sources": [item.as_dict() for item in found],
        "next_cursor": None if last is None else write_cursor(asked, {"after": last}),
    }


def _places(source: KnownSource) -> list[tuple[str, str]]:
    return [
        ("/name", source.name),
        *((f"/aliases/{number}", name) for number, name in enumerate(source.aliases)),
        *((f"/domains/{number}", name) for number, name in enumerate(source.domains)),
    ]


def _conflict(detail: str) -> NoReturn:
    raise ProblemError(Problem(SOURCE_EXISTS, detail))


def _entry(own: OwnSource) -> Entry:
    return Entry(own.source, own.revision, own.revision)


def _source(name: str, given: Mapping[str, Any]) -> KnownSource:
    return KnownSource(
        id=name,
        name=given["name"],
        kind=SourceKind(given["kind"]),
        aliases=tuple(dict.fromkeys(given["aliases"])),
        domains=tuple(dict.fromkeys(given["domains"])),
        country=given["country"],
        owner=given["owner"],
    )


def changed(before: KnownSource, change: Mapping[str, Any]) -> dict[str, Any]:
    """A source with some of its members changed, as `SourceRequest` reads one."""
    known = {
        "name": before.name,
        "kind": before.kind.value,
        "aliases": list(before.aliases),
        "domains": list(before.domains),
        "country": before.country,
        "owner": before.owner,
    }
    return {**known, **change}


def _mentions(source: KnownSource, wanted: str) -> bool:
    return any(wanted in name.casefold() for name in (*source.names, source.owner or ""))


def _digest(source: KnownSource) -> str:
    return hashlib.sha256(repr(source).encode()).hexdigest()[:16]
