from __future__ import annotations

import subprocess
import sys

import pytest

from api.app import make_app
from api.context import EXTENSION
from api.headers import is_stable
from api.setting_checks import read_origins
from scoring.errors import InvalidSetting
from scoring.settings import Settings
from tests.conftest import REPOSITORY

_PAGE = "https://cms.example.org"


@pytest.fixture(scope="module")
def shared_client(standing_client):
    """A client of an application that one origin's pages may call."""
    settings = Settings(cors_origins=f"{_PAGE}, https://b.example")
    return make_app(standing_client.application.extensions[EXTENSION], None, settings).test_client()


# Security


@pytest.mark.parametrize(
    "path", ["/v1/features", "/nowhere", "/healthz", "/docs/assets/x", "/docs"]
)
def test_every_answer_tells_browsers_to_be_careful(standing_client, path):
    headers = standing_client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Server" not in headers


# CORS


def test_a_page_of_a_known_origin_may_ask_and_read(shared_client):
    asked = {
        "Origin": _PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = shared_client.options("/v1/checks", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == _PAGE
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    sendable = preflight.headers["Access-Control-Allow-Headers"].lower()
    for name in ("authorization", "content-type", "idempotency-key", "if-none-match"):
        assert name in sendable
    answer = shared_client.get("/v1/features", headers={"Origin": _PAGE})
    assert answer.headers["Access-Control-Allow-Origin"] == _PAGE
    assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_problems_can_be_read_by_the_page_too(shared_client):
    for response in (
        shared_client.get("/nowhere", headers={"Origin": _PAGE}),
        shared_client.post("/v1/checks", json={}, headers={"Origin": _PAGE}),
    ):
        assert response.status_code >= 400
        assert response.headers["Access-Control-Allow-Origin"] == _PAGE


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://cms.example.org",
        "https://cms.example.org.evil.example",
        "https://cms.example.org:444",
        "https://CMS.example.org",
        "null",
        "",
    ],
)
def test_a_page_of_another_origin_may_not(shared_client, origin):
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for response in (
        shared_client.options("/v1/checks", headers=asked),
        shared_client.get("/v1/features", headers={"Origin": origin}),
    ):
        assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
        assert "Origin" in response.headers["Vary"]


def test_by_default_no_page_may(standing_client):
    headers = standing_client.get("/v1/features", headers={"Origin": _PAGE}).headers
    assert not [name for name, _ in headers if name.startswith("Access-Control")]
    assert "Origin" not in headers["Vary"]


def test_origins_are_read():
    assert read_origins("none") == read_origins("") == frozenset()
    assert read_origins(" https://a.example , http://localhost:3000 ") == {
        "https://a.example",
        "http://localhost:3000",
    }


@pytest.mark.parametrize(
    "setting", ["*", "a.example", "https://a.example/", "https://*.example", "ftp://a.example"]
)
def test_what_is_no_origin_is_refused(setting):
    with pytest.raises(InvalidSetting, match="CORS_ORIGINS"):
        read_origins(setting)


# ETag


@pytest.fixture
def addresses(client):
    """What is there to read: a check, a document, and what does not change at all."""
    client.post("/v1/documents", json={"id": "a", "text": "Rain fell."})
    check = client.post("/v1/checks", json={"claim": "Rain fell."}).headers["Location"]
    return [check, "/v1/documents/a", "/v1/features", "/openapi.json", "/docs", "/docs/start.js"]


def test_what_has_not_changed_is_not_sent_again(client, addresses):
    for address in addresses:
        first = client.get(address)
        tag = first.headers["ETag"]
        assert tag.startswith('W/"')
        assert "no-cache" in first.headers["Cache-Control"]
        for asked in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
            again = client.get(address, headers={"If-None-Match": asked})
            assert again.status_code == 304, (address, asked)
            assert again.data == b""
            assert again.headers["ETag"] == tag
            assert "X-Request-Id" in again.headers
        other = client.get(address, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200
        assert other.data == first.data


def test_the_tag_changes_with_the_document(client, addresses):
    before = client.get("/v1/documents/a").headers["ETag"]
    client.post("/v1/documents", json={"id": "a", "text": "Snow fell."})
    after = client.get("/v1/documents/a", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["ETag"] != before


def test_one_tag_serves_both_codings(client, addresses):
    check = addresses[0]
    plain = client.get(check)
    packed = client.get(check, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_what_changes_by_itself_and_problems_are_not_kept(client):
    for path in ("/healthz", "/readyz", "/v1/checks/x", "/nowhere"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert "ETag" not in headers
    made = client.post("/v1/checks", json={"claim": "Rain fell."})
    assert made.headers["Cache-Control"] == "no-store"


# HEAD and OPTIONS


def test_head_is_get_without_its_body(client, addresses):
    for address in [*addresses, "/healthz", "/nowhere"]:
        for accepted in ("identity", "gzip"):
            got = client.get(address, headers={"Accept-Encoding": accepted})
            head = client.head(address, headers={"Accept-Encoding": accepted})
            assert head.status_code == got.status_code
            assert head.data == b""
            same = {"Content-Type", "Content-Length", "Content-Encoding", "ETag", "Cache-Control"}
            for name in same - ({"Content-Length"} if address == "/nowhere" else set()):
                assert head.headers.get(name) == got.headers.get(name), (address, name)


def test_options_says_what_is_allowed(client):
    for rule in client.application.url_map.iter_rules():
        answer = client.options(rule.rule.replace("<string:", "").replace("<path:", "").strip(">"))
        assert answer.status_code == 204
        assert answer.data == b""
        assert "Content-Type" not in answer.headers
        assert "OPTIONS" in answer.headers["Allow"]
    assert client.options("/nowhere").status_code == 404


def test_every_way_to_read_says_whether_it_is_stable(client):
    """The rest of what can be read is read anew each time, and on purpose."""
    app = client.application
    reads = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    anew = {name for name in reads if not is_stable(app.view_functions[name])}
    pages = {"docs.home", "docs.asset", "docs.redoc_asset"}
    lists = {"checks.list_checks", "fact-checks.search_fact_checks", "google.search"}
    changing = {"jobs.list_jobs", "jobs.get_job", "jobs.get_job_results", "sources.list_sources"}
    service = {"service.get_health", "service.get_readiness", "metrics.metrics"}
    assert anew == {*service, *lists, *changing, *pages}


def test_nothing_heavy_is_imported_before_the_fork():
    """Threads and LanceDB do not survive one."""
    asked = "import sys, threading, api.server; print(threading.active_count(), *sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", asked], check=True, cwd=REPOSITORY, capture_output=True, text=True
    )
    threads, *modules = answer.stdout.split()
    assert threads == "1"
    assert not {"lancedb", "pyarrow", "numpy", "torch", "onnxruntime"} & set(modules)
