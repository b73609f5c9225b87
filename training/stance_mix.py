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
from datetime import date, timedelta

from scoring.records import Stance
from scoring.stance.cross_encoder import read_in_context
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

# The second stage: what error analysis found missing, and enough of the rest that nothing falls.
SECOND = {
    "context_kept": 1.0,
    "context_other": 1.0,
    "context_titled": 1.0,
    "across_*": 1.0,
    "switched_*": 1.0,
    "mnli_matched": 0.8,
    "mnli_sample": 0.8,
    "mnli_matched_crossed": 0.7,
    "swenli": 0.7,
    "snli": 0.25,
    "cad_nli": 0.3,
    "esxnli": 0.8,
    "esxnli_crossed": 0.8,
    "rte3_multi": 0.8,
    "rte3_multi_crossed": 0.8,
    "rte": 0.4,
    "breaking_nli": 0.2,
    "negation_nli": 0.3,
    "conjnli": 0.15,
    "scone": 0.2,
    "commitment_bank": 0.5,
    "aside": 0.5,
    "emergent": 1.5,
    "fnc1": 0.3,
    "fever": 0.2,
    "factcheck_gpt": 0.3,
    "climate_fever": 0.2,
    "scifact": 2.0,
    "healthver": 0.5,
    "covid_fact": 0.3,
    "check_covid": 0.8,
    "fm2": 0.7,
    "wice": 0.7,
    "summedits_news": 0.5,
    "danish_fv": 0.5,
    "fever_it": 0.7,
    "politihop": 0.7,
    "assin": 0.3,
    "rewritten": 0.3,
    "alike": 0.3,
    "headline": 0.7,
    "made_twofold": 0.15,
    "made_context_only": 0.6,
    "made_*": 0.3,
    "near_across": 0.7,
    "near_*": 0.35,
}

# The third stage: numbers in other spellings, other counts and contrary facts across languages,
# and half of it what came before.
THIRD = {
    "counts_*": 0.8,
    "contraries_*": 0.8,
    "spelled_*": 0.7,
    "across_kept": 0.5,
    "across_denied": 0.4,
    "across_*": 0.3,
    "context_kept": 0.35,
    "context_other": 0.3,
    "context_titled": 0.15,
    "switched_*": 0.08,
    "mnli_matched": 0.35,
    "mnli_sample": 0.35,
    "mnli_matched_crossed": 0.25,
    "swenli": 0.35,
    "snli": 0.08,
    "cad_nli": 0.1,
    "esxnli": 0.3,
    "esxnli_crossed": 0.3,
    "rte3_multi": 0.3,
    "rte3_multi_crossed": 0.3,
    "rte": 0.2,
    "breaking_nli": 0.1,
    "negation_nli": 0.1,
    "commitment_bank": 0.5,
    "aside": 0.15,
    "emergent": 1.0,
    "fnc1": 0.2,
    "fever": 0.1,
    "scifact": 1.0,
    "check_covid": 0.4,
    "fm2": 0.5,
    "wice": 0.5,
    "danish_fv": 0.3,
    "fever_it": 0.5,
    "politihop": 0.4,
    "rewritten": 0.1,
    "alike": 0.15,
    "headline": 0.4,
    "made_denied": 0.15,
    "made_twofold": 0.08,
    "made_context_only": 0.2,
    "made_*": 0.1,
    "near_across": 0.3,
    "near_*": 0.15,
}

# Sources whose stance hangs on their context, which they therefore keep.
_LEANING = ("context_", "switched_context_", "spelled_context_", "counts_short")

# Sources that tell of somebody or somewhere else.
_OF_ANOTHER = (
    "made_other",
    "context_other",
    "across_date",
    "counts_other",
    "counts_short_elsewhere",
    "contraries_other",
)

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


def second_stage(pairs: Sequence[Pair]) -> list[Example]:
    """The examples of the second stage in order: many of them in a context, as the product has."""
    return examples(pairs, SECOND, "second", _AS_USED)


def third_stage(pairs: Sequence[Pair]) -> list[Example]:
    """The examples of the third stage in order."""
    return examples(pairs, THIRD, "third", _AS_USED)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How often a pair is read in a context that has nothing to do with its stance.

    Attributes:
        foreign: Share of the pairs without a context that get one of another pair.
        dated: Share of the contexts that begin with a day of publication.
        left_out: Share of the pairs with a context that are read without it.
    """

    foreign: float = 0.1
    dated: float = 0.0
    left_out: float = 0.2


_FIRST = Surroundings()
_AS_USED = Surroundings(foreign=0.35, dated=0.5)


def examples(
    pairs: Sequence[Pair],
    times: dict[str, float],
    name: str,
    surroundings: Surroundings = _FIRST,
) -> list[Example]:
    """The examples of one part, shuffled.

    Args:
        pairs: Training pairs of all sources.
        times: How often each source is read, see `GENERAL`; "made_*" is for all whose name
            begins so and that are not named themselves.
        name: Of the part, part of the seed.
        surroundings: What contexts the pairs get.
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
    return [_example(pair, chosen, picker, surroundings) for pair in chosen]


def _often(source: str, times: dict[str, float]) -> float:
    family = f"{source.split('_', maxsplit=1)[0]}_*"
    return times.get(source, times.get(family, 0.0))


def allowed_answers(pair: Pair) -> tuple[int, ...]:
    """Which of `ANSWERS` are right for a pair, from what its source's labels mean."""
    source = pair.source.removeprefix("switched_").removeprefix("spelled_")
    if source == "rte" and pair.stance is Stance.NEUTRAL:
        return (1, 2, 3)  # "not entailed" holds contradictions as well
    if source.startswith("made_reported"):
        return (3,)
    if source.startswith(_OF_ANOTHER):
        return (1, 2)  # said of somebody else: another affair, or not so
    if source in {"emergent", "fnc1", "context_titled"} and pair.stance is Stance.NEUTRAL:
        text = pair.statement.casefold()
        if _QUESTION.search(text):
            return (2, 3)
        return (3,) if _HEDGED.search(text) else (2, 3)
    return (("supports", "refutes", "neutral").index(pair.stance.value),)


def _example(
    pair: Pair, others: Sequence[Pair], picker: random.Random, around: Surroundings
) -> Example:
    context, leans = pair.previous, pair.source.startswith(_LEANING)
    if not context and picker.random() < around.foreign:
        context = picker.choice(others).statement[:200]
    if context and not leans and picker.random() < around.left_out:
        context = ""
    if around.dated and context and not leans and picker.random() < around.dated:
        context = f"{any_day(picker).isoformat()} {context}"
    return Example(
        pair.claim,
        with_context(pair.statement, context),
        allowed_answers(pair),
        1.0,
    )


def any_day(picker: random.Random) -> date:
    """A day on which news may have been published."""
    return date(1995, 1, 1) + timedelta(days=picker.randrange(45 * 365))


def with_context(statement: str, context: str) -> str:
    """The statement as the network reads it, its context as the product gives it."""
    return read_in_context(statement, context)
