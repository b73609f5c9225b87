"""The table of published fact-checks, beside the corpus and never counted as news.

The reviews of one address are one page: sent again, they take the place of those that the page
had. Their ids come from the collection, the address and their number on the page.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from lancedb.index import FTS
from lancedb.query import MatchQuery

from scoring.corpus import upkeep
from scoring.corpus.filters import is_in, quote
from scoring.corpus.tables import SEARCHED_INDEX_BYTES, SideTable
from scoring.errors import NotFound
from scoring.models.encoder import Encoder, EncoderIdentity, Vectors
from scoring.published import FactCheck

_log = logging.getLogger(__name__)
_TIME = pa.timestamp("us", tz="UTC")
_AT_ONCE = 500  # pages of one commit
# As in the corpus, see scoring/corpus/upkeep.py.
_UNINDEXED_ROWS = 5_000
_FILES = 100
_KEEP_VERSIONS = timedelta(hours=1)

Collections = Iterable[str] | None  # None for all


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a review.

    Attributes:
        fact_check: The review as it is stored.
        is_new: Whether there was none at its place before.
    """

    fact_check: FactCheck
    is_new: bool


def store_reviews(
    reviews: Sequence[FactCheck], store: FactCheckStore, encoder: Encoder
) -> list[Stored]:
    """Store reviews; durable when this returns.

    Args:
        reviews: Those of one page all together; of two with one claim on a page the later stays.
        store: Where they go.
        encoder: The encoder that the corpus was opened with.

    Returns:
        What became of each, in their order.

    Raises:
        CorpusError: They could not be written; sending them again is safe.
    """
    pages: dict[tuple[str, str], dict[str, FactCheck]] = {}
    for review in reviews:
        page = pages.setdefault((review.collection, review.url), {})
        page[review.claim.casefold()] = review
    kept = [
        replace(review, id=_id_of(review, number))
        for page in pages.values()
        for number, review in enumerate(page.values())
    ]
    # As queries, both of them: e5 asks for it where two texts of one kind are compared.
    vectors = encoder.encode_queries([review.claim for review in kept])
    stored = store.put(kept, vectors)
    by_claim = {
        (item.fact_check.collection, item.fact_check.url, item.fact_check.claim.casefold()): item
        for item in stored
    }
    return [by_claim[item.collection, item.url, item.claim.casefold()] for item in reviews]


def _id_of(review: FactCheck, number: int) -> str:
    named = "\0".join((review.collection, review.url, str(number)))
    return hashlib.sha256(named.encode()).hexdigest()[:24]


class FactCheckStore:
    """The published fact-checks of a corpus, in a LanceDB table."""

    def __init__(self, uri: str, identity: EncoderIdentity) -> None:
        """Name the corpus; nothing is opened yet.

        Args:
            uri: A folder, or an address of object storage that LanceDB takes.
            identity: The encoder of the corpus, which refuses to be opened with another.
        """
        self._table = SideTable(
            uri, "fact_checks", _schema(identity), "the fact-checks", SEARCHED_INDEX_BYTES
        )
        self._indexed = False

    def put(self, reviews: Sequence[FactCheck], vectors: Vectors) -> list[Stored]:
        """Store reviews in place of all that their pages had; durable when this returns.

        Args:
            reviews: With their ids, those of one page next to each other.
            vectors: Of their claims: float32 (n, dimension), rows of length 1.

        Raises:
            CorpusError: They could not be written.
        """
        revision = secrets.token_hex(8)
        new = [replace(review, revision=revision) for review in reviews]
        known: set[str] = set()
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            rows = [
                _row(item, vector)
                for item, vector in zip(part, vectors[start : start + _AT_ONCE], strict=True)
            ]
            with self._table.writing() as table:
                self._make_index(table)
                ids = [item.id for item in part]
                known |= _ids(table, is_in("id", ids))
                (
                    table.merge_insert("id")
                    .when_matched_update_all()
                    .when_not_matched_insert_all()
                    .execute(pa.Table.from_pylist(rows, table.schema))
                )
        self._remove_others(new)
        self._keep_up()
        return [Stored(item, item.id not in known) for item in new]

    def _remove_others(self, reviews: Sequence[FactCheck]) -> None:
        """Remove what the pages of these reviews had beside them."""
        by_collection: dict[str, list[FactCheck]] = {}
        for item in reviews:
            by_collection.setdefault(item.collection, []).append(item)
        for collection, items in by_collection.items():
            for start in range(0, len(items), _AT_ONCE):
                part = items[start : start + _AT_ONCE]
                urls = {item.url for item in part}
                # A page may lie on both sides of the cut.
                ids = {item.id for item in items if item.url in urls}
                others = (
                    f"collection = {quote(collection)} AND {is_in('url', sorted(urls))} "
                    f"AND NOT ({is_in('id', sorted(ids))})"
                )
                with self._table.writing() as table:
                    if table.count_rows(others):
                        table.delete(others)

    def get(self, fact_check_id: str, collections: Collections = None) -> FactCheck:
        """Read a fact-check.

        Raises:
            NotFound: There is none with this id in these collections.
            CorpusError: It cannot be read.
        """
        found = self.find(_where(f"id = {quote(fact_check_id)}", collections))
        if not found:
            raise NotFound(f"there is no fact-check {fact_check_id!r}")
        return found[0]

    def delete(self, fact_check_id: str, revision: str, collections: Collections = None) -> bool:
        """Delete a fact-check as it was read; durable when this returns.

        Returns:
            Whether it was there with this revision.

        Raises:
            CorpusError: It could not be deleted.
        """
        condition = f"id = {quote(fact_check_id)} AND revision = {quote(revision)}"
        where = _where(condition, collections)
        with self._table.writing() as table:
            there = int(table.count_rows(where)) > 0
            if there:
                table.delete(where)
        return there

    def find(self, where: str | None, limit: int | None = None) -> list[FactCheck]:
        """The fact-checks that meet a condition in SQL, in no order.

        Raises:
            CorpusError: They cannot be read.
        """
        with self._table.reading() as table:
            query = table.search().select(_COLUMNS)
            if where:
                query = query.where(where, prefilter=True)
            rows = (query if limit is None else query.limit(limit)).to_list()
        return [fact_check_of(row) for row in rows]

    def by_meaning(self, vector: Vectors, where: str | None, limit: int) -> list[dict[str, Any]]:
        """Rows with the nearest claims, with their `_distance`, nearest first.

        Args:
            vector: float32 (dimension,), length 1.
            where: A condition in SQL.
            limit: Most rows.

        Raises:
            CorpusError: They cannot be read.
        """
        with self._table.reading() as table:
            query = table.search(vector, vector_column_name="vector").distance_type("dot")
            if upkeep.has_vector_index(table):
                query = query.nprobes(40).refine_factor(10)
            if where:
                query = query.where(where, prefilter=True)
            found: list[dict[str, Any]] = (
                query.select([*_COLUMNS, "_distance"]).limit(limit).to_list()
            )
        return found

    def by_words(self, words: str, where: str | None, limit: int) -> list[dict[str, Any]]:
        """Rows whose claim or title has some of these words, best first.

        Raises:
            CorpusError: They cannot be read.
        """
        with self._table.reading() as table:
            self._make_index(table)
            query = table.search(MatchQuery(words, "words"), query_type="fts")
            if where:
                query = query.where(where, prefilter=True)
            found: list[dict[str, Any]] = query.select([*_COLUMNS, "_score"]).limit(limit).to_list()
        return found

    def _make_index(self, table: Any) -> None:
        if self._indexed:
            return
        if not _has_index(table):
            # ICU word boundaries serve every script; no stop words, which would be one language's.
            words = FTS(base_tokenizer="icu", stem=False, remove_stop_words=False)
            try:
                table.create_index("words", config=words)
            except (OSError, RuntimeError, ValueError):
                if not _has_index(table):  # not made by another process at the same moment
                    raise
        self._indexed = True

    def _keep_up(self) -> None:
        """Fold new rows into the indexes when many have gathered; what fails is for next time."""
        try:
            table = self._table.open()
            unseen = table.index_stats("words_idx")
            if upkeep.count_files(table) < _FILES and (
                unseen is None or unseen.num_unindexed_rows < _UNINDEXED_ROWS
            ):
                return
            upkeep.train_vector_index(table)
            table.optimize(cleanup_older_than=_KEEP_VERSIONS)
        except (OSError, RuntimeError, ValueError) as error:
            _log.info("the upkeep of fact-checks is left for the next time: %s", error)


_COLUMNS = [field.name for field in fields(FactCheck)]


def _schema(identity: EncoderIdentity) -> pa.Schema:
    return pa.schema(
        [
            pa.field(
                "id",
                pa.string(),
                nullable=False,
                metadata={"lance-schema:unenforced-primary-key": "true"},
            ),
            ("revision", pa.string()),
            ("collection", pa.string()),
            ("url", pa.string()),
            ("claim", pa.string()),
            ("claimant", pa.string()),
            ("claimed_at", _TIME),
            ("appearances", pa.list_(pa.string())),
            ("publisher", pa.string()),
            ("site", pa.string()),
            ("title", pa.string()),
            ("reviewed_at", _TIME),
            ("rating", pa.string()),
            ("rating_value", pa.float64()),
            ("best_rating", pa.float64()),
            ("worst_rating", pa.float64()),
            ("language", pa.string()),
            ("imported_at", _TIME),
            ("words", pa.string()),  # claim and title, for the search by words
            ("vector", pa.list_(pa.float16(), identity.dimension)),
        ]
    )


def _row(item: FactCheck, vector: Vectors) -> dict[str, Any]:
    return {
        **{name: getattr(item, name) for name in _COLUMNS},
        "imported_at": datetime.now(UTC),
        "words": f"{item.claim}\n{item.title or ''}",
        "vector": vector.astype("float16"),
    }


def fact_check_of(row: dict[str, Any]) -> FactCheck:
    """A row as a record."""
    known = {name: row[name] for name in _COLUMNS}
    known["appearances"] = tuple(row["appearances"] or ())
    for name in ("claimed_at", "reviewed_at"):
        known[name] = None if row[name] is None else row[name].astimezone(UTC)
    return FactCheck(**known)


def _has_index(table: Any) -> bool:
    return any(index.columns == ["words"] for index in table.list_indices())


def _ids(table: Any, where: str) -> set[str]:
    rows = table.search().where(where, prefilter=True).select(["id"]).to_list()
    return {row["id"] for row in rows}


def _where(condition: str, collections: Collections) -> str:
    if collections is None:
        return condition
    granted = sorted(collections)
    return f"{condition} AND {is_in('collection', granted)}" if granted else "false"
