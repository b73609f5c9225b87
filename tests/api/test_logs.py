from __future__ import annotations

import json
import logging
import re
from datetime import datetime

import pytest

from api.logs import JsonFormatter

_LOGGER = "secondsource.requests"


def _lines(caplog):
    return [record.fields for record in caplog.records if record.name == _LOGGER]


def test_each_request_has_a_line_with_what_it_was_answered(standing_client, caplog):
    with caplog.at_level("INFO", _LOGGER):
        sent = {"X-Request-Id": "editor-1", "Authorization": "Bearer ss_a_secret"}
        standing_client.get("/v1/features?q=secret", headers=sent).close()
        standing_client.post("/v1/checks", json={"claim": " "}).close()
    first, second = _lines(caplog)
    assert (
        first.items()
        >= {
            "request_id": "editor-1",
            "method": "GET",
            "path": "/v1/features",
            "status": 200,
            "key": None,
        }.items()
    )
    assert first["milliseconds"] > 0
    assert (second["method"], second["status"]) == ("POST", 422)
    assert "secret" not in caplog.text


def test_the_line_names_the_key_by_its_id(keyed_client, key_store, caplog):
    key, token = key_store.create("test", [])
    with caplog.at_level("INFO", _LOGGER):
        keyed_client.get("/v1/features", headers={"Authorization": f"Bearer {token}"}).close()
    assert [line["key"] for line in _lines(caplog)] == [key.id]
    assert token not in caplog.text


def test_a_path_makes_no_line_of_its_own(standing_client, caplog):
    with caplog.at_level("INFO", _LOGGER):
        standing_client.get("/v1/documents/a%0AERROR%20forged").close()
    (record,) = [record for record in caplog.records if record.name == _LOGGER]
    assert "\n" not in record.getMessage()


def test_a_batch_is_logged_when_its_last_line_is_sent(client, caplog):
    with caplog.at_level("INFO", _LOGGER):
        body = b'{"text": "Rain."}\n'
        kind = "application/x-ndjson"
        response = client.post("/v1/documents/batch", data=body, content_type=kind)
        assert _lines(caplog) == []
        assert response.get_data()
        response.close()
    assert [line["path"] for line in _lines(caplog)] == ["/v1/documents/batch"]


def test_a_record_is_one_line_of_json():
    error = (ValueError, ValueError("two\nlines"), None)
    record = logging.LogRecord("a", logging.ERROR, __file__, 1, "Två %s", ("rader\nhär",), error)
    record.fields = {"status": 500}
    text = JsonFormatter().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert re.fullmatch(r".{10}T.{12}Z", line["time"])
    assert datetime.fromisoformat(line["time"]).tzinfo is not None
    assert line["level"] == "error"
    assert line["message"] == "Två rader\nhär"
    assert line["status"] == 500
    assert "ValueError: two\nlines" in line["exception"]


def test_a_line_within_a_request_has_its_id(standing_client):
    app = standing_client.application
    record = logging.LogRecord("a", logging.INFO, __file__, 1, "here", (), None)
    assert "request_id" not in json.loads(JsonFormatter().format(record))
    with app.test_request_context("/healthz", headers={"X-Request-Id": "editor-2"}):
        app.preprocess_request()
        assert json.loads(JsonFormatter().format(record))["request_id"] == "editor-2"


@pytest.mark.parametrize("path", ["/healthz", "/nowhere"])
def test_a_line_is_written_whatever_the_answer(standing_client, caplog, path):
    with caplog.at_level("INFO", _LOGGER):
        standing_client.get(path).close()
    assert [line["path"] for line in _lines(caplog)] == [path]
