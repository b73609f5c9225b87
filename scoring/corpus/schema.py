"""The corpus on disk: the schemas of its tables, and the note that says what it was made with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from scoring.errors import EncoderMismatch, SchemaMismatch
from scoring.models.encoder import EncoderIdentity

# Raised by every change that an earlier release cannot write beside: see `migrations.py`.
SCHEMA_VERSION = 2
_MADE_AS = 1  # what `statements` notes; migrations since are noted in `schema_versions`
_METADATA_KEY = b"secondsource"
_TIME = pa.timestamp("us", tz="UTC")
_HEDGE = pa.struct(
    [
        ("cue", pa.string()),
        ("hedge_class", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("strength", pa.float64()),
        ("scope_start", pa.int32()),
        ("scope_end", pa.int32()),
    ]
)
_ATTRIBUTION = pa.struct(
    [
        ("source", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("cue", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("depth", pa.int32()),
    ]
)

_NOTICE = pa.struct(
    [
        ("kind", pa.string()),
        ("detail", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("noticed_at", _TIME),
    ]
)
# As a primary key it makes two writers that insert it at the same instant conflict, and one of
# them try again.
_KEY = pa.field(
    "key",
    pa.string(),
    nullable=False,
    metadata={"lance-schema:unenforced-primary-key": "true"},
)

DOCUMENTS = pa.schema(
    [
        _KEY,  # "collection/id"; collections hold no slash
        ("revision", pa.string()),  # which rows of `statements` are this document's
        ("id", pa.string()),
        ("collection", pa.string()),
        ("url", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("publisher", pa.string()),
        ("owner", pa.string()),
        ("byline", pa.string()),
        ("published_at", _TIME),
        ("language", pa.string()),
        ("ingested_at", _TIME),
        ("credits", pa.list_(_ATTRIBUTION)),
        ("shingles", pa.list_(pa.uint32())),
        ("warnings", pa.list_(pa.string())),
        # Null in rows of releases that did not keep them; read from the text there.
        ("names", pa.list_(pa.string())),
        ("numbers", pa.list_(pa.string())),
        # Null in rows of releases that did not look for them.
        ("notices", pa.list_(_NOTICE)),
        ("text_hash", pa.string()),  # SHA-256 of the text, in hexadecimal
    ]
)
# What makes a document another one than it was.
CONTENT = ("title", "text", "url", "publisher", "owner", "byline", "published_at", "language")
VERSIONS = pa.schema(  # what a document said before it was replaced
    [
        _KEY,  # "collection/id@revision"
        ("document", pa.string()),  # "collection/id"
        *(DOCUMENTS.field(name) for name in ("revision", *CONTENT)),
        ("stored_at", _TIME),
        ("replaced_at", _TIME),
    ]
)

STATEMENTS_ADDED = pa.schema(  # what the statements of earlier releases lack
    # Null where it is the document's, and in rows of releases that did not ask.
    [("own_language", pa.string())]
)

SCHEMA_VERSIONS = pa.schema(  # one row for each migration
    [("version", pa.int32()), ("applied_at", _TIME)]
)

CHECKS = pa.schema(
    [
        ("id", pa.string()),
        ("created_at", _TIME),
        ("claim", pa.string()),
        ("body", pa.string()),  # the answer as JSON, as it was given
        # From the answer, to find it by and to list it.
        ("verdict", pa.string()),
        ("collections", pa.list_(pa.string())),
        ("summary", pa.string()),
    ]
)

PRIORS = pa.schema(  # one row: what was learned last
    [
        ("learned_at", _TIME),
        ("corpus_version", pa.int64()),
        (
            "pairs",
            pa.list_(
                pa.struct(
                    [
                        ("rarer", pa.string()),
                        ("other", pa.string()),
                        ("copies", pa.int64()),
                        ("chances", pa.int64()),
                    ]
                )
            ),
        ),
    ]
)


def statements_schema(identity: EncoderIdentity) -> pa.Schema:
    """Schema of the statements table; its metadata names the encoder of its vectors."""
    note = {
        "schema_version": _MADE_AS,
        "encoder": {
            "name": identity.name,
            "dimension": identity.dimension,
            "weights": identity.weights,
        },
    }
    return pa.schema(
        [
            ("key", pa.string()),
            ("revision", pa.string()),
            ("index", pa.int32()),
            ("collection", pa.string()),
            ("publisher", pa.string()),
            ("published_at", _TIME),
            ("language", pa.string()),  # the document's: these four are for filters
            ("text", pa.string()),
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("paragraph", pa.int32()),
            ("certainty", pa.float64()),
            ("hedges", pa.list_(_HEDGE)),
            ("attributions", pa.list_(_ATTRIBUTION)),
            ("vector", pa.list_(pa.float16(), identity.dimension)),
            *STATEMENTS_ADDED,
        ],
        metadata={_METADATA_KEY: json.dumps(note).encode()},
    )


def read_note(schema: pa.Schema) -> dict[str, Any]:
    """Read the note that `statements_schema` wrote; empty when there is none."""
    note: dict[str, Any] = json.loads((schema.metadata or {}).get(_METADATA_KEY, b"{}"))
    return note


def identity_in(note: Mapping[str, Any], uri: str) -> EncoderIdentity:
    """The encoder that a corpus was made with.

    Args:
        note: What `read_note` read from the corpus at `uri`.
        uri: For the message.

    Raises:
        SchemaMismatch: The corpus was made by a later release, or by something else.
    """
    found = note.get("encoder")
    if found is None:
        raise SchemaMismatch(
            f"the folder {uri!r} holds a table `statements` that is not a corpus of this "
            "service; set CORPUS_URI to an empty folder"
        )
    check_version(note["schema_version"], uri)
    return EncoderIdentity(**found)


def check_version(version: int, uri: str) -> None:
    """Refuse a corpus that a later release has written.

    Raises:
        SchemaMismatch: It has.
    """
    if version > SCHEMA_VERSION:
        raise SchemaMismatch(
            f"the corpus at {uri!r} has schema version {version}, this release reads up to "
            f"{SCHEMA_VERSION}; install the release that wrote it or a later one, or restore a "
            "backup of before into a new CORPUS_URI"
        )


def check_note(note: Mapping[str, Any], uri: str, identity: EncoderIdentity) -> None:
    """Refuse a corpus that this release or this encoder cannot use.

    Args:
        note: What `read_note` read from the corpus at `uri`.
        uri: For the message.
        identity: The encoder that is loaded.

    Raises:
        EncoderMismatch: The corpus was made with another encoder.
        SchemaMismatch: The corpus was made by another release, or by something else.
    """
    made_with = identity_in(note, uri)
    if made_with != identity:
        raise EncoderMismatch(
            f"the corpus at {uri!r} was made with the encoder {made_with.name!r} "
            f"({made_with.dimension} dimensions, weights {made_with.weights[:12]}), but "
            f"{identity.name!r} ({identity.dimension} dimensions, weights "
            f"{identity.weights[:12]}) is loaded; set EMBEDDING_MODEL to the former, or ingest "
            "the documents again into a new CORPUS_URI"
        )
