"""Vectors of sentences that the corpus has: a document that comes again is not encoded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scoring.corpus.rows import text_hash
from scoring.corpus.store import Corpus
from scoring.models.encoder import Encoder, Vectors
from scoring.records import Document


def known_vectors(corpus: Corpus, documents: Sequence[Document]) -> dict[str, Vectors]:
    """Vectors of the sentences of documents that are replaced, or that have the same text.

    Args:
        corpus: Where to look.
        documents: Those that are about to be stored.

    Returns:
        Vectors, float32 (dimension,), by the sentence: to half precision, as they are stored.

    Raises:
        CorpusError: The corpus cannot be read.
    """
    keys = {document.key for document in documents}
    hashes = {text_hash(document.text) for document in documents}
    found = corpus.load(sorted(corpus.known_keys(keys) | set(corpus.same_text(hashes).values())))
    return {
        statement.text: vector
        for item in found.values()
        for statement, vector in zip(item.statements, item.vectors, strict=True)
    }


def encode_once(texts: Sequence[str], encoder: Encoder, known: Mapping[str, Vectors]) -> Vectors:
    """Vectors of sentences, each different one encoded once, and none that is known.

    A sentence has one vector, whatever it is encoded beside (docs/decisions/002).

    Args:
        texts: The sentences.
        encoder: Encodes those that are not known.
        known: Vectors by the sentence.

    Returns:
        float32 (len(texts), dimension).
    """
    new = list(dict.fromkeys(text for text in texts if text not in known))
    places = {text: place for place, text in enumerate(new)}
    encoded = encoder.encode_passages(new)
    if len(new) == len(texts):
        return encoded
    rows = [known[text] if text in known else encoded[places[text]] for text in texts]
    return np.array(rows, np.float32)
