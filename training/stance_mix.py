"""Which pairs training reads, in which order, and what each may be answered.

General inference first, then news with inference and contrast sets kept in: news
pairs alone teach topic words, and a model that saw them last and alone forgets
what "not" does (figures in the decision record).
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources

from scoring.records import Stance
from scoring.stance.cross_encoder import read_in_context
from training.stance_data import SEED, Pair

TIMES: dict[str, dict[str, float]] = tomllib.loads(
    (resources.files("training") / "stance_mix.toml").read_text(encoding="utf-8")
)

# Sources whose stance hangs on their context, which they therefore keep.
_LEANING = ("context_", "switched_context_", "spelled_context_", "counts_short")

# Sources that tell of somebody or somewhere else, and those of them that tell of another affair.
ANOTHER_AFFAIR = ("context_other", "counts_other", "counts_short_elsewhere", "contraries_other")
_OF_ANOTHER = (*ANOTHER_AFFAIR, "made_other", "across_date")

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
    return [example for name in ("general", "news") for example in examples(pairs, name)]


def second_stage(pairs: Sequence[Pair]) -> list[Example]:
    """The examples of the second stage in order: many of them in a context, as the product has."""
    return examples(pairs, "second", _AS_USED)


def third_stage(pairs: Sequence[Pair]) -> list[Example]:
    """The examples of the third stage in order."""
    return examples(pairs, "third", _AS_USED)


def fourth_stage(pairs: Sequence[Pair]) -> list[Example]:
    """The examples of the fourth stage in order; another affair is neutral and nothing else."""
    return examples(pairs, "fourth", _AS_USED, ANOTHER_AFFAIR)


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
    name: str,
    surroundings: Surroundings = _FIRST,
    neutral: tuple[str, ...] = (),
) -> list[Example]:
    """The examples of one part, shuffled.

    Args:
        pairs: Training pairs of all sources.
        name: Of the part in `stance_mix.toml`, which says how often each source is read; it is
            part of the seed.
        surroundings: What contexts the pairs get.
        neutral: Beginnings of the sources whose only right answer is "neutral".
    """
    picker = random.Random(f"{SEED}-{name}")
    by_source: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_source.setdefault("aside" if pair.aside else pair.source, []).append(pair)
    chosen: list[Pair] = []
    for source, own in by_source.items():
        often = _often(source, TIMES[name])
        whole, part = divmod(often, 1.0)
        chosen += own * int(whole) + picker.sample(own, int(part * len(own)))
    picker.shuffle(chosen)
    return [
        _example(pair, allowed_answers(pair, neutral), chosen, picker, surroundings)
        for pair in chosen
    ]


def _often(source: str, times: dict[str, float]) -> float:
    family = f"{source.split('_', maxsplit=1)[0]}_*"
    return times.get(source, times.get(family, 0.0))


def allowed_answers(pair: Pair, neutral: tuple[str, ...] = ()) -> tuple[int, ...]:
    """Which of `ANSWERS` are right for a pair, from what its source's labels mean.

    Args:
        pair: The pair.
        neutral: Beginnings of the sources whose only right answer is "neutral".
    """
    source = pair.source.removeprefix("switched_").removeprefix("spelled_")
    if source == "rte" and pair.stance is Stance.NEUTRAL:
        return (1, 2, 3)  # "not entailed" holds contradictions as well
    if source.startswith("made_reported"):
        return (3,)
    if source.startswith(_OF_ANOTHER):  # said of somebody else: another affair, or not so
        return (2,) if source.startswith(neutral) else (1, 2)
    if source in {"emergent", "fnc1", "context_titled"} and pair.stance is Stance.NEUTRAL:
        text = pair.statement.casefold()
        if _QUESTION.search(text):
            return (2, 3)
        return (3,) if _HEDGED.search(text) else (2, 3)
    return (("supports", "refutes", "neutral").index(pair.stance.value),)


def _example(
    pair: Pair,
    allowed: tuple[int, ...],
    others: Sequence[Pair],
    picker: random.Random,
    around: Surroundings,
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
        allowed,
        1.0,
    )


def any_day(picker: random.Random) -> date:
    """A day on which news may have been published."""
    return date(1995, 1, 1) + timedelta(days=picker.randrange(45 * 365))


def with_context(statement: str, context: str) -> str:
    """The statement as the network reads it, its context as the product gives it."""
    return read_in_context(statement, context)
