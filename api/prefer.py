"""`Prefer` (RFC 7240): whether a client would rather wait for an answer or come back for it."""

from __future__ import annotations

from dataclasses import dataclass

import flask
from werkzeug.http import parse_list_header

from api.body import View
from api.spec import marked
from api.spec_headers import PREFERS

HEADER = "Prefer"
APPLIED = "Preference-Applied"


def prefers(view: View) -> View:
    """Document that a view does as the client prefers, see `read_preference`."""
    return marked(PREFERS)(view)


@dataclass(frozen=True, slots=True)
class Preference:
    """How long a client waits.

    Attributes:
        seconds: Before it is told where the answer will be; 0 for at once.
        applied: Which of its preferences that honours, for `Preference-Applied`.
    """

    seconds: float
    applied: tuple[str, ...] = ()

    def tell(self, response: flask.Response) -> None:
        """Say in an answer which preferences were honoured."""
        if self.applied:
            response.headers[APPLIED] = ", ".join(self.applied)
        response.vary.add(HEADER)


def read_preference(longest: int) -> Preference:
    """What the current request prefers.

    A preference that is unknown, or not well formed, is passed over, as the RFC has it; so is a
    `wait` for longer than anybody may.

    Args:
        longest: Seconds that a client may wait, and does where it says nothing.
    """
    sent: dict[str, str] = {}
    for item in parse_list_header(", ".join(flask.request.headers.getlist(HEADER))):
        name, _, value = item.partition(";")[0].partition("=")
        sent.setdefault(name.strip().lower(), value.strip().strip('"'))  # the first one counts
    wait = sent.get("wait", "")
    seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 10 else None
    asynchronous = sent.get("respond-async") == ""
    applied = ["respond-async"] if asynchronous else []
    if seconds is not None and seconds <= longest:
        return Preference(seconds, (*applied, f"wait={seconds}"))
    return Preference(0 if asynchronous else longest, tuple(applied))
