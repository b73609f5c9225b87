"""Support in other words: paraphrases, near-equal sentences, and headlines over their leads.

General inference teaches what follows from a sentence, hardly how newspapers say one thing
twice ("told to leave", "ordered out of their homes").
"""

from __future__ import annotations

import random
from pathlib import Path

from scoring.records import Stance
from scoring.stance.comparison import containment
from scoring.text import split_sentences
from training.stance_data import LONGEST, SEED, Pair, read_rows

_EQUAL = 4.6  # of 5 on the scale of STS: the same but for a trifle
_APART = 2.0  # on the same scale: one topic at the most
_LEAST_WORDS = 5  # of a headline that says something
_LEAST_SHARED = 0.2  # of a headline's words in its lead; below it the lead begins elsewhere


def paraphrase_pairs(shared: Path) -> list[Pair]:
    """Pairs of all sources of this module; the seed fixes them."""
    data = shared / "data"
    return [*_rewritten(data / "reuse"), *_alike(data / "retrieval"), *_headlines(data / "news")]


def _rewritten(folder: Path) -> list[Pair]:
    """Sentences and their rewording by a person (PAN-10); which is the claim is drawn."""
    picker = random.Random(f"{SEED}-rewritten")
    pairs = []
    for row in read_rows(folder, "pan_paraphrase.train"):
        first, second = picker.sample([row["a"], row["b"]], 2)
        if max(len(first), len(second)) > LONGEST:
            continue
        stance = Stance.SUPPORTS if row["paraphrase"] else Stance.NEUTRAL
        pairs.append(Pair("rewritten", row["id"], first, "en", second, "en", stance))
    return pairs


def _alike(folder: Path) -> list[Pair]:
    """Sentences that people held to be equal, or to have little in common (STS, two languages)."""
    pairs = []
    for name, language in (("stsb.train", "en"), ("stsb-sv.train", "sv")):
        for row in read_rows(folder, name):
            if row.get("source") == "MSRpar" or _APART < row["score"] < _EQUAL:
                continue
            stance = Stance.SUPPORTS if row["score"] >= _EQUAL else Stance.NEUTRAL
            group = row["id"].replace("stsb-sv", "stsb")
            pairs.append(Pair("alike", group, row["a"], language, row["b"], language, stance))
    return pairs


def _headlines(folder: Path) -> list[Pair]:
    """A headline as the claim, the first sentence of its article as the statement."""
    pairs = []
    for row in read_rows(folder, "abc_rural.en"):
        title, sentences = row["title"], split_sentences(row["text"], "en")
        if len(title.split()) < _LEAST_WORDS or not sentences or title.endswith("?"):
            continue
        lead = sentences[0].text
        if len(lead) <= LONGEST and containment(title, lead, "en") >= _LEAST_SHARED:
            pairs.append(
                Pair("headline", f"abc-{row['id']}", title, "en", lead, "en", Stance.SUPPORTS)
            )
    return pairs
