"""How far a sentence commits to one of its events: event factuality (English).

The scale is that of Saurí and Pustejovsky 2009 (FactBank) as Lee et al. 2015 ("Event
Detection and Factuality Assessment with Non-Expert Supervision") measured it: 3 certainly
happened, 0 unknown, -3 certainly did not. A ridge regression reads the words around the
event, what governs it, negation, modal verbs and the lexicon's hedges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from scoring.hedging.detect import find_hedges
from scoring.hedging.english import WordClasses, word_classes
from scoring.hedging.linear import fitted
from scoring.hedging.words import Words, suffix, words_of
from scoring.records import Hedge

CERTAIN = 3.0  # the ends of the scale are -3 and 3
_LEFT, _RIGHT = 15, 10  # words to each side that are looked at
_NEAR = 6


def event_factuality(text: str, start: int, end: int) -> float:
    """Whether an event is put forward as having happened.

    Args:
        text: An English sentence.
        start: Offset of the word that names the event ("resigned", "collapse").
        end: Offset after it.

    Returns:
        A number in [-3, 3]: 3 certainly happened, -3 certainly did not.

    Raises:
        ModelError: The weight file cannot be read.
    """
    return max(-CERTAIN, min(CERTAIN, _value("event", text, start, end)))


def event_certainty(text: str, start: int, end: int) -> float:
    """How sure the sentence is of an event, whichever way: |factuality| / 3.

    Negation is no doubt: "he did not resign" is as firm as "he resigned". Fitted apart,
    because the size of a fitted factuality says less: it passes zero on the way from
    "happened" to "did not" even where both are certain.

    Args:
        text: An English sentence.
        start: Offset of the word that names the event.
        end: Offset after it.

    Returns:
        A number in [0, 1].

    Raises:
        ModelError: The weight file cannot be read.
    """
    return max(0.0, min(1.0, _value("commitment", text, start, end)))


def _value(name: str, text: str, start: int, end: int) -> float:
    model = fitted().models[name]
    return model.value(event_features(words_of(text), start, end, find_hedges(text, "en")))


def event_features(words: Words, start: int, end: int, hedges: Sequence[Hedge]) -> Iterator[str]:
    """What tells the factuality of the event at [start, end) of a sentence.

    Args:
        words: The sentence.
        start: Offset of the event in it.
        end: Offset after the event.
        hedges: The sentence's hedges, with sentence offsets.
    """
    first = next((i for i, at in enumerate(words.ends) if at > start), max(0, len(words) - 1))
    last = first + 1
    while last < len(words) and words.starts[last] < end:
        last += 1
    classes = word_classes()
    form = _form(words, first, classes)
    yield from _neighbours(words, first, last, form)
    yield from _governor(words, first)
    yield from _to_the_left(words, first, form, classes)
    yield from _to_the_right(words, last, classes)
    yield from _hedges_around(start, hedges)
    for word in set(words.folded):
        yield f"S={word}"
    yield f"len={len(words) // 10}"
    yield f"at={5 * first // max(1, len(words))}"
    if words.folded and words.folded[-1] == "?":
        yield "question"


def _form(words: Words, place: int, classes: WordClasses) -> str:
    """Whether the event reads as an infinitive, a modal or finite verb, or a noun."""
    before, before2 = words.at(place - 1), words.at(place - 2)
    if before == "to":
        return "to"
    modal_before = before2 in classes.modals and before in {"not", "n't", "be", "have"}
    if before in classes.modals or modal_before:
        return "modal"
    if before in classes.auxiliaries:
        return "auxiliary"
    return "determiner" if before in classes.determiners else "other"


def _neighbours(words: Words, first: int, last: int, form: str) -> Iterator[str]:
    word = words.at(first)
    b1, b2, b3 = (words.at(first - step) for step in (1, 2, 3))
    a1, a2, a3 = (words.at(last + step) for step in (0, 1, 2))
    tail = word[-2:]
    yield from (f"w={word}", f"s={suffix(word)}", f"t={tail}")
    yield from (f"p1={b1}", f"p2={b2}", f"p3={b3}", f"p4={words.at(first - 4)}")
    yield from (f"n1={a1}", f"n2={a2}", f"n3={a3}")
    yield from (f"pp={b2} {b1}", f"ppp={b3} {b2} {b1}", f"nn={a1} {a2}")
    yield from (f"{word}|p1={b1}", f"{word}|n1={a1}", f"s={suffix(word)}|p1={b1}")
    yield from (f"t={tail}|p1={b1}", f"t={tail}|pp={b2} {b1}", f"t={tail}|ps={suffix(b1)}")
    yield f"t={tail}|pps={suffix(b2)}|{suffix(b1)}"
    yield from (f"form={form}", f"form={form}|s={suffix(word)}")


def _governor(words: Words, first: int) -> Iterator[str]:
    """What stands before the "to" of an infinitive: "hopes to build", "failed to build"."""
    for step in (1, 2, 3):
        if words.at(first - step) == "to":
            governor, before = words.at(first - step - 1), words.at(first - step - 2)
            yield f"gov={governor}"
            yield f"gov6={governor[:6]}"
            yield f"gov2={before} {governor}"
            yield f"gov={governor}|w={words.at(first)}"
            return


def _to_the_left(words: Words, first: int, form: str, classes: WordClasses) -> Iterator[str]:
    """The words before the event, by how many clauses away they may stand."""
    clause = 0
    tail = words.at(first)[-2:]
    for distance, word in enumerate(islice(reversed(words.folded[:first]), _LEFT)):
        if word in classes.breaks:
            clause = min(2, clause + 1)
        yield f"L{clause}={word}"
        yield f"L{clause}6={word[:6]}"
        if distance < _NEAR:
            yield f"near={word}"
            yield f"near={word}|t={tail}"
        yield from _operator(word, clause, distance, form, classes)


def _operator(
    word: str, clause: int, distance: int, form: str, classes: WordClasses
) -> Iterator[str]:
    if word in classes.negations:
        yield f"neg{clause}"
        yield f"neg{clause}|d={min(distance // 3, 3)}"
        yield f"neg|form={form}"
    if word in classes.modals:
        yield f"modal{clause}={word}"
        yield f"modal={word}|d={min(distance // 3, 3)}"
        yield f"modal|form={form}"
    if word in classes.conditions:
        yield f"if{clause}"
    if word in classes.sayings:
        yield f"said{clause}"


def _to_the_right(words: Words, last: int, classes: WordClasses) -> Iterator[str]:
    for distance, word in enumerate(words.folded[last : last + _RIGHT]):
        yield f"R={word}"
        if distance < 4:
            yield f"R6={word[:6]}"
        if word in classes.negations:
            yield f"negR|d={distance // 3}"


def _hedges_around(start: int, hedges: Sequence[Hedge]) -> Iterator[str]:
    for hedge in hedges:
        if hedge.start <= start < hedge.end:
            yield f"is cue={hedge.hedge_class}"
        inside = "in" if hedge.scope_start <= start < hedge.scope_end else "out"
        side = "<" if hedge.start < start else ">"
        yield f"h{inside}"
        yield f"h{inside}={hedge.hedge_class}"
        yield f"h{inside}={hedge.hedge_class}|d={min(3, abs(start - hedge.end) // 25)}{side}"
        yield f"h{inside}|cue={hedge.cue.lower()}"
        yield f"h{inside}|strength={int(5 * hedge.strength)}"
