"""Sources over HTTP: listed, added, changed, and counted in the next check."""

from __future__ import annotations

import pytest

from api.keys import Scope
from scoring.attribution import find_known, same_source
from scoring.attribution.known import merged, packaged_sources, use_sources

_PATH = "/v1/sources"
_HERALD = {
    "name": "Eastmarch Herald",
    "kind": "outlet",
    "aliases": ["EMH", "Östmark Tidning"],
    "domains": ["eastmarch-herald.example"],
    "country": "SE",
    "owner": "Marchland Press",
}
_TEXT = "The ferry Alvara sank off Brenna on Monday."


@pytest.fixture(autouse=True)
def _packaged_ones_only():
    yield
    use_sources(merged(()))


def _add(client, **change):
    return client.post(_PATH, json={**_HERALD, **change})


def _tag(client, place):
    return {"If-Match": client.get(place).headers["ETag"]}


def test_a_source_is_added_and_can_be_read(client):
    made = _add(client)
    assert made.status_code == 201
    place = made.headers["Location"]
    assert place == f"{_PATH}/eastmarch-herald"
    assert made.get_json() == {"id": "eastmarch-herald", **_HERALD, "entry": "own"}
    read = client.get(place)
    assert read.get_json() == made.get_json()
    assert read.headers["ETag"] == made.headers["ETag"]
    assert not read.headers["ETag"].startswith("W/")
    unchanged = client.get(place, headers={"If-None-Match": read.headers["ETag"]})
    assert unchanged.status_code == 304
    assert find_known("EMH").owner == "Marchland Press"
    assert same_source("Östmark Tidning", "eastmarch-herald.example")


def test_a_packaged_one_is_changed_and_comes_back(client):
    place = f"{_PATH}/reuters"
    before = client.get(place).get_json()
    assert before["entry"] == "packaged"
    changed = client.patch(
        place, json={"aliases": [*before["aliases"], "RTRS"]}, headers=_tag(client, place)
    )
    assert changed.status_code == 200, changed.get_json()
    assert changed.get_json() == {
        **before,
        "aliases": [*before["aliases"], "RTRS"],
        "entry": "changed",
    }
    assert find_known("RTRS").name == "Reuters"
    assert client.delete(place, headers=_tag(client, place)).status_code == 204
    assert client.get(place).get_json() == before
    assert find_known("RTRS") is None
    refused = client.delete(place, headers=_tag(client, place))
    assert refused.status_code == 409
    assert refused.get_json()["type"] == "/problems/packaged-source"


def test_an_own_one_is_replaced_whole_and_deleted(client):
    place = _add(client).headers["Location"]
    replaced = client.put(
        place, json={"name": "The Herald", "kind": "agency"}, headers=_tag(client, place)
    )
    assert replaced.status_code == 200
    body = replaced.get_json()
    assert (body["id"], body["name"], body["kind"]) == ("eastmarch-herald", "The Herald", "agency")
    assert body["aliases"] == body["domains"] == []
    assert body["owner"] is body["country"] is None
    null = client.patch(place, json={"owner": "X", "country": None}, headers=_tag(client, place))
    assert null.get_json()["owner"] == "X"
    assert client.delete(place, headers=_tag(client, place)).status_code == 204
    assert client.get(place).status_code == 404
    assert find_known("The Herald") is None


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_wants_the_version_that_was_read(client, method):
    place = _add(client).headers["Location"]
    body = None if method == "DELETE" else _HERALD
    missing = client.open(place, method=method, json=body)
    assert missing.status_code == 428
    assert missing.get_json()["type"] == "/problems/precondition-required"
    stale = _tag(client, place)
    assert client.patch(place, json={"owner": "Y"}, headers=stale).status_code == 200
    for tag in (stale, {"If-Match": '"x", W/"y"'}, {"If-Match": "junk"}):
        refused = client.open(place, method=method, json=body, headers=tag)
        assert refused.status_code == 412
        assert refused.get_json()["type"] == "/problems/precondition-failed"
    assert client.get(place).get_json()["owner"] == "Y"
    assert client.open(place, method=method, json=body, headers={"If-Match": "*"}).status_code < 300
    unknown = client.open(f"{_PATH}/nowhere", method=method, json=body, headers=stale)
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("change", "holder"),
    [
        ({"name": "Reuters"}, "'Reuters'"),
        ({"aliases": ["the REUTERS"]}, "'Reuters'"),
        ({"domains": ["reuters.com"]}, "'Reuters'"),
        ({"name": "EMH"}, "'Eastmarch Herald'"),
    ],
)
def test_a_name_belongs_to_one_source(client, change, holder):
    assert _add(client).status_code == 201
    free = {"name": "Another", "kind": "outlet"}
    refused = client.post(_PATH, json={**free, **change})
    assert refused.status_code == 409
    problem = refused.get_json()
    assert problem["type"] == "/problems/source-exists"
    assert holder in problem["detail"]


def test_names_in_other_scripts_get_ids_of_their_own(client):
    first = client.post(_PATH, json={"name": "Вістник", "kind": "outlet"}).get_json()
    second = client.post(_PATH, json={"name": "Vistnik", "kind": "outlet"}).get_json()
    assert first["id"] == "vistnik"
    assert second["id"] == "vistnik-2"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "outlet"}, "/name"),
        ({"name": "A"}, "/kind"),
        ({"name": "A", "kind": "paper"}, "/kind"),
        ({"name": "…", "kind": "outlet"}, "/name"),
        ({"name": "A1", "kind": "outlet", "aliases": ["?"]}, "/aliases/0"),
        ({"name": "A1", "kind": "outlet", "domains": ["https://a.example"]}, "/domains/0"),
        ({"name": "A1", "kind": "outlet", "country": "se"}, "/country"),
        ({"name": "A1", "kind": "outlet", "id": "x"}, "/id"),
    ],
)
def test_what_cannot_be_a_source_is_refused(standing_client, body, pointer):
    response = standing_client.post(_PATH, json=body)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == pointer


def test_the_list_has_every_source_once_whatever_the_page(client):
    _add(client)
    seen, cursor = [], None
    while True:
        query = {"limit": 100, **({"cursor": cursor} if cursor else {})}
        page = client.get(_PATH, query_string=query).get_json()
        seen += [item["id"] for item in page["sources"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == sorted({*packaged_sources(), "eastmarch-herald"})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"query": "östmark"}, ["eastmarch-herald"]),
        ({"query": "MARCHLAND"}, ["eastmarch-herald"]),
        ({"entry": "own"}, ["eastmarch-herald"]),
        ({"entry": "own", "kind": "agency"}, []),
        ({"query": "reuters.com"}, ["reuters"]),
    ],
)
def test_the_list_can_be_searched(client, query, found):
    _add(client)
    page = client.get(_PATH, query_string=query).get_json()
    assert [item["id"] for item in page["sources"]] == found
    assert page["next_cursor"] is None


@pytest.mark.parametrize(
    "query", [{"cursor": "é"}, {"cursor": "x"}, {"limit": "0"}, {"kind": "x"}, {"q": "x"}]
)
def test_a_list_that_cannot_be_is_refused(standing_client, query):
    assert standing_client.get(_PATH, query_string=query).status_code == 422


def test_a_key_for_some_collections_may_not_change_what_is_everybodys(keyed_client, key_store):
    def key(*scopes, **more):
        return {"Authorization": f"Bearer {key_store.create('test', scopes, **more)[1]}"}

    some = key(Scope.ADMIN, collections=["ours"])
    refused = keyed_client.post(_PATH, json=_HERALD, headers=some)
    assert refused.status_code == 403
    assert "granted all" in refused.get_json()["detail"]
    made = keyed_client.post(_PATH, json=_HERALD, headers=key(Scope.ADMIN))
    tag = {"If-Match": made.headers["ETag"], **some}
    for method in ("PUT", "PATCH", "DELETE"):
        body = None if method == "DELETE" else _HERALD
        response = keyed_client.open(
            made.headers["Location"], method=method, json=body, headers=tag
        )
        assert response.status_code == 403
    assert keyed_client.get(made.headers["Location"], headers=some).status_code == 200


# What a check makes of it


def _store(client, number, publisher, text):
    body = {"id": f"d{number}", "publisher": publisher, "text": text, "language": "en"}
    assert client.post("/v1/documents", json=body).status_code == 201


def _check(client):
    return client.post("/v1/checks", json={"claim": _TEXT}).get_json()


def test_two_titles_of_one_owner_are_worth_less_also_in_documents_that_were_there(client):
    _store(
        client,
        1,
        "Brenna Post",
        "On Monday the Alvara, a ferry, sank off Brenna. Divers searched all night under lamps. "
        "Nobody could tell why her bow doors stood open. Harbour master Tilda Moe closed the quay. "
        "Schools in Vik let pupils go home. A choir sang at St Olaf before dawn broke.",
    )
    _store(
        client,
        2,
        "Coast Courier",
        "Fishermen heard a bang and saw smoke. Forty lorries carried timber bound for Lund. "
        "Skipper Jon Rask swam towards a raft. Off Brenna sank the old ferry Alvara on Monday. "
        "Helicopters flew from Sola with blankets. Insurers estimate losses near nine million.",
    )
    before = _check(client)["supporting"]
    assert before["origins"] == before["effective_origins"] == 2
    for name in ("Brenna Post", "Coast Courier"):
        given = {"name": name, "kind": "outlet", "owner": "Norrland Media"}
        assert client.post(_PATH, json=given).status_code == 201
    after = _check(client)
    assert after["supporting"]["origins"] == 2
    assert after["supporting"]["effective_origins"] < 2
    assert any("belong to one owner, Norrland Media" in text for text in after["explanation"])


def test_the_owner_that_a_document_names_goes_before(client):
    for number, owner in enumerate(("A Holding", "B Holding")):
        body = {
            "id": f"d{number}",
            "publisher": f"Paper {number}",
            "owner": owner,
            "text": f"{_TEXT} {'Rain fell.' if number else 'A mast broke.'}",
        }
        assert client.post("/v1/documents", json=body).status_code == 201
        given = {"name": f"Paper {number}", "kind": "outlet", "owner": "Norrland Media"}
        assert client.post(_PATH, json=given).status_code == 201
    assert not any("Norrland Media" in text for text in _check(client)["explanation"])
