"""The arithmetic of `bench/soak.py`, without its five minutes."""

from __future__ import annotations

import itertools

import pytest

from bench.soak import PARTS, Record, Served, growth, rows, traffic


def test_rows_are_parts_of_the_time_and_growth_leaves_out_the_first() -> None:
    record = Record()
    for part, memory in enumerate([100, 200, 210, 205, 220]):
        at = 10 + 2 * part
        record.memory += [(at, memory), (at + 1, memory)]
        record.requests += [Served(at, 0.1, "check", True), Served(at + 1, 0.3, "read", part != 3)]
    found = rows(record, 10, 2 * PARTS)
    assert [row.requests for row in found] == [2] * PARTS
    assert [row.wrong for row in found] == [0, 0, 0, 1, 0]
    assert [row.memory for row in found] == [100, 200, 210, 205, 220]
    assert found[0].p50 == pytest.approx(0.2)
    assert growth(found) == pytest.approx(0.1)


def test_the_traffic_is_the_same_for_a_seed_and_holds_every_kind() -> None:
    documents = [{"id": "a", "text": "Rain fell. Snow fell."}, {"id": "b", "text": "Sun shone."}]
    first = list(itertools.islice(traffic(documents, 1), 500))
    assert first == list(itertools.islice(traffic(documents, 1), 500))
    assert {request.kind for request in first} == {
        "broken",
        "check",
        "delete",
        "draft",
        "features",
        "hedges",
        "metrics",
        "origins",
        "read",
        "search",
        "store",
    }
