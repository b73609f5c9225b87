"""What became of the documents: counted for the person, written down one by one for a machine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from api.batch import Result
from scoring.formats import Item

_LISTED = 1_000  # failures that `--json` lists; the report file has them all
_SHOWN_ERRORS = 2  # fields of one line
_SHOWN_LEFT_OUT = 20  # sentences of one document that make no statement
_LONGEST_SHOWN = 300  # characters of each
_OUTCOMES = {200: "replaced", 201: "stored", 204: "blank", 304: "unchanged"}


@dataclass(slots=True)
class Tally:
    """What became of the documents so far.

    Attributes:
        counts: By outcome: stored, replaced, unchanged, blank, passed_over, failed, repaired.
        failed: The first thousand failures, with why.
        file: Gets a line of JSON for everything but a document that was stored as it came, with a
            statement of each sentence.
    """

    counts: Counter[str] = field(default_factory=Counter)
    failed: list[dict[str, Any]] = field(default_factory=list)
    file: TextIO | None = None

    @property
    def documents(self) -> int:
        """Documents that are in the corpus."""
        return self.counts["stored"] + self.counts["replaced"] + self.counts["unchanged"]

    def settle(self, item: Item, result: Result, left_out: Sequence[str] = ()) -> str | None:
        """Count what became of an item in the corpus.

        Args:
            item: The item.
            result: What became of it.
            left_out: Its sentences that make no statement.

        Returns:
            Why it failed, None where it did not.
        """
        reason = reason_of(result)
        outcome = "failed" if reason is not None else _OUTCOMES[result.status]
        self._count(item, outcome, reason, result, left_out if reason is None else ())
        return reason

    def drop(self, item: Item) -> None:
        """Count an item that did not come as far as the corpus."""
        outcome = "failed" if item.refused is not None else "passed_over"
        self._count(item, outcome, item.refused or item.passed_over, None)

    def _count(
        self,
        item: Item,
        outcome: str,
        reason: str | None,
        result: Result | None,
        left_out: Sequence[str] = (),
    ) -> None:
        self.counts[outcome] += 1
        self.counts["noted"] += bool(item.notes) and outcome in {"stored", "replaced"}
        entry: dict[str, Any] = {"file": item.source, "line": item.number}
        if result is not None:
            entry |= {"id": result.id, "status": result.status}
        if reason is not None:
            entry["detail"] = reason
        if outcome == "failed" and len(self.failed) < _LISTED:
            self.failed.append(entry)
        if left_out:
            entry["no_statements"] = {
                "count": len(left_out),
                "sentences": [sentence[:_LONGEST_SHOWN] for sentence in left_out[:_SHOWN_LEFT_OUT]],
                "not_listed": max(0, len(left_out) - _SHOWN_LEFT_OUT),
            }
        as_it_came = outcome in {"stored", "replaced", "blank"} and not item.notes and not left_out
        if not as_it_came:
            self._write({"outcome": outcome, **entry, "notes": list(item.notes)})

    def _write(self, entry: dict[str, Any]) -> None:
        if self.file is not None:
            self.file.write(json.dumps(entry, ensure_ascii=True) + "\n")

    def finish(self, *, stopped: bool) -> None:
        """Write the last line of the report file."""
        self._write({"outcome": "end", "stopped": stopped, **self._counts()})

    def _counts(self) -> dict[str, int]:
        names = ("stored", "replaced", "unchanged", "blank", "passed_over", "noted")
        return {**{name: self.counts[name] for name in names}, "failures": self.counts["failed"]}

    def as_dict(self) -> dict[str, Any]:
        """The tally as JSON."""
        return {**self._counts(), "failed": self.failed}

    def as_sentence(self) -> str:
        """The tally as a person would want to read it."""
        parts = [f"{self.counts['stored']:,} stored", f"{self.counts['replaced']:,} replaced"]
        parts += [
            f"{self.counts[name]:,} {words}"
            for name, words in (
                ("unchanged", "unchanged"),
                ("blank", "blank lines"),
                ("passed_over", "passed over"),
                ("noted", "with notes"),
            )
            if self.counts[name]
        ]
        return ", ".join([*parts, f"{self.counts['failed']:,} failed"])


@contextmanager
def tallied(path: Path | None) -> Iterator[Tally]:
    """A tally that writes to a file, where one is named.

    Raises:
        OSError: The file cannot be written.
    """
    if path is None:
        yield Tally()
        return
    with path.open("w", encoding="utf-8", buffering=1) as file:
        yield Tally(file=file)


def reason_of(result: Result) -> str | None:
    """The problem of a document in one sentence, with the field at fault; None without one."""
    problem = result.problem
    if problem is None:
        return None
    found = [f"{error.pointer}: {error.detail}" for error in problem.errors if error.pointer]
    return _joined(found) if found else problem.detail


def _joined(found: Sequence[str]) -> str:
    more = f"; and {len(found) - _SHOWN_ERRORS} more fields" if len(found) > _SHOWN_ERRORS else ""
    return "; ".join(found[:_SHOWN_ERRORS]) + more
