from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.corpus import schema
from scoring.errors import EncoderMismatch, SchemaMismatch
from scoring.models.encoder import EncoderIdentity

IDENTITY = EncoderIdentity("small", 8, "a" * 64)


def test_the_note_names_the_encoder_and_the_schema():
    note = schema.read_note(schema.statements_schema(IDENTITY))
    assert note["schema_version"] == 1
    assert EncoderIdentity(**note["encoder"]) == IDENTITY
    schema.check_note(note, "var/corpus", IDENTITY)


@pytest.mark.parametrize(
    "other",
    [
        replace(IDENTITY, name="other"),
        replace(IDENTITY, dimension=16),
        replace(IDENTITY, weights="b" * 64),
    ],
)
def test_an_encoder_that_differs_in_anything_is_refused(other: EncoderIdentity):
    note = schema.read_note(schema.statements_schema(IDENTITY))
    with pytest.raises(EncoderMismatch, match="set EMBEDDING_MODEL to the former") as raised:
        schema.check_note(note, "var/corpus", other)
    for part in ("var/corpus", "'small'", "8 dimensions", "aaaaaaaaaaaa", repr(other.name)):
        assert part in str(raised.value)


def test_a_table_without_a_note_or_of_another_release_is_refused():
    with pytest.raises(SchemaMismatch, match="set CORPUS_URI to an empty folder"):
        schema.check_note(schema.read_note(schema.CHECKS), "var/corpus", IDENTITY)
    note = schema.read_note(schema.statements_schema(IDENTITY)) | {"schema_version": 99}
    with pytest.raises(SchemaMismatch, match=r"99.*install the release that wrote it"):
        schema.check_note(note, "var/corpus", IDENTITY)
