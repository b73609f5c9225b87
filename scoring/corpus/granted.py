"""A corpus as one caller may see it: some of its collections, and nothing of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoring.corpus.checks import CheckLog
from scoring.corpus.readable import CorpusInfo
from scoring.corpus.reading import StoredDocument
from scoring.corpus.store import Corpus
from scoring.errors import NotFound
from scoring.provenance.priors import NEUTRAL, PublisherPriors
from scoring.records import AnalysedDocument, Document


class GrantedCorpus(Corpus):
    """An open corpus of which only some collections can be read or written.

    What lies in the others is answered for as if it were not there: in the same words, and
    without a look at it, so that neither an error nor its time tells the difference. The corpus
    version is the whole corpus's: it tells that something was written, not what or where.
    """

    def __init__(self, corpus: Corpus, collections: Iterable[str]) -> None:
        """Look at an open corpus through its collections.

        Args:
            corpus: The corpus; its open tables are shared, nothing is opened again.
            collections: Those that may be seen.
        """
        vars(self).update(vars(corpus))
        self._granted = frozenset(collections)

    def put(self, analysed: Sequence[AnalysedDocument]) -> list[Document]:
        """Store documents, see `Corpus.put`.

        Raises:
            NotFound: The collection of one is not granted; nothing is stored.
        """
        for item in analysed:
            if item.document.collection not in self._granted:
                raise NotFound(f"there is no collection {item.document.collection!r}")
        return super().put(analysed)

    def revisions(self, keys: Iterable[str]) -> dict[str, str]:
        """The current revision of each of these documents; unknown keys are left out."""
        return super().revisions(self._visible(keys))

    def same_text(self, hashes: Iterable[str]) -> dict[str, str]:
        """The key of one document with each of these texts, where it is a granted one."""
        found = super().same_text(hashes)
        visible = set(self._visible(found.values()))
        return {known: key for known, key in found.items() if key in visible}

    def keys_at(self, urls: Iterable[str]) -> list[str]:
        """Keys of the documents at these addresses in granted collections, sorted."""
        return self._visible(super().keys_at(urls))

    def collections_of(self, document_id: str) -> list[str]:
        """The granted collections that hold a document of this id, sorted."""
        return [name for name in super().collections_of(document_id) if name in self._granted]

    def load_stored(self, keys: Sequence[str]) -> dict[str, StoredDocument]:
        """Read documents, see `Corpus.load_stored`; unknown keys are left out."""
        return super().load_stored(self._visible(keys))

    def load_documents(self, keys: Sequence[str]) -> dict[str, Document]:
        """Read documents alone, see `Corpus.load_documents`; unknown keys are left out."""
        return super().load_documents(self._visible(keys))

    def info(self) -> CorpusInfo:
        """Refuse: the counts are those of the whole corpus.

        Raises:
            NotFound: Always.
        """
        raise NotFound("the size of the corpus is told only to those who may see all of it")

    def read_check(self, check_id: str) -> dict[str, Any]:
        """Read a check's answer.

        Raises:
            NotFound: There is no such check, or it looked at a collection that is not granted.
            CorpusError: It cannot be read.
        """
        body = super().read_check(check_id)
        if not self._may_see(body):
            raise NotFound(f"there is no check {check_id!r}")
        return body

    def read_checks(self, check_ids: Sequence[str]) -> list[dict[str, Any]]:
        """The answers of checks that looked at granted collections only."""
        return [body for body in super().read_checks(check_ids) if self._may_see(body)]

    def check_log(self, version: int | None = None) -> CheckLog:
        """The stored checks that looked at granted collections only, see `Corpus.check_log`."""
        return super().check_log(version).seen_by(self._granted)

    def publisher_priors(self) -> PublisherPriors:
        """Neutral ones: what was learned counts the stories of every collection."""
        return NEUTRAL

    def _may_see(self, body: Mapping[str, Any]) -> bool:
        looked_at = body.get("filters", {}).get("collections")  # none: at all of the corpus
        return bool(looked_at) and self._granted.issuperset(looked_at)

    def _visible(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if key.split("/", 1)[0] in self._granted]
