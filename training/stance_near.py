"""Neutral pairs of a claim and a statement of the same topic that does not speak to it.

In use most statements of an article are such: without these pairs similarity would
pass for support, and difference for refutation.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from scoring.records import Stance
from scoring.stance.comparison import containment
from training.stance_data import SEED, Pair, read_rows, sample
from training.stance_vectors import VectorCache

# Pairs of a claim with a close statement of another group, by source: on the topic, no stance.
_NEAR = {
    "fever": 5_000,
    "danish_fv": 800,
    "covid_fact": 800,
    "fm2": 600,
    "emergent": 900,
    "summedits_news": 500,
    "healthver": 300,
    "scifact": 500,
    "check_covid": 300,
    "mnli_sample": 800,
    "snli": 500,
    "breaking_nli": 300,
    "rte3_multi": 700,
    "esxnli": 500,
    "swenli": 500,
}

# Pairs of a source whose statements are looked through: enough to find close ones.
_POOL = {
    "fever": 9_000,
    "covid_fact": 1_800,
    "mnli_sample": 5_000,
    "snli": 3_000,
    "breaking_nli": 2_000,
    "swenli": 5_500,
}

_ACROSS = {
    "emergent": 600,
    "fnc1": 1_200,
    "fever": 1_200,
    "swenli": 700,
    "danish_fv": 400,
    "esxnli": 500,
    "rte3_multi": 700,
    "climate_fever": 300,
    "factcheck_gpt": 300,
}


def near_pairs(pairs: Sequence[Pair], vectors: VectorCache) -> list[Pair]:
    """Neutral pairs: a claim and one of the five closest statements of another group.

    Statements with half of the claim's words are left out: they may well speak to it.
    """
    made = []
    for source, most in _NEAR.items():
        picker = random.Random(f"{SEED}-{source}-near")
        own = _pool(pairs, source)
        chosen = picker.sample(own, min(most, len(own)))
        likeness = (
            vectors.claims([p.claim for p in chosen])
            @ vectors.statements([p.statement for p in own]).T
        )
        for pair, row in zip(chosen, likeness, strict=True):
            near = [
                other
                for other in (own[place] for place in np.argsort(-row)[:40])
                if other.group != pair.group
                and other.fold == pair.fold
                and containment(pair.claim, other.statement, pair.claim_language) < 0.5
            ][:5]
            if near:
                other = picker.choice(near)
                made.append(
                    replace(
                        pair,
                        source=f"near_{source}",
                        statement=other.statement,
                        statement_language=other.statement_language,
                        previous=other.previous,
                        stance=Stance.NEUTRAL,
                        aside=False,
                    )
                )
    return made


def _pool(pairs: Sequence[Pair], source: str) -> list[Pair]:
    own = [pair for pair in pairs if pair.source == source]
    return sample(own, _POOL.get(source, len(own)), f"{source}.train")


def statement_pools(pairs: Sequence[Pair], news: Path) -> dict[str, list[Pair]]:
    """Statements by language, for neutral pairs across languages.

    Swedish ones are single news sentences (webbnyheter, CC BY 4.0); a statement
    from the pairs keeps its group.
    """
    source_of = {"en": "fnc1", "de": "rte3_multi", "fr": "rte3_multi", "es": "esxnli"}
    pools = {
        language: [p for p in pairs if p.source == source and p.statement_language == language]
        for language, source in source_of.items()
    }
    swedish = [row["text"] for row in read_rows(news, "webbnyheter_sentences.sv")]
    pools["sv"] = [
        Pair("webbnyheter", f"webbnyheter-{text}", "", "sv", text, "sv", Stance.NEUTRAL)
        for text in dict.fromkeys(swedish)
        if 40 < len(text) < 250
    ]
    return pools


def near_pairs_across(
    pairs: Sequence[Pair], pools: dict[str, list[Pair]], vectors: VectorCache
) -> list[Pair]:
    """Neutral pairs across languages: a claim and one of the closest statements of another group.

    Without them similarity across languages is all the model has, and every other
    affair of the same topic would seem to speak to the claim.
    """
    picker = random.Random(f"{SEED}-across")
    chosen: dict[str, list[Pair]] = {language: [] for language in pools}
    for source, most in _ACROSS.items():
        own = _pool(pairs, source)
        for pair in picker.sample(own, min(most, len(own))):
            others = [language for language in pools if language != pair.claim_language]
            chosen[picker.choice([*others, "sv"])].append(pair)
    made = []
    for language, claims in chosen.items():
        pool = pools[language]
        likeness = (
            vectors.claims([p.claim for p in claims])
            @ vectors.statements([p.statement for p in pool]).T
        )
        for pair, row in zip(claims, likeness, strict=True):
            near = [
                pool[place] for place in np.argsort(-row)[:10] if pool[place].group != pair.group
            ]
            other = picker.choice(near)
            made.append(
                replace(
                    pair,
                    source="near_across",
                    statement=other.statement,
                    previous="",
                    statement_language=language,
                    stance=Stance.NEUTRAL,
                    aside=False,
                )
            )
    return made
