"""A corpus as it was: both its tables at the versions that someone saw before."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import lancedb

from scoring.corpus.store import Corpus
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


def _at(corpus: Corpus, name: str, version: int) -> Any:
    with corpus.failing("cannot be read", "send the request again"):
        database = lancedb.connect(corpus.uri, read_consistency_interval=timedelta(0))
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
