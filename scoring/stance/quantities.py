"""Quantities of a sentence: how many, or between what bounds, of which thing.

Number words come from num2words, scales ("miljard") from CLDR; both cover all the languages of
`guards.toml`. Libraries that extract quantities cover fewer languages or misread them
(docs/decisions). Long-scale words keep their value: "billion" is 10^9 in English, "Billion" 10^12
in German.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.stance.dates import Moment
from scoring.stance.guard_words import GuardWords, load_guard_words
from scoring.stance.lexicon import load_lexicon
from scoring.stance.words import same_word

# What happened to those who are counted; it tells "12 people died" from "12 people were hurt".
FATES = frozenset({"dead", "injured", "missing", "arrested", "evacuated"})
_GENERIC = frozenset({"", "people"})

# Set by reasoning: relative width of "about 200", and how far below "nearly 200" may lie.
_ABOUT = 0.15
# Numbers that end in two zeros or more may be rounded; relative width, set by reasoning.
_ROUND = 0.05

_TOKEN = re.compile(
    r"\d{1,3}(?:[.,]\d{3})+(?!\d)(?:[.,]\d+)?|\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?|[^\W\d_]+|[^\w\s]"
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_SEASON = re.compile(r"\d{4}[-–/]$")  # before the second year of "2018–19"
_HALF = 5.0  # percentage points that "half" may be off; set by reasoning
_MOST_DIGITS = 15  # of a number; a longer one is an identifier
_AHEAD = 8  # words after a number among which its thing and fate are looked for
_BEHIND = 4  # words before it among which its fate is, where none follows: "killed 12 people"
_LONGEST_PHRASE = 4  # words of an approximator: "no more than"
_DASHES = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of a sentence, folded, with its offsets."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as bounds on a number of things.

    Attributes:
        text: The words as they stand, from the approximator to the thing.
        low: Least value that the words allow.
        high: Greatest, infinite for "at least".
        thing: What is counted: a kind of `guards.toml` or the folded noun, "" for none.
        known: Whether `thing` is a kind, which compares across languages.
        fate: One of `FATES`, or "".
        language: ISO 639-1 code of the sentence.
    """

    text: str
    low: float
    high: float
    thing: str
    known: bool
    fate: str
    language: str

    def agrees(self, other: Quantity) -> bool:
        """Whether one number can satisfy both."""
        return self.low <= other.high and other.low <= self.high

    def counts_the_same(self, other: Quantity) -> bool:
        """Whether both count the same kind of thing; false where that cannot be told."""
        if self.fate or other.fate:
            if self.fate != other.fate:
                return False
            # "12 soldiers died" may be part of "21 people died": only like with like
            generic = self.thing in _GENERIC and other.thing in _GENERIC
            return generic or self._same_thing(other)
        return self._same_thing(other)

    def _same_thing(self, other: Quantity) -> bool:
        if not self.thing or not other.thing or self.known != other.known:
            return False
        if self.known:
            return self.thing == other.thing
        return self.language == other.language and same_word(self.thing, other.thing)


def tokenize(text: str) -> tuple[Token, ...]:
    """Words, numbers and marks of a sentence."""
    return tuple(Token(m.group().casefold(), m.start(), m.end()) for m in _TOKEN.finditer(text))


def read_quantities(text: str, language: str, dates: Sequence[Moment] = ()) -> tuple[Quantity, ...]:
    """Quantities of a sentence in the order of the text.

    Args:
        text: The sentence.
        language: ISO 639-1 code.
        dates: Its dates; their numbers are no quantities.

    Returns:
        The quantities. Numbers inside names ("F-16"), times of day, ordinals and ages
        ("12-year-old") are left out, and so is "one", most often an article.
    """
    words = load_guard_words(language)
    halves = {phrase[0] for phrase in words.phrases.get("half", ())}
    if not _DIGIT.search(text) and (words.number_lengths.keys() | halves).isdisjoint(
        _LETTERS.findall(text.casefold())
    ):
        return ()
    reader = _Reader(text, language, dates)
    found: list[Quantity] = []
    place = 0
    while place < len(reader.tokens):
        quantity, place = reader.quantity_at(place)
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    slack: float  # how far the true value may lie from the written one
    first: int  # its first token
    after: int  # the token after it
    scaled: bool


class _Reader:
    """The tokens of one sentence, read from left to right."""

    def __init__(self, text: str, language: str, dates: Sequence[Moment]) -> None:
        self.text = text
        self.language = language
        self.tokens = tokenize(text)
        self.words: GuardWords = load_guard_words(language)
        lexicon = load_lexicon(language)
        self.function_words = lexicon.function_words if lexicon else frozenset()
        self.dates = dates

    def quantity_at(self, place: int) -> tuple[Quantity | None, int]:
        """The quantity that begins at a token, if one does, and the token to go on from."""
        if (half := self._half(place)) is not None:
            return half
        number = self._number(place)
        if number is None:
            return None, place + 1
        other = self._other_end(number)
        low, high, first = self._bounds(number, other)
        after = other.after if other else number.after
        thing, known, fate, last = self._counted(first, after)
        quoted = self.text[self.tokens[first].start : self.tokens[last].end]
        return Quantity(quoted, max(0.0, low), high, thing, known, fate, self.language), after

    def _half(self, place: int) -> tuple[Quantity, int] | None:
        """A half of something, which counts as about 50 per cent, and the token to go on from."""
        for phrase in self.words.phrases.get("half", ()):
            after = place + len(phrase)
            if tuple(token.text for token in self.tokens[place:after]) == phrase:
                whole = _Number(50.0, _HALF, place, after, scaled=False)
                low, high, first = self._bounds(whole, None)
                quoted = self.text[self.tokens[first].start : self.tokens[after - 1].end]
                return Quantity(quoted, low, high, "percent", True, "", self.language), after
        return None

    def _number(self, place: int) -> _Number | None:
        token = self.tokens[place]
        if self._in_date(place):
            return None
        if token.text[0].isdecimal():
            return self._digits(place)
        longest = self.words.number_lengths.get(token.text, 0)
        for size in range(min(2 * longest - 1, len(self.tokens) - place), 0, -1):
            words = tuple(t.text for t in self.tokens[place : place + size] if t.text != "-")
            value = self.words.numbers.get(words)
            if value is not None and self.tokens[place + size - 1].text != "-":
                return self._scaled(float(value), 0.0, place, place + size)
        return None

    def _digits(self, place: int) -> _Number | None:
        token = self.tokens[place]
        if self._inside_a_name(token):
            return None
        read = _read_digits(token.text, self.words.decimal)
        if read is None:
            return None
        value, unit = read
        number = self._scaled(value, unit, place, place + 1)
        following = self.text[token.end : token.end + 2]
        glued = following[:1].isalpha() or (following[:1] in _DASHES and following[1:].isalpha())
        if glued and not number.scaled and not self._unit(number.after):
            return None
        if following[:1] == ":" and following[1:].isdigit():
            return None
        percent = self._unit(number.after) == "percent"
        if number.scaled or percent or unit < 1:
            return number
        rounded = value * _ROUND if value >= 100 and value % 100 == 0 else 0.0
        return _Number(value, rounded, place, place + 1, scaled=False)

    def _inside_a_name(self, token: Token) -> bool:
        before = self.text[max(0, token.start - 5) : token.start]
        if before[-1:].isalpha() or _SEASON.search(before):
            return True
        joined = before[-1:] in {"-", "/", ":", "#"} and before[-2:-1].isalnum()
        return joined and (before[-1] != "-" or not before[-2].isdigit())

    def _scaled(self, value: float, unit: float, first: int, after: int) -> _Number:
        """The number with the scale word after it; half of its last digit may be rounding."""
        for size in (2, 1):
            words = tuple(token.text for token in self.tokens[after : after + size])
            scale = self.words.scales.get(words)
            if scale is not None and len(words) == size:
                return _Number(value * scale, (unit or 1) * scale / 2, first, after + size, True)
        return _Number(value, unit / 2, first, after, scaled=False)

    def _other_end(self, number: _Number) -> _Number | None:
        """The upper end of a range that begins with a number: "10–15", "between 10 and 15"."""
        place = number.after
        if place + 1 >= len(self.tokens):
            return None
        link = self.tokens[place].text
        spread = self.words.phrases.get("spread", ())
        opened = number.first > 0 and (self.tokens[number.first - 1].text,) in (
            self.words.phrases.get("between", ())
        )
        linked = link in _DASHES or (link,) in (spread if opened else spread[:1])
        other = self._number(place + 1) if linked else None
        return other if other and other.value > number.value else None

    def _bounds(self, number: _Number, other: _Number | None) -> tuple[float, float, int]:
        if other is not None:
            return number.value - number.slack, other.value + other.slack, number.first
        value, slack = number.value, number.slack
        kind, first = self._approximator(number.first)
        if kind == "at_least" or self._or_more(number.after):
            return value - slack, math.inf, first
        if kind == "at_most":
            return 0.0, value + slack, first
        if kind == "nearly":
            return value * (1 - _ABOUT), value + slack, first
        if kind == "about":
            return value * (1 - _ABOUT), value * (1 + _ABOUT), first
        return value - slack, value + slack, first

    def _approximator(self, first: int) -> tuple[str, int]:
        """Kind and first token of an approximator that ends right before a number."""
        end = first
        if end > 0 and self.tokens[end - 1].text in {"$", "€", "£"}:
            end -= 1
        before = [token for token in self.tokens[max(0, end - 8) : end] if token.text[0].isalpha()]
        for kind in ("at_most", "at_least", "nearly", "about"):
            for phrase in self.words.phrases.get(kind, ()):
                tail = before[-len(phrase) :]
                if tuple(token.text for token in tail) == phrase:
                    return kind, next(i for i in range(end) if self.tokens[i] is tail[0])
        return "", min(first, end)

    def _or_more(self, after: int) -> bool:
        words = tuple(token.text for token in self.tokens[after : after + _LONGEST_PHRASE])
        phrases = self.words.phrases.get("or_more", ())
        return any(words[at : at + len(p)] == p for p in phrases for at in (0, 1))

    def _unit(self, place: int) -> str:
        if place >= len(self.tokens):
            return ""
        following = self.tokens[place + 1].text if place + 1 < len(self.tokens) else ""
        return self.words.unit(self.tokens[place].text, following)

    def _counted(self, first: int, after: int) -> tuple[str, bool, str, int]:
        """Thing, whether it is a known kind, fate, and the last token that tells them."""
        thing, known, fate, last = "", False, "", after - 1
        if self.tokens[first].text in {"$", "€", "£"}:
            return self._unit(first), True, "", last
        for place in range(after, min(after + _AHEAD, len(self.tokens))):
            if self._in_date(place):
                continue
            if self._parts(place):
                break
            unit = self._unit(place)
            if unit in FATES:
                fate, last = unit, place
                break
            if unit and not known:
                thing, known, last = unit, True, place
            elif not thing and self._is_noun(place):
                thing, last = self.tokens[place].text, place
        return thing, known, fate or self._fate_before(first), last

    def _fate_before(self, first: int) -> str:
        for place in range(first - 1, max(-1, first - 1 - _BEHIND), -1):
            if self._parts(place):
                return ""
            unit = self._unit(place)
            if unit in FATES:
                return unit
        return ""

    def _in_date(self, place: int) -> bool:
        token = self.tokens[place]
        return any(token.start < date.end and date.start < token.end for date in self.dates)

    def _is_noun(self, place: int) -> bool:
        text = self.tokens[place].text
        return text[0].isalpha() and len(text) > 1 and text not in self.function_words

    def _parts(self, place: int) -> bool:
        """Whether a token ends what can belong to a number: a mark, another number, "and"."""
        text = self.tokens[place].text
        if text[0].isdecimal() or (
            not text[0].isalpha() and text not in {"%", "€", "$", "£", "'", "’"}
        ):
            return True
        spread = self.words.phrases.get("spread", ())
        return (text,) in spread[1:] or (text,) in self.words.phrases.get("clause", ())


def _read_digits(text: str, decimal: str) -> tuple[float, float] | None:
    """Value of a number in digits, and of its last digit; None where it is a time or too long."""
    if len(text) > _MOST_DIGITS:
        return None
    plain = re.sub(r"[\u00a0\u202f ]", "", text)
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return float(plain), 1.0
    last = plain.rfind(marks[-1])
    decimals = len(plain) - last - 1
    is_decimal = marks.count(marks[-1]) == 1 and (decimals != 3 or marks[-1] == decimal)
    if len(set(marks)) > 1:
        is_decimal = True
    elif is_decimal and decimals == 2 and marks[-1] != decimal:
        return None  # 14.20 where the comma is the decimal mark is a time of day
    if not is_decimal:
        return float(re.sub("[.,]", "", plain)), 1.0
    whole = re.sub("[.,]", "", plain[:last])
    return float(f"{whole}.{plain[last + 1 :]}"), 10.0**-decimals
