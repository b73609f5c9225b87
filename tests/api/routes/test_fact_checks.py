"""Published fact-checks over HTTP, and the draft of one's own review."""

from __future__ import annotations

import json

import pytest

from api.keys import Scope
from tests.scoring.fact_checks.test_claim_review import REVIEW

_CLAIM = REVIEW["claimReviewed"]
_PATH = "/v1/fact-checks"


def _other(number, **change):
    return {**REVIEW, "url": f"https://www.checks.example/{number}", **change}


def _post(client, content, **more):
    return client.post(_PATH, json=content, **more)


def test_a_new_review_is_stored_and_can_be_read(client):
    made = _post(client, REVIEW)
    assert made.status_code == 201
    body = made.get_json()
    assert (body["stored"], body["updated"], body["rejected"]) == (1, 0, 0)
    assert made.headers["Location"] == f"{_PATH}/{body['fact_checks'][0]['id']}"
    read = client.get(made.headers["Location"])
    assert read.status_code == 200
    found = read.get_json()
    assert found["claim"] == _CLAIM
    assert found["rating"] == "Mostly true"
    assert found["reviewed_at"] == "2032-09-16T00:00:00Z"
    assert found["collection"] == "default"
    tagged = {"If-None-Match": read.headers["ETag"]}
    assert client.get(made.headers["Location"], headers=tagged).status_code == 304


def test_the_same_address_is_an_update_with_another_tag(client):
    place = _post(client, REVIEW).headers["Location"]
    before = client.get(place).headers["ETag"]
    again = _post(client, {**REVIEW, "claimReviewed": "Thirteen died."})
    assert again.status_code == 200
    assert again.get_json()["updated"] == 1
    after = client.get(place)
    assert after.get_json()["claim"] == "Thirteen died."
    assert after.headers["ETag"] != before


def test_a_feed_is_stored_but_for_what_cannot_be(client):
    feed = {
        "@type": "DataFeed",
        "dataFeedElement": [
            {"item": [_other(1)]},
            {"item": [_other(2, url="nowhere")]},
            {"item": [_other(3, datePublished="soon")]},
        ],
    }
    response = client.post(
        _PATH + "?collection=checks", data=json.dumps(feed), content_type="application/ld+json"
    )
    assert response.status_code == 200
    body = response.get_json()
    assert (body["stored"], body["updated"], body["rejected"]) == (2, 0, 1)
    assert body["rejections"][0]["pointer"] == "/dataFeedElement/1/item/0"
    assert "'nowhere', which is no web address" in body["rejections"][0]["detail"]
    assert [item["notes"] == [] for item in body["fact_checks"]] == [True, False]
    name = body["fact_checks"][0]["id"]
    assert client.get(f"{_PATH}/{name}").get_json()["collection"] == "checks"


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        ({"@type": "NewsArticle"}, "there is no ClaimReview here"),
        ([], "there is no ClaimReview here"),
        ([{**REVIEW, "url": None}], "url is missing"),
        ([{**REVIEW, "url": None}] * 2, "none of 2 can be stored"),
        ([REVIEW] * 1_001, "there are 1,001 reviews, the limit is 1,000"),
    ],
)
def test_what_stores_nothing_is_a_problem(standing_client, content, detail):
    response = _post(standing_client, content)
    assert response.status_code == 422
    assert detail in response.get_json()["detail"]


def test_a_body_of_another_kind_is_refused(standing_client):
    assert standing_client.post(_PATH, data="x", content_type="text/html").status_code == 415
    malformed = standing_client.post(_PATH, data="{", content_type="application/ld+json")
    assert malformed.status_code == 400


def test_a_check_names_the_nearest_and_counts_none(client):
    _post(client, [REVIEW, _other(2, claimReviewed="The ferry Alvara sank off Brenna.")])
    answer = client.post("/v1/checks", json={"claim": _CLAIM}).get_json()
    (match,) = answer["fact_checks"]
    assert match["url"] == REVIEW["url"]
    assert match["similarity"] == pytest.approx(1.0, abs=1e-3)
    assert (match["publisher"], match["claimant"]) == ("Eastmarch Checks", "Ines Calloway")
    assert answer["verdict"] == "unsupported"
    assert answer["supporting"]["documents"] == 0
    assert answer["origins"] == answer["documents"] == []
    read = client.get(f"/v1/checks/{answer['id']}").get_json()
    assert read["fact_checks"] == answer["fact_checks"]


def test_a_check_goes_on_where_fact_checks_cannot_be_read(client, parts, monkeypatch):
    _post(client, REVIEW)
    monkeypatch.setattr(parts.published._table, "_opened", object())
    monkeypatch.setattr(parts.published._table, "open", _broken)
    answer = client.post("/v1/checks", json={"claim": _CLAIM})
    assert answer.status_code == 201
    assert answer.get_json()["fact_checks"] == []
    assert "could not be read" in answer.get_json()["warnings"][-1]


def _broken():
    raise OSError("the disk is gone")


def test_deleting_wants_the_version_that_was_read(client):
    place = _post(client, REVIEW).headers["Location"]
    stale = client.get(place).headers["ETag"]
    _post(client, REVIEW)
    refused = client.delete(place, headers={"If-Match": stale})
    assert refused.status_code == 412
    assert refused.get_json()["type"] == "/problems/precondition-failed"
    fresh = client.get(place).headers["ETag"]
    assert client.delete(place, headers={"If-Match": f"W/{fresh}"}).status_code == 204
    for method in ("GET", "DELETE"):
        assert client.open(place, method=method).status_code == 404


# In Google's shape


def _search(client, **query):
    response = client.get(_PATH, query_string=query)
    assert response.status_code == 200, response.get_json()
    return response.get_json()


def test_a_search_answers_as_claims_search_does(client):
    german = _other(
        2, inLanguage="de", author={"name": "Faktensuche", "url": "faktensuche.example"}
    )
    _post(client, [REVIEW, german])
    answer = _search(client, query="Tolmere docks")
    (claim,) = answer["claims"]
    assert list(claim) == ["text", "claimant", "claimDate", "claimReview"]
    assert claim["claimDate"] == "2032-09-14T16:30:00Z"
    assert {review["languageCode"] for review in claim["claimReview"]} == {"en", "de"}
    (english,) = (item for item in claim["claimReview"] if item["languageCode"] == "en")
    assert english == {
        "publisher": {"name": "Eastmarch Checks", "site": "checks.example"},
        "url": REVIEW["url"],
        "title": "Did twelve die?",
        "reviewDate": "2032-09-16T00:00:00Z",
        "textualRating": "Mostly true",
        "languageCode": "en",
    }
    assert "nextPageToken" not in answer
    assert _search(client, query="Tolmere", languageCode="fr-FR") == {}
    (only,) = _search(client, query="Tolmere", languageCode="de-AT")["claims"]
    assert len(only["claimReview"]) == 1
    site = _search(client, reviewPublisherSiteFilter="www.checks.example")
    assert [item["languageCode"] for item in site["claims"][0]["claimReview"]] == ["en"]
    # What it answers can be imported again.
    assert _post(client, answer).get_json()["updated"] == 2


def test_a_rating_that_is_a_number_only_is_told_with_its_scale(client):
    rating = {"@type": "Rating", "ratingValue": 2, "bestRating": 5, "worstRating": 1}
    _post(client, {**REVIEW, "reviewRating": rating})
    (claim,) = _search(client, query="Tolmere")["claims"]
    assert claim["claimReview"][0]["textualRating"] == "2 (1 to 5)"


def test_pages_follow_each_other_and_end(client):
    _post(client, [_other(number, claimReviewed=f"Tolmere {number}") for number in range(7)])
    seen, token = [], {}
    for size in (3, 3, 1):
        page = _search(client, query="Tolmere", pageSize=3, **token)
        assert len(page["claims"]) == size
        seen += [claim["text"] for claim in page["claims"]]
        token = {"pageToken": page["nextPageToken"]} if "nextPageToken" in page else {}
    assert token == {}
    assert sorted(seen) == [f"Tolmere {number}" for number in range(7)]
    passed_over = _search(client, query="Tolmere", pageSize=2, offset=5)
    assert [claim["text"] for claim in passed_over["claims"]] == seen[5:]
    first = _search(client, query="Tolmere", pageSize=3)["nextPageToken"]
    another = client.get(_PATH, query_string={"query": "docks", "pageSize": 3, "pageToken": first})
    assert another.status_code == 422
    assert another.get_json()["errors"][0]["parameter"] == "pageToken"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "query"),
        ({"query": " "}, "query"),
        ({"query": "a", "pageSize": "0"}, "pageSize"),
        ({"query": "a", "pageSize": "ten"}, "pageSize"),
        ({"query": "a", "maxAgeDays": "-1"}, "maxAgeDays"),
        ({"query": "a", "languageCode": "english!"}, "languageCode"),
        ({"query": "a", "pageToken": "MTA"}, "pageToken"),
        ({"query": "a", "reviewPublisherSiteFilter": "a b"}, "reviewPublisherSiteFilter"),
        ({"query": "a", "size": "3"}, "size"),
    ],
)
def test_a_query_that_cannot_be_used_is_refused(standing_client, query, parameter):
    response = standing_client.get(_PATH, query_string=query)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["parameter"] == parameter


def test_googles_clients_find_their_path_and_may_send_the_key_as_they_do(keyed_client, key_store):
    _, token = key_store.create("all", [Scope.ADMIN])
    _post(keyed_client, REVIEW, headers={"Authorization": f"Bearer {token}"})
    path = "/v1alpha1/claims:search"
    sent = {"query": "Tolmere", "alt": "json", "prettyPrint": "false", "key": token}
    found = keyed_client.get(path, query_string=sent)
    assert found.status_code == 200
    assert found.get_json()["claims"][0]["text"] == _CLAIM
    in_header = keyed_client.get(path + "?query=Tolmere", headers={"X-Goog-Api-Key": token})
    assert in_header.get_json() == found.get_json()
    for key in ({}, {"key": "ss_a_b"}, {"key": ""}):
        assert keyed_client.get(path, query_string={"query": "a", **key}).status_code == 401
    # Nowhere else: addresses get into logs.
    assert keyed_client.get(f"{_PATH}?query=a&key={token}").status_code == 401


# What a key may see


@pytest.fixture
def shelves(keyed_client, key_store):
    """Keys, and a fact-check in each of the collections "ours" and "theirs"."""

    def key(*scopes, **more):
        return {"Authorization": f"Bearer {key_store.create('test', scopes, **more)[1]}"}

    admin = key(Scope.ADMIN)
    made = {
        name: _post(keyed_client, REVIEW, headers=admin, query_string={"collection": name})
        for name in ("ours", "theirs")
    }
    return {
        "admin": admin,
        "ours": key(Scope.CHECK, Scope.INGEST, collections=["ours"]),
        "nothing": key(Scope.ADMIN, collections=[]),
        "places": {name: response.headers["Location"] for name, response in made.items()},
    }


def test_fact_checks_of_others_are_not_there(keyed_client, shelves):
    ours, places = shelves["ours"], shelves["places"]
    answer = keyed_client.post("/v1/checks", json={"claim": _CLAIM}, headers=ours).get_json()
    assert [item["collection"] for item in answer["fact_checks"]] == ["ours"]
    everything = keyed_client.post(
        "/v1/checks", json={"claim": _CLAIM}, headers=shelves["admin"]
    ).get_json()
    assert len(everything["fact_checks"]) == 2
    for query in ("query=Tolmere", "reviewPublisherSiteFilter=checks.example"):
        found = keyed_client.get(f"{_PATH}?{query}", headers=ours).get_json()
        assert len(found["claims"][0]["claimReview"]) == 1
        assert keyed_client.get(f"{_PATH}?{query}", headers=shelves["nothing"]).get_json() == {}
    assert keyed_client.get(places["ours"], headers=ours).status_code == 200
    for method in ("GET", "DELETE"):
        told = []
        for place in (places["theirs"], f"{_PATH}/nowhere"):
            response = keyed_client.open(place, method=method, headers=ours)
            assert response.status_code == 404
            problem = response.get_json()
            del problem["request_id"]
            told.append(json.dumps(problem).replace(place.rsplit("/", 1)[1], "?"))
        assert told[0] == told[1]
    assert keyed_client.get(places["theirs"], headers=shelves["admin"]).status_code == 200


@pytest.mark.parametrize("other", ["theirs", "nowhere"])
def test_nothing_is_imported_for_others(keyed_client, shelves, other):
    query = {"collection": other}
    response = _post(keyed_client, REVIEW, headers=shelves["ours"], query_string=query)
    assert response.status_code == 403
    default = _post(keyed_client, REVIEW, headers=shelves["ours"])
    assert default.status_code == 403


# The draft of one's own


@pytest.fixture(scope="module")
def check(demo_client):
    """A check of the demo corpus that found both sides."""
    claim = "Twelve people died when a grain silo collapsed at Tolmere docks."
    return demo_client.post("/v1/checks", json={"claim": claim}).get_json()


def _draft(client, check, **query):
    return client.get(f"/v1/checks/{check['id']}/claim-review", query_string=query)


def test_a_draft_holds_what_its_author_says_and_no_score(demo_client, check):
    response = _draft(
        demo_client,
        check,
        rating="Mostly true",
        author="Ines Calloway",
        author_type="Person",
        url="https://checks.example/silo",
        text="Both count twelve.",
        rating_value="4",
        best_rating="5",
        worst_rating="1",
        claimant="Harbour workers",
        published_at="2032-09-16T11:00:00+02:00",
    )
    assert response.status_code == 200
    assert response.mimetype == "application/ld+json"
    draft = json.loads(response.get_data())
    assert draft["claimReviewed"] == check["claim"]["text"]
    assert draft["author"] == {"@type": "Person", "name": "Ines Calloway"}
    assert draft["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Mostly true",
        "ratingValue": 4.0,
        "bestRating": 5.0,
        "worstRating": 1.0,
    }
    assert draft["itemReviewed"]["author"]["name"] == "Harbour workers"
    assert draft["datePublished"] == "2032-09-16T09:00:00Z"
    sides = {item["url"] for item in check["documents"] if item["stance"] != "neutral"}
    assert set(draft.get("citation", ())) == sides - {None}
    text = response.get_data(as_text=True)
    assert "score" not in text
    assert check["verdict"] not in text
    assert str(check["score"]) not in text


def test_a_draft_can_be_imported(demo_client, client, check):
    draft = _draft(demo_client, check, rating="True", author="A", url="https://a.example/")
    assert _post(client, json.loads(draft.get_data())).status_code == 201


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ({"author": "A", "url": "https://a.example/"}, "rating", "is missing"),
        ({"rating": "True", "url": "https://a.example/"}, "author", "is missing"),
        ({"rating": "True", "author": "A"}, "url", "send the review's url, or its text"),
        ({"rating": " ", "author": "A", "text": "x"}, "rating", "is blank"),
        ({"rating": "True", "author": "A", "url": "x"}, "url", "is not an absolute URL"),
        (
            {"rating": "True", "author": "A", "text": "x", "rating_value": "3"},
            "rating_value",
            "comes with best_rating and worst_rating",
        ),
        (
            {
                "rating": "True",
                "author": "A",
                "text": "x",
                "rating_value": "9",
                "best_rating": "5",
                "worst_rating": "1",
            },
            "rating_value",
            "9 is not on the scale from 1 to 5",
        ),
        (
            {"rating": "True", "author": "A", "text": "x", "score": "1"},
            "score",
            "is not known here",
        ),
    ],
)
def test_a_draft_without_its_authors_word_is_refused(demo_client, check, query, parameter, detail):
    response = _draft(demo_client, check, **query)
    assert response.status_code == 422
    (error,) = response.get_json()["errors"]
    assert error["parameter"] == parameter
    assert detail in error["detail"]


def test_a_draft_of_an_unknown_check_is_not_there(demo_client):
    query = {"rating": "True", "author": "A", "text": "x"}
    assert _draft(demo_client, {"id": "nowhere"}, **query).status_code == 404
