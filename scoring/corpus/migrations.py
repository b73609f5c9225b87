"""Brings a corpus of an earlier release to the schema of this one, when it is opened.

    version 1   documents, statements, checks, publisher_priors
    version 2   documents have names and numbers, notices and the hash of their text; `versions`
                keeps what they said before; `schema_versions` says how far a corpus has come;
                checks have their verdict, collections and summary beside the answer

Since then `statements` have `own_language`; an earlier release that leaves it out says the same as
null, so that it can write beside.

A migration only adds; processes of this release that open a corpus at the same moment may all try,
and see each other's work. A corpus of a later release is refused and left as it is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from scoring.corpus import checks as stored_checks
from scoring.corpus import schema, upkeep
from scoring.corpus.tables import open_table

_TABLE = "schema_versions"
# SQL for columns that are computed from others; DataFusion's names.
_COMPUTED = {"text_hash": "encode(sha256(text), 'hex')"}


def check_database(database: Any, uri: str) -> None:
    """Refuse a corpus that a later release has written, before anything of it is touched.

    Raises:
        SchemaMismatch: It has.
    """
    schema.check_version(_version(database), uri)


def migrate(database: Any, statements: Any, documents: Any, checks: Any, uri: str) -> None:
    """Bring a corpus to this release's schema.

    Args:
        database: The corpus.
        statements: Its table of statements.
        documents: Its table of documents.
        checks: Its table of checks.
        uri: Its address.

    Raises:
        RuntimeError: A column could not be added, in five attempts.
    """
    upkeep.add_missing_columns(statements, schema.STATEMENTS_ADDED, {})
    upkeep.add_missing_columns(documents, schema.DOCUMENTS, _COMPUTED)
    upkeep.add_missing_columns(checks, schema.CHECKS, {})
    upkeep.settled(lambda: stored_checks.fill_missing(checks))
    if _version(database) == schema.SCHEMA_VERSION:
        return
    row = {"version": schema.SCHEMA_VERSION, "applied_at": datetime.now(UTC)}
    noted = open_table(uri, _TABLE, schema.SCHEMA_VERSIONS)
    noted.add(pa.Table.from_pylist([row], schema.SCHEMA_VERSIONS))


def _version(database: Any) -> int:
    """How far a corpus has come; 1 where it was never migrated, or is not there yet."""
    try:
        rows = database.open_table(_TABLE).search().select(["version"]).to_list()
    except ValueError:  # LanceDB's way to say that there is none
        return 1
    return max((row["version"] for row in rows), default=1)
