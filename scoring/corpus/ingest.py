"""Documents into the corpus: language, sentences, hedges, attributions, fingerprints, vectors."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import tldextract

from scoring.attribution import find_credits
from scoring.corpus.notices import read_notices
from scoring.corpus.opened import now
from scoring.corpus.reuse import encode_once, known_vectors
from scoring.corpus.statements import make_statements
from scoring.corpus.store import Corpus
from scoring.corpus.validation import validate_document
from scoring.models.encoder import Encoder, Vectors
from scoring.provenance.shingles import fingerprint
from scoring.records import (
    AnalysedDocument,
    Document,
    Sentence,
    Statement,
    SubmittedDocument,
)
from scoring.text import detect_language, split_sentences
from scoring.text.boilerplate import find_boilerplate
from scoring.text.names import names_in
from scoring.text.numbers import numbers_in

# The bundled list, no download; with its private part, by which a.github.io and b.github.io differ.
_registered_domain = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
)


def ingest(
    submitted: Sequence[SubmittedDocument], *, corpus: Corpus, encoder: Encoder
) -> list[Document]:
    """Analyse documents and store them; durable when this returns.

    A document whose key is in the corpus replaces that one; of two with one key
    the later stays.

    Args:
        submitted: Documents that `validate_document` accepts.
        corpus: Where they go.
        encoder: The encoder that the corpus was opened with.

    Returns:
        The stored documents, one for each submitted one, in their order.

    Raises:
        InvalidDocument: One of them cannot be used; nothing is stored.
        CorpusError: They could not be written; nothing is acknowledged.
    """
    drafts = [_draft(document) for document in submitted]
    known = known_vectors(corpus, [draft.document for draft in drafts])
    # Of two with one key the later.
    analysed = {item.document.key: item for item in _encoded(drafts, encoder, known)}
    stored = {document.key: document for document in corpus.put(list(analysed.values()))}
    return [stored[draft.document.key] for draft in drafts]


def analyse(document: SubmittedDocument, encoder: Encoder) -> AnalysedDocument:
    """Analyse one document without storing it."""
    return analyse_all([document], encoder)[0]


def analyse_all(submitted: Sequence[SubmittedDocument], encoder: Encoder) -> list[AnalysedDocument]:
    """Analyse documents without storing them.

    Raises:
        InvalidDocument: One of them cannot be used.
    """
    return _encoded([_draft(document) for document in submitted], encoder, {})


def _encoded(
    drafts: Sequence[_Draft],
    encoder: Encoder,
    known: Mapping[str, Vectors],
) -> list[AnalysedDocument]:
    """Documents with the vectors of their statements; those that are known are not made again."""
    texts = [statement.text for draft in drafts for statement in draft.statements]
    vectors = encode_once(texts, encoder, known)
    found = []
    at = 0
    for draft in drafts:
        end = at + len(draft.statements)
        found.append(_analysed(draft, vectors[at:end]))
        at = end
    return found


def _analysed(draft: _Draft, vectors: Vectors) -> AnalysedDocument:
    text = draft.document.text
    hedges = [hedge for statement in draft.statements for hedge in statement.hedges]
    return AnalysedDocument(
        draft.document,
        draft.statements,
        vectors,
        fingerprint(text, hedges, draft.boilerplate),
        names_in(text),
        numbers_in(text),
    )


def find_unchanged(submitted: Sequence[SubmittedDocument], corpus: Corpus) -> list[str | None]:
    """Those of the documents that the corpus holds as they are, so that nothing need be done.

    Nothing is analysed to tell; a language that was detected is taken to be detected again.

    Args:
        submitted: Documents that `validate_document` accepts.
        corpus: Where they may be.

    Returns:
        For each of them its id where it is unchanged, else None. None of several with one key
        is: whichever comes last is what shall stay.

    Raises:
        CorpusError: The corpus cannot be read.
    """
    keys = [document_key(document) for document in submitted]
    stored = corpus.load_documents(keys)
    times = Counter(keys)
    return [
        found.id
        if (found := stored.get(key)) is not None and times[key] == 1 and _is_same(document, found)
        else None
        for key, document in zip(keys, submitted, strict=True)
    ]


def _is_same(submitted: SubmittedDocument, stored: Document) -> bool:
    names = ("text", "title", "url", "owner", "byline", "published_at")
    return (
        all(getattr(submitted, name) == getattr(stored, name) for name in names)
        and (submitted.publisher or _domain(submitted.url)) == stored.publisher
        and submitted.language in {None, stored.language}
    )


def document_key(submitted: SubmittedDocument) -> str:
    """The key that a document will be stored under: its own id, or else the derived one."""
    return f"{submitted.collection}/{submitted.id or _derive_id(submitted)}"


@dataclass(frozen=True, slots=True)
class _Draft:
    """A document before its statements are encoded; `boilerplate` makes none."""

    document: Document
    statements: tuple[Statement, ...]
    boilerplate: tuple[Sentence, ...]


def _draft(submitted: SubmittedDocument) -> _Draft:
    validate_document(submitted)
    language = submitted.language or detect_language(submitted.text)
    sentences = split_sentences(submitted.text, language)
    document = Document(
        id=submitted.id or _derive_id(submitted),
        text=submitted.text,
        url=submitted.url,
        title=submitted.title,
        publisher=submitted.publisher or _domain(submitted.url),
        owner=submitted.owner,
        byline=submitted.byline,
        published_at=submitted.published_at,
        language=language,
        collection=submitted.collection,
        ingested_at=now(),
        credits=find_credits(submitted.text, byline=submitted.byline, language=language),
        notices=read_notices(submitted.title, sentences, submitted.text, language),
    )
    rules = find_boilerplate(document.text, sentences)
    kept = [item for item, rule in zip(sentences, rules, strict=True) if rule is None]
    left_out = tuple(item for item, rule in zip(sentences, rules, strict=True) if rule is not None)
    return _Draft(document, make_statements(document, kept), left_out)


def _derive_id(document: SubmittedDocument) -> str:
    """The same URL, or else the same publisher, title and text, always gets the same id."""
    content = (document.publisher, document.title, document.text)
    basis = document.url or "\x1f".join(part or "" for part in content)
    return hashlib.sha256(basis.encode()).hexdigest()[:24]


def _domain(url: str | None) -> str | None:
    return _registered_domain(url).top_domain_under_public_suffix or None if url else None
