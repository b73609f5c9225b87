"""What the image must answer over HTTP; called by run.sh, with the standard library alone.

ask.py URL first       store documents, check a claim, read both back
ask.py URL again       after a restart: what was stored is still there
ask.py URL unfinished  send half a claim, say so, send the rest when told to, want an answer

The environment's API_KEY is the key to send.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
import urllib.parse
from typing import Any

_READY_SECONDS = 60
_KEY = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
_CLAIM = "The Lindholm bridge was closed because of cracks."
_DOCUMENTS = [
    {
        "id": "bridge-1",
        "title": "Lindholm bridge closed",
        "publisher": "Harbour Gazette",
        "published_at": "2031-03-04T08:00:00Z",
        "language": "en",
        "text": "The Lindholm bridge was closed on Monday because of cracks in two pillars. "
        "“We measured them ourselves,” said Ida Brandt, the city engineer.",
    },
    {
        "id": "bridge-2",
        "title": "Lindholmsbron avstängd",
        "publisher": "Ådalens Blad",
        "published_at": "2031-03-05T08:00:00Z",
        "language": "sv",
        "text": "Lindholmsbron stängdes på grund av sprickor. "
        "Dykaren Pär Sandgren säger att han fotograferade sprickorna under vattnet.",
    },
]


def main() -> None:
    """Do what the command line says; an assertion that fails ends it with status 1."""
    url, task = sys.argv[1:]
    {"first": first, "again": again, "unfinished": unfinished}[task](url)


def first(url: str) -> None:
    """Store a document alone and one in a batch, then check a claim that both support."""
    assert _ask("GET", f"{url}/healthz")["status"] == "ok"
    assert _ask("GET", f"{url}/readyz")["status"] == "ready"
    _ask("POST", f"{url}/v1/documents", _DOCUMENTS[0], expected=201)
    line = _ask("POST", f"{url}/v1/documents/batch", _DOCUMENTS[1], kind="application/x-ndjson")
    assert (line["line"], line["id"]) == (1, "bridge-2"), line
    check = _ask("POST", f"{url}/v1/checks", {"claim": _CLAIM}, expected=201)
    _judge(check)
    assert _ask("GET", f"{url}/v1/checks/{check['id']}")["score"] == check["score"]
    print(f"   {check['verdict']}, score {check['score']}, origins:", _names(check))


def _judge(check: dict[str, Any]) -> None:
    texts = {document["id"]: document["text"] for document in _DOCUMENTS}
    stances = {document["id"]: document["stance"] for document in check["documents"]}
    assert stances == dict.fromkeys(texts, "supports"), stances
    for document in check["documents"]:
        for statement in document["statements"]:
            quoted = texts[document["id"]][statement["start"] : statement["end"]]
            assert statement["text"] == quoted, statement
    assert check["verdict"] in {"corroborated", "single_origin"}, check["verdict"]
    assert check["refuting"]["origins"] == 0, check["refuting"]
    assert check["coverage"] == "full", check["warnings"]


def _names(check: dict[str, Any]) -> str:
    return ", ".join(origin["name"] for origin in check["origins"])


def again(url: str) -> None:
    """Read what an earlier start stored."""
    for document in _DOCUMENTS:
        stored = _ask("GET", f"{url}/v1/documents/{document['id']}")
        assert stored["text"] == document["text"], stored


def unfinished(url: str) -> None:
    """Hold a request open over the moment in which the service is told to stop."""
    body = json.dumps({"claim": _CLAIM}).encode()
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
    connection.putrequest("POST", "/v1/checks")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Authorization", _KEY["Authorization"])
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:10])
    print("half sent", flush=True)
    sys.stdin.readline()
    connection.send(body[10:])
    answer = connection.getresponse()
    content = answer.read().decode()
    assert answer.status == 201, (answer.status, content)
    _judge(json.loads(content))


def _ask(
    method: str, url: str, body: Any = None, *, expected: int = 200, kind: str = "application/json"
) -> Any:
    """Send a request, again when the service says when; each worker gets ready for itself."""
    parts = urllib.parse.urlsplit(url)
    data = None if body is None else json.dumps(body).encode()
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        connection.request(method, parts.path, data, {"Content-Type": kind, **_KEY})
        answer = connection.getresponse()
        content = answer.read().decode()
        wait = answer.headers.get("Retry-After")
        if answer.status != 503 or wait is None or time.monotonic() > deadline:
            break
        time.sleep(int(wait))
    assert answer.status == expected, (method, url, answer.status, content)
    return json.loads(content)


if __name__ == "__main__":
    main()
