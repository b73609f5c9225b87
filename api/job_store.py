"""Jobs in tables beside the corpus: accepted once, done by one process at a time, kept for days.

A job's row holds its claims, so that it is there whole or not at all. Whoever does it takes it with
an update that only one of several can win, and says from time to time that it goes on; one that has
not been heard of for a while is dead, and its job anybody's. Ids of checks are given when a job is
accepted, and a line has one result by its key, so that a line done twice counts once.
"""

from __future__ import annotations

import json
import logging
import time
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from lancedb.query import ColumnOrdering

from api.answers import to_json
from api.job_records import OVER, Job, Kind, Line, Progress, Result, Status
from scoring.corpus.filters import is_in, quote, timestamp
from scoring.corpus.tables import SideTable

_log = logging.getLogger(__name__)

# A process that has not been heard of for so long is dead. Its jobs stand still meanwhile.
LEASE = timedelta(seconds=30)
_FRAGMENTS = 50  # each commit makes one, and a look-up reads them all
_KEEP_VERSIONS = timedelta(minutes=10)
_SECONDS_BETWEEN_SWEEPS = 30.0
_RESULTS_AT_ONCE = 1_000

_TIME = pa.timestamp("us", tz="UTC")
_KEY = {"lance-schema:unenforced-primary-key": "true"}
_JOBS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False, metadata=_KEY),
        ("kind", pa.string()),
        ("caller", pa.string()),  # id of the key that sent it, "" without one
        ("collections", pa.list_(pa.string())),  # those that may be looked at; null for all
        ("status", pa.string()),
        ("created_at", _TIME),
        ("started_at", _TIME),
        ("finished_at", _TIME),
        ("total", pa.int32()),
        ("owner", pa.string()),  # the process that does it
        ("heard_at", _TIME),
        ("attempts", pa.int32()),  # how often it was taken
        ("lines", pa.large_binary()),  # JSON, packed by zlib
    ]
)
_RESULTS = pa.schema(
    [
        pa.field("key", pa.string(), nullable=False, metadata=_KEY),  # "job/line"
        ("job", pa.string()),
        ("line", pa.int32()),
        ("id", pa.string()),
        ("status", pa.int32()),
        ("verdict", pa.string()),
        ("score", pa.float64()),
        ("problem", pa.string()),
    ]
)
_OLDEST_FIRST = [ColumnOrdering(column_name="created_at")]
_NEWEST_FIRST = [
    ColumnOrdering(column_name="created_at", ascending=False),
    ColumnOrdering(column_name="id", ascending=False),
]
_COLUMNS = [name for name in _JOBS.names if name != "lines"]
_UNDER_WAY = (Status.RUNNING, Status.CANCELLING)


class JobStore:
    """The jobs of all workers and replicas."""

    def __init__(self, uri: str, kept: timedelta) -> None:
        """Name the corpus; nothing is opened yet.

        Args:
            uri: A folder, or an address of object storage that LanceDB takes.
            kept: For how long jobs that are over are kept, with their results.
        """
        self.kept = kept
        self._jobs = SideTable(uri, "jobs", _JOBS, "jobs")
        self._results = SideTable(uri, "job_results", _RESULTS, "results of jobs")
        self._next_sweep = 0.0

    def add(self, job: Job) -> None:
        """Accept a job with its lines; durable when this returns.

        Raises:
            CorpusError: It could not be written; it is not accepted.
        """
        row = {name: getattr(job, name) for name in _COLUMNS}
        lines = [{name: getattr(line, name) for name in Line.__slots__} for line in job.lines]
        row["lines"] = zlib.compress(to_json(lines).encode())
        with self._jobs.writing() as table:
            table.add(pa.Table.from_pylist([row], _JOBS))

    def page(
        self,
        limit: int,
        *,
        caller: str | None = None,
        kinds: Sequence[Kind] = (),
        statuses: Sequence[Status] = (),
        after: tuple[datetime, str] | None = None,
    ) -> list[Job]:
        """Jobs without their lines, the newest first; those of one moment by their ids.

        Args:
            limit: How many at most.
            caller: Only this one's; everybody's when None.
            kinds: Only of these; of any where there is none.
            statuses: Only with one of these; with any where there is none.
            after: When the last one of the page before was accepted, and its id.

        Raises:
            CorpusError: They cannot be read.
        """
        conditions = ["TRUE"]
        if caller is not None:
            conditions.append(f"caller = {quote(caller)}")
        if kinds:
            conditions.append(is_in("kind", kinds))
        if statuses:
            conditions.append(is_in("status", statuses))
        if after is not None:
            moment, job_id = timestamp(after[0]), quote(after[1])
            conditions.append(
                f"(created_at < {moment} OR (created_at = {moment} AND id < {job_id}))"
            )
        return self._read(" AND ".join(conditions), limit, _NEWEST_FIRST)

    def find(self, job_id: str) -> Job | None:
        """A job, without its lines.

        Raises:
            CorpusError: It cannot be read.
        """
        found = self._read(f"id = {quote(job_id)}", 1, _OLDEST_FIRST)
        return found[0] if found else None

    def lines(self, job_id: str) -> list[Line]:
        """The lines of a job, in order.

        Raises:
            CorpusError: They cannot be read.
        """
        with self._jobs.reading() as table:
            where = f"id = {quote(job_id)}"
            rows = table.search().where(where, prefilter=True).select(["lines"]).to_list()
        return [Line(**line) for line in json.loads(zlib.decompress(rows[0]["lines"]))]

    def take(self, kind: Kind, owner: str) -> Job | None:
        """Take the oldest job of a kind that nobody does; None where there is none.

        Raises:
            CorpusError: The table cannot be read or written.
        """
        free = f"kind = {quote(kind)} AND {_free()}"
        for job in self._read(free, 5, _OLDEST_FIRST):
            now = datetime.now(UTC)
            values: dict[str, Any] = {
                "status": Status.RUNNING if job.status is Status.QUEUED else job.status,
                "owner": owner,
                "heard_at": now,
                "started_at": job.started_at or now,
                "attempts": job.attempts + 1,
            }
            with self._jobs.writing() as table:
                where = f"id = {quote(job.id)} AND attempts = {job.attempts} AND {_free()}"
                if table.update(where=where, values=values).rows_updated:
                    return self.find(job.id)
        return None

    def renew(self, job_ids: Collection[str], owner: str) -> None:
        """Say that a process goes on with jobs that it has taken.

        Raises:
            CorpusError: It could not be written.
        """
        held = f"owner = {quote(owner)} AND {is_in('id', job_ids)}"
        self._update(f"{held} AND {_is(_UNDER_WAY)}", {"heard_at": datetime.now(UTC)})

    def release(self, job_id: str, owner: str) -> None:
        """Give a job back, for whoever takes it next.

        Raises:
            CorpusError: It could not be written.
        """
        where = f"{_held(job_id, owner)} AND status = {quote(Status.RUNNING)}"
        self._update(where, {"status": Status.QUEUED, "owner": None, "attempts": 1})

    def got_further(self, job_id: str, owner: str) -> None:
        """Say that a job which broke off before has got further: no line is at fault so far.

        Raises:
            CorpusError: It could not be written.
        """
        self._update(_held(job_id, owner), {"attempts": 1})

    def finish(self, job_id: str, owner: str, status: Status) -> None:
        """Say that a job is over, unless another process has taken it.

        Raises:
            CorpusError: It could not be written.
        """
        values = {"status": status, "owner": None, "finished_at": datetime.now(UTC)}
        self._update(_held(job_id, owner), values)

    def cancel(self, job_id: str) -> bool:
        """Cancel a job: at once where nobody does it, else at the next line.

        Returns:
            Whether there was anything left to cancel.

        Raises:
            CorpusError: It could not be written.
        """
        found = f"id = {quote(job_id)} AND "
        waiting = f"{found}status = {quote(Status.QUEUED)}"
        values = {"status": Status.CANCELLED, "finished_at": datetime.now(UTC)}
        if self._update(waiting, values):
            return True
        return bool(self._update(f"{found}{_is(_UNDER_WAY)}", {"status": Status.CANCELLING}))

    def unfinished(self, caller: str) -> int:
        """How many jobs of a caller are not over.

        Raises:
            CorpusError: The table cannot be read.
        """
        return self._count(f"caller = {quote(caller)} AND NOT {_is(OVER)}")

    def waiting(self) -> dict[str, int]:
        """How many jobs are queued, and how many under way.

        Raises:
            CorpusError: The table cannot be read.
        """
        return {
            "queued": self._count(f"status = {quote(Status.QUEUED)}"),
            "running": self._count(_is(_UNDER_WAY)),
        }

    # Results

    def record(self, job_id: str, results: Sequence[Result]) -> None:
        """Keep results, of lines that have none yet; durable when this returns.

        Raises:
            CorpusError: They could not be written.
        """
        rows = [
            {
                **{name: getattr(result, name) for name in Result.__slots__},
                "key": f"{job_id}/{result.line}",
                "job": job_id,
                "problem": None if result.problem is None else to_json(result.problem),
            }
            for result in results
        ]
        with self._results.writing() as table:
            table.merge_insert("key").when_not_matched_insert_all().execute(
                pa.Table.from_pylist(rows, _RESULTS)
            )

    def results(self, job_id: str) -> Iterator[Result]:
        """The results so far, by line.

        Raises:
            CorpusError: They cannot be read.
        """
        last = 0
        while self._results.exists():
            with self._results.reading() as table:
                where = f"job = {quote(job_id)} AND line > {last}"
                search = table.search().where(where, prefilter=True)
                rows = search.order_by([ColumnOrdering(column_name="line")]).limit(_RESULTS_AT_ONCE)
                found = [_result(row) for row in rows.to_list()]
            yield from found
            if len(found) < _RESULTS_AT_ONCE:
                return
            last = found[-1].line

    def progress(self, job_id: str) -> Progress:
        """How far a job is.

        Raises:
            CorpusError: It cannot be read.
        """
        return self.progress_of([job_id])[job_id]

    def progress_of(self, job_ids: Collection[str]) -> dict[str, Progress]:
        """How far each of these jobs is, read at once.

        Raises:
            CorpusError: It cannot be read.
        """
        done, failed = Counter[str](), Counter[str]()
        if job_ids and self._results.exists():
            with self._results.reading() as table:
                search = table.search().where(is_in("job", job_ids), prefilter=True)
                for rows in search.select(["job", "status"]).to_batches(_RESULTS_AT_ONCE):
                    jobs = rows["job"]
                    done.update(jobs.to_pylist())
                    failed.update(jobs.filter(pc.greater_equal(rows["status"], 400)).to_pylist())
        return {job_id: Progress(done[job_id], failed[job_id]) for job_id in job_ids}

    # Upkeep

    def sweep(self) -> None:
        """Forget jobs that were over long ago, merge small files; not too often."""
        if time.monotonic() < self._next_sweep:
            return
        self._next_sweep = time.monotonic() + _SECONDS_BETWEEN_SWEEPS
        try:
            self._forget(f"finished_at < {timestamp(datetime.now(UTC) - self.kept)}")
            for side in (self._jobs, self._results):
                if side.exists():
                    table = side.open()
                    if table.stats()["fragment_stats"]["num_fragments"] >= _FRAGMENTS:
                        table.optimize(cleanup_older_than=_KEEP_VERSIONS)
        except (OSError, RuntimeError, ValueError) as error:
            _log.info("the upkeep of jobs is left for the next time: %s", error)

    def _forget(self, where: str) -> None:
        if not self._jobs.exists():
            return
        with self._jobs.writing() as jobs:
            over = [row["id"] for row in jobs.search().where(where).select(["id"]).to_list()]
            for job_id in over:
                if self._results.exists():
                    with self._results.writing() as results:
                        results.delete(f"job = {quote(job_id)}")
                jobs.delete(f"id = {quote(job_id)}")

    def _read(self, where: str, most: int, order: Sequence[ColumnOrdering]) -> list[Job]:
        if not self._jobs.exists():
            return []
        with self._jobs.reading() as table:
            search = table.search().where(where, prefilter=True).select(_COLUMNS)
            return [_job(row) for row in search.order_by(list(order)).limit(most).to_list()]

    def _update(self, where: str, values: Mapping[str, Any]) -> int:
        if not self._jobs.exists():
            return 0
        with self._jobs.writing() as table:
            return int(table.update(where=where, values=dict(values)).rows_updated)

    def _count(self, where: str) -> int:
        if not self._jobs.exists():
            return 0
        with self._jobs.reading() as table:
            return int(table.count_rows(where))


def _job(row: Mapping[str, Any]) -> Job:
    known = {name: row[name] for name in _COLUMNS}
    collections = row["collections"]
    return Job(
        **{
            **known,
            "kind": Kind(row["kind"]),
            "status": Status(row["status"]),
            "collections": None if collections is None else tuple(collections),
        }
    )


def _result(row: Mapping[str, Any]) -> Result:
    problem = row["problem"]
    known = {name: row[name] for name in Result.__slots__}
    return Result(**{**known, "problem": None if problem is None else json.loads(problem)})


def _is(statuses: Sequence[Status]) -> str:
    return f"status IN ({', '.join(quote(status) for status in statuses)})"


def _free() -> str:
    """Queued, or taken by a process that is dead."""
    silent = timestamp(datetime.now(UTC) - LEASE)
    return f"(status = {quote(Status.QUEUED)} OR ({_is(_UNDER_WAY)} AND heard_at < {silent}))"


def _held(job_id: str, owner: str) -> str:
    return f"id = {quote(job_id)} AND owner = {quote(owner)}"
