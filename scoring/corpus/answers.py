"""What is kept beside the documents: answers of checks, and what was learned of publishers."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from scoring.corpus import checks as stored_checks
from scoring.corpus import schema
from scoring.corpus.checks import CheckLog, StoredCheck
from scoring.corpus.filters import is_in, quote
from scoring.corpus.opened import SEND_AGAIN, OpenCorpus, now
from scoring.corpus.rows import priors_from_rows, priors_row
from scoring.errors import NotFound, VersionGone
from scoring.provenance.priors import PublisherPriors


class CorpusWithAnswers(OpenCorpus):
    """A corpus as far as it keeps what was answered and learned from its documents."""

    def save_checks(self, checks: Sequence[StoredCheck], *, once: bool = False) -> None:
        """Store the answers of checks as they were given; durable when this returns.

        Args:
            checks: With distinct ids.
            once: Leave those alone whose ids are stored already, which takes a look at all ids.

        Raises:
            CorpusError: They could not be written.
        """
        started = time.time()
        rows = stored_checks.rows_of(checks)
        with self.failing("was not written to", SEND_AGAIN):
            if once:
                self.checks.merge_insert("id").when_not_matched_insert_all().execute(rows)
            else:
                self.checks.add(rows)
            self._flush(started, "checks")

    def read_check(self, check_id: str) -> dict[str, Any]:
        """Read a check's answer.

        Raises:
            NotFound: There is no such check.
            CorpusError: It cannot be read.
        """
        with self.failing("cannot be read", SEND_AGAIN):
            rows = self.checks.search().where(f"id = {quote(check_id)}", prefilter=True).to_list()
        if not rows:
            raise NotFound(f"there is no check {check_id!r}")
        body: dict[str, Any] = json.loads(rows[0]["body"])
        return body

    def read_checks(self, check_ids: Sequence[str]) -> list[dict[str, Any]]:
        """The answers of those of these checks that are stored, in any order.

        Raises:
            CorpusError: They cannot be read.
        """
        if not check_ids:
            return []
        where = is_in("id", check_ids)
        with self.failing("cannot be read", SEND_AGAIN):
            rows = self.checks.search().where(where, prefilter=True).select(["body"]).to_list()
        return [json.loads(row["body"]) for row in rows]

    def check_log(self, version: int | None = None) -> CheckLog:
        """The stored checks as they were at a version of their table, as they are now when None.

        Raises:
            VersionGone: That version is not kept any more, or never was.
            CorpusError: They cannot be read.
        """
        with self.failing("cannot be read", SEND_AGAIN):
            table = self._database.open_table("checks")
            latest = int(table.version)
            try:
                table.checkout(latest if version is None else version)
            except ValueError as error:  # LanceDB's way to say that it is not there
                raise VersionGone(
                    f"version {version} of the stored checks is not kept any more; start the list "
                    "again without a cursor"
                ) from error
        return CheckLog(table)

    def save_priors(self, priors: PublisherPriors) -> None:
        """Replace what was learned of publishers; durable when this returns.

        Raises:
            CorpusError: It could not be written; what was learned before stays.
        """
        started = time.time()
        row = priors_row(priors, now())
        with self.failing("was not written to", "learn again"):
            self.priors.add(pa.Table.from_pylist([row], schema.PRIORS), mode="overwrite")
            self._flush(started, "publisher_priors")

    def publisher_priors(self) -> PublisherPriors:
        """What was learned last of publishers; neutral where nothing was.

        Raises:
            CorpusError: It cannot be read.
        """
        with self.failing("cannot be read", SEND_AGAIN):
            version = int(self.priors.version)
            if self._learned is None or self._learned[0] != version:
                rows = self.priors.search().to_list()
                self._learned = (version, priors_from_rows(rows))
        return self._learned[1]
