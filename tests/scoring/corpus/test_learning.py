from __future__ import annotations

from datetime import UTC, datetime, timedelta

import lancedb
import pytest

from scoring.check import Models, check_claim
from scoring.corpus.learning import learn_priors
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from scoring.provenance.priors import NEUTRAL, PublisherPair
from scoring.records import AnalysedDocument
from tests.scoring.corpus.making import ENCODER, made
from tests.support import OverlapStance

START = datetime(2031, 5, 6, tzinfo=UTC)
CLAIM = "The bridge at Norvik was closed on Friday."


def story(
    place: int, publisher: str | None, mark: str, *, dated: bool = True, ending: str = ""
) -> AnalysedDocument:
    """A story of the day with this number; equal marks make equal texts."""
    text = " ".join(f"Rain{mark}{place}x{n} fell on street{mark}{place}x{n}." for n in range(4))
    return made(
        f"{publisher}-{place}".replace(" ", "-"),
        text + ending,
        publisher=publisher,
        published_at=START + timedelta(days=place) if dated else None,
    )


def twelve_days(echo_copies: int) -> list[AnalysedDocument]:
    """Three papers with a story a day; the Echo takes the first ones from the Post."""
    return [
        paper
        for day in range(12)
        for paper in (
            story(day, "Harbour Post", "p"),
            story(day, "Norvik Echo", "p" if day < echo_copies else "e"),
            story(day, "Coast Mail", "m"),
        )
    ]


def test_a_copied_pair_is_learned_and_independent_ones_are_not(corpus: Corpus):
    corpus.put(twelve_days(7))
    found = learn_priors(corpus)
    assert found.pairs == (PublisherPair("Harbour Post", "Norvik Echo", 7, 12),)
    assert found.corpus_version == corpus.version


def test_a_new_corpus_is_neutral(corpus: Corpus):
    assert corpus.publisher_priors() == NEUTRAL
    assert learn_priors(corpus).pairs == ()


def test_what_was_learned_is_seen_by_every_process_at_once(corpus: Corpus):
    other = Corpus(corpus.uri, corpus.identity)
    assert other.publisher_priors() == NEUTRAL
    corpus.put(twelve_days(7))
    found = learn_priors(corpus)
    assert other.publisher_priors() == found
    assert Corpus(corpus.uri, corpus.identity).publisher_priors() == found


def test_a_corpus_from_before_there_were_priors_opens_neutral(corpus: Corpus):
    corpus.put(twelve_days(2))
    lancedb.connect(corpus.uri).drop_table("publisher_priors")
    assert Corpus(corpus.uri, corpus.identity).publisher_priors() == NEUTRAL


def test_learning_twice_is_the_same_and_learning_anew_replaces(corpus: Corpus):
    corpus.put(twelve_days(7))
    first = learn_priors(corpus)
    assert learn_priors(corpus) == first
    corpus.put([story(day, "Norvik Echo", "own") for day in range(12)])
    assert learn_priors(corpus).pairs == ()
    assert corpus.publisher_priors().pairs == ()


def test_undated_stories_and_wires_tell_nothing(corpus: Corpus):
    papers = ("Harbour Post", "Norvik Echo")
    corpus.put([story(day, paper, "p", dated=False) for day in range(12) for paper in papers])
    corpus.put([story(day, None, "p") for day in range(12)])
    corpus.put(
        [
            story(day, paper, "w", ending="\n\n(Reuters)")
            for day in range(20, 32)
            for paper in papers
        ]
    )
    assert learn_priors(corpus).pairs == ()


def test_reading_goes_in_batches_and_tells_how_far_it_is(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
):
    corpus.put(twelve_days(7))
    whole = learn_priors(corpus)
    monkeypatch.setattr("scoring.corpus.learning._ROWS", 10)
    monkeypatch.setattr("scoring.corpus.learning._PAIRS", 2)
    steps: list[tuple[int, int]] = []
    assert learn_priors(corpus, lambda read, stories: steps.append((read, stories))) == whole
    assert steps == [(0, 36), (10, 36), (20, 36), (30, 36), (36, 36)]


def test_a_rewrite_is_found_in_whole_documents(corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    """Pairs that word triples leave open go through `find_copy` with their vectors."""
    asked = []
    monkeypatch.setattr(
        "scoring.corpus.learning.find_copy", lambda a, b: asked.append((a, b)) or True
    )
    shared = " The council met at noon and the mayor spoke to all who came."
    corpus.put(
        [
            story(day, paper, paper[0], ending=shared)
            for day in range(12)
            for paper in ("Harbour Post", "Norvik Echo")
        ]
    )
    (pair,) = learn_priors(corpus).pairs
    assert (pair.copies, pair.chances) == (12, 12)
    assert all(len(a.vectors) == len(a.statements) > 0 for a, _ in asked)


def test_a_check_counts_a_known_pair_for_less_and_keeps_its_origins(corpus: Corpus):
    corpus.put(twelve_days(7))
    corpus.put(
        [
            made(
                mark,
                f"{CLAIM} {' '.join(f'Tide{mark}{n} rose at pier{mark}{n}.' for n in range(20))}",
                publisher=publisher,
                published_at=START,
            )
            for mark, publisher in (("a", "Harbour Post"), ("b", "Norvik Echo"))
        ]
    )
    models = Models(ENCODER, OverlapStance())
    before = check_claim(CLAIM, corpus=corpus, models=models)
    (pair,) = learn_priors(corpus).pairs
    after = check_claim(CLAIM, corpus=corpus, models=models)
    assert after.origins == before.origins
    assert after.verdict == before.verdict
    assert after.supporting.origins == before.supporting.origins == 2
    assert before.supporting.effective_origins == 2.0
    assert after.supporting.effective_origins == pytest.approx(2 / (1 + pair.probability), abs=0.01)
    assert after.score < before.score


def test_a_corpus_that_cannot_be_read_keeps_what_was_learned(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
):
    corpus.put(twelve_days(7))
    found = learn_priors(corpus)

    def broken(*_):
        raise OSError("disk")

    monkeypatch.setattr("scoring.corpus.learning._with_shingles", broken)
    with pytest.raises(CorpusError, match="learn again"):
        learn_priors(corpus)
    assert corpus.publisher_priors() == found
