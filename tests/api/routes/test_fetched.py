from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.access import Gate
from api.app import make_app
from api.context import EXTENSION, FETCHER
from api.engine import Engine, Parts
from api.fetching.connection import Network
from api.fetching.fetcher import Fetcher, Limits
from api.key_store import KeyStore
from api.keys import Scope
from scoring.settings import Settings
from tests.api.conftest import rereading
from tests.api.fetching.serving import PUBLIC, Site, serving
from tests.support import ready_app

PAGE = (
    "<html><head><title>Ferry</title></head><body><article><h1>Ferry sinks</h1><p>The ferry Alvara "
    "sank off Brenna on Monday, the coast guard said. Nobody was hurt.</p></article></body></html>"
)
HOSTS = Settings(fetch_hosts="a.example")
FAST = Limits(size=10_000, seconds=20, redirects=2, pause=0, patience=1)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def client(parts: Parts, site: Site) -> Iterator[FlaskClient]:
    app = ready_app(parts, HOSTS)
    app.extensions[FETCHER] = _fetcher(site.network())
    yield app.test_client()
    app.extensions[EXTENSION].close()


def _fetcher(network: Network) -> Fetcher:
    return Fetcher(HOSTS.hosts_to_fetch, limits=FAST, network=network)


def _fetch(client: FlaskClient, *urls: str, **more: Any) -> list[dict[str, Any]]:
    response = client.post("/v1/documents/fetch", json={"urls": list(urls), **more})
    assert response.status_code == 200, response.get_json()
    results: list[dict[str, Any]] = response.get_json()["results"]
    return results


def test_pages_are_read_and_stored_each_with_a_result(client: FlaskClient, site: Site):
    site.page("/1", PAGE)
    site.page("/empty", "<p></p>")
    site.page("/feed", "<rss/>", "application/rss+xml")
    site.page("/large", "x" * 10_001)
    urls = [f"http://a.example/{name}" for name in ("1", "empty", "feed", "large")]
    first, *others = _fetch(client, *urls, collection="web")
    assert (first["url"], first["status"]) == (urls[0], 201)
    document = client.get(f"/v1/documents/{first['id']}?collection=web").get_json()
    assert (document["title"], document["url"]) == ("Ferry sinks", urls[0])
    assert [item["status"] for item in others] == [422, 502, 502]
    details = [item["problem"]["detail"] for item in others]
    assert "no article text" in details[0]
    assert "is application/rss+xml, no web page" in details[1]
    assert "has over 10,000 bytes" in details[2]
    assert [item["status"] for item in _fetch(client, urls[0], collection="web")] == [200]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://b.example/", "the host b.example is not allowed"),
        ("http://127.0.0.1/", "the host 127.0.0.1 is not allowed"),
        ("http://inner.a.example/", "is at ::ffff:10.0.0.1, which is no address of the public"),
        ("http://a.example/leads-inside", "169.254.169.254 is not allowed"),
        ("http://a.example/private/1", "robots.txt of a.example does not allow"),
        ("file:///etc/passwd", "is no http or https address"),
        ("http://user:word@a.example/", "a name or password"),
    ],
)
def test_what_may_not_be_read_is_refused(parts: Parts, site: Site, url: str, words: str):
    site.page("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
    site.redirect("/leads-inside", "http://169.254.169.254/latest")
    inner = {"inner.a.example": "::ffff:10.0.0.1"}
    app = ready_app(parts, HOSTS)
    network = site.network(lambda host, port: [inner.get(host, PUBLIC)])
    app.extensions[FETCHER] = _fetcher(network)
    (result,) = _fetch(app.test_client(), url)
    assert result["status"] == 403
    assert words in result["problem"]["detail"]
    assert result["problem"]["type"] == "/problems/fetch-not-allowed"
    assert set(site.connected) <= {PUBLIC}


def test_what_was_stored_of_a_page_that_is_gone_is_marked_as_retracted(
    client: FlaskClient, site: Site
):
    site.page("/1", PAGE)
    (stored,) = _fetch(client, "http://a.example/1")
    site.page("/1", "", status=410)
    (elsewhere,) = _fetch(client, "http://a.example/1", collection="other")
    assert elsewhere["problem"]["detail"].endswith("none was stored")
    (gone,) = _fetch(client, "http://a.example/1")
    assert (gone["status"], gone["problem"]["type"]) == (410, "/problems/page-gone")
    assert gone["problem"]["detail"].endswith(f"marked as retracted: default/{stored['id']}")
    claim = {"claim": "The ferry Alvara sank off Brenna on Monday, the coast guard said."}
    check = client.post("/v1/checks", json=claim).get_json()
    assert any("marked as retracted" in warning for warning in check["warnings"])
    assert [notice["kind"] for notice in check["documents"][0]["notices"]] == ["retracted"]


def test_a_host_that_wants_long_pauses_is_not_waited_for(client: FlaskClient, site: Site):
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 30\n", "text/plain")
    site.page("/1", PAGE)
    (result,) = _fetch(client, "http://a.example/1")
    assert result["status"] == 502
    assert "is not to be asked again for" in result["problem"]["detail"]


def test_it_is_off_unless_hosts_are_named(parts: Parts):
    response = (
        ready_app(parts).test_client().post("/v1/documents/fetch", json={"urls": ["http://a.b/"]})
    )
    assert response.status_code == 403
    assert "FETCH_HOSTS names none" in response.get_json()["detail"]


def test_a_key_needs_the_scope_and_the_collection(parts: Parts, site: Site, key_store: KeyStore):
    site.page("/1", PAGE)
    app = make_app(Engine(lambda: parts), Gate(rereading(key_store)), HOSTS)
    app.extensions[FETCHER] = _fetcher(site.network())
    app.extensions[EXTENSION].start()
    assert app.extensions[EXTENSION].wait(30)
    body = {"urls": ["http://a.example/1"], "collection": "wire"}

    def status(scope: Scope, collections: list[str] | None) -> int:
        token = key_store.create("tests", [scope], collections=collections)[1]
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().post("/v1/documents/fetch", json=body, headers=headers).status_code

    assert status(Scope.INGEST, None) == 403
    assert status(Scope.FETCH, ["other"]) == 403
    assert status(Scope.FETCH, ["wire"]) == 200
    app.extensions[EXTENSION].close()
