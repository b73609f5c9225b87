"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): a request repeated, done once.

A key belongs to the caller that sent it. The first request that is done, and only that, is
kept for 24 hours: one that was refused created nothing, and may be corrected under its key.
"""

from __future__ import annotations

import functools
import hashlib
import io
import logging
import re
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, cast

import flask

from api.answer_store import LEASE, Answer, AnswerStore, Claim
from api.body import View, read_body
from api.context import caller, kept_answers
from api.errors import Problem, ProblemError, shown
from api.metrics import REPLAYS
from api.problem_types import IDEMPOTENCY_KEY_REUSED, STILL_RUNNING, WRONG_IDEMPOTENCY_KEY
from api.spec import marked, problems
from api.spec_headers import IDEMPOTENT
from scoring.errors import CorpusError
from scoring.formats.lines import Readable

_log = logging.getLogger(__name__)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("Content-Type", "Location", "Preference-Applied", "Retry-After")
_RETRY_SECONDS = "2"
_RENEW_SECONDS = LEASE.total_seconds() / 4
# Compressed bytes of a batch's results that are kept, which is millions of lines.
_MOST_KEPT = 16 << 20
_MOST_AT_ONCE = 1 << 20  # of an answer that is sent again as a whole, with its length
_PIECE = 1 << 16


def once_documented(view: View) -> View:
    """Document that a view honours Idempotency-Key."""
    return marked(IDEMPOTENT)(problems(400, 409, 422)(view))


def idempotent(view: View) -> View:
    """Let a request with a known Idempotency-Key have the first one's answer."""
    view = once_documented(view)

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> flask.Response:
        if (key := _sent_key()) is None:
            return flask.make_response(view(*args, **kwargs))
        digest = _digest()
        digest.update(read_body())
        fingerprint = digest.hexdigest()
        claim = kept_answers().claim(key, fingerprint)
        if claim.owner is None:
            return _replay(claim, fingerprint)
        hold = _Hold(kept_answers(), key, claim.owner)
        kept: Answer | None = None
        try:
            response = flask.make_response(view(*args, **kwargs))
            if response.status_code < 400:
                kept = _answer_of(response)
        finally:
            hold.settle(fingerprint, kept)
        return response

    return cast("View", wrapper)


def answer_once(
    body: Readable,
    answer: Callable[[Readable], Iterator[bytes]],
    send: Callable[[Iterator[bytes]], Iterator[bytes]],
    content_type: str,
) -> flask.Response:
    """Answer a request whose body and answer are streams, once for each Idempotency-Key.

    Args:
        body: The body, which may have any length.
        answer: Makes the answer, while it reads the body.
        send: Hands it to the client.
        content_type: Of the answer.
    """
    if (key := _sent_key()) is None:
        return flask.Response(send(answer(body)), content_type=content_type)
    claim = kept_answers().claim(key, None)
    digesting = _Digesting(body)
    if claim.owner is None:
        if claim.answer is not None:
            digesting.read_to_the_end()  # before the answer: what it is told depends on it
        return _replay(claim, digesting.fingerprint())
    hold = _Hold(kept_answers(), key, claim.owner)
    results = _recorded(answer(digesting), digesting, hold, content_type)
    return flask.Response(send(results), content_type=content_type)


@dataclass(frozen=True, slots=True)
class _Hold:
    """A key that this request holds."""

    store: AnswerStore
    key: str
    owner: str

    def settle(self, fingerprint: str, answer: Answer | None) -> None:
        """Keep the answer; without one give the key back."""
        try:
            if answer is None:
                self.store.release(self.key, self.owner)
            else:
                self.store.finish(self.key, self.owner, fingerprint, answer)
        except CorpusError:
            # What was asked for is done and durable; failing now would tell the client otherwise.
            _log.exception("an answer could not be kept for its Idempotency-Key")

    def renew(self) -> None:
        """Say that the request goes on."""
        try:
            self.store.renew(self.key, self.owner)
        except CorpusError:
            _log.exception("a batch could not say that it goes on under its Idempotency-Key")


class _Digesting:
    """A body that is digested while it is read, without being kept."""

    def __init__(self, body: Readable) -> None:
        self._body = body
        self._digest = _digest()

    def readline(self, size: int = -1, /) -> bytes:
        line = self._body.readline(size)
        self._digest.update(line)
        return line

    def read_to_the_end(self) -> None:
        while self.readline(_PIECE):
            pass

    def fingerprint(self) -> str:
        return self._digest.hexdigest()


def _recorded(
    results: Iterator[bytes], body: _Digesting, hold: _Hold, content_type: str
) -> Iterator[bytes]:
    """Pass results on, and keep them once they are complete."""
    compressor, kept = zlib.compressobj(), io.BytesIO()
    renewed = time.monotonic()
    answer: Answer | None = None
    try:
        for result in results:
            if kept.tell() <= _MOST_KEPT:
                kept.write(compressor.compress(result))
            if time.monotonic() - renewed > _RENEW_SECONDS:
                hold.renew()
                renewed = time.monotonic()
            yield result
        kept.write(compressor.flush())
        if kept.tell() <= _MOST_KEPT:
            answer = Answer(200, {"Content-Type": content_type}, kept.getvalue())
        else:
            _log.warning("the results of a batch are too many to keep for its Idempotency-Key")
    finally:
        hold.settle(body.fingerprint(), answer)


def _replay(claim: Claim, fingerprint: str) -> flask.Response:
    """The answer to the first request with a key, or a refusal.

    Raises:
        ProblemError: The first request had another payload, or is not answered yet.
    """
    differs = claim.fingerprint is not None and claim.fingerprint != fingerprint
    if differs:
        detail = "this Idempotency-Key was sent with another request; use a new one for each"
        raise ProblemError(Problem(IDEMPOTENCY_KEY_REUSED, detail))
    if claim.answer is None:
        detail = "the first request with this Idempotency-Key is still being answered"
        headers = {"Retry-After": _RETRY_SECONDS}
        raise ProblemError(Problem(STILL_RUNNING, detail, headers=headers))
    pieces = claim.answer.pieces()
    content = pieces if len(claim.answer.packed) > _MOST_AT_ONCE else b"".join(pieces)
    response = flask.Response(content, claim.answer.status)
    response.headers.update(claim.answer.headers)
    response.headers[REPLAYED] = "true"
    REPLAYS.inc()
    return response


def _answer_of(response: flask.Response) -> Answer:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return Answer(response.status_code, headers, zlib.compress(response.get_data()))


def _sent_key() -> str | None:
    """The key that was sent, as this caller's; None without the header.

    Raises:
        ProblemError: It cannot be used.
    """
    sent = flask.request.headers.get(HEADER)
    if sent is None:
        return None
    # The draft makes it a string of RFC 8941, in quotes; most clients send it bare.
    name = sent[1:-1] if len(sent) > 1 and sent[0] == sent[-1] == '"' else sent
    if not _KEY.fullmatch(name):
        _refuse(f"{shown(sent)} is not 1 to 255 visible ASCII characters, such as a UUID")
    return hashlib.sha256(f"{caller().id}\n{name}".encode()).hexdigest()


def _digest() -> hashlib._Hash:
    """A digest that has seen where the request goes, and is to see its body."""
    request = flask.request
    return hashlib.sha256(f"{request.method} {request.full_path} {request.mimetype}\n".encode())


def _refuse(detail: str) -> NoReturn:
    raise ProblemError(Problem(WRONG_IDEMPOTENCY_KEY, detail))
