"""A corpus as it was: both its tables at the versions that someone saw before."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.corpus.store import Corpus
from scoring.corpus.tables import connect
from scoring.errors import VersionGone


@dataclass(frozen=True, slots=True)
class Versions:
    """What names a state of a corpus: the versions of its tables.

    Attributes:
        documents: Of the documents, which is the corpus version.
        statements: Of the statements.
    """

    documents: int
    statements: int


def versions_of(corpus: Corpus) -> Versions:
    """The state that a corpus is in now."""
    with corpus.failing("cannot be read", "send the request again"):
        # Documents first: the statements of each are written before it, so that they are there.
        documents = int(corpus.documents.version)
        return Versions(documents, int(corpus.statements.version))


def at_versions(corpus: Corpus, versions: Versions) -> Corpus:
    """The corpus as it was, to be read only; what a caller may not see stays unseen.

    Args:
        corpus: As it is now.
        versions: As `versions_of` told them.

    Raises:
        VersionGone: Upkeep has removed that state, or it never was.
        CorpusError: The corpus cannot be read.
    """
    if versions == versions_of(corpus):
        return corpus
    past = copy.copy(corpus)
    past.documents = _at(corpus, "documents", versions.documents)
    past.statements = _at(corpus, "statements", versions.statements)
    return past


def versions_at(corpus: Corpus, version: int | None, moment: datetime | None) -> Versions:
    """The state that a corpus was in at a corpus version, or at a moment.

    Args:
        corpus: As it is now.
        version: Of the corpus, not above the one it is at; None to go by the moment.
        moment: When, with a time zone.

    Raises:
        VersionGone: That state is not kept any more.
        CorpusError: The corpus cannot be read.
    """
    now = versions_of(corpus)
    with corpus.failing("cannot be read", "send the request again"):
        documents = _moments(corpus.documents)
        statements = _moments(corpus.statements)
    if version is None and moment is not None:
        version = _latest(documents, moment)
    if version == now.documents:
        return now
    if version not in documents:
        asked = f"version {version}" if moment is None else f"the state of {moment.isoformat()}"
        kept = ", ".join(str(each) for each in (min(documents), max(documents)))
        raise VersionGone(
            f"{asked} of the corpus is not kept any more; the first and last are {kept}"
        )
    # What a document's row points to was written before it, and is removed after it has gone.
    found = _latest(statements, documents[version])
    if found is None:
        raise VersionGone(
            f"version {version} of the corpus is not kept any more with its statements"
        )
    return Versions(version, found)


def _moments(table: Any) -> dict[int, datetime]:
    """When each version of a table that is kept was written; LanceDB tells it in local time."""
    return {each["version"]: each["timestamp"].astimezone() for each in table.list_versions()}


def _latest(moments: Mapping[int, datetime], moment: datetime) -> int | None:
    return max((each for each, at in moments.items() if at <= moment), default=None)


def _at(corpus: Corpus, name: str, version: int) -> Any:
    with corpus.failing("cannot be read", "send the request again"):
        database = connect(corpus.uri)
        table = database.open_table(name)
        try:
            table.checkout(version)
            table.schema  # noqa: B018  some versions are only missed when they are read
        except (OSError, RuntimeError, ValueError) as error:
            raise VersionGone(
                f"version {version} of the corpus's {name} is not kept any more; begin again "
                "without a cursor"
            ) from error
    return table
