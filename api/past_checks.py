"""Checks against the corpus as it was, for clients that wait no longer than they like.

To ask for one is to read: it makes neither a check nor a job. Where it takes longer than the client
waits, the process goes on, and keeps what comes of it beside the answers for repeated requests:
the same question then finds it, whichever worker takes it. Where the process dies, the next one
that is asked begins anew; nothing was promised but that it is worth asking again.
"""

from __future__ import annotations

import contextvars
import json
import logging
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Any

from api.answer_store import Answer, AnswerStore
from api.answers import to_json
from api.errors import Problem, ProblemError
from api.problem_types import TOO_MANY_JOBS
from scoring.errors import CorpusError

_log = logging.getLogger(__name__)

_THREADS = 4
_MOST = 32  # that wait or run in one process
_RETRY_SECONDS = "10"
Made = dict[str, Any]


@dataclass
class _Running:
    """A check that this process makes.

    Attributes:
        future: The answer.
        owner: Of the key, once somebody was told to ask again.
    """

    future: Future[Made]
    owner: str | None = None


class PastChecks:
    """Those that one process makes."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="past")
        self._running: dict[str, _Running] = {}
        self._lock = threading.Lock()

    def answer(
        self, key: str, seconds: float, store: AnswerStore, check: Callable[[], Made]
    ) -> Made | None:
        """The answer, or None where it is not there after so many seconds.

        Args:
            key: Names what is asked, by whom.
            seconds: How long to wait; 0 for not at all.
            store: Where the answer is kept if it comes later.
            check: Makes the answer.

        Raises:
            ProblemError: This process has too many of them under way.
            SecondSourceError: As `check` does.
        """
        kept = store.find(key)
        if kept is not None and kept.answer is not None:
            made: Made = json.loads(b"".join(kept.answer.pieces()))
            return made
        running = self._begin(key, check, elsewhere=kept is not None)
        if running is None:
            return None
        wait([running.future], seconds)
        if not running.future.done():
            self._promise(key, running, store)
            return None
        self._drop(key, running)
        return running.future.result()

    def stop(self) -> None:
        """Begin none any more, and wait for those that run."""
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, key: str, check: Callable[[], Made], *, elsewhere: bool) -> _Running | None:
        """What makes the answer; None where another process does."""
        with self._lock:
            if (running := self._running.get(key)) is not None:
                return running
            if elsewhere:
                return None
            if len(self._running) >= _MOST:  # perhaps failures that nobody came back for
                under_way = [item for item in self._running.items() if not item[1].future.done()]
                self._running = dict(under_way)
            if len(self._running) >= _MOST:
                detail = f"{_MOST} checks against past states are under way; ask again later"
                headers = {"Retry-After": _RETRY_SECONDS}
                raise ProblemError(Problem(TOO_MANY_JOBS, detail, headers=headers))
            context = contextvars.copy_context()  # of the request, for its span
            running = self._running[key] = _Running(self._pool.submit(context.run, check))
            return running

    def _promise(self, key: str, running: _Running, store: AnswerStore) -> None:
        """Have the answer kept when it comes, for whoever was told to ask again."""
        if running.owner is not None:
            store.renew(key, running.owner)
            return
        running.owner = store.claim(key, key).owner
        if running.owner is not None:
            running.future.add_done_callback(partial(self._keep, key, running, store))

    def _keep(self, key: str, running: _Running, store: AnswerStore, future: Future[Made]) -> None:
        owner = str(running.owner)
        try:
            if not future.cancelled() and future.exception() is None:
                packed = zlib.compress(to_json(future.result()).encode())
                store.finish(key, owner, key, Answer(200, {}, packed))
                self._drop(key, running)
            else:  # whoever asks this process next is told why
                store.release(key, owner)
        except CorpusError:
            _log.exception("a check against a past state could not be kept")

    def _drop(self, key: str, running: _Running) -> None:
        with self._lock:
            if self._running.get(key) is running:
                del self._running[key]
