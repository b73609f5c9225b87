"""Reviews in every shape in which they are published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scoring.fact_checks import Refusal, read_reviews
from scoring.fact_checks.claim_review import Reading

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://www.checks.example/2032/silo",
    "claimReviewed": "Twelve people died at Tolmere docks.",
    "datePublished": "2032-09-16",
    "inLanguage": "en-GB",
    "headline": "Did twelve die?",
    "author": {
        "@type": "Organization",
        "name": "Eastmarch Checks",
        "url": "https://www.checks.example/",
    },
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": "4",
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": "Mostly true",
    },
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Ines Calloway"},
        "datePublished": "2032-09-14T18:30:00+02:00",
        "appearance": [{"@type": "CreativeWork", "url": "https://posts.example/5"}],
        "firstAppearance": "https://posts.example/1",
    },
}


def _only(content) -> Reading:
    (found,) = read_reviews(content, "checks")
    assert isinstance(found, Reading), found
    return found


def test_every_member_is_read():
    item = _only(REVIEW).fact_check
    assert item.url == "https://www.checks.example/2032/silo"
    assert item.claim == "Twelve people died at Tolmere docks."
    assert (item.publisher, item.site) == ("Eastmarch Checks", "checks.example")
    assert (item.rating, item.rating_value) == ("Mostly true", 4.0)
    assert (item.worst_rating, item.best_rating) == (1.0, 5.0)
    assert item.reviewed_at == datetime(2032, 9, 16, tzinfo=UTC)
    assert item.claimed_at == datetime(2032, 9, 14, 16, 30, tzinfo=UTC)
    assert (item.title, item.claimant, item.language) == ("Did twelve die?", "Ines Calloway", "en")
    assert item.appearances == ("https://posts.example/1", "https://posts.example/5")
    assert item.collection == "checks"


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (REVIEW, ""),
        ([REVIEW], "/0"),
        ({"@context": "x", "@graph": [{"@type": "WebPage"}, REVIEW]}, "/@graph/1"),
        ({"@type": "NewsArticle", "review": REVIEW}, "/review"),
        (
            {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": REVIEW}]},
            "/dataFeedElement/0/item",
        ),
        (
            {"dataFeedElement": [{"item": None}, {"item": [REVIEW], "url": "x"}]},
            "/dataFeedElement/1/item/0",
        ),
        ({"@type": "ItemList", "itemListElement": [{"item": REVIEW}]}, "/itemListElement/0/item"),
        ({**REVIEW, "@type": ["Review", "http://schema.org/ClaimReview"]}, ""),
        ({**REVIEW, "@type": "schema:ClaimReview"}, ""),
    ],
)
def test_a_review_is_found_wherever_it_stands(content, pointer):
    found = _only(content)
    assert found.pointer == pointer
    assert found.fact_check == _only(REVIEW).fact_check


def test_an_answer_of_claims_search_is_read():
    content = {
        "claims": [
            {
                "text": "Twelve people died.",
                "claimant": "A post",
                "claimDate": "2032-09-14T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "Eastmarch Checks", "site": "checks.example"},
                        "url": "https://checks.example/a",
                        "title": "Did they?",
                        "reviewDate": "2032-09-16T11:00:00Z",
                        "textualRating": "True",
                        "languageCode": "en",
                    },
                    {
                        "publisher": {"site": "faktensuche.example"},
                        "url": "https://faktensuche.example/b",
                        "textualRating": "Stimmt",
                        "languageCode": "de",
                    },
                ],
            }
        ],
        "nextPageToken": "CAo",
    }
    first, second = read_reviews(content, "default")
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    assert second.pointer == "/claims/0/claimReview/1"
    assert first.fact_check.claimant == second.fact_check.claimant == "A post"
    assert first.fact_check.reviewed_at == datetime(2032, 9, 16, 11, tzinfo=UTC)
    assert (second.fact_check.publisher, second.fact_check.language) == (
        "faktensuche.example",
        "de",
    )


def test_what_json_ld_allows_is_read():
    item = _only(
        {
            **REVIEW,
            "claimReviewed": {"@value": "Tolv &quot;döda&quot;\n  i Tolmere", "@language": "sv"},
            "inLanguage": {"@type": "Language", "name": "Swedish", "alternateName": "sv"},
            "author": [{"@type": "Organization", "name": "Faktajouren"}],
            "itemReviewed": [{"@type": "CreativeWork", "author": "A post"}],
            "reviewRating": [{"name": "Falskt"}],
        }
    ).fact_check
    assert item.claim == 'Tolv "döda" i Tolmere'
    assert (item.language, item.publisher, item.site) == ("sv", "Faktajouren", "checks.example")
    assert (item.claimant, item.rating, item.rating_value) == ("A post", "Falskt", None)


def test_a_language_that_is_not_named_is_the_claims():
    named = {key: value for key, value in REVIEW.items() if key != "inLanguage"}
    claim = "In Tolmere sind gestern zwölf Menschen ums Leben gekommen."
    assert _only({**named, "claimReviewed": claim}).fact_check.language == "de"


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"datePublished": "yesterday"}, "datePublished is 'yesterday', which is no date"),
        ({"reviewRating": {"alternateName": "x", "ratingValue": "four"}}, "'four', which is no nu"),
        ({"reviewRating": {"alternateName": "x", "bestRating": 10**400}}, "bestRating is 1000"),
        ({"reviewRating": {"alternateName": "x", "worstRating": {}}}, "worstRating is {}"),
        ({"itemReviewed": {"datePublished": ["0001-01-01T00:00+14:00"]}}, "itemReviewed.datePub"),
        (
            {"itemReviewed": {"appearance": [f"https://p.example/{n}" for n in range(101)]}},
            "itemReviewed has 101 appearances; the first 100 were kept",
        ),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(change, note):
    (told,) = _only({**REVIEW, **change}).notes
    assert note in told


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"url": None}, "url is missing"),
        ({"url": "checks/silo"}, "url is 'checks/silo', which is no web address"),
        ({"url": "javascript:alert(1)"}, "no web address"),
        ({"url": "https://[::1"}, "no web address"),
        ({"claimReviewed": "  "}, "claimReviewed is missing or blank"),
        ({"claimReviewed": "x" * 2_001}, "claimReviewed has 2,001 characters, the limit is 2,000"),
        ({"claimReviewed": "a\x00b"}, "claimReviewed has the character U+0000"),
        ({"headline": "x" * 2_001}, "headline has 2,001 characters"),
        ({"reviewRating": None}, "neither alternateName nor ratingValue"),
        ({"reviewRating": {"alternateName": ""}}, "neither alternateName nor ratingValue"),
    ],
)
def test_a_review_that_says_too_little_is_refused_with_the_reason(change, detail):
    (found,) = read_reviews([{**REVIEW, **change}], "default")
    assert isinstance(found, Refusal)
    assert found.pointer == "/0"
    assert detail in found.detail


@pytest.mark.parametrize("content", [None, 7, "x", [], {}, {"@type": "Article"}, [[[{}]]]])
def test_what_holds_no_review_gives_none(content):
    assert list(read_reviews(content, "default")) == []


def test_a_tree_without_end_is_not_followed():
    content: list = []
    for _ in range(900):
        content = [content]
    assert list(read_reviews(content, "default")) == []
