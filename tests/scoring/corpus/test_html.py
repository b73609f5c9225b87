from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from scoring.corpus.html import extract_html
from scoring.errors import InvalidDocument

BODY = (
    "<p>The river rose by two metres overnight and the town closed both of its bridges.</p>"
    "<p>Nobody was hurt, and the water is expected to fall before the end of the week.</p>"
)
URL = "https://news.norvik.co.uk/a"


def _page(head: str = "", after: str = "", body: str = BODY) -> str:
    menu = "<nav><a href='/'>Home</a><a href='/s'>Sport</a></nav>"
    return (
        f"<html><head>{head}</head><body>{menu}<article><h1>Bridges closed</h1>{body}</article>"
        f"{after}</body></html>"
    )


def test_the_article_is_found_without_the_menu_around_it():
    page = extract_html(_page(after="<footer>Contact us here</footer>"), URL)
    assert page.text.splitlines()[-2:] == [
        "The river rose by two metres overnight and the town closed both of its bridges.",
        "Nobody was hurt, and the water is expected to fall before the end of the week.",
    ]
    assert "Sport" not in page.text
    assert "Contact" not in page.text


def test_what_the_page_says_of_itself():
    head = (
        "<title>Bridges closed</title><meta property='og:site_name' content='Norvik Times'>"
        "<meta name='author' content='Ilse Brand'>"
        "<meta property='article:published_time' content='2024-05-06T22:30:00+02:00'>"
        "<meta property='article:modified_time' content='2024-06-07T08:00:00+02:00'>"
    )
    page = extract_html(_page(head), URL)
    assert page.title == "Bridges closed"
    assert page.publisher == "Norvik Times"
    assert page.byline == "Ilse Brand"
    assert page.published_at == datetime(2024, 5, 6, 20, 30, tzinfo=UTC)


def test_what_the_page_does_not_say_is_absent():
    page = extract_html(_page(), None)
    assert (page.publisher, page.byline, page.published_at) == (None, None, None)


def test_the_host_is_no_publisher():
    assert extract_html(_page(), URL).publisher is None
    assert extract_html(_page(), "https://www.norvik.se/a").publisher is None


@pytest.mark.parametrize("url", ["http://[x", "urn:a:b", "not an address"])
def test_an_odd_address_is_no_obstacle(url: str):
    assert "two metres" in extract_html(_page(), url).text


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (BODY + "<p>An earlier bridge fell on 12 May 2014, the town's chronicle says.</p>", ""),
        (BODY, "<footer>© 2019 Norvik Media</footer>"),
    ],
)
def test_a_day_in_the_prose_or_the_footer_is_not_the_day_of_publication(body: str, after: str):
    assert extract_html(_page(body=body, after=after), None).published_at is None


@pytest.mark.parametrize(
    "html", ["", " ", "hello", "<html></html>", "<html><body><img src='x'></body></html>", "\0"]
)
def test_a_page_without_an_article_is_refused(html: str):
    with pytest.raises(InvalidDocument, match="send the body as `text`") as raised:
        extract_html(html, None)
    assert raised.value.pointer == "/html"
    assert f"{len(html)} characters" in str(raised.value)


def test_what_the_page_says_in_json_ld():
    article = {
        "@type": ["NewsArticle"],
        "headline": "Bridges closed",
        "datePublished": "2024-05-06T08:00:00Z",
        "author": [{"@type": "Person", "name": "Ilse Brand"}],
        "publisher": {"@type": "Organization", "name": "Norvik Times"},
        "inLanguage": "en-GB",
    }
    graph = json.dumps({"@graph": [{"@type": "WebPage", "inLanguage": "sv"}, article]})
    head = (
        f"<script type='application/ld+json'>{graph}</script>"
        "<script type='application/ld+json'>{broken</script>"
        "<link rel='canonical' href='/a/bridges'>"
    )
    page = extract_html(_page(head), f"{URL}?utm_source=letter")
    assert page.publisher == "Norvik Times"
    assert page.byline == "Ilse Brand"
    assert page.published_at == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert page.url == "https://news.norvik.co.uk/a/bridges"
    assert page.language == "en"


def test_a_language_that_the_text_is_not_in_is_not_believed():
    body = BODY + "<p>The mayor said that the town would pay for a new bridge in the spring.</p>"
    page = extract_html(_page(body=body).replace("<html>", "<html lang='sv-SE'>"), URL)
    assert page.language is None


@pytest.mark.parametrize("moment", ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00", "soon"])
def test_a_date_that_is_none_is_absent(moment: str):
    head = f"<meta property='article:published_time' content='{moment}'>"
    assert extract_html(_page(head), URL).published_at is None


def test_a_page_of_too_many_elements_is_refused():
    with pytest.raises(InvalidDocument, match="the limit is 20,000"):
        extract_html(_page(body="<b>a</b>" * 20_000), URL)


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td"])
def test_a_page_nested_without_end_is_read_as_far_as_it_goes(tag: str):
    page = extract_html(_page(body=BODY + f"<{tag}>" * 6_000), URL)
    assert "closed both of its bridges" in page.text
