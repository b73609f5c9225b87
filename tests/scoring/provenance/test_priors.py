from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.corroboration.score import probabilities, read_features, score
from scoring.corroboration.sides import Evidence, side_of
from scoring.corroboration.verdict import verdict
from scoring.provenance.effective import effective_origins
from scoring.provenance.origins import Origins, find_origins
from scoring.provenance.priors import (
    NEUTRAL,
    WINDOW,
    PublisherPair,
    PublisherPriors,
    Story,
    learn,
    propose,
)
from scoring.provenance.shingles import Shingles
from scoring.records import JudgedDocument, Stance
from scoring.syndication import find_text_origins
from tests.builders import CLAIM, analysed, judged

HOUR = 3600.0
DAY = 24 * HOUR
START = datetime(2031, 5, 6, tzinfo=UTC)
KNOWN = PublisherPriors((PublisherPair("Norvik Echo", "Harbour Post", 12, 40),), 3)
STRONG = PublisherPriors((PublisherPair("Norvik Echo", "Harbour Post", 40, 40),), 3)


def daily(publisher: str, count: int, *, hour: int = 0) -> list[Story]:
    """A story a day."""
    return [Story(f"{publisher}/{n}", publisher, n * DAY + hour * HOUR) for n in range(count)]


def together(*publishers: list[Story]) -> list[Story]:
    return sorted(itertools.chain(*publishers), key=lambda story: (story.time, story.key))


@cache
def article(publisher: str | None, words: str = "", *, hour: int = 0) -> JudgedDocument:
    """A supporting article with a text of its own after the lead."""
    mark = "".join(word[0] for word in (publisher or "unknown").split()).lower()
    own = " ".join(f"Rain{mark}{i} fell on street{mark}{i} until dusk." for i in range(9))
    document = analysed(
        f"The bridge at Norvik was closed on Friday{words}. {own}",
        id=f"by-{publisher}".replace(" ", "-"),
        publisher=publisher,
        published_at=START + timedelta(hours=hour),
    )
    return judged(document)


def effective(found: Origins) -> float:
    return effective_origins(found.dependence)


class TestLearning:
    def test_copies_raise_the_prior_of_their_pair_alone(self):
        post, echo, mail = (daily(name, 40) for name in ("Post", "Echo", "Mail"))
        copies = list(zip(post, echo, strict=True))[:12]
        found = learn(together(post, echo, mail), copies, 7)
        assert found.pairs == (PublisherPair("Echo", "Post", 12, 40),)
        assert found.corpus_version == 7
        assert found.probability("Post", "Echo") == pytest.approx(12.5 / 50)
        assert found.probability("Echo", "Mail") == found.probability("Post", "Mail") == 0.0

    def test_more_copies_mean_more(self):
        post, echo = daily("Post", 40), daily("Echo", 40)
        copies = list(zip(post, echo, strict=True))
        few, many = (learn(together(post, echo), copies[:n], 1) for n in (4, 30))
        assert few.probability("Post", "Echo") < many.probability("Post", "Echo") < 1.0

    @pytest.mark.parametrize(("days", "copies"), [(9, 9), (40, 1), (40, 0)])
    def test_too_few_say_nothing(self, days: int, copies: int):
        post, echo = daily("Post", days), daily("Echo", days)
        found = learn(together(post, echo), list(zip(post, echo, strict=True))[:copies], 1)
        assert found.pairs == ()

    def test_ten_of_ten_say_less_than_a_hundred_of_a_hundred(self):
        short, long = (
            learn(
                together(daily("Post", n), daily("Echo", n)),
                zip(daily("Post", n), daily("Echo", n), strict=True),
                1,
            )
            for n in (10, 100)
        )
        assert short.probability("Post", "Echo") == pytest.approx(0.525)
        assert long.probability("Post", "Echo") > 0.9

    def test_stories_are_counted_of_the_rarer_publisher(self):
        agency = [Story(f"a{n}", "Agency", n * HOUR) for n in range(400)]
        echo = daily("Echo", 15)
        copies = [(agency[24 * n + extra], echo[n]) for n in range(6) for extra in (0, 1)]
        (pair,) = learn(together(agency, echo), copies, 1).pairs
        assert (pair.rarer, pair.copies, pair.chances) == ("Echo", 6, 15)

    def test_stories_that_the_other_could_not_have_seen_are_no_chances(self):
        echo, post = daily("Echo", 100), daily("Post", 20)
        late = [dataclasses.replace(s, time=s.time + 80 * DAY) for s in post]
        copies = list(zip(late, echo[80:], strict=True))[:5]
        later_still = [Story(f"x{n}", "Post", 400 * DAY + n) for n in range(50)]
        (pair,) = learn(together(echo, late, later_still), copies, 1).pairs
        assert (pair.rarer, pair.copies, pair.chances) == ("Post", 5, 20)

    def test_spellings_of_one_publisher_are_one(self):
        post, echo = daily("The Harbour Post", 20), daily("Echo", 20)
        mixed = [
            dataclasses.replace(story, publisher="HARBOUR POST") if n % 2 else story
            for n, story in enumerate(post)
        ]
        found = learn(together(mixed, echo), zip(mixed, echo, strict=True), 1)
        assert len(found.pairs) == 1
        assert found.pairs[0].copies == 20
        assert found.find("harbour post", "ECHO") is found.find("Echo", "The Harbour Post")

    def test_one_newsroom_under_two_names_has_no_prior(self):
        full, short = daily("Aldermoor Public Broadcasting", 20), daily("APB News", 20)
        assert learn(together(full, short), zip(full, short, strict=True), 1).pairs == ()

    def test_the_strongest_pair_comes_first_and_the_order_of_copies_does_not_matter(self):
        post, echo, mail = (daily(name, 40) for name in ("Post", "Echo", "Mail"))
        copies = [*zip(post[:5], echo[:5], strict=True), *zip(post[:9], mail[:9], strict=True)]
        stories = together(post, echo, mail)
        found = learn(stories, copies, 1)
        assert [pair.copies for pair in found.pairs] == [9, 5]
        assert learn(stories, copies[::-1], 1) == found


class TestProposals:
    @staticmethod
    def text(seed: int, shared: Shingles | None = None) -> Shingles:
        own = np.random.default_rng(seed).integers(0, 2**32, 200, dtype=np.uint32)
        return np.unique(own if shared is None else np.concatenate([own, shared]))

    def keys(self, stories: list[tuple[Story, Shingles]]) -> set[tuple[str, str]]:
        return {(a.key, b.key) for a, b, _ in propose(stories)}

    def test_copies_of_another_publisher_are_proposed_and_strangers_are_not(self):
        wire = self.text(1)
        stories = [
            (Story("a", "Post", 0.0), wire),
            (Story("b", "Echo", HOUR), self.text(2)),
            (Story("c", "Mail", DAY), wire[:100]),
            (Story("d", "Post", DAY), wire),
            (Story("e", "Echo", 2 * DAY), self.text(3, wire[:100])),
        ]
        assert self.keys(stories) == {("a", "c"), ("c", "d"), ("a", "e"), ("c", "e"), ("d", "e")}

    def test_a_copy_past_the_window_is_not_proposed(self):
        wire = self.text(1)
        held = [(Story("a", "Post", 0.0), wire), (Story("b", "Echo", WINDOW), wire)]
        gone = [(Story("a", "Post", 0.0), wire), (Story("b", "Echo", WINDOW + 1), wire)]
        assert self.keys(held) == {("a", "b")}
        assert self.keys(gone) == set()

    def test_only_the_window_is_held(self):
        read = 0

        def stories() -> Iterator[tuple[Story, Shingles]]:
            nonlocal read
            wire = self.text(1)
            for n in range(30):
                read += 1
                yield Story(f"s{n}", "Post" if n % 2 else "Echo", n * WINDOW), wire

        first = next(propose(stories()))
        assert (first[0].key, first[1].key, read) == ("s0", "s1", 2)

    def test_a_text_cut_to_a_fifth_is_still_proposed(self):
        found = 0
        for seed in range(60):
            whole = self.text(seed)
            found += len(
                self.keys(
                    [
                        (Story("a", "Post", 0.0), whole),
                        (Story("b", "Echo", HOUR), whole[: len(whole) // 5]),
                    ]
                )
            )
        assert found >= 48  # 0.92 of 300 pairs are

    def test_a_text_without_words_is_nobodys_copy(self):
        empty = np.empty(0, np.uint32)
        assert (
            self.keys([(Story("a", "Post", 0.0), empty), (Story("b", "Echo", 0.0), empty)]) == set()
        )


class TestUse:
    def test_nothing_learned_changes_nothing(self):
        documents = [article("Harbour Post"), article("Norvik Echo"), article(None)]
        plain = find_origins(CLAIM, documents, Stance.SUPPORTS)
        neutral = find_origins(CLAIM, documents, Stance.SUPPORTS, priors=NEUTRAL)
        assert neutral.origins == plain.origins
        assert neutral.ties == plain.ties
        assert (neutral.dependence == plain.dependence).all()
        assert NEUTRAL.probability("Harbour Post", "Norvik Echo") == 0.0

    def test_a_known_pair_counts_for_less_and_says_why(self):
        documents = [article("Harbour Post"), article("Norvik Echo")]
        plain = find_origins(CLAIM, documents, Stance.SUPPORTS)
        found = find_origins(CLAIM, documents, Stance.SUPPORTS, priors=KNOWN)
        assert found.origins == plain.origins
        assert found.dependence[0, 1] == pytest.approx(12.5 / 50)
        (tie,) = found.ties
        assert tie.startswith("In this corpus 12 of 40 stories of Norvik Echo are one text with a")
        assert effective(found) < effective(plain) == 2.0

    def test_texts_that_are_not_one_are_not_taken_for_one(self):
        documents = [article("Harbour Post"), article("Norvik Echo")]
        found = find_origins(CLAIM, documents, Stance.SUPPORTS, priors=STRONG)
        assert len(found.origins) == 2
        assert found.dependence[0, 1] == 0.5

    def test_a_stronger_reason_at_hand_stays(self):
        documents = [article("Harbour Post"), article(None)]
        plain = find_origins(CLAIM, documents, Stance.SUPPORTS)
        found = find_origins(CLAIM, documents, Stance.SUPPORTS, priors=STRONG)
        assert found.ties == plain.ties
        assert (found.dependence == plain.dependence).all()

    def test_who_prints_an_agency_does_not_tie_the_agency(self):
        relay = article("Norvik Echo", ", the daily Harborough Mail reported", hour=1)
        documents = [article("Harbour Post"), relay]
        found = find_origins(CLAIM, documents, Stance.SUPPORTS, priors=STRONG)
        assert {origin.name for origin in found.origins} == {"Harbour Post", "Harborough Mail"}
        assert found.ties == ()

    def test_the_verdict_does_not_change(self):
        documents = [article("Harbour Post"), article("Norvik Echo")]
        sides = [
            side_of(find_origins(CLAIM, documents, stance, priors=STRONG))
            for stance in (Stance.SUPPORTS, Stance.REFUTES)
        ]
        assert verdict(Evidence(*sides)) == "corroborated"

    def test_whole_texts_are_weighed_alike(self):
        documents = [article(name).analysed for name in ("Harbour Post", "Norvik Echo")]
        plain, found = find_text_origins(documents), find_text_origins(documents, priors=STRONG)
        assert found.origins == plain.origins
        assert found.effective_origins < plain.effective_origins
        assert found.ties == (STRONG.pairs[0].detail,)


NAMES = [f"Paper {letter}" for letter in "ABCDEF"]
PAIRS = list(itertools.combinations(NAMES, 2))
PRIORS = st.builds(
    lambda pairs: PublisherPriors(
        tuple(PublisherPair(a, b, copies, 40) for (a, b), copies in pairs.items())
    ),
    st.dictionaries(st.sampled_from(PAIRS), st.integers(2, 40)),
)
CREDITS = ["", ", the daily Harborough Mail reported", ", the Roads Agency said"]
HOURS = [0, 200]
CORPUS = st.lists(
    st.builds(
        article, st.sampled_from(NAMES), st.sampled_from(CREDITS), hour=st.sampled_from(HOURS)
    ),
    max_size=6,
    unique_by=lambda item: item.document.id,
)
FULL = settings(max_examples=40, deadline=None)


def points(documents: list[JudgedDocument], priors: PublisherPriors) -> float:
    sides = (
        side_of(find_origins(CLAIM, documents, stance, priors=priors))
        for stance in (Stance.SUPPORTS, Stance.REFUTES)
    )
    return score(probabilities(read_features(Evidence(*sides))))


@pytest.fixture(scope="module")
def articles() -> None:
    """All articles that are drawn, analysed once and ahead of the draws."""
    for name, credit, hour in itertools.product(NAMES, CREDITS, HOURS):
        article(name, credit, hour=hour)


@pytest.mark.usefixtures("articles")
class TestWhatAlwaysHolds:
    @FULL
    @given(CORPUS, PRIORS)
    def test_priors_only_lower_the_effective_origins(
        self, corpus: list[JudgedDocument], priors: PublisherPriors
    ):
        plain = find_origins(CLAIM, corpus, Stance.SUPPORTS)
        found = find_origins(CLAIM, corpus, Stance.SUPPORTS, priors=priors)
        assert found.origins == plain.origins
        assert (found.dependence >= plain.dependence).all()
        assert (found.dependence == found.dependence.T).all()
        assert points(corpus, priors) <= points(corpus, NEUTRAL)

    @FULL
    @given(CORPUS, PRIORS, st.data())
    def test_the_order_of_documents_does_not_matter(
        self, corpus: list[JudgedDocument], priors: PublisherPriors, data: st.DataObject
    ):
        assert points(data.draw(st.permutations(corpus)), priors) == points(corpus, priors)

    @FULL
    @given(CORPUS, PRIORS)
    def test_an_independent_supporting_document_never_lowers_the_score(
        self, corpus: list[JudgedDocument], priors: PublisherPriors
    ):
        assert points([*corpus, article("Stranger")], priors) >= points(corpus, priors)

    @FULL
    @given(CORPUS, PRIORS)
    def test_an_unknown_publisher_never_counts_as_independence(
        self, corpus: list[JudgedDocument], priors: PublisherPriors
    ):
        others = [item for item in corpus if item.document.publisher != NAMES[0]]
        known = article(NAMES[0])
        bare = dataclasses.replace(known.document, publisher=None)
        unknown = dataclasses.replace(
            known, analysed=dataclasses.replace(known.analysed, document=bare)
        )
        assert points([*others, unknown], priors) <= points([*others, known], priors)

    @FULL
    @given(CORPUS.filter(bool), PRIORS, st.data())
    def test_a_copy_adds_no_origin_and_never_raises_the_score(
        self, corpus: list[JudgedDocument], priors: PublisherPriors, data: st.DataObject
    ):
        copied = data.draw(st.sampled_from(corpus)).document
        free = [name for name in NAMES if all(i.document.publisher != name for i in corpus)]
        publisher = data.draw(st.sampled_from([*free, "Stranger"]))
        copy = judged(
            analysed(
                copied.text,
                id="copy",
                publisher=publisher,
                published_at=START + timedelta(days=2),
            )
        )
        before = find_origins(CLAIM, corpus, Stance.SUPPORTS, priors=priors)
        after = find_origins(CLAIM, [*corpus, copy], Stance.SUPPORTS, priors=priors)
        assert len(after.origins) == len(before.origins)
        assert points([*corpus, copy], priors) <= points(corpus, priors) + 1e-3
