from __future__ import annotations

import re

import pytest

from api.access import Gate
from api.app import make_app
from api.context import EXTENSION
from api.engine import Engine
from api.keys import Scope
from api.setting_checks import check_rate_limit, check_rate_limits
from scoring.errors import InvalidSetting
from scoring.settings import Settings
from tests.api.conftest import rereading


@pytest.fixture
def limited(parts, key_store):
    """Makes clients of an application on one corpus, with settings of their own."""
    apps = []

    def make(**settings):
        engine = Engine(lambda: parts)
        apps.append(make_app(engine, Gate(rereading(key_store)), Settings(**settings)))
        engine.start()
        assert engine.wait(30)
        return apps[-1].test_client()

    yield make
    for app in apps:
        app.extensions[EXTENSION].close()


@pytest.fixture
def key(key_store):
    def make(rate_limit=None):
        _, token = key_store.create("test", [Scope.CHECK], rate_limit=rate_limit)
        return {"Authorization": f"Bearer {token}"}

    return make


def _ask(client, headers):
    return client.get("/v1/features", headers=headers)


def _state(response):
    return re.fullmatch(r'"per-(\d+)s";r=(\d+);t=(\d+)', response.headers["RateLimit"]).groups()


def test_a_key_is_refused_beyond_its_limit_and_told_when_to_come_back(limited, key):
    client, headers = limited(rate_limit="3/hour"), key()
    for left in (2, 1, 0):
        answer = _ask(client, headers)
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Policy"] == '"per-3600s";q=3;w=3600'
        assert _state(answer)[:2] == ("3600", str(left))
        assert "Retry-After" not in answer.headers
    refused = _ask(client, headers)
    assert refused.status_code == 429
    assert refused.mimetype == "application/problem+json"
    assert refused.get_json()["type"] == "/problems/rate-limited"
    assert "3 per 1 hour" in refused.get_json()["detail"]
    assert _state(refused)[1] == "0"
    assert 0 < int(refused.headers["Retry-After"]) <= 3_600
    assert refused.headers["Retry-After"] == _state(refused)[2]


def test_each_key_has_a_count_of_its_own_over_all_routes(limited, key):
    client, first, second = limited(rate_limit="2/hour"), key(), key()
    assert _ask(client, first).status_code == 200
    assert client.get("/v1/checks/x", headers=first).status_code == 404
    assert client.post("/v1/checks", json={"claim": "Rain."}, headers=first).status_code == 429
    assert _ask(client, second).status_code == 200


def test_a_key_may_have_limits_of_its_own(limited, key):
    client = limited(rate_limit="1/hour")
    wide, unlimited = key("5/hour;50/day"), key("none")
    for _ in range(5):
        answer = _ask(client, wide)
        assert answer.status_code == 200
    assert answer.headers["RateLimit-Policy"] == '"per-3600s";q=5;w=3600, "per-86400s";q=50;w=86400'
    assert _ask(client, wide).status_code == 429
    for _ in range(5):
        answer = _ask(client, unlimited)
        assert answer.status_code == 200
        assert "RateLimit" not in answer.headers


def test_what_needs_no_key_is_not_counted(limited, key):
    client = limited(rate_limit="1/hour")
    for _ in range(3):
        for path in ("/healthz", "/readyz", "/openapi.json"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "RateLimit" not in answer.headers
        assert _ask(client, {}).status_code == 401
    assert _ask(client, key()).status_code == 200


def test_a_service_without_keys_does_not_count(standing_client):
    assert "RateLimit" not in _ask(standing_client, {}).headers


def test_a_preflight_is_not_counted(limited, key):
    client, headers = limited(rate_limit="1/hour"), key()
    for _ in range(3):
        assert client.options("/v1/checks", headers=headers).status_code == 204
    assert _ask(client, headers).status_code == 200


def test_without_its_redis_each_worker_counts_for_itself(limited, key):
    client = limited(rate_limit="2/hour", rate_limit_storage="redis://127.0.0.1:1")
    headers = key()
    assert [_ask(client, headers).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("limit", ["none", "5/second", "5 per second; 100/minute", "10/5 minutes"])
def test_limits_that_can_be_read(limit):
    check_rate_limit(limit)


@pytest.mark.parametrize("limit", ["", "many", "5", "5/fortnight", "-1/second", "5/second;x"])
def test_limits_that_cannot(limit):
    with pytest.raises(InvalidSetting, match="600/minute"):
        check_rate_limit(limit)


@pytest.mark.parametrize("storage", ["redis", "http://localhost", "", "sqlite://x"])
def test_storages_that_cannot(storage):
    with pytest.raises(InvalidSetting, match="RATE_LIMIT_STORAGE"):
        check_rate_limits(Settings(rate_limit_storage=storage))
