from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from api.fetching.addresses import host_matches, is_public
from api.fetching.connection import Network, NotFetched
from api.fetching.fetcher import Fetcher, Limits
from tests.api.fetching.serving import PUBLIC, Site, drip, serving

FAST = Limits(size=10_000, seconds=20, redirects=3, pause=0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def _fetch(fetcher: Fetcher, url: str) -> bytes:
    with fetcher.fetched(url) as source:
        return source.stream.read()


def _fetcher(site: Site, **options: Any) -> Fetcher:
    given = {"limits": FAST, "network": site.network(), **options}
    return Fetcher(["a.example"], **given)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1"),
        *("203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("192.88.99.1", "::", "::1", "::127.0.0.1", "::8.8.8.8", "fe80::1", "fe80::1%eth0"),
        *("2606:2800::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff0e::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1"),
        *("64:ff9b::a00:1", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:808:808::1"),
        *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1", "100::1", "5f00::1"),
        *("2130706433", "0x7f.1", "0177.0.0.1", "localhost", ""),
    ],
)
def test_addresses_that_are_not_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address: str):
    assert is_public(address)


def test_hosts_are_matched_by_whole_names():
    assert host_matches("News.A.example.", ["a.example"])
    assert not host_matches("bada.example", ["a.example"])
    assert not host_matches("a.example.evil.test", ["a.example"])


def test_a_page_is_read_at_the_address_that_was_looked_at(site: Site):
    site.page("/1?q=2", "Rain.")
    assert _fetch(_fetcher(site), "http://a.example/1?q=2#top") == b"Rain."
    assert site.connected == [PUBLIC, PUBLIC]  # robots.txt, and the page
    assert site.asked[-1] == ("a.example", "/1?q=2")


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]"),
    ],
)
def test_forms_of_the_loopback_address_are_resolved_and_refused(site: Site, host: str):
    """With the system's own resolver, which knows all of them."""
    site.page("/", "secret")
    network = Network(connect=site.network().connect)
    fetcher = Fetcher([host.strip("[]")], limits=FAST, network=network)
    with pytest.raises(NotFetched, match="no address"):
        _fetch(fetcher, f"http://{host}:{site.port}/")
    assert site.connected == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(site: Site):
    network = site.network(lambda host, port: [PUBLIC, "10.0.0.1"])
    with pytest.raises(NotFetched, match=r"a.example is at 10.0.0.1"):
        _fetch(_fetcher(site, network=network), "http://a.example/")
    assert site.connected == []


def test_a_name_that_changes_its_address_gains_nothing(site: Site):
    """Rebinding: each request asks once, and only what it was told then is connected to."""
    site.page("/", "Rain.")
    answers: list[Sequence[str]] = [[PUBLIC], [PUBLIC], ["127.0.0.1"]]
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    fetcher = _fetcher(site, network=site.network(resolve))
    assert _fetch(fetcher, "http://a.example/") == b"Rain."
    with pytest.raises(NotFetched, match=r"is at 127.0.0.1"):
        _fetch(fetcher, "http://a.example/")
    assert len(asked) == 3
    assert set(site.connected) == {PUBLIC}


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://169.254.169.254/latest", "169.254.169.254 is not allowed"),
        ("http://b.example/", "b.example is not allowed; allow it with --allow-host b.example"),
        ("file:///etc/passwd", "is no http or https address"),
        ("http://user:word@a.example/", "a name or password"),
        ("http://inner.a.example/", r"inner.a.example is at fd00::1"),
        ("/again", "leads on over 3 times"),
        ("http://[::1", "leads to"),
    ],
)
def test_where_it_leads_is_looked_at_anew(site: Site, location: str, words: str):
    site.redirect("/", location)
    site.redirect("/again", "/again")
    network = site.network(lambda host, port: ["fd00::1"] if "inner" in host else [PUBLIC])
    with pytest.raises(NotFetched, match=words):
        _fetch(_fetcher(site, network=network), "http://a.example/")


def test_a_redirect_within_is_followed(site: Site):
    site.redirect("/", "http://www.a.example/2")
    site.page("/2", "Rain.")
    with _fetcher(site).fetched("http://a.example/") as source:
        assert source.url == "http://www.a.example/2"
        assert source.stream.read() == b"Rain."


def test_robots_are_heeded_and_read_once(site: Site):
    site.page("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
    site.page("/a", "Rain.")
    fetcher = _fetcher(site)
    with pytest.raises(NotFetched, match=r"robots.txt of a.example does not allow SecondSource"):
        _fetch(fetcher, "http://a.example/private/a")
    assert _fetch(fetcher, "http://a.example/a") == b"Rain."
    assert [path for _, path in site.asked] == ["/robots.txt", "/a"]


def test_without_readable_rules_nothing_is_read(site: Site):
    site.page("/robots.txt", "", status=503)
    site.page("/a", "Rain.")
    with pytest.raises(NotFetched, match="answers 503"):
        _fetch(_fetcher(site), "http://a.example/a")


def test_limits_of_size_and_time(site: Site):
    site.page("/large", "x" * 10_001)
    site.pages["/slow"] = drip
    with pytest.raises(NotFetched, match="has over 10,000 bytes"):
        _fetch(_fetcher(site), "http://a.example/large")
    limits = Limits(seconds=0.5, pause=0)
    with pytest.raises(NotFetched, match=r"took over 0 seconds|could not be read|breaks off"):
        _fetch(_fetcher(site, limits=limits), "http://a.example/slow")


def test_a_page_that_breaks_off_is_none(site: Site):
    site.pages["/"] = (200, {"Content-Length": "100"}, b"Rain.")
    with pytest.raises(NotFetched, match=r"breaks off|could not be read"):
        _fetch(_fetcher(site), "http://a.example/")


def test_it_waits_between_two_requests_to_a_host(site: Site):
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    site.page("/a", "Rain.")
    waited: list[float] = []
    fetcher = _fetcher(site, limits=Limits(pause=2), wait=waited.append)
    _fetch(fetcher, "http://a.example/a")
    assert len(waited) == 1
    assert 0 < waited[0] <= 7  # less what the first one took
