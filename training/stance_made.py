"""Pairs made from others: what the shared sources have too little of.

Frames of reporting and denying, questions, swapped numbers, and statements of the
same topic that take no side. A made pair keeps the group of the pair it was made
from, so that it stays on its side of the split.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from scoring.records import Stance
from training.stance_data import SEED, Pair

# Frames around a claim, by language: who says it, whether it is denied, whether it is left open.
REPORTING = {
    "en": [
        "{x}, police said.",
        "According to the ministry, {x}.",
        "{x}, the newspaper reported on Tuesday.",
        "A spokesman confirmed that {x}.",
        "Sources say that {x}.",
        "The agency reported on Monday that {x}.",
    ],
    "sv": [
        "{x}, säger polisen.",
        "Enligt ministeriet: {x}.",
        "Tidningen uppger att följande har hänt: {x}.",
        "{x}, skriver tidningen på tisdagen.",
        "Källor uppger: {x}.",
    ],
    "de": [
        "{x}, teilte die Polizei mit.",
        "Nach Angaben des Ministeriums gilt: {x}.",
        "{x}, berichtete die Zeitung am Dienstag.",
        "Aus Kreisen heißt es: {x}.",
    ],
    "fr": [
        "{x}, a annoncé la police.",
        "Selon le ministère, {x}.",
        "Le journal rapporte que {x}.",
        "D'après plusieurs sources, {x}.",
    ],
    "es": [
        "{x}, informó la policía.",
        "Según el ministerio, {x}.",
        "El diario informa de que {x}.",
        "Varias fuentes aseguran que {x}.",
    ],
}
DENYING = {
    "en": [
        "The company denied that {x}.",
        "A spokeswoman rejected the claim that {x}.",
        "It is not true that {x}, the mayor said.",
        "There is no evidence that {x}.",
        "Reports that {x} are false.",
        "The rumour that {x} is a hoax.",
        "Officials dismissed reports that {x}.",
    ],
    "sv": [
        "Bolaget förnekar att {x}.",
        "Det stämmer inte att {x}.",
        "Det finns inga belägg för att {x}.",
        "Myndigheten avfärdar uppgifterna om att {x}.",
        "Uppgiften att {x} är falsk.",
    ],
    "de": [
        "Das Unternehmen dementiert: {x}.",
        "Es stimmt nicht, dass {x}.",
        "Es gibt keine Beweise dafür, dass {x}.",
        "Die Behörde wies Berichte zurück, nach denen {x}.",
        "Die Behauptung, {x}, ist falsch.",
    ],
    "fr": [
        "L'entreprise dément que {x}.",
        "Il est faux que {x}.",
        "Rien ne prouve que {x}.",
        "Le porte-parole a rejeté l'affirmation selon laquelle {x}.",
    ],
    "es": [
        "La empresa niega que {x}.",
        "Es falso que {x}.",
        "No hay pruebas de que {x}.",
        "El portavoz desmintió que {x}.",
    ],
}
OPEN = {
    "en": [
        "It is unclear whether {x}.",
        "The ministry declined to comment on whether {x}.",
        "Is it true that {x}?",
        "Police are investigating whether {x}.",
        "The company would neither confirm nor deny that {x}.",
        "It is not known whether {x}.",
        "Asked if {x}, the minister did not answer.",
    ],
    "sv": [
        "Det är oklart om {x}.",
        "Ministeriet vill inte kommentera huruvida {x}.",
        "Stämmer det att {x}?",
        "Polisen utreder om {x}.",
    ],
    "de": [
        "Es ist unklar, ob {x}.",
        "Das Ministerium wollte sich nicht dazu äußern, ob {x}.",
        "Stimmt es, dass {x}?",
        "Die Polizei ermittelt, ob {x}.",
    ],
    "fr": ["On ignore si {x}.", "Le ministère a refusé de dire si {x}.", "Est-il vrai que {x} ?"],
    "es": [
        "Se desconoce si {x}.",
        "El ministerio no quiso comentar si {x}.",
        "¿Es verdad que {x}?",
    ],
}
ASKED = {
    "en": "Is it true that {x}?",
    "sv": "Stämmer det att {x}?",
    "de": "Stimmt es, dass {x}?",
    "fr": "Est-il vrai que {x} ?",
    "es": "¿Es verdad que {x}?",
}
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,4}(?![\w-])(?![.,]\d)")


def made_pairs(pairs: Sequence[Pair], translated: Sequence[Pair]) -> list[Pair]:
    """Make about 10,000 pairs; the order is fixed by the seed.

    Args:
        pairs: Of all sources.
        translated: Claims with a translation as their statement.
    """
    picker = random.Random(f"{SEED}-made")
    declared = [p for p in pairs if 20 < len(p.claim) < 160 and not p.claim.rstrip().endswith("?")]
    plain = [p for p in declared if not NEGATING.search(p.claim.casefold())]
    supported = [p for p in declared if p.stance is Stance.SUPPORTS]
    made = [
        *_framed(_per_language(plain, 900, picker), REPORTING, Stance.SUPPORTS, picker),
        *_framed(_per_language(plain, 900, picker), DENYING, Stance.REFUTES, picker),
        *_framed(_per_language(plain, 900, picker), OPEN, Stance.NEUTRAL, picker),
        *(_asked(pair) for pair in picker.sample(declared, 900) if pair.claim_language in ASKED),
        *_swapped(supported, picker, 1_800),
        *translated[:700],
        *_framed_across(translated[700:1_500], REPORTING, Stance.SUPPORTS, picker),
        *_framed_across(translated[1_500:2_500], DENYING, Stance.REFUTES, picker),
        *_framed_across(translated[2_500:3_500], OPEN, Stance.NEUTRAL, picker),
    ]
    return made + [
        replace(
            pair,
            source="made_identical",
            statement=pair.claim,
            previous="",
            statement_language=pair.claim_language,
            stance=Stance.SUPPORTS,
        )
        for pair in picker.sample(declared, 500)
    ]


NEGATING = re.compile(
    r"\b(?:not|no|never|inte|ingen|nicht|kein\w*|pas|jamais|nunca|den(?:y|ies|ied))\b|n[’']t\b"
)


def _per_language(pairs: Sequence[Pair], most: int, picker: random.Random) -> list[Pair]:
    """Half English, the rest of the other languages in equal parts."""
    chosen = []
    for language in REPORTING:
        own = [p for p in pairs if p.claim_language == language]
        share = most // 2 if language == "en" else most // 8
        chosen += picker.sample(own, min(share, len(own)))
    return chosen


def _framed(
    pairs: Sequence[Pair], frames: dict[str, list[str]], stance: Stance, picker: random.Random
) -> list[Pair]:
    made = []
    for pair in pairs:
        frame = picker.choice(frames[pair.claim_language])
        body = pair.claim.strip().rstrip(".!")
        text = frame.format(x=body if frame.startswith("{x}") else _inside(body))
        made.append(
            replace(
                pair,
                source=f"made_{stance.value}",
                statement=text,
                previous="",
                statement_language=pair.claim_language,
                stance=stance,
            )
        )
    return made


def _framed_across(
    pairs: Sequence[Pair], frames: dict[str, list[str]], stance: Stance, picker: random.Random
) -> list[Pair]:
    """A frame in one language around the translation of a claim in another."""
    made = []
    for pair in pairs:
        if pair.statement_language not in frames or NEGATING.search(pair.statement.casefold()):
            continue
        turned = replace(pair, claim=pair.statement, claim_language=pair.statement_language)
        (framed,) = _framed([turned], frames, stance, picker)
        made.append(
            replace(
                framed,
                source=f"made_{stance.value}_across",
                claim=pair.claim,
                claim_language=pair.claim_language,
            )
        )
    return made


def _inside(sentence: str) -> str:
    """The sentence as a clause: its first letter small unless it begins with a name."""
    small = {
        "the",
        "a",
        "an",
        "there",
        "it",
        "in",
        "on",
        "he",
        "she",
        "they",
        "some",
        "all",
        "no",
        "this",
        "det",
        "den",
        "en",
        "ett",
        "de",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "es",
        "le",
        "la",
        "les",
        "un",
        "une",
        "il",
        "elle",
        "el",
        "los",
        "las",
        "una",
        "people",
        "two",
        "three",
    }
    first = sentence.split(" ", 1)[0]
    return sentence[0].lower() + sentence[1:] if first.casefold() in small else sentence


def _asked(pair: Pair) -> Pair:
    """The claim put as a question keeps the stance of the statement."""
    body = _inside(pair.claim.strip().rstrip(".!"))
    return replace(pair, source="made_asked", claim=ASKED[pair.claim_language].format(x=body))


def _swapped(pairs: Sequence[Pair], picker: random.Random, most: int) -> list[Pair]:
    """A supported claim with one of its numbers changed is refuted."""
    made = []
    for pair in pairs:
        shared = [
            m for m in _NUMBER.finditer(pair.claim) if m.group() in _NUMBER.findall(pair.statement)
        ]
        if not shared:
            continue
        chosen = picker.choice(shared)
        other = _other_number(int(chosen.group()), picker)
        if str(other) in _NUMBER.findall(pair.statement):
            continue
        claim = pair.claim[: chosen.start()] + str(other) + pair.claim[chosen.end() :]
        made.append(replace(pair, source="made_number", claim=claim, stance=Stance.REFUTES))
    return picker.sample(made, min(most, len(made)))


def _other_number(value: int, picker: random.Random) -> int:
    if 1500 <= value <= 2200:  # a year stays a year
        return value + picker.choice([-30, -12, -5, -2, 1, 3, 7, 20])
    choices: list[Callable[[int], int]] = [
        lambda v: v * 2,
        lambda v: v + 3,
        lambda v: max(2, v // 2),
        lambda v: v + 10,
    ]
    other = picker.choice(choices)(value)
    return other if other != value else value + 1
