"""Log lines: for people, or one JSON object each; with the request that they belong to."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import flask
from gunicorn.glogging import Logger

from scoring.settings import Settings

_log = logging.getLogger("secondsource.requests")
_TEXT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
_FIELDS = "fields"


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with its time in UTC, its request and its exception, where it has them."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if flask.has_request_context() and "request_id" in flask.g:
            line["request_id"] = flask.g.request_id
        line.update(getattr(record, _FIELDS, {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn's own lines, in the same form as ours."""

    def setup(self, cfg: Any) -> None:
        """Write as the root logger does, which `configure_logs` has set up."""
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True


def configure_logs(settings: Settings) -> None:
    """Write log lines to the error output, in the form of the setting LOG_FORMAT."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter() if settings.log_format == "json" else logging.Formatter(_TEXT)
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)


def request_line(response: flask.Response, key: str) -> dict[str, Any]:
    """What is logged of a request.

    Neither headers nor the query nor the body are: they may hold secrets and claims.

    Args:
        response: The answer.
        key: Id of the caller's key, "" for none.
    """
    request = flask.request
    return {
        "request_id": flask.g.request_id,
        "method": request.method,
        "path": quote(request.path),  # a line feed in it would begin a line of its own
        "status": response.status_code,
        "key": key or None,
    }


def log_request(line: dict[str, Any], seconds: float) -> None:
    """Write the line of a request that is answered.

    Args:
        line: What `request_line` gave.
        seconds: From the request's arrival to the last byte of its answer.
    """
    fields = {**line, "milliseconds": round(seconds * 1_000, 1)}
    text = "%(method)s %(path)s %(status)s in %(milliseconds)s ms, key %(key)s, %(request_id)s"
    _log.info(text, fields, extra={_FIELDS: fields})
