"""Which pairs training reads, in which order, how often, and what each may be answered.

General inference first, then news with inference and contrast sets kept in: news
pairs alone teach topic words, and a model that saw them last and alone forgets
what "not" does (figures in the decision record).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.records import Stance
from scoring.stance.cross_encoder import CONTEXT_MARK
from training.stance_data import SEED, Pair

# How often a part of training reads the pairs of a source: 1.5 is all of them once and half of
# them again. "aside" are the contradictions whose sentences share few words.
GENERAL = {
    "mnli_matched": 1.0,
    "mnli_sample": 1.5,
    "snli": 0.7,
    "cad_nli": 0.7,
    "swenli": 1.2,
    "mnli_matched_crossed": 1.0,
    "esxnli": 1.5,
    "esxnli_crossed": 1.0,
    "rte3_multi": 1.0,
    "rte3_multi_crossed": 0.7,
    "rte": 1.0,
    "conjnli": 0.7,
    "breaking_nli": 0.4,
    "negation_nli": 1.0,
    "mpe": 0.5,
    "scitail": 1.0,
    "help": 0.7,
    "monli": 1.0,
    "clcd": 0.7,
    "scone": 0.8,
    "commitment_bank": 1.0,
    "dnc_function_words": 1.0,
    "assin": 0.5,
    "fever": 0.6,
    "near_fever": 1.0,
    "aside": 1.0,
    "switched": 1.0,
    "rewritten": 0.4,
    "alike": 0.5,
}

NEWS = {
    "emergent": 3.0,
    "fnc1": 1.0,
    "fever": 0.5,
    "factcheck_gpt": 0.5,
    "climate_fever": 0.4,
    "scifact": 4.0,
    "healthver": 1.0,
    "covid_fact": 0.5,
    "check_covid": 1.5,
    "fm2": 1.0,
    "wice": 1.0,
    "summedits_news": 0.7,
    "danish_fv": 1.0,
    "fever_it": 1.0,
    "politihop": 1.0,
    "mnli_matched": 0.7,
    "mnli_sample": 0.8,
    "swenli": 0.8,
    "mnli_matched_crossed": 0.5,
    "snli": 0.2,
    "cad_nli": 0.4,
    "esxnli": 0.8,
    "esxnli_crossed": 0.5,
    "rte3_multi": 0.8,
    "rte3_multi_crossed": 0.3,
    "rte": 0.5,
    "breaking_nli": 0.5,
    "negation_nli": 0.5,
    "conjnli": 0.3,
    "scone": 0.4,
    "commitment_bank": 1.0,
    "aside": 0.4,
    "rewritten": 0.4,
    "alike": 0.4,
    "headline": 1.5,
    "made_twofold": 0.6,
    "made_*": 0.75,
    "near_*": 0.5,
}

_QUESTION = re.compile(
    r"\?|\b(?:whether|unclear|declin\w+ to|no comment|is it|could not (?:be|confirm))\b"
)
_HEDGED = re.compile(
    r"\b(?:reported(?:ly)?|allege\w*|rumou?r\w*|claims?|claimed|says?|said|sources?|report|reports"
    r"|unconfirmed|unverified|may|might|could|apparently|supposedly|purported\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as the network reads it.

    Attributes:
        claim: First text.
        statement: Second text, with its context after `CONTEXT_MARK`.
        allowed: Answers that are right, of `ANSWERS`.
        weight: Of the pair in the loss.
    """

    claim: str
    statement: str
    allowed: tuple[int, ...]
    weight: float


def curriculum(pairs: Sequence[Pair]) -> list[Example]:
    """All examples in the order in which the network reads them; the seed fixes it."""
    return [
        example
        for name, times in (("general", GENERAL), ("news", NEWS))
        for example in examples(pairs, times, name)
    ]


def examples(pairs: Sequence[Pair], times: dict[str, float], name: str) -> list[Example]:
    """The examples of one part, shuffled.

    Args:
        pairs: Training pairs of all sources.
        times: How often each source is read, see `GENERAL`; "made_*" is for all whose name
            begins so and that are not named themselves.
        name: Of the part, part of the seed.
    """
    picker = random.Random(f"{SEED}-{name}")
    by_source: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_source.setdefault("aside" if pair.aside else pair.source, []).append(pair)
    chosen: list[Pair] = []
    for source, own in by_source.items():
        often = _often(source, times)
        whole, part = divmod(often, 1.0)
        chosen += own * int(whole) + picker.sample(own, int(part * len(own)))
    picker.shuffle(chosen)
    return [_example(pair, chosen, picker) for pair in chosen]


def _often(source: str, times: dict[str, float]) -> float:
    family = f"{source.split('_', maxsplit=1)[0]}_*"
    return times.get(source, times.get(family, 0.0))


def allowed_answers(pair: Pair) -> tuple[int, ...]:
    """Which of `ANSWERS` are right for a pair, from what its source's labels mean."""
    if pair.source == "rte" and pair.stance is Stance.NEUTRAL:
        return (1, 2, 3)  # "not entailed" holds contradictions as well
    if pair.source.startswith("made_reported"):
        return (3,)
    if pair.source.startswith("made_other"):
        return (1, 2)  # said of somebody else: another affair, or not so
    if pair.source in {"emergent", "fnc1"} and pair.stance is Stance.NEUTRAL:
        text = pair.statement.casefold()
        if _QUESTION.search(text):
            return (2, 3)
        return (3,) if _HEDGED.search(text) else (2, 3)
    return (("supports", "refutes", "neutral").index(pair.stance.value),)


def _example(pair: Pair, others: Sequence[Pair], picker: random.Random) -> Example:
    context = pair.previous
    if not context and picker.random() < _FOREIGN_CONTEXT:
        context = picker.choice(others).statement[:200]
    if context and picker.random() < 0.2:
        context = ""
    return Example(
        pair.claim,
        with_context(pair.statement, context),
        allowed_answers(pair),
        1.0,
    )


# Share of pairs that get a context of another pair: what stands beside a statement is not its own.
_FOREIGN_CONTEXT = 0.1


def with_context(statement: str, context: str) -> str:
    """The statement as the network reads it: its context last, where truncation falls."""
    return statement + CONTEXT_MARK + context if context else statement
