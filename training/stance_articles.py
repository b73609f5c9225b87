"""Pairs of a headline and a sentence of an article, from FNC-1."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from scoring.records import Stance
from scoring.stance.comparison import containment
from scoring.text import split_sentences
from training.stance_data import LONGEST, SEED, Pair, read_rows, story_fold


def article_pairs(folder: Path) -> list[Pair]:
    """FNC-1: the sentence closest to the headline with the article's stance, others neutral."""
    picker = random.Random(f"{SEED}-articles")
    pairs = []
    rows = list(read_rows(folder, "fnc1.train"))
    picker.shuffle(rows)
    taken: dict[str, int] = defaultdict(int)
    for row in rows:
        label = row["stance"]
        if label == "irrelevant" and story_fold(row["group"]) != story_fold(row["premise_group"]):
            continue
        if taken[label] >= _MOST[label]:
            continue
        taken[label] += 1
        pairs += _article_pairs(row, picker)
    return pairs


# Articles of each label; "neutral" is FNC-1's "discuss".
_MOST = {"irrelevant": 1_000, "supports": 2_900, "refutes": 700, "neutral": 2_400}

_DENIES = re.compile(
    r"\b(?:den(?:y|ied|ies)|reject\w*|false|hoax|fake|untrue|debunk\w*|not|no|never|n[’']t|refut\w*)\b|n[’']t\b"
)


def _article_pairs(row: dict[str, Any], picker: random.Random) -> list[Pair]:
    claim, label = row["claim"], row["stance"]
    sentences = [
        s.text for s in split_sentences(row["premise"], "en") if 20 < len(s.text) <= LONGEST
    ]
    if len(sentences) < 3:
        return []
    shares = [containment(claim, sentence, "en") for sentence in sentences]
    order = sorted(range(len(sentences)), key=lambda i: -shares[i])
    base = Pair("fnc1", f"story-{row['group']}", claim, "en", "", "en", Stance.NEUTRAL)

    def made(place: int, stance: Stance) -> Pair:
        before = sentences[place - 1] if place else ""
        return replace(base, statement=sentences[place], stance=stance, previous=before)

    pairs = []
    if label == "irrelevant":
        return [made(order[0], Stance.NEUTRAL)]
    if label == "neutral":
        return [made(i, Stance.NEUTRAL) for i in order[:1] if shares[i] >= 0.5]
    if label == "supports":
        chosen = [
            i for i in order[:1] if shares[i] >= 0.5 and not _DENIES.search(sentences[i].casefold())
        ]
    else:
        chosen = [
            i for i in order[:4] if shares[i] >= 0.25 and _DENIES.search(sentences[i].casefold())
        ][:2]
    pairs += [made(i, Stance(label)) for i in chosen]
    quiet = [
        i for i in order[2:] if shares[i] <= 0.34 and not _DENIES.search(sentences[i].casefold())
    ]
    # half of them the closest that still share little, half any: both are met in real use
    for i in {*quiet[:1], *(picker.sample(quiet, 1) if quiet else [])}:
        pairs.append(made(i, Stance.NEUTRAL))
    return pairs
