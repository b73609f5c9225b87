"""Documents whose pages are gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from scoring.corpus.store import Corpus
from scoring.errors import NotFound
from scoring.records import NoticeKind


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What is known of a page that is gone.

    Attributes:
        marked: Keys of its documents that were marked as retracted now.
        known: Keys of those that had been marked before.
    """

    marked: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def mark_gone(
    corpus: Corpus,
    urls: Collection[str],
    status: int,
    noticed_at: datetime,
    *,
    collection: str | None = None,
    unless_text: str | None = None,
) -> Withdrawn:
    """Mark the documents of a page that is gone as retracted; durable when this returns.

    Args:
        corpus: Where they are.
        urls: The addresses of the page.
        status: What the site answered, 410 or 404.
        noticed_at: When.
        collection: Only documents of this one; None for all that the caller may see.
        unless_text: Leave out a document with this text: of it only the summary of a feed was ever
            read, not the page.

    Raises:
        CorpusError: It cannot be read or written.
    """
    keys = corpus.keys_at(urls)
    if collection is not None:
        keys = [key for key in keys if key.split("/", 1)[0] == collection]
    marked, known = [], []
    for key, document in sorted(corpus.load_documents(keys).items()):
        if any(notice.kind is NoticeKind.RETRACTED for notice in document.notices):
            known.append(key)
        elif document.text != unless_text:
            reason = f"its page answers {status}, where it was read before"
            try:
                corpus.retract(document.collection, document.id, reason, noticed_at)
            except NotFound:  # deleted in this moment
                continue
            marked.append(key)
    return Withdrawn(tuple(marked), tuple(known))
