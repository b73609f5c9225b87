"""Changes of numbers, names and dates in a clause, and synonyms from WordNet."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from training.stance_contrast_grammar import WORDNET, Change, Clause, words_of
from training.stance_contrast_words import DATES, LESS_THAN, MORE_THAN, NUMBER_WORDS

_NUMBER = re.compile(
    r"(?<![\w.,$€£+/-])\d{1,3}(?:,\d{3})+(?![\w.,/-])|(?<![\w.,$€£+/-])\d+(?![\w/-])(?![.,]\d)"
)
# "More than 30" does not contradict "more than 60", nor "up to 30" "up to 20".
_BOUND = words_of(
    "than over least to most about around nearly almost under below minimum än över "
    "minst upp drygt "
    "omkring cirka ca knappt nästan mehr als über etwa mindestens fast que de plus environ más "
    "menos casi unos più circa oltre mere end omkring cirka mais cerca quase between mellan from "
    "from number nummer no at age"
)
_NO_BOUND = words_of(
    "a an the further whopping its their his her these those last next first past few other de "
    "den det en ett senaste dagens sina los las les gli le i os as die der deres sus"
)
# First words of places, bodies and titles, which the shape of a name does not tell from persons.
_NO_GIVEN = words_of(
    "Mount New United South North West East San Saint St Costa Sir Mr Mrs Dr Prime Islamic Real "
    "Lake Port Fort Northern Southern Western Eastern Los Las São President Professor Minister "
    "Justice Judge Prince Princess Central Great Federal National International Royal Santa El La "
    "Social White Black Old Le Officer Secretary Premier Senator General Apple Google "
    "Microsoft Al Den Det Nya Norra Södra Svenska"
)
_NO_SURNAME = words_of(
    "United Online City University Party River Airport Street Kong Inc Corp Ltd Zealand Wales "
    "Times Post News Journal Watch Department Bank Valley Australia America FC IF IK"
)
_NAME = re.compile(r"(?<=[\w,] )[A-ZÅÄÖÉ][\w'’-]*[a-zA-Zåäöé](?: [A-ZÅÄÖÉ][\w'’-]+)*")
_PLACE_BEFORE = {
    "en": "in near from", "sv": "i från", "es": "en", "fr": "à", "it": "a in", "da": "i fra",
    "pt": "em",
}  # fmt: skip


def number_changes(clause: Clause, picker: random.Random) -> Iterator[Change]:
    """Another number of the same thing; a year counts as a date."""
    for place, word in enumerate(clause.words[:-1]):
        before = clause.words[place - 1].casefold() if place else ""
        following = clause.words[place + 1]
        if before in _BOUND or before[-1:].isdigit() or following[0].isdigit():
            continue
        if following.strip(",").casefold() in _months(clause.language):
            continue
        if (
            before in _months(clause.language)
            or (other := _other(word, clause.language, picker)) is None
        ):
            continue
        year = word.isdigit() and 1500 <= int(word) <= 2100
        yield Change("date" if year else "number", f"{word} {following}", f"{other} {following}")


def _other(word: str, language: str, picker: random.Random) -> str | None:
    names = NUMBER_WORDS[language].split()
    if word.casefold() in names:
        place = names.index(word.casefold())
        other = names[(place + picker.choice([2, 3, 4, 5])) % len(names)]
        return other.capitalize() if word[0].isupper() else other
    if not _NUMBER.fullmatch(word):
        return None
    value = int(word.replace(",", ""))
    if 1500 <= value <= 2100 and "," not in word:
        return str(value + picker.choice([-12, -5, -2, 1, 3, 7]))
    choices = [value * 2, value * 3, value // 2 or 4, value + 7 if value < 40 else value * 4]
    drawn = picker.choice([number for number in choices if number not in {value, 0, 1}])
    return f"{drawn:,}" if "," in word else str(drawn)


@cache
def _months(language: str) -> frozenset[str]:
    return frozenset(word.casefold() for row in DATES[language] for word in row.split())


def rounded(clause: Clause, picker: random.Random) -> Iterator[tuple[bool, Change]]:
    """Bounds that a number keeps (true) or breaks (false), and small numbers spelled otherwise."""
    language = clause.language
    names = NUMBER_WORDS[language].split()
    for place, word in enumerate(clause.words[:-1]):
        before, following = clause.words[place - 1].casefold(), clause.words[place + 1]
        if not place or before in _BOUND | _NO_BOUND:
            continue
        if before[-1].isdigit() or following[0].isdigit():
            continue
        if following.strip(",").casefold() in _months(language):
            continue
        old = f"{word} {following}"
        if word in names:
            yield True, Change("number", old, f"{names.index(word) + 2} {following}")
        if not _NUMBER.fullmatch(word):
            continue
        value = int(word.replace(",", ""))
        if 2 <= value <= 12:
            yield True, Change("number", old, f"{names[value - 2]} {following}")
        unit = 10 ** (len(str(value)) - 1)
        low = value // unit * unit
        if value < 20 or low == value or (1500 <= value <= 2100 and "," not in word):
            continue
        shown, high = (f"{n:,}" if "," in word else str(n) for n in (low, low + 2 * unit))
        more = picker.choice(MORE_THAN[language])
        yield True, Change("number", old, f"{more} {shown} {following}")
        yield False, Change("number", old, f"{more} {high} {following}")
        yield False, Change("number", old, f"{LESS_THAN[language]} {shown} {following}")
        yield True, Change("number", old, f"{LESS_THAN[language]} {high} {following}")


def date_changes(clause: Clause, picker: random.Random) -> Iterator[Change]:
    """Another weekday or month."""
    for row in DATES[clause.language]:
        for word in row.split():
            if word in clause.words and not (word == "May" and clause.words[0] == "May"):
                yield Change("date", word, picker.choice([w for w in row.split() if w != word]))


class Names:
    """Names of the sentences by language and kind: places, persons, and abbreviations."""

    def __init__(self, texts: Sequence[tuple[str, str]], small: dict[str, frozenset[str]]) -> None:
        """Collect names.

        Args:
            texts: Language and sentence.
            small: By language, words that stand with a small first letter.
        """
        self._small = small
        after: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
        for language, text in texts:
            before = _PLACE_BEFORE.get(language, "").split()
            for match in _NAME.finditer(text):
                preceding = text[: match.start()].split()[-1].casefold()
                after[language, match.group()][preceding in before] += 1
        self._given = Counter(name.split()[0] for _, name in after if " " in name)
        self._places = {name for (_, name), counts in after.items() if counts[True] > counts[False]}
        self._kind: dict[tuple[str, str], str] = {}
        self._all: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (language, name), counts in after.items():
            if (kind := self._kind_of(language, name, counts)) is not None:
                self._kind[language, name] = kind
                self._all[language, kind].append(name)

    def _kind_of(self, language: str, name: str, counts: Counter[bool]) -> str | None:
        words = name.split()
        known = self._small.get(language, frozenset())
        if any(w.casefold() in known or w.casefold() in _months(language) for w in words):
            return None
        if name.endswith(("'s", "’s")) or len(words) > 2:
            return None
        if counts[True] >= 2 and counts[True] >= counts[False] and language != "de":
            return "place"
        plain = len(words) == 2 and not any(w.isupper() or not w.isalpha() for w in words)
        # a first word that begins several names is a given name, a dictionary noun no surname
        plain = plain and words[0] not in _NO_GIVEN and words[-1] not in _NO_SURNAME
        if language == "de":  # every German noun has a capital
            return None
        if plain and not counts[True] and self._given[words[0]] >= 3:
            low = words[1].casefold()
            common = low in _index("noun") or low.rstrip("s") in _index("noun")
            return None if common or words[0] in self._places else "person"
        return None

    def changes(self, clause: Clause, picker: random.Random) -> Iterator[Change]:
        """Another name of the same kind for each name of the clause."""
        for match in _NAME.finditer(clause.text):
            kind = self._kind.get((clause.language, match.group()))
            if kind is None:
                continue
            other = picker.choice(self._all[clause.language, kind])
            if other not in clause.text and match.group() not in other:
                yield Change(kind, match.group(), other)

    def draw(self, language: str, kind: str, picker: random.Random) -> str | None:
        """Any name of a kind, None when the sources hold fewer than ten."""
        names = self._all[language, kind]
        return picker.choice(names) if len(names) >= 10 else None


def synonyms(clause: Clause) -> Iterator[Change]:
    """English words with one sense and a synonym that is no rarer a form."""
    for place, word in enumerate(clause.words):
        if not place or clause.language != "en" or not word.islower() or len(word) < 5:
            continue
        for other in _one_sense(word):
            article = clause.words[place - 1].casefold()
            if article not in {"a", "an"} or (word[0] in "aeiou") == (other[0] in "aeiou"):
                yield Change("synonym", word, other)


@cache
def _one_sense(word: str) -> tuple[str, ...]:
    senses = [(part, own) for part in ("noun", "adj", "adv") if (own := _index(part).get(word))]
    if len(senses) != 1 or len(senses[0][1]) != 1 or word in _index("verb"):
        return ()
    part, (place,) = senses[0]
    if part == "adj":  # members of an adjective's synset are too loose a synonym
        return ()
    with (WORDNET / f"data.{part}").open("rb") as data:
        data.seek(place)
        fields = data.readline().decode().split()
    words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
    return tuple(
        other
        for other in words
        if other.isalpha()
        and other.islower()
        and other != word
        and len(other) > 3
        and len(_index(part).get(other, ())) == 1
    )


@cache
def _index(part: str) -> dict[str, tuple[int, ...]]:
    path = WORDNET / f"index.{part}"
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text().splitlines():
        if line[0] != " ":
            fields = line.split()
            found[fields[0]] = tuple(int(place) for place in fields[-int(fields[2]) :])
    return found
