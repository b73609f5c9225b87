"""Another detail in another language: translations of a claim with one detail changed.

Translations of public pairs give a claim and the same sentence in another language. With a
number, a word or a "not" changed in one of them they contradict each other. Two languages have
few words in common, so only reading finds the difference.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from scoring.records import Stance
from training.stance_contrast_details import date_changes, number_changes
from training.stance_contrast_forms import opposites
from training.stance_contrast_grammar import Change, negation, parse
from training.stance_data import SEED, Pair, every_translation, sample
from training.stance_made import DENYING, NEGATING, REPORTING

_MOST = {"number": 1_500, "negation": 2_000, "opposite": 1_000, "date": 500}
_KEPT = 2_500  # translations framed as reports, or left as they are where there is no frame
_DENIED = 1_200


def across_pairs(folder: Path) -> list[Pair]:
    """Pairs across languages; the seed fixes them.

    Args:
        folder: The folder `data/stance` of the shared evaluation data.

    Returns:
        Pairs of the sources `across_<kind of change>` (refuting; for a date neutral by label,
        see `stance_mix.allowed_answers`), `across_kept` (supporting) and `across_denied`.
    """
    picker = random.Random(f"{SEED}-across")
    translated = every_translation(folder)
    made = [made for pair in translated for made in _changed(pair, picker)]
    chosen = [
        pair
        for kind, most in _MOST.items()
        for pair in sample(
            [p for p in made if p.source == f"across_{kind}"], most, f"across-{kind}"
        )
    ]
    plain = [p for p in translated if not NEGATING.search(p.statement.casefold())]
    kept = sample(plain, 2 * _KEPT, "across-kept")
    denied = [p for p in kept[_KEPT:] if p.statement_language in DENYING]
    return [
        *chosen,
        *(_framed(pair, REPORTING, "kept", Stance.SUPPORTS, picker) for pair in kept[:_KEPT]),
        *(_framed(pair, DENYING, "denied", Stance.REFUTES, picker) for pair in denied[:_DENIED]),
    ]


def _changed(pair: Pair, picker: random.Random) -> Iterator[Pair]:
    """The claim with one detail changed, against its translation."""
    clause = parse(pair.claim.rstrip(". "), pair.claim_language)
    if clause is None:
        return
    no = negation(clause)
    changes: list[Change] = [no] if no is not None else []
    for change in chain(
        changes, number_changes(clause, picker), opposites(clause), date_changes(clause, picker)
    ):
        text = change.apply(clause.text)
        if text is not None:
            stance = Stance.NEUTRAL if change.kind == "date" else Stance.REFUTES
            yield replace(pair, source=f"across_{change.kind}", claim=f"{text}.", stance=stance)


def _framed(
    pair: Pair, frames: dict[str, list[str]], kind: str, stance: Stance, picker: random.Random
) -> Pair:
    """The translation inside a frame of its language, where there is one."""
    frame = picker.choice(frames.get(pair.statement_language, ["{x}."]))
    body = pair.statement.strip().rstrip(".!")
    return replace(pair, source=f"across_{kind}", statement=frame.format(x=body), stance=stance)
