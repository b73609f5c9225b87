"""Does jobs in the background of a worker, beside its requests.

A lane for single checks and one for batches, so that a claim never waits behind a thousand others.
What a process has taken it says it goes on with; what it leaves when it dies the next one takes.
"""

from __future__ import annotations

import contextlib
import contextvars
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from api.answers import answer_claim, make_answer, read_filters, stored_check
from api.engine import Parts
from api.errors import Problem, ProblemError, problem_of
from api.job_records import Job, Kind, Line, Result, Status
from api.job_store import LEASE, JobStore
from api.metrics import step
from api.problem_types import INTERNAL
from scoring.errors import CorpusError, ModelError

_log = logging.getLogger(__name__)

_POLL_SECONDS = 2.0  # after which a job that another process accepted, or left, is seen
_RENEW_SECONDS = LEASE.total_seconds() / 5
# Checks are stored together, and results recorded, at most this far apart: two commits take some
# 50 ms, and progress should be seen.
_CHUNK_SECONDS = 1.0
_CHUNK_LINES = 32
# Waited before a claim is tried again that the corpus or a model failed.
_RETRIES = (1.0, 4.0)
# A job that was taken so often and got no further has a line that ends the process that reads it.
_MOST_ATTEMPTS = 4
_THREADS = 8  # as many as requests that a worker answers at once


class JobRunner:
    """Does the jobs of one process."""

    def __init__(
        self, store: JobStore, parts: Callable[[], Parts], written: Callable[[], None]
    ) -> None:
        """Make a runner that does nothing yet.

        Args:
            store: The jobs.
            parts: Gives the corpus and the models.
            written: Called after checks were stored.
        """
        self.store = store
        self._parts = parts
        self._written = written
        self._owner = secrets.token_hex(16)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="check")
        self._stopping = threading.Event()
        self._awake = {kind: threading.Event() for kind in Kind}
        self._held: set[str] = set()
        self._threads = [
            threading.Thread(target=self._run_lane, args=(kind,), name=f"jobs-{kind}", daemon=True)
            for kind in Kind
        ]
        self._threads.append(threading.Thread(target=self._renew, name="jobs-renew", daemon=True))

    def start(self) -> None:
        """Begin to look for jobs."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop at the next line and give back what is not done."""
        self._stopping.set()
        for event in self._awake.values():
            event.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()
        self._pool.shutdown()

    def accept(self, job: Job) -> None:
        """Accept a job; once this returns it will be done, whatever happens to this process.

        Raises:
            CorpusError: It could not be written; it is not accepted.
        """
        self.store.add(job)
        self._awake[job.kind].set()

    def check_within(
        self, seconds: float, job: Job, claim: str, parts: Parts, **options: Any
    ) -> dict[str, Any] | Job:
        """Check a claim, and when that takes too long make a job of it.

        Args:
            seconds: How long to wait for the answer.
            job: What to make of it, with the one claim.
            claim: The claim.
            parts: The corpus as the caller may see it.
            options: As of `answer_claim`.

        Returns:
            The answer, which is stored; the job where that was accepted instead.

        Raises:
            SecondSourceError: As of `answer_claim`.
        """
        context = contextvars.copy_context()  # of the request, for its span
        answer = partial(answer_claim, claim, parts=parts, check_id=job.id, **options)
        future = self._pool.submit(context.run, answer)
        wait([future], seconds)
        if future.done():
            return future.result()
        if future.cancel():  # not begun
            self.accept(job)
            return job
        now = datetime.now(UTC)
        self._held.add(job.id)
        taken = replace(
            job, status=Status.RUNNING, owner=self._owner, started_at=now, heard_at=now, attempts=1
        )
        try:
            self.store.add(taken)
        except CorpusError:
            self._held.discard(job.id)
            raise
        future.add_done_callback(lambda done: self._settle(job, done))
        return taken

    def _settle(self, job: Job, done: Future[dict[str, Any]]) -> None:
        """Record the answer to a claim that became a job while it was checked."""
        try:
            if done.exception() is None:
                self.store.record(job.id, [_answered(job.lines[0], done.result())])
                self.store.finish(job.id, self._owner, Status.FINISHED)
                self._written()
            else:  # the lane tries again, and records what is wrong
                self.store.release(job.id, self._owner)
                self._awake[job.kind].set()
        except CorpusError:
            _log.exception("job %s could not be settled; it is taken up again later", job.id)
        finally:
            self._held.discard(job.id)

    def _renew(self) -> None:
        while not self._stopping.wait(_RENEW_SECONDS):
            if held := set(self._held):  # not those that broke off: they are anybody's
                with _logged("jobs could not be renewed"):
                    self.store.renew(held, self._owner)

    def _run_lane(self, kind: Kind) -> None:
        while not self._stopping.is_set():
            job = None
            with _logged("jobs could not be looked for"):
                job = self.store.take(kind, self._owner)
            if job is None:
                self._awake[kind].wait(_POLL_SECONDS)
                self._awake[kind].clear()
                continue
            self._held.add(job.id)
            try:
                self._do(job)
            except Exception:  # noqa: BLE001  the lane goes on; the job is tried after its lease
                _log.exception("job %s broke off; it is taken up again later", job.id)
                self._stopping.wait(_POLL_SECONDS)
            finally:
                self._held.discard(job.id)

    def _do(self, job: Job) -> None:
        """Do what is left of a job, until it is done, cancelled, taken over, or we stop."""
        recorded = {result.line for result in self.store.results(job.id)}
        left = [line for line in self.store.lines(job.id) if line.number not in recorded]
        if job.status is Status.CANCELLING:
            self._end(job)
            return
        if job.attempts > _MOST_ATTEMPTS and left:
            detail = "the service broke off at this claim again and again; see its log"
            _log.error("job %s: line %d is given up", job.id, left[0].number)
            self.store.record(job.id, [_failed(left[0], ProblemError(Problem(INTERNAL, detail)))])
            del left[0]
        parts = granted(self._parts(), job.collections)
        # One after the other where it broke off before, so that the line at fault is known.
        most = 1 if job.attempts > 2 else _CHUNK_LINES
        got_further = job.attempts == 1
        for chunk in self._chunks(left, parts, most, fresh=job.attempts == 1):
            current = self.store.find(job.id)
            if current is None or current.owner != self._owner:
                _log.warning("job %s was taken over by another process", job.id)
                return
            if current.status is Status.CANCELLING:
                break
            self._keep(job, chunk, parts)
            if not got_further:
                self.store.got_further(job.id, self._owner)
                got_further = True
            if self._stopping.is_set():
                self.store.release(job.id, self._owner)
                return
        self._end(job)

    def _end(self, job: Job) -> None:
        current = self.store.find(job.id)
        if current is None or current.owner != self._owner:
            return
        done, _ = self.store.progress(job.id)
        status = Status.FINISHED if done >= job.total else Status.CANCELLED
        if status is Status.CANCELLED and current.status is not Status.CANCELLING:
            self.store.release(job.id, self._owner)
            return
        self.store.finish(job.id, self._owner, status)

    def _chunks(
        self, lines: Sequence[Line], parts: Parts, most: int, *, fresh: bool
    ) -> Iterator[list[tuple[Line, dict[str, Any] | Result]]]:
        """Answers and refusals of lines, a second's worth at a time."""
        chunk: list[tuple[Line, dict[str, Any] | Result]] = []
        began = time.monotonic()
        stored = {} if fresh else _stored(lines, parts)
        for line in lines:
            chunk.append((line, stored.get(line.id or "") or self._answer(line, parts)))
            full = len(chunk) >= most or time.monotonic() - began > _CHUNK_SECONDS
            if full or self._stopping.is_set():
                yield chunk
                chunk, began = [], time.monotonic()
        if chunk:
            yield chunk

    def _keep(
        self, job: Job, chunk: Sequence[tuple[Line, dict[str, Any] | Result]], parts: Parts
    ) -> None:
        answers = [item for _, item in chunk if isinstance(item, dict)]
        if answers:
            with step("save"):
                parts.corpus.save_checks([stored_check(item) for item in answers], once=True)
            self._written()
        results = [
            item if isinstance(item, Result) else _answered(line, item) for line, item in chunk
        ]
        self.store.record(job.id, results)

    def _answer(self, line: Line, parts: Parts) -> dict[str, Any] | Result:
        if line.query is None or line.id is None:
            return Result(line.number, None, line.status or 204, problem=line.problem)
        for pause in (*_RETRIES, None):
            try:
                return make_answer(
                    line.query["claim"],
                    parts,
                    read_filters(line.query["filters"]),
                    line.query["language"],
                    line.id,
                )
            except (CorpusError, ModelError) as error:
                if pause is None:
                    return _failed(line, error)
                if self._stopping.wait(pause):
                    raise
                _log.warning("check %s is tried again: %s", line.id, error)
            except Exception as error:  # noqa: BLE001  whatever one line breaks must not fail the rest
                _log.exception("check %s failed", line.id)
                return _failed(line, error)
        raise AssertionError("the last attempt returns")


def granted(parts: Parts, collections: Sequence[str] | None) -> Parts:
    """The parts as one sees them who is granted these collections; None for all."""
    if collections is None:
        return parts
    from scoring.corpus.granted import GrantedCorpus

    return replace(parts, corpus=GrantedCorpus(parts.corpus, collections))


def _stored(lines: Sequence[Line], parts: Parts) -> dict[str, Result]:
    """Results of the lines whose checks were stored before their results could be recorded."""
    by_id = {line.id: line for line in lines if line.id}
    return {
        body["id"]: _answered(by_id[body["id"]], body)
        for body in parts.corpus.read_checks(list(by_id))
    }


def _answered(line: Line, answer: dict[str, Any]) -> Result:
    return Result(line.number, answer["id"], 201, answer["verdict"], answer["score"])


def _failed(line: Line, error: Exception) -> Result:
    problem = problem_of(error)
    return Result(line.number, line.id, problem.kind.status, problem=problem.as_dict())


@contextlib.contextmanager
def _logged(what: str) -> Iterator[None]:
    try:
        yield
    except CorpusError as error:
        _log.warning("%s: %s", what, error)
