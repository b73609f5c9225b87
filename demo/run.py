"""`make demo`: load the demo corpus, serve it, check one claim, stay until Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any

from rich.console import Console

from api.render import render_check
from scoring.settings import Settings

CORPUS = Path(__file__).parent / "corpus.ndjson"
CLAIM = "Sandlagret i Hällinge har sänkt hushållens uppvärmningskostnader med 38 procent."
ASKED_AS = "The sand store in Hällinge has cut heating bills by 38 per cent."
_SECONDS_TO_START = 300  # a first start on a slow disk
_SECONDS_TO_ANSWER = 120  # well over CHECK_SECONDS


def main() -> int:
    """Run the demo; returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):  # also where whoever started it ignores them
        signal.signal(number, signal.default_int_handler)
    os.environ.setdefault("CORPUS_URI", "var/demo-corpus")
    settings = Settings.from_environment()
    console = Console()
    loaded = subprocess.run([sys.executable, "-m", "api.cli", "ingest", str(CORPUS)], check=False)
    if loaded.returncode != 0:
        return loaded.returncode
    server = subprocess.Popen([sys.executable, "-m", "api.cli", "serve"])
    try:
        address = f"http://{settings.host}:{settings.port}"
        if not _wait_until_ready(server, address, console):
            return 1
        _show(address, console)
        server.wait()
    except KeyboardInterrupt:
        console.print("\nStopping.")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    return 0


def _wait_until_ready(server: subprocess.Popen[bytes], address: str, console: Console) -> bool:
    deadline = time.monotonic() + _SECONDS_TO_START
    with console.status("Waiting for the service to be ready"):
        while time.monotonic() < deadline:
            if server.poll() is not None:
                console.print("The service stopped; its last lines above say why.")
                return False
            try:
                with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                    return True
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.3)
    console.print(f"The service did not become ready within {_SECONDS_TO_START} seconds.")
    return False


def _show(address: str, console: Console) -> None:
    console.rule("One check: an English claim against English, Swedish and German articles")
    with console.status("Checking"):
        answer = _check(address, ASKED_AS)
    render_check(answer, console)
    console.rule("Try your own")
    console.print(
        f"curl -s {address}/v1/checks -H 'Content-Type: application/json' \\\n"
        f"""  -d '{json.dumps({"claim": CLAIM}, ensure_ascii=False)}'\n\n"""
        f"Documentation: {address}/docs\nMore claims:   demo/expected.json\n"
        "Stop with Ctrl-C.",
        highlight=False,
        soft_wrap=True,
    )


def _check(address: str, claim: str) -> dict[str, Any]:
    """Check a claim; on a slow machine the answer comes in the background (202)."""
    request = urllib.request.Request(
        f"{address}/v1/checks",
        json.dumps({"claim": claim}).encode(),
        {"Content-Type": "application/json"},
    )
    while True:
        with urllib.request.urlopen(request, timeout=_SECONDS_TO_ANSWER) as response:
            answer: dict[str, Any] = json.load(response)
            if response.status != HTTPStatus.ACCEPTED:
                return answer
            request = urllib.request.Request(address + f"/v1/checks/{answer['id']}")
            time.sleep(int(response.headers["Retry-After"]))


if __name__ == "__main__":
    sys.exit(main())
