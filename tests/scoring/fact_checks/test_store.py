"""The table of fact-checks: pages replaced whole, grants kept, what is near found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scoring.errors import NotFound
from scoring.fact_checks import FactCheck, FactCheckStore, nearest, search, store_reviews
from scoring.fact_checks.matching import LISTED, SearchFilters
from tests.support import HashingEncoder

ENCODER = HashingEncoder()
REVIEW = FactCheck(
    url="https://checks.example/a",
    claim="Twelve people died at Tolmere docks.",
    publisher="Eastmarch Checks",
    site="checks.example",
    language="en",
    collection="default",
    rating="True",
    reviewed_at=datetime(2032, 9, 16, tzinfo=UTC),
    appearances=("https://posts.example/1",),
)
OTHER = replace(REVIEW, url="https://checks.example/b", claim="The ferry Alvara sank off Brenna.")


@pytest.fixture
def store(tmp_path):
    return FactCheckStore(str(tmp_path), ENCODER.identity)


def put(store, *reviews):
    return store_reviews(reviews, store, ENCODER)


def vector(text):
    return ENCODER.encode_queries([text])[0]


def claims(store):
    return sorted(item.claim for item in store.find(None))


def test_a_review_is_read_as_it_was_stored(store):
    (stored,) = put(store, REVIEW)
    assert stored.is_new
    found = store.get(stored.fact_check.id)
    assert found == stored.fact_check
    assert replace(found, id="", revision="") == REVIEW
    elsewhere = FactCheckStore(store._table.uri, ENCODER.identity)
    assert elsewhere.get(found.id) == found


def test_an_address_sent_again_is_an_update(store):
    (first,) = put(store, REVIEW)
    (second,) = put(store, replace(REVIEW, claim="Thirteen people died.", rating="False"))
    assert not second.is_new
    assert second.fact_check.id == first.fact_check.id
    assert second.fact_check.revision != first.fact_check.revision
    assert claims(store) == ["Thirteen people died."]


def test_the_reviews_of_one_page_stay_side_by_side_and_are_replaced_together(store):
    put(store, OTHER)
    page = [replace(REVIEW, claim=f"Claim {number}.") for number in range(3)]
    assert [item.is_new for item in put(store, *page)] == [True] * 3
    assert len(claims(store)) == 4
    made = put(store, replace(REVIEW, claim="Claim 1."), replace(REVIEW, claim="Claim 9."))
    assert [item.is_new for item in made] == [False, False]
    assert claims(store) == ["Claim 1.", "Claim 9.", OTHER.claim]


def test_of_two_with_one_claim_on_a_page_the_later_stays(store):
    first, second = put(store, REVIEW, replace(REVIEW, rating="False"))
    assert first.fact_check.id == second.fact_check.id
    assert [item.rating for item in store.find(None)] == ["False"]


def test_collections_hold_their_own(store):
    mine, theirs = put(store, REVIEW, replace(REVIEW, collection="theirs"))
    assert mine.fact_check.id != theirs.fact_check.id
    name = theirs.fact_check.id
    for granted in ([], ["default"]):
        with pytest.raises(NotFound, match=f"there is no fact-check '{name}'"):
            store.get(name, granted)
        assert not store.delete(name, theirs.fact_check.revision, granted)
    assert store.get(name, ["theirs"]).collection == "theirs"
    put(store, replace(REVIEW, claim="Another."))
    assert store.get(name).claim == REVIEW.claim


def test_only_the_revision_that_was_read_is_deleted(store):
    (first,) = put(store, REVIEW)
    (second,) = put(store, REVIEW)
    name = first.fact_check.id
    assert not store.delete(name, first.fact_check.revision)
    assert store.delete(name, second.fact_check.revision)
    assert not store.delete(name, second.fact_check.revision)
    with pytest.raises(NotFound):
        store.get(name)


def test_the_nearest_are_listed_and_no_others(store):
    assert nearest(store, vector(REVIEW.claim)) == ()
    put(store, OTHER, REVIEW, replace(REVIEW, url="https://x.example/", collection="theirs"))
    found = nearest(store, vector(REVIEW.claim))
    assert {item.fact_check.claim for item in found} == {REVIEW.claim}
    assert [round(item.similarity, 2) for item in found] == [1.0, 1.0]
    (mine,) = nearest(store, vector(REVIEW.claim), ["default"])
    assert mine.fact_check.collection == "default"
    assert nearest(store, vector("Snow fell on the hills.")) == ()


def test_no_more_are_listed_than_a_reader_takes_in(store):
    put(store, *(replace(REVIEW, url=f"https://x.example/{number}") for number in range(9)))
    assert len(nearest(store, vector(REVIEW.claim))) == LISTED


def test_a_search_finds_by_words_and_by_meaning(store):
    put(store, REVIEW, OTHER, replace(REVIEW, url="https://x.example/", title="The ferry again"))
    found = search(store, "ferry", vector("ferry"), SearchFilters())
    assert next(item.url for item in found) == OTHER.url
    assert {item.url for item in found} == {OTHER.url, "https://x.example/"}
    assert search(store, "volcano", vector("volcano"), SearchFilters()) == []
    whole = search(store, OTHER.claim, vector(OTHER.claim), SearchFilters())
    assert whole[0].url == OTHER.url


def test_a_search_without_words_is_by_date(store):
    dates = [None, datetime(2031, 1, 1, tzinfo=UTC), datetime(2032, 1, 1, tzinfo=UTC)]
    put(
        store,
        *(
            replace(REVIEW, url=f"https://x.example/{number}", reviewed_at=date)
            for number, date in enumerate(dates)
        ),
    )
    found = search(store, None, None, SearchFilters(site="checks.example"))
    assert [item.reviewed_at for item in found] == dates[::-1]


def test_filters_hold(store):
    now = datetime.now(UTC)
    old = replace(REVIEW, reviewed_at=now - timedelta(days=40), claimed_at=None)
    fresh = replace(OTHER, reviewed_at=now - timedelta(days=40), claimed_at=now - timedelta(days=2))
    undated = replace(REVIEW, url="https://x.example/", reviewed_at=None, language="sv")
    put(store, old, fresh, undated)

    def urls(**filters):
        return [item.url for item in search(store, None, None, SearchFilters(**filters))]

    assert urls(max_age_days=30) == [fresh.url]
    assert set(urls(max_age_days=100_000_000)) == {old.url, fresh.url}
    assert urls(language="sv") == [undated.url]
    assert urls(site="y.example") == []
    assert urls(collections=["theirs"]) == urls(collections=[]) == []
    by_words = search(store, "ferry people", vector("ferry people"), SearchFilters(language="sv"))
    assert [item.url for item in by_words] == [undated.url]


def test_more_reviews_than_one_commit_takes_are_all_there(store):
    many = [
        replace(REVIEW, url=f"https://x.example/{number // 2}", claim=f"Claim {number}.")
        for number in range(1_002)
    ]
    assert all(item.is_new for item in put(store, *many))
    assert not any(item.is_new for item in put(store, *many))
    assert len(store.find(None)) == 1_002
