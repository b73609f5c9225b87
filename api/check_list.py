"""Checks that were made: page by page, one of them again, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.answers import make_answer, read_filters
from api.cursors import IN_QUERY, fingerprint, read_cursor, write_cursor
from api.engine import Parts
from api.errors import FieldError, Problem, ProblemError, shown
from api.problem_types import INVALID_INPUT
from scoring.corpus.checks import CheckQuery
from scoring.corpus.snapshot import Versions, at_versions, versions_at
from scoring.corpus.store import Corpus

_PLACE = {"version": int, "start": int}
_LEAST_DIFFERENCE = 0.00005  # of scores, which are told with four decimals
Answers = Mapping[str, Any]


def list_checks(
    wanted: CheckQuery, limit: int, cursor: str | None, corpus: Corpus
) -> dict[str, Any]:
    """A page of checks, as the first page saw them.

    Args:
        wanted: Which.
        limit: How many at most.
        cursor: Of the page before; None for the first.
        corpus: As the caller may see it.

    Raises:
        ProblemError: The cursor is none of this list's.
        VersionGone: The checks are not kept any more as the first page saw them.
        CorpusError: They cannot be read.
    """
    asked = fingerprint(wanted)
    place = {} if cursor is None else read_cursor(cursor, asked, _PLACE, IN_QUERY)
    log, start = corpus.check_log(place.get("version")), place.get("start", 0)
    with corpus.failing("cannot be read", "send the request again"):
        total = log.count(wanted)
        checks = log.page(wanted, limit, start)
    more = start + len(checks) < total and bool(checks)
    following = {"version": log.version, "start": start + len(checks)}
    return {
        "checks": checks,
        "total": total,
        "next_cursor": write_cursor(asked, following) if more else None,
    }


def state_as_of(version: int | None, moment: datetime | None, parts: Parts) -> Versions:
    """The state that a corpus was in.

    Args:
        version: The corpus version; None to go by the moment.
        moment: When.
        parts: With the corpus as the caller may see it.

    Raises:
        ProblemError: There is no such version yet.
        VersionGone: That state is not kept any more.
        CorpusError: The corpus cannot be read.
    """
    latest = parts.corpus.version
    if version is not None and version > latest:
        detail = f"as_of is {version}, the corpus is at version {latest}; send an earlier one"
        problem = Problem(INVALID_INPUT, detail, (FieldError(detail, parameter="as_of"),))
        raise ProblemError(problem)
    return versions_at(parts.corpus, version, moment)


def check_as_of(before: Answers, state: Versions, parts: Parts) -> dict[str, Any]:
    """A check made again against the corpus as it was; nothing is stored.

    Args:
        before: The check.
        state: As `state_as_of` told it.
        parts: The models, and the corpus as the caller may see it.

    Raises:
        VersionGone: That state is not kept any more.
        CorpusError: The corpus cannot be searched.
    """
    past = at_versions(parts.corpus, state)
    answer = make_answer(
        before["claim"]["text"],
        replace(parts, corpus=past),
        read_filters(before["filters"]),
        before["claim"]["language"],
        before["id"],
    )
    answer["warnings"].append(
        f"This is the corpus at version {answer['corpus_version']}; the models, published "
        "fact-checks and what was learned of publishers are those of today."
    )
    return answer


def query_of(check: Answers) -> dict[str, Any]:
    """What was asked for a check, as `CheckRequest` reads it."""
    return {
        "claim": check["claim"]["text"],
        "language": check["claim"]["language"],
        "filters": read_filters(check["filters"]),
    }


def compare(before: Answers, after: Answers, corpus: Corpus) -> dict[str, Any]:
    """What changed from one check to a later one.

    Raises:
        ProblemError: They are of two claims.
        CorpusError: The corpus cannot be read.
    """
    claims = [answer["claim"]["text"] for answer in (before, after)]
    if claims[0] != claims[1]:
        detail = f"since is a check of {shown(claims[0])}, this is one of {shown(claims[1])}"
        error = FieldError(detail, parameter="since")
        raise ProblemError(
            Problem(INVALID_INPUT, f"{detail}; name one of the same claim", (error,))
        )
    return changes(before, after, corpus)


def changes(before: Answers, after: Answers, corpus: Corpus) -> dict[str, Any]:
    """What changed between two answers to one claim; `corpus` tells what was deleted."""
    documents = _document_changes(before, after, corpus)
    origins = _origin_changes(before, after)
    difference = after["score"] - before["score"]
    verdicts_differ = before["verdict"] != after["verdict"]
    return {
        "since": before["id"],
        "since_created_at": before["created_at"],
        "changed": verdicts_differ
        or abs(difference) > _LEAST_DIFFERENCE
        or any(documents.values())
        or any(origins.values()),
        "corpus_version": {"before": before["corpus_version"], "after": after["corpus_version"]},
        "verdict": {
            "before": before["verdict"],
            "after": after["verdict"],
            "changed": verdicts_differ,
        },
        "score": {
            "before": before["score"],
            "after": after["score"],
            "difference": round(difference, 4),
        },
        "documents": documents,
        "origins": origins,
        "versions": [
            role
            for role, name in after["versions"].items()
            # A check of an earlier release does not name everything.
            if before["versions"].get(role, name) != name
        ],
    }


def _document_changes(before: Answers, after: Answers, corpus: Corpus) -> dict[str, Any]:
    old, new = _by_key(before), _by_key(after)
    gone = [key for key in old if key not in new]
    there = corpus.known_keys(gone)
    return {
        "added": [_reference(item) for key, item in new.items() if key not in old],
        "gone": [
            {**_reference(old[key]), "reason": "not_judged" if key in there else "deleted"}
            for key in gone
        ],
        "changed": [
            {
                "id": item["id"],
                "collection": item["collection"],
                **{
                    name: {"before": old[key][name], "after": item[name]}
                    for name in ("stance", "hedged")
                },
            }
            for key, item in new.items()
            if key in old and any(old[key][name] != item[name] for name in ("stance", "hedged"))
        ],
    }


def _by_key(answer: Answers) -> dict[str, Mapping[str, Any]]:
    return {f"{item['collection']}/{item['id']}": item for item in answer["documents"]}


def _reference(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("id", "collection", "publisher", "stance")}


def _origin_changes(before: Answers, after: Answers) -> dict[str, Any]:
    """Ids of origins are those of one answer; a name and a stance tell one in both."""
    old, new = (
        dict.fromkeys((item["name"], item["stance"]) for item in answer["origins"])
        for answer in (before, after)
    )
    return {"added": _named(new, old), "gone": _named(old, new)}


def _named(
    these: Iterable[tuple[str, str]], without: Mapping[tuple[str, str], None]
) -> list[dict[str, str]]:
    return [
        {"name": name, "stance": stance} for name, stance in these if (name, stance) not in without
    ]
