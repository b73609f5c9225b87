"""The public sets that hedging is fitted and measured on, as records."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from scoring.hedging.findings import HIGHEST, LOWEST

Record = TypeVar("Record")


@dataclass(frozen=True)
class CueSentence:
    """A sentence with its annotated cues as offsets; `document` groups those of one text."""

    text: str
    speculative: bool
    cues: frozenset[tuple[int, int]]
    document: str


@dataclass(frozen=True)
class Event:
    """An event of a sentence, [start, end), with its factuality in [-3, 3]."""

    text: str
    start: int
    end: int
    factuality: float


@dataclass(frozen=True)
class Finding:
    """A sentence on a finding with its certainty, the raters' 1 to 6 moved to [0, 1]."""

    text: str
    certainty: float


def bioscope(folder: Path) -> list[CueSentence]:
    """Sentences of biomedical abstracts (Vincze et al. 2008)."""
    return _cue_sentences(folder / "bioscope.train.jsonl.gz")


def sfu_reviews(folder: Path) -> list[CueSentence]:
    """Sentences of product reviews (Konstantinova et al. 2012)."""
    return _cue_sentences(folder / "sfu_review.train.jsonl.gz")


def events(folder: Path, name: str) -> list[Event]:
    """Events of one file, such as "uw_factuality.train"."""
    return [
        Event(row["text"], row["target"]["start"], row["target"]["end"], row["factuality"])
        for row in _rows(folder / f"{name}.jsonl.gz")
    ]


def training_events(folder: Path) -> list[Event]:
    """UW's training events, without the sentences that its development part has too."""
    held_out = {event.text for event in events(folder, "uw_factuality.dev")}
    found = events(folder, "uw_factuality.train")
    return [event for event in found if event.text not in held_out]


def findings(folder: Path) -> list[Finding]:
    """Findings of Certainty-in-Science."""
    return [
        Finding(row["text"], (row["certainty"] - LOWEST) / (HIGHEST - LOWEST))
        for row in _rows(folder / "sci_certainty.train.jsonl.gz")
    ]


def folds(records: Sequence[Record], groups: Iterable[str], count: int) -> Iterator[
    tuple[list[Record], list[Record]]
]:  # fmt: skip
    """Training and test part of each fold; records of one group stay together.

    Args:
        records: The records.
        groups: The group of each.
        count: Number of folds; a group's fold is told by a hash of its name.
    """
    parts: dict[int, list[Record]] = defaultdict(list)
    for record, group in zip(records, groups, strict=True):
        parts[zlib.crc32(group.encode()) % count].append(record)
    for held_out in range(count):
        rest = [record for part in range(count) if part != held_out for record in parts[part]]
        yield rest, parts[held_out]


def _cue_sentences(file: Path) -> list[CueSentence]:
    return [
        CueSentence(
            row["text"],
            row["speculative"],
            frozenset((cue["start"], cue["end"]) for cue in row["cues"]),
            row["document"],
        )
        for row in _rows(file)
    ]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
