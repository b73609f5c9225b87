"""Pairs whose statement says the claim only together with its context.

In a news article a sentence rarely stands alone: "She resigned on Tuesday" names nobody, and
the day is that of publication. Strict inference calls such a sentence neutral. Here a detail
that claim and statement share (a name, a place) moves out of the statement into the context,
which the network reads after the statement as the product gives it: the day of publication,
the title, the sentence before (`scoring.stance.cross_encoder.context_of`). With the detail
there the stance stays; with another in its place the pair is neutral or refuting, both right.

    python -m training.stance_context --shared ../shared --cache var/stance --show 40
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from babel import Locale

from scoring.records import Stance
from scoring.stance.comparison import containment
from scoring.text import split_sentences
from training.stance_contrast_grammar import words_of
from training.stance_contrast_words import FINITE
from training.stance_data import LONGEST, SEED, Pair, read_rows
from training.stance_mix import any_day

# Sources whose statements name what they speak of, and pairs taken of each at most.
_FROM = {
    "fever": 9_000,
    "fm2": 900,
    "emergent": 1_500,
    "fnc1": 3_000,
    "danish_fv": 1_700,
    "assin": 800,
    "rte3_multi": 1_200,
    "rte": 1_000,
    "esxnli": 900,
    "swenli": 2_000,
    "headline": 1_600,
    "politihop": 300,
    "made_core": 1_900,
    "made_attributed": 3_000,
    "made_denied": 1_600,
    "made_number_changed": 1_100,
    "made_negation_changed": 1_500,
    "made_undone": 400,
}
# Sources that tell of news, to whose claims a day of publication can be added.
_DATED = {
    "emergent": 700,
    "headline": 900,
    "made_core": 900,
    "made_attributed": 900,
    "made_denied": 700,
    "made_undone": 300,
}

# What may stand for a name that begins its sentence.
_SUBJECTS = {
    "en": ("He", "She", "It", "The company", "The group"),
    "sv": ("Han", "Hon", "Den", "Bolaget"),
    "da": ("Han", "Hun", "Den"),
    "es": ("Él", "Ella", "La empresa"),
    "fr": ("Il", "Elle", "L'entreprise"),
    "it": ("Lui", "Lei", "La società"),
    "pt": ("Ele", "Ela", "A empresa"),
}
_PLURAL = frozenset({"are", "were", "have"})
# What may stand for a place with its preposition, and the prepositions.
_PLACES = {
    "en": (("in", "at", "near", "from"), ("there", "in the city", "in the country", "locally")),
    "sv": (("i", "från"), ("där", "i staden", "på orten")),
    "da": (("i", "fra"), ("der", "i byen", "i landet")),
    "es": (("en", "de"), ("allí", "en la ciudad", "en el país")),
    "fr": (("à", "en"), ("sur place", "dans la ville", "dans le pays")),
    "it": (("a", "in"), ("sul posto", "nella città", "nel paese")),
    "pt": (("em", "no", "na"), ("no local", "na cidade", "no país")),
}
# Titles that name something and say nothing of it.
_TITLES = {
    "en": ("{n}: what we know", "New details about {n}", "{n} in focus", "The story of {n}"),
    "sv": ("Det här vet vi om {n}", "Nya uppgifter om {n}", "{n}: så blev dagen"),
    "da": ("Det ved vi om {n}", "Nye oplysninger om {n}", "{n} i fokus"),
    "es": ("Lo que se sabe de {n}", "Novedades sobre {n}", "{n}, en el foco"),
    "fr": ("Ce que l'on sait de {n}", "Du nouveau sur {n}", "{n} : le point"),
    "it": ("Che cosa si sa di {n}", "Novità su {n}", "{n}: il punto"),
    "pt": ("O que se sabe de {n}", "Novidades sobre {n}", "{n} em foco"),
}
_ON = {
    "en": ("on {day} {month} {year}", "in {month} {year}", "in {month}"),
    "sv": ("den {day} {month} {year}", "i {month} {year}", "i {month}"),
    "de": ("am {day}. {month} {year}", "im {month} {year}", "im {month}"),
    "da": ("den {day}. {month} {year}", "i {month} {year}", "i {month}"),
    "es": ("el {day} de {month} de {year}", "en {month} de {year}", "en {month}"),
    "fr": ("le {day} {month} {year}", "en {month} {year}", "en {month}"),
    "it": ("il {day} {month} {year}", "a {month} {year}", "a {month}"),
    "pt": ("em {day} de {month} de {year}", "em {month} de {year}", "em {month}"),
}

_NAME = re.compile(r"\b[A-ZÅÄÖÉØÆ][\w'’.-]*\w(?: (?:of |the |de |von )?[A-ZÅÄÖÉØÆ][\w'’-]*\w)*")
_NO_NAME = words_of(
    "the a an in on at he she it they there this that these his her its one two three four five "
    "det den de en ett i på som han hon el la los las un una le les il lo gli o os as e "
    "according sources reports officials police enligt källor"
)
_JOINED = r"(?:and|och|og|y|e|et|[A-ZÅÄÖÉØÆ0-9&])\b"
_LONGEST_CONTEXT = 160  # characters of a sentence that serves as context


@dataclass(frozen=True, slots=True)
class _Moved:
    """A statement without one of its names."""

    name: str
    statement: str


def context_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs made of those of one part of the split; contexts come from the same part.

    Args:
        pairs: Training pairs alone, or calibration or test pairs alone.

    Returns:
        Pairs of the sources `context_kept` (the stance of the original) and `context_other`
        (neutral by label; a refutation is right as well, see `stance_mix.allowed_answers`).
        The seed fixes them and their order.
    """
    picker = random.Random(f"{SEED}-context")
    pool = _Pool(pairs)
    made: list[Pair] = []
    for pair in _chosen(pairs, _FROM, picker):
        made += _by_name(pair, pool, picker)
    for pair in _chosen(pairs, _DATED, picker):
        made += _by_date(pair, pool, picker)
    picker.shuffle(made)
    return made


def titled_pairs(folder: Path, pairs: Sequence[Pair]) -> list[Pair]:
    """Sentences of FNC-1's articles with a headline of theirs as the title.

    A headline that people found to agree with the article stands for its title, which the set
    does not keep. The stance stays that of the sentence: a title of the same affair stands over
    sentences that support, refute or say nothing of a claim.

    Args:
        folder: The folder `data/stance` of the shared evaluation data.
        pairs: Of one part of the split.
    """
    picker = random.Random(f"{SEED}-titled")
    headlines: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(folder, "fnc1.train"):
        if row["stance"] == "supports":
            headlines[row["premise"]].append(row["claim"])
    by_sentence: dict[str, str] = {}
    for text in headlines:
        by_sentence |= {sentence.text: text for sentence in split_sentences(text, "en")}
    made = []
    for pair in pairs:
        if pair.source != "fnc1" or pair.statement not in by_sentence:
            continue
        titles = [t for t in headlines[by_sentence[pair.statement]] if t != pair.claim]
        if titles:
            context = " ".join(part for part in (picker.choice(titles), pair.previous) if part)
            made.append(replace(pair, source="context_titled", previous=context))
    return made


def _chosen(pairs: Sequence[Pair], most: dict[str, int], picker: random.Random) -> Iterator[Pair]:
    by_source: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.source in most and pair.stance is not Stance.NEUTRAL:
            by_source[pair.source].append(pair)
    for source, own in by_source.items():
        yield from picker.sample(own, min(most[source], len(own)))


class _Pool:
    """Statements by the names in them, for contexts that name the same thing or another."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._with: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._any: dict[str, list[str]] = defaultdict(list)
        self._inside: Counter[tuple[str, str]] = Counter()  # not as a sentence's first word
        for pair in pairs:
            language = pair.statement_language
            self._inside.update((language, name) for name in names_of(pair.statement[1:]))
            if language not in _ON or len(pair.statement) > _LONGEST_CONTEXT:
                continue
            self._any[language].append(pair.statement)
            for name in names_of(pair.statement):
                if not self._with[language, name]:
                    self._names[language].append(name)
                self._with[language, name].append(pair.statement)

    def is_name(self, text: str, language: str) -> bool:
        """Whether it has a capital elsewhere than at the beginning of a sentence."""
        return " " in text or self._inside[language, text] > 1

    def naming(self, name: str, language: str, claim: str, picker: random.Random) -> str:
        """A sentence that names it and does not say the claim; "" where there is none."""
        found = self._with.get((language, name), [])
        for text in picker.sample(found, min(4, len(found))):
            if containment(claim, text, language) < 0.6:
                return text
        return ""

    def another(self, name: str, language: str, picker: random.Random) -> str:
        """Another name of the language with as many words; "" where there is none."""
        names = self._names[language]
        for other in picker.sample(names, min(20, len(names))):
            apart = not set(other.split()) & set(name.split())
            if apart and len(other.split()) == len(name.split()):
                return other
        return ""

    def anything(self, language: str, picker: random.Random) -> str:
        """Any sentence of the language; "" where there is none."""
        return picker.choice(self._any[language]) if self._any[language] else ""


def names_of(text: str) -> list[str]:
    """Words with a capital that look like names, in the order of the text."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].casefold() in _NO_NAME:
            words = words[1:]
        if words and len(words[-1]) > 2:
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def _by_name(pair: Pair, pool: _Pool, picker: random.Random) -> Iterator[Pair]:
    moved = [
        m for m in _without_a_name(pair, picker) if pool.is_name(m.name, pair.statement_language)
    ]
    if not moved:
        return
    one, language = picker.choice(moved), pair.statement_language
    context = _context_naming(one.name, pair, pool, picker)
    kept = replace(pair, source="context_kept", statement=one.statement, previous=context)
    yield kept
    if picker.random() < _OTHERS and (other := pool.another(one.name, language, picker)):
        if picker.random() < 0.5:
            yield _other(replace(kept, previous=_context_naming(other, pair, pool, picker)))
        else:
            yield _other(replace(kept, claim=kept.claim.replace(one.name, other)))


# Of the moved details, how many are set against another detail.
_OTHERS = 0.5


def _other(pair: Pair) -> Pair:
    return replace(pair, source="context_other", stance=Stance.NEUTRAL)


def _without_a_name(pair: Pair, picker: random.Random) -> Iterator[_Moved]:
    """The statement with one name that the claim has too left to the context."""
    text, language = pair.statement, pair.statement_language
    if language not in _SUBJECTS:
        return
    for name in names_of(text):
        if name not in pair.claim or text.count(name) != 1:
            continue
        verb = re.match(rf"{re.escape(name)} (\w+)", text)
        if verb and verb.group(1) in words_of(FINITE[language]):
            subject = "They" if verb.group(1) in _PLURAL else _subject(text, language, picker)
            yield _Moved(name, subject + text[len(name) :])
        before, instead = _PLACES[language]
        place = re.search(
            rf" (?:{'|'.join(before)}) {re.escape(name)}(?=\.?$| (?!{_JOINED}))", text
        )
        if place and place.start():
            left_out = picker.random() < 0.5
            said = "" if left_out else f" {picker.choice(instead)}"
            yield _Moved(name, text[: place.start()] + said + text[place.end() :])


def _subject(text: str, language: str, picker: random.Random) -> str:
    if language == "en" and re.search(r"\b(?:she|her)\b", text):
        return "She"
    if language == "en" and re.search(r"\b(?:he|his|him)\b", text):
        return "He"
    return picker.choice(_SUBJECTS[language])


def _context_naming(name: str, pair: Pair, pool: _Pool, picker: random.Random) -> str:
    """A context in which the name stands: in a title, in the sentence before, or in both."""
    language = pair.statement_language
    title = picker.choice(_TITLES[language]).format(n=name)
    before = pool.naming(name, language, pair.claim, picker)
    if not before:
        before = pool.anything(language, picker) if picker.random() < 0.5 else ""
    elif picker.random() < 0.6:
        title = pool.anything(language, picker) if picker.random() < 0.3 else ""
    day = any_day(picker).isoformat() if picker.random() < 0.5 else ""
    return " ".join(part for part in (day, title, before) if part)


def _by_date(pair: Pair, pool: _Pool, picker: random.Random) -> Iterator[Pair]:
    """A claim with a date that only the day of publication gives."""
    language = pair.claim_language
    if language not in _ON or re.search(r"\d", pair.claim) or len(pair.claim) > LONGEST - 30:
        return
    if pair.claim.rstrip()[-1] in "?!" or re.search(r"\b\d{4}\b", pair.statement):
        return
    day = any_day(picker)
    form = picker.choice(_ON[language])
    claim = f"{pair.claim.rstrip('. ')} {_told(day, form, language)}."
    before = pair.previous or pool.anything(pair.statement_language, picker)
    before = before if picker.random() < 0.5 else ""
    dated = replace(
        pair, source="context_kept", claim=claim, previous=f"{day.isoformat()} {before}".strip()
    )
    yield dated
    other = day + timedelta(days=picker.choice([-400, -150, -70, 70, 150, 400]))
    if picker.random() < _OTHERS:
        yield _other(replace(dated, previous=f"{other.isoformat()} {before}".strip()))


def _told(day: date, form: str, language: str) -> str:
    return form.format(day=day.day, month=_months(language)[day.month], year=day.year)


@cache
def _months(language: str) -> dict[int, str]:
    return dict(Locale.parse(language).months["format"]["wide"])


def main() -> None:
    """Print counts and samples."""
    from scoring.models.encoder import DEFAULT_MODEL, load_encoder
    from training.stance_split import load_split
    from training.stance_vectors import VectorCache

    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--models", type=Path, default=root / "var" / "models")
    parser.add_argument("--cache", type=Path, default=root / "var" / "stance")
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    vectors = VectorCache(load_encoder(DEFAULT_MODEL, options.models), options.cache)
    training, _, _ = load_split(options.shared, vectors)
    made = [pair for pair in training if pair.source.startswith("context_")]
    print(Counter((pair.source, pair.stance.value, pair.statement_language) for pair in made))
    for pair in made[: options.show]:
        print(f"\n{pair.source} {pair.stance.value}\n  C {pair.claim}\n  S {pair.statement}")
        print(f"  P {pair.previous}")


if __name__ == "__main__":
    main()
