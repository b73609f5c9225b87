"""The arithmetic of `bench/soak.py`, without its five minutes."""

from __future__ import annotations

import itertools

import pytest

from bench.soak import PARTS, Record, Served, _is_flat, growth, rows, traffic


def test_rows_are_parts_of_the_time_and_growth_leaves_out_the_first() -> None:
    record = Record()
    for part, memory in enumerate([100, 200, 210, 205, 220]):
        at = 10 + 2 * part
        record.memory += [(at, 7, memory), (at + 1, 7, memory), (at, 8, 50)]
        if part:
            record.memory.append((at + 1, 9, memory))
        record.requests += [Served(at, 0.1, "check", True), Served(at + 1, 0.3, "read", part != 3)]
    found = rows(record, 10, 2 * PARTS)
    assert [row.requests for row in found] == [2] * PARTS
    assert [row.wrong for row in found] == [0, 0, 0, 1, 0]
    assert [row.memory[7] for row in found] == [100, 200, 210, 205, 220]
    assert [row.memory.get(9) for row in found] == [None, 200, 210, 205, 220]
    assert found[0].p50 == pytest.approx(0.2)
    assert growth(found) == {7: pytest.approx(0.1), 8: 0.0, 9: pytest.approx(0.1)}


def test_a_worker_that_was_replaced_is_not_flat(capsys: pytest.CaptureFixture[str]) -> None:
    record = Record()
    for part in range(PARTS):
        record.memory.append((part, 7 if part < 3 else 8, 100))
    grown = growth(rows(record, 0, PARTS))
    assert grown == {7: None, 8: None}
    assert not _is_flat(7, grown[7], 3.0)
    assert _is_flat(9, 0.03, 3.0)
    assert not _is_flat(9, 0.031, 3.0)
    assert "not flat" in capsys.readouterr().out


def test_the_traffic_is_the_same_for_a_seed_and_holds_every_kind() -> None:
    documents = [{"id": "a", "text": "Rain fell. Snow fell."}, {"id": "b", "text": "Sun shone."}]
    first = list(itertools.islice(traffic(documents, 1), 500))
    assert first == list(itertools.islice(traffic(documents, 1), 500))
    assert {request.kind for request in first} == {
        "broken",
        "check",
        "checks",
        "delete",
        "draft",
        "features",
        "hedges",
        "jobs",
        "metrics",
        "origins",
        "read",
        "search",
        "store",
    }
