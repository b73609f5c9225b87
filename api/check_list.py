"""Checks that were made: page by page, one of them again, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.answers import answer_claim, make_answer, read_filters
from api.cursors import fingerprint, read_cursor, write_cursor
from api.engine import Parts
from api.errors import INVALID_INPUT, FieldError, Problem, ProblemError
from scoring.corpus.checks import CheckQuery
from scoring.corpus.snapshot import at_versions, versions_at
from scoring.corpus.store import Corpus

_PLACE = frozenset({"version", "start"})
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
    place = {"version": None, "start": 0} if cursor is None else read_cursor(cursor, asked, _PLACE)
    log, start = corpus.check_log(place["version"]), place["start"] or 0
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


def check_as_of(
    before: Answers, version: int | None, moment: datetime | None, parts: Parts
) -> dict[str, Any]:
    """A check made again against the corpus as it was; nothing is stored.

    Args:
        before: The check.
        version: The corpus version; None to go by the moment.
        moment: When.
        parts: The models, and the corpus as the caller may see it.

    Raises:
        ProblemError: There is no such version yet.
        VersionGone: That state is not kept any more.
        CorpusError: The corpus cannot be searched.
    """
    latest = parts.corpus.version
    if version is not None and version > latest:
        detail = f"as_of is {version}, the corpus is at version {latest}; send an earlier one"
        problem = Problem(INVALID_INPUT, detail, (FieldError(detail, parameter="as_of"),))
        raise ProblemError(problem)
    past = at_versions(parts.corpus, versions_at(parts.corpus, version, moment))
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


def rerun_check(before: Answers, parts: Parts) -> dict[str, Any]:
    """A claim checked again and stored, with what changed since.

    Raises:
        CorpusError: The corpus cannot be read or written.
    """
    after = answer_claim(
        before["claim"]["text"],
        parts=parts,
        filters=read_filters(before["filters"]),
        language=before["claim"]["language"],
    )
    return {"check": after, "changes": changes(before, after, parts.corpus)}


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
            role for role, name in after["versions"].items() if before["versions"].get(role) != name
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
