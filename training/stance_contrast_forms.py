"""Infinitive, hearsay and opposite of one short clause, for `stance_contrast`."""

from __future__ import annotations

from collections.abc import Iterator

from training.stance_contrast_grammar import (
    GERMAN_PARTICIPLE,
    HAVING,
    SAME_FORM,
    Change,
    Clause,
    base_form,
    is_participle,
    joins_verbs,
    pairs_of,
    words_of,
)
from training.stance_contrast_words import ANYWHERE, HEARSAY, INFINITIVE, OPPOSITES

_GERMAN_HEARSAY = {
    "hat": "soll haben",
    "haben": "sollen haben",
    "ist": "soll sein",
    "wurde": "soll worden-sein",
    "wurden": "sollen worden-sein",
}


def infinitive(clause: Clause, opening: str) -> tuple[str, str] | None:
    """Subject and infinitive with all that follows; English and Swedish only."""
    if clause.negative or clause.language not in {"en", "sv"} or joins_verbs(clause):
        return None
    subject = " ".join([opening, *clause.words[1 : clause.verb]])
    finite, rest = clause.words[clause.verb], clause.words[clause.verb + 1 :]
    base: str | None
    if clause.language == "sv":
        base = pairs_of(INFINITIVE).get(finite)
        return (subject, " ".join([base, *rest])) if base else None
    if finite in {"is", "are", "was", "were"}:
        base = "be"
    elif finite in {"has", "have", "had"}:
        if rest[0] in words_of(HAVING):
            return subject, " ".join(["have", *rest])
        base = base_form(rest[0]) or (rest[0] if rest[0] in words_of(SAME_FORM) else None)
        rest = rest[1:]
    else:
        base = base_form(finite)  # none for "will"
    return (subject, " ".join([base, *rest])) if rest and base else None


def hearsay(clause: Clause) -> Iterator[str]:
    """The clause as something that is only said to be so."""
    if clause.negative or joins_verbs(clause):
        return
    before, finite, rest = (
        " ".join(clause.words[: clause.verb]),
        clause.words[clause.verb],
        " ".join(clause.words[clause.verb + 1 :]),
    )
    if clause.language == "en":
        yield from _english_hearsay(before, finite, rest)
    elif clause.language == "de":
        infinite = _GERMAN_HEARSAY.get(finite)
        if infinite and GERMAN_PARTICIPLE.match(clause.words[-1]):
            modal, last = infinite.split()
            yield f"{before} {modal} {rest} {last.replace('-', ' ')}"
    elif finite in pairs_of(HEARSAY.get(clause.language, "")):
        yield f"{before} {pairs_of(HEARSAY[clause.language])[finite]} {rest}"


def _english_hearsay(before: str, finite: str, rest: str) -> Iterator[str]:
    if finite in {"was", "were"}:
        yield f"{before} may have been {rest}"
        yield f"{before} {'is' if finite == 'was' else 'are'} said to have been {rest}"
        yield f"{before} {finite} allegedly {rest}"
        yield f"{before} {finite}, it is rumoured, {rest}"
    elif finite in {"is", "are"}:
        yield f"{before} {finite} allegedly {rest}"
        yield f"{before} {finite} rumoured to be {rest}"
    elif finite in {"has", "have"} and is_participle(rest.split(maxsplit=1)[0]):
        yield f"{before} {'is' if finite == 'has' else 'are'} said to have {rest}"
        yield f"{before} may have {rest}"
        yield f"{before} {finite} allegedly {rest}"
    elif finite not in {"has", "have", "had", "will"}:
        yield f"{before} allegedly {finite} {rest}"
        if finite.endswith("ed"):
            yield f"{before} may have {finite} {rest}"


def opposites(clause: Clause) -> Iterator[Change]:
    """Changes of a verb or an adjective of the clause to its opposite."""
    table = pairs_of(OPPOSITES[clause.language])
    last = len(clause.words) - 1
    for place, word in enumerate(clause.words):
        predicate = clause.verb <= place <= clause.verb + 2 or (
            clause.language == "de" and place == last
        )
        following = clause.words[place + 1] if place < last else ""
        # "rose up", "cut off": the particle changes the sense; "best known" is no rank
        particle = following in {"up", "off", "out", "down", "to", "upp", "ut", "av", "known", "på"}
        fit = word in words_of(ANYWHERE) and place > clause.verb
        if word in table and (predicate or fit) and not particle and word not in _PARTICLES:
            yield Change("opposite", word, table[word])


_PARTICLES = frozenset({"up", "down", "open", "first", "last", "profit", "första"})
