from __future__ import annotations

from pathlib import Path

import pytest
from lancedb.index import FTS, IvfRq

from scoring.corpus import search, upkeep
from scoring.corpus.checks import StoredCheck
from scoring.corpus.filters import EVERYTHING
from scoring.corpus.opened import now
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import ENCODER, made, texts_of


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upkeep after a handful of rows."""
    monkeypatch.setattr(upkeep, "_UNINDEXED_ROWS", 10)


def _put(corpus: Corpus, count: int, prefix: str = "a") -> None:
    corpus.put(
        [made(f"{prefix}{n}", f"Bridge {prefix}{n} is closed. It rained.") for n in range(count)]
    )


def test_little_is_left_alone(corpus: Corpus):
    _put(corpus, 3)
    assert not corpus.maintain()
    assert corpus.info().unindexed_statements == 6


def test_new_rows_are_folded_into_the_index_and_nothing_is_lost(corpus: Corpus, eager: None):
    _put(corpus, 8)
    corpus.put([made("a0", "Replaced.")])
    corpus.delete("default", "a1")
    assert corpus.maintain()
    info = corpus.info()
    assert info.unindexed_statements == 0
    assert (info.documents, info.statements) == (7, 13)
    assert texts_of(corpus, "a0") == ["Replaced."]
    assert texts_of(corpus, "a5") == ["Bridge a5 is closed.", "It rained."]
    assert [hit.key for hit in search.by_words(corpus, "a5", None).hits] == ["default/a5"]
    assert search.by_words(corpus, "a1", None).hits == ()
    assert not corpus.maintain()


def test_rows_after_upkeep_are_found_before_the_next(corpus: Corpus, eager: None):
    _put(corpus, 6)
    assert corpus.maintain()
    _put(corpus, 1, "late")
    assert [hit.key for hit in search.by_words(corpus, "late0", None).hits] == ["default/late0"]


def test_many_small_files_are_merged(corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upkeep, "_FRAGMENTS", 4)
    for n in range(5):
        _put(corpus, 1, f"part{n}-")
    assert corpus.statements.stats()["fragment_stats"]["num_fragments"] >= 4
    assert corpus.maintain()
    assert corpus.statements.stats()["fragment_stats"]["num_fragments"] == 1
    assert corpus.info().statements == 10


def test_what_it_wrote_is_on_disk_when_it_returns(
    corpus: Corpus, eager: None, monkeypatch: pytest.MonkeyPatch
):
    _put(corpus, 6)
    flushed: list[Path] = []
    import os

    def record(descriptor: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs Linux's /proc")
    before = {path for path in Path(corpus.uri).rglob("*") if path.is_file()}
    monkeypatch.setattr(os, "fsync", record)
    assert corpus.maintain()
    new = {path for path in Path(corpus.uri).rglob("*") if path.is_file()} - before
    assert any("_indices" in path.parts for path in new)
    assert new <= set(flushed)


def test_a_vector_index_finds_what_a_scan_finds(
    corpus: Corpus, eager: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upkeep, "_ROWS_FOR_VECTOR_INDEX", 500)
    _put(corpus, 400)
    queries = [f"Bridge a{n} is closed." for n in range(0, 400, 40)]
    vectors = ENCODER.encode_queries(queries)
    scanned = [search.by_meaning(corpus, vector, None).hits[0] for vector in vectors]
    assert not corpus.has_vector_index()
    assert corpus.maintain()
    assert corpus.has_vector_index()
    _put(corpus, 1, "late")
    indexed = [search.by_meaning(corpus, vector, None).hits[0] for vector in vectors]
    near = [hit.similarity for hit in scanned]
    assert [hit.similarity for hit in indexed] == pytest.approx(near, abs=1e-3)
    late = ENCODER.encode_queries(["Bridge late0 is closed."])[0]
    found = search.find_candidates(corpus, "late0", late, EVERYTHING)
    assert found.documents[0].document.id == "late0"
    assert Corpus(corpus.uri, corpus.identity).has_vector_index()


def test_an_index_that_the_corpus_has_outgrown_is_trained_again(
    corpus: Corpus, eager: None, monkeypatch: pytest.MonkeyPatch
):
    def names() -> list[str]:
        indexes = corpus.statements.list_indices()
        return [index.name for index in indexes if index.columns == ["vector"]]

    monkeypatch.setattr(upkeep, "_ROWS_FOR_VECTOR_INDEX", 300)
    _put(corpus, 150)
    assert corpus.maintain()
    assert names() == ["vector_6bit_300"]
    _put(corpus, 300, "b")
    assert corpus.maintain()
    assert names() == ["vector_6bit_300"]  # three times the rows
    _put(corpus, 150, "c")
    assert corpus.maintain()
    assert names() == ["vector_6bit_1200"]
    vector = ENCODER.encode_queries(["Bridge c7 is closed."])[0]
    hits = search.by_meaning(corpus, vector, None).hits
    assert "default/c7" in {hit.key for hit in hits if hit.similarity == hits[0].similarity}


def test_an_index_of_an_early_corpus_is_known(corpus: Corpus):
    assert upkeep._trained_with("vector_idx") == upkeep._ROWS_FOR_VECTOR_INDEX
    assert upkeep._trained_with("vector_1200") == 1_200
    assert upkeep._trained_with("vector_6bit_1200") == 1_200


def test_a_coarse_index_of_an_earlier_release_is_asked_for_more_until_upkeep_replaces_it(
    corpus: Corpus, eager: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upkeep, "_ROWS_FOR_VECTOR_INDEX", 300)
    _put(corpus, 200)
    assert corpus.index_refinement() is None
    corpus.statements.create_index("vector", config=IvfRq(distance_type="dot"), name="vector_400")
    assert corpus.index_refinement() == 10
    vector = ENCODER.encode_queries(["Bridge a7 is closed."])[0]
    before = search.by_meaning(corpus, vector, None)
    corpus.optimize()
    assert corpus.index_refinement() == 1
    assert search.by_meaning(corpus, vector, None).hits[0] == before.hits[0]


def test_the_index_over_the_words_of_statements_goes_from_early_corpora(corpus: Corpus):
    _put(corpus, 3)
    corpus.statements.create_index("text", config=FTS())
    again = Corpus(corpus.uri, corpus.identity)
    assert [index.columns for index in again.statements.list_indices()] == [["key"]]


def test_a_check_is_read_by_an_index_over_ids_also_in_early_corpora(corpus: Corpus):
    corpus.save_checks([StoredCheck(f"c{n}", now(), "A claim.", "{}") for n in range(20)])
    corpus.checks.drop_index("id_idx")
    again = Corpus(corpus.uri, corpus.identity)
    plan = again.checks.search().where("id = 'c7'", prefilter=True).explain_plan()
    assert "ScalarIndexQuery" in plan
    assert again.read_check("c7") == {}
    again.save_checks([StoredCheck("late", now(), "A claim.", "{}")])
    assert again.read_check("late") == {}


def test_optimising_needs_no_threshold(corpus: Corpus):
    _put(corpus, 3)
    corpus.optimize()
    assert corpus.info().unindexed_statements == 0
    assert upkeep.count_files(corpus.statements) == 1


def test_a_conflict_is_left_for_the_next_time(
    corpus: Corpus, eager: None, monkeypatch: pytest.MonkeyPatch
):
    _put(corpus, 6)

    class Busy:
        def __getattr__(self, name: str) -> object:
            if name == "optimize":
                raise RuntimeError("Retryable commit conflict")
            return getattr(corpus.statements, name)

    assert not upkeep.maintain(Busy(), corpus.documents, corpus.checks)
    assert corpus.maintain()
