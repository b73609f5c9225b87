"""Counts of one affair told twice: the same number in another spelling, or another number.

The affairs are in `stance_affairs/counts.toml`, in up to a dozen languages. Claim and statement
are drawn in any two of them. A statement may leave the affair to its title, as articles do.

    python -m training.stance_counts --show 40
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from scoring.records import Stance
from training.stance_contrast_words import LESS_THAN, MORE_THAN
from training.stance_data import SEED, Pair, show_pairs
from training.stance_mix import any_day
from training.stance_spelled import PERCENT, spell_count, spell_share

MOST = 13_000  # pairs
# Names of places that most languages leave as they are.
PLACES = (
    "Lidvik", "Arras", "Tarragona", "Lublin", "Split", "Cork", "Bergen", "Gent", "Porto", "Izmir",
    "Vaasa", "Odense", "Trieste", "Graz", "Brno", "Varna", "Mombasa", "Cebu", "Quito", "Halifax",
    "Darwin", "Konin", "Lviv", "Tampa", "Salto", "Bilbao", "Nantes", "Bari", "Umeå", "Esbjerg",
)  # fmt: skip
_ENGLISH = 0.45  # of the claims
_LARGE = (1_200, 1_500, 3_000, 3_500, 5_000, 8_000, 12_000, 15_000, 45_000, 80_000, 150_000)
_LARGEST = (250_000, 1_200_000, 1_500_000, 2_000_000, 3_400_000, 12_000_000)
_MANY_GENITIVES = frozenset({"pl", "uk"})  # after 2, 3 and 4 their nouns have another form

# Kinds of pair and how many there are of each, in a hundred.
_KINDS = {
    "same": 23,
    "changed": 21,
    "corrected": 3,
    "corrected_away": 4,
    "bounded": 4,
    "bounded_away": 4,
    "none": 4,
    "short": 9,
    "short_changed": 10,
    "short_elsewhere": 4,
    "other_place": 4,
    "unnumbered": 3,
    "untold": 3,
    "beside": 4,
}
_STANCES = {
    "same": Stance.SUPPORTS,
    "changed": Stance.REFUTES,
    "short": Stance.SUPPORTS,
    "short_changed": Stance.REFUTES,
    "unnumbered": Stance.SUPPORTS,
    "corrected": Stance.SUPPORTS,
    "corrected_away": Stance.REFUTES,
    "bounded": Stance.SUPPORTS,
    "bounded_away": Stance.REFUTES,
    "none": Stance.REFUTES,
}
# A number and the one that it replaces.
_CORRECTED = {
    "en": ("{t}, not {n} as first reported.", "Correction: {t}, not {n}."),
    "sv": ("{t}, inte {n} som först uppgavs.", "Rättelse: {t}, inte {n}."),
    "de": ("{t}, nicht {n}, wie zunächst gemeldet.", "Berichtigung: {t}, nicht {n}."),
    "fr": ("{t}, et non {n} comme annoncé d'abord.", "Rectificatif : {t} et non {n}."),
    "es": ("{t}, y no {n} como se dijo al principio.", "Rectificación: {t} y no {n}."),
    "it": ("{t}, e non {n} come riferito in un primo momento.",),
    "nl": ("{t}, en niet {n} zoals eerst gemeld.",),
    "da": ("{t}, ikke {n} som først oplyst.",),
    "nb": ("{t}, ikke {n} som først meldt.",),
    "pt": ("{t}, e não {n} como inicialmente noticiado.",),
    "pl": ("{t}, a nie {n}, jak podano wcześniej.",),
    "fi": ("{t}, ei {n}, kuten aiemmin kerrottiin.",),
    "uk": ("{t}, а не {n}, як повідомляли раніше.",),
}


@dataclass(frozen=True, slots=True)
class _Told:
    """An affair in one language, with a number and a place."""

    texts: dict[str, Any]
    language: str
    kind: str
    place: str

    def number(self, value: int, picker: random.Random) -> str:
        spell = spell_share if self.kind == "percent" else spell_count
        return spell(value, self.language, picker)

    def say(self, form: str, value: int, picker: random.Random) -> str:
        return self._written(form, self.number(value, picker), picker)

    def bounded(self, value: int, picker: random.Random, *, holds: bool) -> str:
        """The affair with a bound that the value keeps or breaks."""
        more = picker.random() < 0.5
        factor = picker.uniform(0.5, 0.9) if more == holds else picker.uniform(1.15, 1.8)
        bound = _rounded(value, factor)
        over = picker.choice(MORE_THAN[self.language])
        frame = over if more else LESS_THAN[self.language]
        number = (
            PERCENT[self.language][0].format(n=bound)
            if self.kind == "percent"
            else spell_count(bound, self.language, picker)
        )
        return self._written("full", f"{frame} {number}", picker)

    def _written(self, form: str, number: str, picker: random.Random) -> str:
        return _sentence(picker.choice(self.texts[form]).format(n=number, p=self.place))

    @property
    def nobody(self) -> str:
        return str(self.texts["none"].format(p=self.place))

    @property
    def title(self) -> str:
        return str(self.texts["title"].format(p=self.place))


def count_pairs(most: int = MOST) -> list[Pair]:
    """Pairs of the sources `counts_<kind>`; the seed fixes them. An affair is a group."""
    return draw_pairs("counts", _drawn, most)


def draw_pairs(
    name: str, draw: Callable[[list[dict[str, Any]], random.Random], Pair], most: int
) -> list[Pair]:
    """Pairs of the affairs of one file, drawn `most` times, each once."""
    picker = random.Random(f"{SEED}-{name}")
    affairs = load_affairs(name)
    pairs: dict[tuple[str, str], Pair] = {}
    for _ in range(most):
        pair = draw(affairs, picker)
        if pair.claim != pair.statement:
            pairs.setdefault((pair.claim, pair.statement), pair)
    return list(pairs.values())


def load_affairs(name: str) -> list[dict[str, Any]]:
    """The affairs of one file."""
    file = resources.files("training.stance_affairs") / f"{name}.toml"
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["affair"]
    return found


def draw_languages(affair: dict[str, Any], picker: random.Random) -> tuple[str, str]:
    """Language of the claim, often English, and of the statement."""
    known = [language for language in affair if isinstance(affair[language], dict)]
    first = "en" if picker.random() < _ENGLISH else picker.choice(known)
    return first, picker.choice(known) if picker.random() < 0.7 else first


def in_product_form(previous: str, picker: random.Random) -> str:
    """A context as the product gives it: half of them begin with a day."""
    day: date | None = any_day(picker) if picker.random() < 0.5 else None
    return f"{day.isoformat()} {previous}" if day else previous


def _drawn(affairs: list[dict[str, Any]], picker: random.Random) -> Pair:
    """One pair; drawn again where a language lacks what its kind needs."""
    kind = picker.choices(list(_KINDS), list(_KINDS.values()))[0]
    affair = picker.choice(affairs)
    first, second = draw_languages(affair, picker)
    place, elsewhere = picker.sample(PLACES, 2)
    value, other = _values(affair["kind"], {first, second}, picker)
    case = _Case(
        _Told(affair[first], first, affair["kind"], place),
        _Told(affair[second], second, affair["kind"], place),
        _Told(affair[second], second, affair["kind"], elsewhere),
        value,
        other,
        [a for a in affairs if a is not affair and second in a],
        picker,
    )
    claim = case.ours.say("full", value, picker)
    texts = _WAYS[kind](case, claim, kind in _TRUE)
    if texts is None:
        return _drawn(affairs, picker)
    claim, statement, context, language = texts
    stance = _STANCES.get(kind, Stance.NEUTRAL)
    group = f"counts-{affair['name']}"
    return Pair(f"counts_{kind}", group, claim, first, statement, language, stance, context)


@dataclass(frozen=True, slots=True)
class _Case:
    """What one pair is made of: the affair in both languages, and in another place."""

    ours: _Told
    theirs: _Told
    away: _Told
    value: int
    other: int
    others: list[dict[str, Any]]  # affairs that are told in the statement's language
    picker: random.Random

    def one_of_both(self) -> int:
        return self.picker.choice((self.value, self.other))


# Claim, statement, context and the language of the statement.
_Texts = tuple[str, str, str, str]


def _told_again(case: _Case, claim: str, true: bool) -> _Texts:
    number = case.value if true else case.other
    return claim, case.theirs.say("full", number, case.picker), "", case.theirs.language


def _told_corrected(case: _Case, claim: str, true: bool) -> _Texts:
    now, before = (case.value, case.other) if true else (case.other, case.value)
    body = case.theirs.say("full", now, case.picker).rstrip(".")
    number = re.sub(r" d[ei]$", "", case.theirs.number(before, case.picker))
    frame = case.picker.choice(_CORRECTED[case.theirs.language])
    return claim, frame.format(t=body, n=number), "", case.theirs.language


def _bounded(case: _Case, _: str, true: bool) -> _Texts | None:
    language, kind = case.ours.language, case.ours.kind
    if language not in MORE_THAN or (kind == "percent" and language not in PERCENT):
        return None
    claim = case.ours.bounded(case.value, case.picker, holds=true)
    return claim, case.theirs.say("full", case.value, case.picker), "", case.theirs.language


def _nobody(case: _Case, claim: str, _: bool) -> _Texts | None:
    """A number against "nobody", on either side."""
    told = [side for side in (case.ours, case.theirs) if "none" in side.texts]
    if not told:
        return None
    if "none" in case.ours.texts and case.picker.random() < 0.6:
        statement = case.theirs.say("full", case.value, case.picker)
        return case.ours.nobody, statement, "", case.theirs.language
    return claim, told[-1].nobody, "", told[-1].language


def _told_short(case: _Case, claim: str, true: bool) -> _Texts:
    number = case.value if true else case.other
    statement = case.theirs.say("short", number, case.picker)
    context = in_product_form(case.theirs.title, case.picker)
    return claim, statement, context, case.theirs.language


def _short_elsewhere(case: _Case, claim: str, _: bool) -> _Texts:
    statement = case.theirs.say("short", case.one_of_both(), case.picker)
    return claim, statement, in_product_form(case.away.title, case.picker), case.theirs.language


def _other_place(case: _Case, claim: str, _: bool) -> _Texts:
    return claim, case.away.say("full", case.one_of_both(), case.picker), "", case.away.language


def _unnumbered(case: _Case, _: str, __: bool) -> _Texts:
    statement = case.theirs.say("full", case.value, case.picker)
    return f"{case.ours.title}.", statement, "", case.theirs.language


def _untold(case: _Case, claim: str, _: bool) -> _Texts:
    return claim, f"{case.theirs.title}.", "", case.theirs.language


def _beside(case: _Case, claim: str, _: bool) -> _Texts:
    affair, language = case.picker.choice(case.others), case.theirs.language
    told = _Told(affair[language], language, affair["kind"], case.theirs.place)
    number = _values(affair["kind"], {language}, case.picker)[0]
    return claim, told.say("full", number, case.picker), "", language


_WAYS: dict[str, Callable[[_Case, str, bool], _Texts | None]] = {
    "same": _told_again,
    "changed": _told_again,
    "corrected": _told_corrected,
    "corrected_away": _told_corrected,
    "bounded": _bounded,
    "bounded_away": _bounded,
    "none": _nobody,
    "short": _told_short,
    "short_changed": _told_short,
    "short_elsewhere": _short_elsewhere,
    "other_place": _other_place,
    "unnumbered": _unnumbered,
    "untold": _untold,
    "beside": _beside,
}
_TRUE = frozenset({"same", "corrected", "bounded", "short"})


def _values(kind: str, languages: set[str], picker: random.Random) -> tuple[int, int]:
    """A number and another one."""
    while True:
        value, other = (_value(kind, languages, picker) for _ in "ab")
        if kind == "count" and picker.random() < 0.4:
            other = picker.choice([int(str(value)[::-1]), value + 2, value - 2, value * 2])
        apart = abs(value - other) >= (8 if kind == "percent" else max(2, 0.15 * value))
        if other > 4 and apart and _fits(other, languages):
            return value, other


def _value(kind: str, languages: set[str], picker: random.Random) -> int:
    if kind == "percent":
        return picker.choice((50, 33, 25)) if picker.random() < 0.35 else picker.randrange(6, 96)
    if kind == "large":
        return picker.choice(_LARGE if picker.random() < 0.7 else _LARGEST)
    while True:
        value = 12 if picker.random() < 0.1 else picker.randrange(5, picker.choice((20, 60, 300)))
        if _fits(value, languages):
            return value


def _fits(value: int, languages: set[str]) -> bool:
    """Whether the nouns of all languages stand in the form that the affairs have them in."""
    return not languages & _MANY_GENITIVES or value % 10 not in {1, 2, 3, 4} or 10 < value < 20


def _rounded(value: int, factor: float) -> int:
    """The product with two digits that are not zeros, on its side of the value."""
    unit = 10 ** max(0, len(str(value)) - 2)
    product = int(value * factor / unit) * unit
    return max(product, value + 1) if factor > 1 else min(product, value - 1)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def main() -> None:
    """Print counts by source and samples."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--show", type=int, default=20, help="samples to print")
    options = parser.parse_args()
    show_pairs(count_pairs(), options.show)


if __name__ == "__main__":
    main()
