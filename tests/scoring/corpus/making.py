"""Makes documents for tests of the corpus without language detection, and reads them back."""

from __future__ import annotations

from typing import Any

from scoring.corpus.ingest import analyse
from scoring.corpus.store import Corpus
from scoring.records import AnalysedDocument, SubmittedDocument
from tests.support import HashingEncoder

ENCODER = HashingEncoder()


def made(id: str, text: str = "The bridge is closed.", **fields: Any) -> AnalysedDocument:
    """An analysed document; `fields` as in `SubmittedDocument`."""
    return analyse(SubmittedDocument(text, id=id, **{"language": "en", **fields}), ENCODER)


def texts_of(corpus: Corpus, id: str, collection: str = "default") -> list[str]:
    """Texts of a document's statements."""
    return [statement.text for statement in corpus.get(collection, id).statements]
