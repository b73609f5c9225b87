from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any, NoReturn

import numpy as np
import pytest
from lancedb.index import IvfRq

from scoring.corpus import search, upkeep
from scoring.corpus.filters import EVERYTHING, Filters
from scoring.corpus.ingest import ingest
from scoring.corpus.search import Candidates, find_candidates
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from scoring.evidence import RELEVANT
from scoring.models.encoder import EncoderIdentity
from scoring.records import AnalysedDocument, SubmittedDocument
from tests.scoring.corpus.making import ENCODER, made


class Meanings:
    """An encoder that puts each text where a table says, and any other at random."""

    identity = EncoderIdentity("meanings", 64, "m" * 64)

    def __init__(self, groups: dict[str, int]) -> None:
        self._groups = groups

    def encode_queries(self, texts: list[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        rows = []
        for text in texts:
            seed = self._groups.get(text, zlib.crc32(text.encode()))
            row = np.random.default_rng(seed).normal(size=64)
            rows.append(row / np.linalg.norm(row))
        return np.array(rows, np.float32).reshape(-1, 64)

    encode_passages = encode_queries


def _search(
    corpus: Corpus, claim: str, filters: Filters = EVERYTHING, encoder: Any = ENCODER
) -> Candidates:
    return find_candidates(corpus, claim, encoder.encode_queries([claim])[0], filters)


def _ids(found: Candidates) -> list[str]:
    return [item.document.id for item in found.documents]


def _noise(count: int, **fields: Any) -> list[AnalysedDocument]:
    words = np.random.default_rng(7).integers(0, 10**6, size=(count, 5))
    return [
        made(f"noise{n}", " ".join(f"w{word}" for word in row) + ".", **fields)
        for n, row in enumerate(words)
    ]


class TestFindCandidates:
    def test_the_nearest_document_comes_first_and_whole(self, corpus: Corpus):
        corpus.put([*_noise(20), made("a", "Ministers met. The bridge at Norvik is closed. Rain.")])
        found = _search(corpus, "The bridge at Norvik is closed")
        assert _ids(found)[0] == "a"
        assert len(found.documents[0].statements) == 3
        assert (found.truncated, found.failures) == (False, ())

    def test_a_document_is_listed_once_however_many_of_its_statements_match(self, corpus: Corpus):
        corpus.put([made("a", "The bridge is closed. " * 30), made("b", "The bridge.")])
        assert sorted(_ids(_search(corpus, "The bridge is closed."))) == ["a", "b"]

    def test_words_find_what_the_vectors_miss(self, tmp_path_factory: pytest.TempPathFactory):
        claim = "Zubrowkian envoys arrived"
        encoder = Meanings({claim: 1} | {f"Meaning {n}.": 1 for n in range(300)})
        corpus = Corpus(str(tmp_path_factory.mktemp("words")), encoder.identity)
        ingest(
            [SubmittedDocument(f"Meaning {n}.", id=f"n{n}", language="en") for n in range(300)]
            + [SubmittedDocument("Two Zubrowkian guests.", id="rare", language="en")],
            corpus=corpus,
            encoder=encoder,
        )
        found = _search(corpus, claim, encoder=encoder)
        assert "rare" in _ids(found)
        assert found.truncated

    def test_vectors_find_what_the_words_miss(self, tmp_path_factory: pytest.TempPathFactory):
        claim = "The bridge is closed"
        encoder = Meanings({claim: 1, "Bron är avstängd.": 1})
        corpus = Corpus(str(tmp_path_factory.mktemp("vectors")), encoder.identity)
        ingest(
            [
                SubmittedDocument(f"The bridge is closed to w{n}.", id=f"n{n}", language="en")
                for n in range(300)
            ]
            + [SubmittedDocument("Bron är avstängd.", id="sv", language="sv")],
            corpus=corpus,
            encoder=encoder,
        )
        assert "sv" in _ids(_search(corpus, claim, encoder=encoder))

    @pytest.mark.parametrize(
        ("text", "claim"),
        [
            ("由于河水上涨，市政府周五关闭了北桥。", "北桥"),
            ("市は金曜日に北の橋を閉鎖した。", "橋を閉鎖"),
            ("เทศบาลปิดสะพานทางเหนือเมื่อวันศุกร์", "ปิดสะพาน"),
            ("강물이 불어나 시는 북쪽 다리를 폐쇄했다.", "다리를"),
            ("أغلقت البلدية الجسر الشمالي يوم الجمعة.", "الجسر"),
        ],
    )
    def test_words_are_found_in_scripts_without_spaces_and_from_the_right(
        self, corpus: Corpus, text: str, claim: str
    ):
        corpus.put([*_noise(5), made("a", text, language="xx")])
        found = search.by_words(corpus, claim, None)
        assert [hit.key for hit in found.hits] == ["default/a"]

    @pytest.mark.parametrize(
        "claim",
        [
            *("?!", "a", "\\", "'", '"', "*", "中", "🎉", "a AND (", " "),
            *("the of and", "och att det", "12 345 2031", "٤٥", "Բարև աշխարհ", "សួស្តី"),
        ],
    )
    def test_a_claim_of_marks_stop_words_digits_or_another_script_is_searched(
        self, corpus: Corpus, claim: str
    ):
        assert _search(corpus, claim).documents == ()
        corpus.put([made("a", "The bridge is closed.")])
        found = _search(corpus, claim)
        assert _ids(found) == ["a"]
        assert found.failures == ()

    @pytest.mark.parametrize(
        "claim",
        [
            " ".join(f"bridge{n} closed" for n in range(140))[:2_000],
            "x" * 2_000,
            "桥" * 2_000,
            "closed " * 285,
        ],
    )
    def test_a_long_claim_is_searched(self, corpus: Corpus, claim: str):
        corpus.put([made("a", "The bridge is closed.")])
        found = _search(corpus, claim)
        assert (_ids(found), found.failures) == (["a"], ())

    def test_nothing_is_found_in_an_empty_corpus_or_part(self, corpus: Corpus):
        assert _search(corpus, "The bridge") == Candidates((), truncated=False)
        corpus.put([made("a")])
        nowhere = Filters(collections=("absent",))
        assert _search(corpus, "The bridge", nowhere) == Candidates((), truncated=False)

    @pytest.mark.parametrize(("count", "truncated"), [(60, False), (61, True)])
    def test_it_says_when_documents_were_left_out(
        self, corpus: Corpus, count: int, truncated: bool
    ):
        corpus.put([made(f"a{n}", f"The bridge number {n} is closed.") for n in range(count)])
        found = _search(corpus, "The bridge is closed")
        assert (len(found.documents), found.truncated) == (60, truncated)

    def test_a_deleted_or_replaced_document_is_not_found_by_its_old_words(self, corpus: Corpus):
        corpus.put([made("a", "Zubrowka seceded."), made("b", "Zubrowka joined."), made("c")])
        corpus.delete("default", "a")
        corpus.put([made("b", "Something else.")])
        assert search.by_words(corpus, "Zubrowka", None).hits == ()
        assert sorted(_ids(_search(corpus, "Zubrowka"))) == ["b", "c"]

    def test_a_statement_not_yet_removed_does_not_let_a_document_through_a_filter(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a", "The bridge is closed.", publisher="Old Times")])
        with monkeypatch.context() as patch:  # killed between the switch and the removal
            patch.setattr(corpus, "_remove_dead", lambda *_: False)
            corpus.put([made("a", "The bridge is open.", publisher="New Times")])
        assert corpus.info().statements == 2
        assert _ids(_search(corpus, "The bridge", Filters(publishers=("Old Times",)))) == []
        assert _ids(_search(corpus, "The bridge", Filters(publishers=("New Times",)))) == ["a"]


class TestWords:
    def test_what_was_begun_beside_the_encoding_is_not_searched_again(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a", "The bridge is closed.")])
        wording = search.begin_words(corpus, "bridge", EVERYTHING)
        wording.result()
        monkeypatch.setattr(search, "by_words", _broken)
        vector = ENCODER.encode_queries(["bridge"])[0]
        found = find_candidates(corpus, "bridge", vector, EVERYTHING, wording=wording)
        assert (_ids(found), found.failures) == (["a"], ())

    def test_words_of_the_title_count_and_not_of_the_nearest_sentence_alone(self, corpus: Corpus):
        corpus.put(
            [
                made("title", "Rain fell.", title="Norvik bridge closed"),
                made("spread", "Norvik lies north. Its bridge is old. Now it is closed."),
                *_noise(5),
            ]
        )
        found = search.by_words(corpus, "The Norvik bridge is closed", None)
        assert {hit.key for hit in found.hits} == {"default/title", "default/spread"}
        assert found.complete

    def test_english_endings_do_not_matter(self, corpus: Corpus):
        corpus.put([made("a", "Two bridges were closing."), made("b", "Rain fell.")])
        found = search.by_words(corpus, "bridge closed", None)
        assert [hit.key for hit in found.hits] == ["default/a"]

    def test_it_knows_whether_it_returned_all(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(search, "_BY_WORDS", 4)
        corpus.put([made(f"a{n}", f"Bridge {n} closed.") for n in range(3)])
        assert search.by_words(corpus, "bridge", None).complete
        corpus.put([made(f"b{n}", f"Bridge {n} closed.") for n in range(3)])
        assert not search.by_words(corpus, "bridge", None).complete


class TestCopies:
    def test_copies_cost_one_place_and_are_all_read(self, corpus: Corpus):
        copies = [made(f"copy{n:03}", "The bridge at Norvik is closed!") for n in range(70)]
        others = [made(f"other{n:02}", f"The bridge at Norvik is w{n}.") for n in range(59)]
        corpus.put([*copies, *others])
        found = _search(corpus, "The bridge at Norvik is closed")
        assert len(found.documents) == 129
        assert not found.truncated

    def test_copies_that_fill_the_search_do_not_hide_the_rest(
        self, tmp_path_factory: pytest.TempPathFactory
    ):
        claim = "The bridge is closed"
        encoder = Meanings({claim: 1, "Copied.": 1})
        corpus = Corpus(str(tmp_path_factory.mktemp("copies")), encoder.identity)
        texts = {f"c{n:03}": "Copied." for n in range(250)} | {"own": "Seen by us."}
        ingest(
            [SubmittedDocument(text, id=name, language="en") for name, text in texts.items()],
            corpus=corpus,
            encoder=encoder,
        )
        found = _search(corpus, claim, encoder=encoder)
        assert "own" in _ids(found)
        assert len(found.documents) == 251

    def test_it_says_when_even_copies_were_left_out(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(search, "_MOST_DOCUMENTS", 5)
        corpus.put([made(f"copy{n}", "The bridge is closed.") for n in range(6)])
        found = _search(corpus, "The bridge is closed.")
        assert (len(found.documents), found.truncated) == (5, True)

    def test_it_says_when_statements_to_be_judged_may_be_missing(
        self, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ):
        claim = "The bridge is closed"
        encoder = Meanings({claim: 1} | {f"Close {n}.": 1 for n in range(9)})
        corpus = Corpus(str(tmp_path_factory.mktemp("cut")), encoder.identity)
        text = " ".join(f"Close {n}." for n in range(9))
        ingest([SubmittedDocument(text, id="a", language="en")], corpus=corpus, encoder=encoder)
        assert not _search(corpus, claim, encoder=encoder).truncated
        monkeypatch.setattr(search, "_STATEMENTS", 8)
        assert _search(corpus, claim, encoder=encoder).truncated


@pytest.mark.parametrize("indexed", [False, True])
class TestFilters:
    @pytest.mark.parametrize(
        "filters",
        [
            Filters(publishers=('Rare\'s "Post"',)),
            Filters(languages=("sv",)),
            Filters(collections=("small",)),
            Filters(
                published_after=datetime(2031, 5, 1, tzinfo=UTC),
                published_before=datetime(2031, 5, 2, tzinfo=UTC),
            ),
        ],
    )
    def test_a_narrow_filter_does_not_starve_the_result(
        self, corpus: Corpus, indexed: bool, filters: Filters
    ):
        # The claim's own words in every other document, and none of them in the three wanted.
        corpus.put([made(f"n{n:03}", f"The bridge is closed {n}.") for n in range(300)])
        corpus.put(
            [
                made(
                    f"wanted{n}",
                    f"Quite other words {n}.",
                    publisher='Rare\'s "Post"',
                    language="sv",
                    collection="small",
                    published_at=datetime(2031, 5, 1, 12, tzinfo=UTC),
                )
                for n in range(3)
            ]
        )
        if indexed:
            corpus.statements.create_index("vector", config=IvfRq(distance_type="dot"))
            assert corpus.has_vector_index()
        found = _search(corpus, "The bridge is closed", filters)
        assert sorted(_ids(found)) == ["wanted0", "wanted1", "wanted2"]
        assert (found.truncated, found.failures) == (False, ())

    def test_a_filter_that_matches_nothing_gives_nothing(self, corpus: Corpus, indexed: bool):
        corpus.put([made(f"n{n:03}", f"The bridge is closed {n}.") for n in range(300)])
        if indexed:
            corpus.statements.create_index("vector", config=IvfRq(distance_type="dot"))
        nowhere = Filters(languages=("fi",))
        assert _search(corpus, "The bridge", nowhere) == Candidates((), truncated=False)


def test_what_is_close_enough_to_judge_is_the_same_in_both_places():
    assert search._JUDGED == RELEVANT


def test_search_finds_and_reads_with_an_index_what_it_does_without(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    encoder = Meanings({})
    corpus = Corpus(str(tmp_path_factory.mktemp("same")), encoder.identity)

    def put(numbers: range, word: str) -> None:
        documents = [
            SubmittedDocument(
                f"Bridge {n} is {word}. Mayor {n} said {word}.", id=f"a{n}", language="en"
            )
            for n in numbers
        ]
        ingest(documents, corpus=corpus, encoder=encoder)

    put(range(300), "closed")
    put(range(0, 60, 3), "open")
    for n in range(1, 40, 7):
        corpus.delete("default", f"a{n}")

    def found() -> list[tuple[Any, ...]]:
        candidates = [_search(corpus, f"Bridge {n} closed", encoder=encoder) for n in range(8)]
        return [
            (
                each.truncated,
                [
                    (item.document, item.statements, item.vectors.tolist())
                    for item in each.documents
                ],
            )
            for each in candidates
        ]

    scanned = found()
    monkeypatch.setattr(upkeep, "_ROWS_FOR_VECTOR_INDEX", 300)
    corpus.optimize()
    assert corpus.index_refinement() == 1
    assert found() == scanned


def _broken(*_: object) -> NoReturn:
    raise RuntimeError("index file is gone")


class TestFailures:
    @pytest.mark.parametrize(
        ("part", "sentence"),
        [("by_meaning", "search by meaning failed"), ("by_words", "search by words failed")],
    )
    def test_one_search_that_fails_leaves_the_other_and_says_so(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, part: str, sentence: str
    ):
        corpus.put([made("a")])
        monkeypatch.setattr(search, part, _broken)
        found = _search(corpus, "The bridge is closed.")
        assert _ids(found) == ["a"]
        assert len(found.failures) == 1
        assert sentence in found.failures[0]
        assert "index file is gone" not in found.failures[0]  # the log has it

    def test_both_failing_is_an_error_and_not_an_empty_answer(
        self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a")])
        monkeypatch.setattr(search, "by_meaning", _broken)
        monkeypatch.setattr(search, "by_words", _broken)
        with pytest.raises(CorpusError, match="neither by meaning nor by words") as raised:
            _search(corpus, "The bridge")
        assert corpus.uri in str(raised.value)


def test_an_exact_statement_has_cosine_one(corpus: Corpus):
    corpus.put([*_noise(5), made("a", "The bridge is closed.")])
    vector = ENCODER.encode_queries(["The bridge is closed."])[0]
    best = search.by_meaning(corpus, vector, None).hits[0]
    assert best.key == "default/a"
    assert best.similarity == pytest.approx(1, abs=2e-3)
