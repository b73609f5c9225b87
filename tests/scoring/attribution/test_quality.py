"""Floors on the evaluation data; `python -m bench.attribution` prints the figures."""

from __future__ import annotations

import json
from pathlib import Path

from bench.attribution import (
    mentioned_spans,
    named_origins,
    names_in,
    span_scores,
)


def test_source_spans_in_english(shared: Path) -> None:
    path = shared / "data" / "attribution" / "polnear.dev.jsonl.gz"
    precision, _, f1, _ = span_scores(path, "en")
    assert precision > 0.84
    assert f1 > 0.62


def test_told_or_held_spans_in_english(shared: Path) -> None:
    path = shared / "data" / "attribution" / "polnear.dev.jsonl.gz"
    _, _, f1, exact = span_scores(path, "en", mentioned_spans)
    assert f1 > 0.75
    assert exact > 0.68


def test_source_spans_in_german(shared: Path) -> None:
    path = shared / "data" / "attribution" / "german_news_quotes.dev.jsonl.gz"
    assert span_scores(path, "de")[2] > 0.50


def test_gold_origins_are_named(shared: Path) -> None:
    found, wanted, missed = named_origins(shared / "gold")
    assert wanted > 0
    assert found / wanted >= 0.9, missed


def test_seed_articles_name_their_origins(shared: Path) -> None:
    lines = (shared / "seeds" / "seeds.ndjson").read_text(encoding="utf-8").splitlines()
    names = {document["id"]: names_in(document) for document in map(json.loads, lines)}
    assert names["seed-000"] >= {
        "Frankfurter Allgemeine Zeitung",
        "Reuters",
        "Politico",
        "ABC News",
        "White House",
    }
    assert names["seed-001"] >= {
        "Reuters",
        "European External Action Service",
        "Diplomats in Brussels",
        "high-ranking EU official",
    }
    assert names["seed-004"] >= {
        "Financial Times",
        "Bloomberg",
        "United States",
        "amerikanska tjänstemän",
    }
