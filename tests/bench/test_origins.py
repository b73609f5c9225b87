"""The figures and the plain methods of `bench/origins.py`, without a model."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bench.copies import CopyFigures
from bench.origins import TRAPS
from bench.origins_baselines import (
    same_publisher,
    shared_lineage,
    similar_texts,
    similar_titles,
    single_link,
)
from bench.origins_figures import Cluster, OriginTally, b_cubed, missed
from bench.scenarios import OWN_SCENARIOS
from scoring.corpus.ingest import analyse
from scoring.records import AnalysedDocument, Stance, SubmittedDocument
from tests.builders import TextVectors, analysed

EXPECTED = {
    "support_origins": [["a", "b"], ["c"]],
    "refute_origins": [],
    "origin_name": {"b": "Nordtext"},
}


def cluster(*documents: str, name: str | None = None) -> Cluster:
    return Cluster(name, frozenset(documents))


def test_a_right_answer_has_the_best_figures() -> None:
    total = OriginTally()
    right = [cluster("a", "b", name="Nordtext"), cluster("c")]
    total.add(EXPECTED, {Stance.SUPPORTS: right, Stance.REFUTES: []})
    assert total.figures() == {
        "for": 1.0,
        "for_error": 0.0,
        "against": 1.0,
        "against_error": 0.0,
        "pairs": 1.0,
        "b_cubed": pytest.approx(1.0),
        "names": 1.0,
    }


def test_the_figures_of_a_wrong_answer() -> None:
    total = OriginTally()
    apart = [cluster("a"), cluster("b", name="Someone"), cluster("c")]
    total.add(EXPECTED, {Stance.SUPPORTS: apart, Stance.REFUTES: [cluster("x")]})
    found = total.figures()
    assert (found["for"], found["for_error"]) == (0.0, 1.0)
    assert (found["against"], found["against_error"]) == (0.0, 1.0)
    assert found["pairs"] == 0.0
    assert found["names"] == 0.0
    precision, recall = 1.0, (0.5 + 0.5 + 1.0) / 3
    assert found["b_cubed"] == pytest.approx(2 * precision * recall / (precision + recall))


def test_documents_that_only_one_side_counts_are_passed_over_in_clusters() -> None:
    total = OriginTally()
    found = [cluster("a", "z", name="Nordtext"), cluster("c")]
    total.add(EXPECTED, {Stance.SUPPORTS: found, Stance.REFUTES: []})
    assert total.figures()["pairs"] == 1.0
    assert total.figures()["b_cubed"] == pytest.approx(1.0)
    assert total.names == 0


def test_b_cubed_where_a_document_stands_in_two_clusters() -> None:
    gold = [{"a", "b"}, {"a", "c"}]
    assert b_cubed(gold, gold, {"a", "b", "c"}) == (3.0, 3.0)
    precision, recall = b_cubed(gold, [{"a", "b", "c"}], {"a", "b", "c"})
    assert precision == pytest.approx(1.0 + 2 / 3 + 2 / 3)  # b and c share no gold cluster
    assert recall == pytest.approx((0.5 + 1 + 1) / 3 + 1 + 1)  # a stands in two, found in one


def test_limits_are_floors_and_for_errors_ceilings() -> None:
    limits = {"pairs": 0.5, "for_error": 0.5, "absent": 0.1}
    assert missed({"pairs": 0.5, "for_error": 0.5, "absent": 1.0}, limits) == []
    lines = missed({"pairs": 0.4, "for_error": 0.6}, limits)
    assert [line.split()[0] for line in lines] == ["pairs", "for_error", "absent"]


def test_plain_methods() -> None:
    text = "The bridge at Norvik was closed on Friday after divers had found a crack in it."
    first = analysed(text, id="1", publisher="A", byline="Nordtext")
    copy = analysed(text + " It is old.", id="2", publisher="B", byline="Nordtext")
    other = analysed("The council met.", id="3", publisher="A", byline=None)
    assert similar_texts(first, copy)
    assert not similar_texts(first, other)
    assert same_publisher(first, other)
    assert not same_publisher(first, copy)
    assert shared_lineage(first, copy)
    assert shared_lineage(first, other)
    assert not shared_lineage(copy, other)


def test_owners_and_equal_texts_are_shared_lineage() -> None:
    one = analysed("The council met.", id="1", publisher="A", owner="Group")
    sister = analysed("A pump broke.", id="2", publisher="B", owner="Group")
    reprint = analysed("The council met.", id="3", publisher="C")
    assert shared_lineage(one, sister)
    assert shared_lineage(one, reprint)
    assert not shared_lineage(sister, reprint)


def test_titles_are_compared_and_an_absent_one_is_like_none() -> None:
    def titled(title: str | None) -> SubmittedDocument:
        return SubmittedDocument(text="Some text.", title=title, language="en", publisher="A")

    one, near, far, none = (
        analyse(titled(title), TextVectors())
        for title in ("Bridge closed at Norvik", "Norvik bridge is closed", "Pump broke", None)
    )
    assert similar_titles(one, near)
    assert not similar_titles(one, far)
    assert not similar_titles(none, none)


def test_single_links_join_through_the_middle_and_the_earliest_names() -> None:
    when = datetime(2031, 5, 6, tzinfo=UTC)
    documents = [analysed("x", id=str(n), publisher=f"P{n}", published_at=when) for n in range(4)]

    def neighbours(a: AnalysedDocument, b: AnalysedDocument) -> bool:
        one, other = (int(item.document.id) for item in (a, b))
        return abs(one - other) == 1 and max(one, other) < 3

    assert single_link(documents, neighbours) == [
        Cluster("P0", frozenset("012")),
        Cluster("P3", frozenset("3")),
    ]
    assert single_link([], neighbours) == []


def test_copy_figures() -> None:
    found = CopyFigures(alike=4, found=2, others=8, false=2)
    assert (found.recall, found.precision, found.f1, found.false_share) == (0.5, 0.5, 0.5, 0.25)
    nothing = CopyFigures(alike=0, found=0, others=2, false=0)
    assert (nothing.recall, nothing.precision, nothing.false_share) == (1.0, 1.0, 0.0)


def test_every_kind_of_trap_is_in_our_own_scenarios() -> None:
    tags = {
        tag
        for path in OWN_SCENARIOS.glob("*.json")
        for tag in json.loads(path.read_text(encoding="utf-8"))["tags"]
    }
    for kind, meant in TRAPS.items():
        assert not meant.isdisjoint(tags), kind
