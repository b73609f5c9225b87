"""What a job is, what it is made of, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What a job is."""

    CHECK = "check"  # one claim, sent for itself; its id is the job's
    BATCH = "batch"  # claims by the hundred


class Status(StrEnum):
    """How far a job is."""

    QUEUED = "queued"  # nobody does it yet
    RUNNING = "running"
    CANCELLING = "cancelling"  # whoever does it stops at the next line
    CANCELLED = "cancelled"
    FINISHED = "finished"  # every line has a result


OVER = (Status.CANCELLED, Status.FINISHED)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a job: a claim under the id that its check will have, or why it is none.

    Attributes:
        number: Counted from 1.
        id: Of the check; None where there will be none.
        query: The claim with its language and filters, as `POST /v1/checks` takes them.
        status: Of a line that is no claim; None for a claim.
        problem: What is wrong with it.
    """

    number: int
    id: str | None = None
    query: Mapping[str, Any] | None = None
    status: int | None = None
    problem: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a line."""

    line: int
    id: str | None
    status: int
    verdict: str | None = None
    score: float | None = None
    problem: Mapping[str, Any] | None = None


class Progress(NamedTuple):
    """How far a job is.

    Attributes:
        done: Lines that have a result.
        failed: Those of them whose result is a problem.
    """

    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class Job:
    """A job without its lines; see the columns of its table."""

    id: str
    kind: Kind
    caller: str
    collections: tuple[str, ...] | None
    status: Status
    created_at: datetime
    total: int
    started_at: datetime | None = None
    finished_at: datetime | None = None
    owner: str | None = None
    heard_at: datetime | None = None
    attempts: int = 0
    lines: Sequence[Line] = field(default=(), repr=False)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be done."""
        return self.status in OVER
