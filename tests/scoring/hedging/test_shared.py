"""Detection on third-party and held-out texts; nothing of them is copied here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.hedging import find_hedges
from scoring.text import split_sentences


def _seed(shared: Path, identifier: str) -> dict[str, Any]:
    lines = (shared / "seeds" / "seeds.ndjson").read_text(encoding="utf-8").splitlines()
    return next(seed for seed in map(json.loads, lines) if seed["id"] == identifier)


@pytest.mark.parametrize(
    ("identifier", "language", "cue", "count"),
    [
        ("seed-000", "en", "reportedly", 2),
        ("seed-000", "en", "has yet to determine", 1),
        ("seed-001", "en", "allegedly", 1),
        ("seed-001", "en", "are mentioned to", 1),  # machine-spun "are said to"
        ("seed-001", "en", "might doubtlessly", 1),
        ("seed-004", "sv", "sannolikt", 1),
    ],
)
def test_seed_articles(shared: Path, identifier: str, language: str, cue: str, count: int) -> None:
    text = _seed(shared, identifier)["text"]
    hedges = [
        hedge
        for sentence in split_sentences(text, language)
        for hedge in find_hedges(sentence.text, language, offset=sentence.start)
        if hedge.cue == cue
    ]
    assert len(hedges) == count
    assert all(text[hedge.start : hedge.end] == cue for hedge in hedges)
