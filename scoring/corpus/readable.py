"""Reading a corpus: documents with and without their statements, their past, its size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.corpus import schema, upkeep, versions
from scoring.corpus.filters import is_in, quote
from scoring.corpus.opened import SEND_AGAIN, OpenCorpus
from scoring.corpus.reading import StoredDocument, read_documents
from scoring.corpus.rows import count_values, document_from_row, text_hash
from scoring.errors import NotFound
from scoring.models.encoder import EncoderIdentity
from scoring.records import AnalysedDocument, Document, Version


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """Size and make of a corpus."""

    uri: str
    version: int
    documents: int
    statements: int
    checks: int
    collections: dict[str, int]
    languages: dict[str, int]
    encoder: EncoderIdentity
    unindexed_statements: int


class ReadableCorpus(OpenCorpus):
    """A corpus as far as it is read."""

    def revisions(self, keys: Iterable[str]) -> dict[str, str]:
        """The current revision of each of these documents; unknown keys are left out."""
        wanted = list(keys)
        if not wanted:
            return {}
        rows = (
            self.documents.search()
            .where(is_in("key", wanted), prefilter=True)
            .select(["key", "revision"])
            .to_list()
        )
        return {row["key"]: row["revision"] for row in rows}

    def known_keys(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that the corpus holds a document of."""
        with self.failing("cannot be read", SEND_AGAIN):
            return set(self.revisions(keys))

    def same_text(self, hashes: Iterable[str]) -> dict[str, str]:
        """The key of one document with each of these texts, by its `text_hash`."""
        wanted = list(hashes)
        if not wanted:
            return {}
        with self.failing("cannot be read", SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(is_in("text_hash", wanted), prefilter=True)
                .select(["key", "text_hash"])
                .to_list()
            )
        return {row["text_hash"]: row["key"] for row in rows}

    def duplicates(self, document: Document) -> list[str]:
        """Ids of the other documents of its collection with the very same text, the first first.

        Raises:
            CorpusError: It cannot be read.
        """
        same = f"text_hash = {quote(text_hash(document.text))}"
        where = f"{same} AND collection = {quote(document.collection)}"
        with self.failing("cannot be read", SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(where, prefilter=True)
                .select(["id", "ingested_at"])
                .to_list()
            )
        rows.sort(key=lambda row: (row["ingested_at"], row["id"]))
        return [row["id"] for row in rows if row["id"] != document.id]

    def load_documents(self, keys: Sequence[str]) -> dict[str, Document]:
        """Read documents without their statements and vectors; unknown keys are left out.

        Raises:
            CorpusError: They cannot be read.
        """
        if not keys:
            return {}
        names = [name for name in schema.DOCUMENTS.names if name != "shingles"]
        with self.failing("cannot be read", SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(is_in("key", keys), prefilter=True)
                .select(names)
                .to_list()
            )
            return {row["key"]: document_from_row(row) for row in rows}

    def keys_at(self, urls: Iterable[str]) -> list[str]:
        """Keys of the documents that were published at one of these addresses, sorted.

        Raises:
            CorpusError: It cannot be read.
        """
        with self.failing("cannot be read", SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(is_in("url", urls), prefilter=True)
                .select(["key"])
                .to_list()
            )
        return sorted(row["key"] for row in rows)

    def collections_of(self, document_id: str) -> list[str]:
        """The collections that hold a document of this id, sorted."""
        with self.failing("cannot be read", SEND_AGAIN):
            rows = (
                self.documents.search()
                .where(f"id = {quote(document_id)}", prefilter=True)
                .select(["collection"])
                .to_list()
            )
        return sorted({row["collection"] for row in rows})

    def get(self, collection: str, document_id: str) -> AnalysedDocument:
        """Read a document.

        Raises:
            NotFound: There is no such document.
            CorpusError: It cannot be read.
        """
        key = f"{collection}/{document_id}"
        found = self.load([key])
        if not found:
            raise NotFound(f"there is no document {document_id!r} in collection {collection!r}")
        return found[key]

    def history(self, collection: str, document_id: str) -> tuple[Version, ...]:
        """All versions of a document, the first one first, the one that stands last.

        Raises:
            NotFound: There is no such document.
            CorpusError: It cannot be read.
        """
        key = f"{collection}/{document_id}"
        with self.failing("cannot be read", SEND_AGAIN):
            row = versions.rows_of(self.documents, self.revisions([key])).get(key)
            if row is None:
                raise NotFound(f"there is no document {document_id!r} in collection {collection!r}")
            return versions.history(self.versions, row)

    def load(self, keys: Sequence[str]) -> dict[str, AnalysedDocument]:
        """Read documents with their statements and vectors; unknown keys are left out.

        Raises:
            CorpusError: They cannot be read.
        """
        return {key: stored.analysed for key, stored in self.load_stored(keys).items()}

    def load_stored(self, keys: Sequence[str]) -> dict[str, StoredDocument]:
        """As `load`, each with the revision that was read."""
        with self.failing("cannot be read", SEND_AGAIN):
            return read_documents(self.documents, self.statements, keys, self.identity.dimension)

    def info(self) -> CorpusInfo:
        """Count what is in the corpus.

        Raises:
            CorpusError: It cannot be read.
        """
        with self.failing("cannot be read", SEND_AGAIN):
            columns = self.documents.search().select(["collection", "language"]).to_arrow()
            return CorpusInfo(
                uri=self.uri,
                version=self.version,
                documents=columns.num_rows,
                statements=self.statements.count_rows(),
                checks=self.checks.count_rows(),
                collections=count_values(columns["collection"]),
                languages=count_values(columns["language"]),
                encoder=self.identity,
                unindexed_statements=upkeep.unindexed_rows(self.statements),
            )
