"""The documentation in a real browser: it is drawn, and asks nobody but this service."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import BaseWSGIServer, make_server

pytestmark = pytest.mark.slow

_SECONDS = 300  # on a machine with other work
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # it refuses to run as root with one
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # What the browser wants for itself goes nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--virtual-time-budget=60000",  # of the page's own clock, which stands still while it loads
)


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no Chromium here: install the Debian package chromium")
    return found


@pytest.fixture
def served(standing_client: FlaskClient) -> Iterator[BaseWSGIServer]:
    """The application over HTTP; a page needs no more than one process."""
    server = make_server("127.0.0.1", 0, standing_client.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_every_operation_is_drawn_and_nobody_else_is_asked(
    chromium: str, served: BaseWSGIServer, standing_client: FlaskClient, tmp_path: Path, page: str
):
    own = f"http://127.0.0.1:{served.port}"
    log = tmp_path / "requests.json"
    files = f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}"
    done = subprocess.run(
        [chromium, *_OPTIONS, *files, "--dump-dom", own + page],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
    )
    paths = standing_client.get("/openapi.json").get_json()["paths"]
    summaries = [
        operation["summary"]
        for operations in paths.values()
        for method, operation in operations.items()
        if method != "parameters"
    ]
    assert "Check a claim" in summaries
    assert [summary for summary in summaries if summary not in done.stdout] == []
    asked = _asked_by_pages(log)
    assert {f"{own}{page}/start.js", f"{own}/openapi.json"} < asked
    assert [url for url in asked if not url.startswith(f"{own}/")] == []


def _asked_by_pages(log: Path) -> set[str]:
    """Addresses that pages asked for; the browser's own wishes come from no page."""
    told = json.loads(log.read_text("utf-8"))
    begun = told["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    requests = [event.get("params", {}) for event in told["events"] if event["type"] == begun]
    return {
        request["url"]
        for request in requests
        if request.get("initiator", "not an origin") != "not an origin"
    }
