"""Dates of a sentence: explicit ones, weekdays, and relative ones where the writing is dated.

Month and weekday names are CLDR's (babel). dateparser was tried and takes a millisecond a
sentence, "may" for a month and half of "3. März 2021" (docs/decisions).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from scoring.stance.guard_words import GuardWords, load_guard_words

_ISO = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_YEAR = re.compile(r"(?<![\w.,$€£-])((?:19|20)\d\d)(?!\w|['’]s|[.,:]\d|[-–]\w|\s*[%€$£])")
_DIGIT = re.compile(r"\d")
_NEVER = re.compile(r"(?!)")
_LINK = r"(?:(?:de|del|of)\s+)?"
_WEEKDAY_ENDING = r"(?:s|en|ens)?"  # Swedish and German: "i tisdags", "tisdagen", "dienstags"
_WORD = re.compile(r"[^\W\d_]+")
_NEAR_DAYS = 8  # a weekday without a date is within about a week of the day of writing


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as the sentence tells; None for what it leaves open.

    Attributes:
        text: The words as they stand.
        start: Offset of the words in the sentence.
        end: Offset after them.
        weekday: Monday 0.
        written: For a bare weekday, the day on which it was written, when known.
    """

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    written: date | None = None

    def conflicts(self, other: Moment) -> bool:
        """Whether the two cannot be one date; what either leaves open does not conflict."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        if any(one is not None and two is not None and one != two for one, two in pairs):
            return True
        return _far(self, other) or _far(other, self)

    @property
    def whole(self) -> date | None:
        """The date, when year, month and day are known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return _date(self.year, self.month, self.day)


def read_dates(text: str, language: str, written: datetime | None = None) -> tuple[Moment, ...]:
    """Dates of a sentence in the order of the text.

    Args:
        text: The sentence.
        language: ISO 639-1 code; of an unknown language only ISO dates and years are read.
        written: When it was published; without it relative dates stay unread, and a day and
            month without a year stay without.

    Returns:
        The dates; years that tell when something began ("built in 1998") are left out.
    """
    words = load_guard_words(language)
    found: list[Moment] = []
    for moment in _candidates(text, language, words, written):
        if not any(moment.start < other.end and other.start < moment.end for other in found):
            found.append(moment)
    return tuple(sorted(found, key=lambda moment: moment.start))


def _candidates(
    text: str, language: str, words: GuardWords, written: datetime | None
) -> Iterator[Moment]:
    """The longest forms first; a later one that overlaps an earlier one is dropped."""
    if _DIGIT.search(text):
        yield from _explicit(text, language, words, written)
    if written is not None:
        yield from _relative(text.casefold(), text, words, written.date())
    for match in _patterns(language)[-1].finditer(text):
        yield Moment(
            match[0],
            match.start(),
            match.end(),
            weekday=words.weekdays[match[1].casefold()],
            written=written.date() if written else None,
        )


def _explicit(
    text: str, language: str, words: GuardWords, written: datetime | None
) -> Iterator[Moment]:
    """Dates with a number in them."""
    for match in _ISO.finditer(text):
        yield _moment(match, int(match[1]), int(match[2]), int(match[3]))
    day_first, month_first, month_year, _ = _patterns(language)
    for match in day_first.finditer(text):
        yield _named(match, words, year=match[3], month=match[2], day=match[1], written=written)
    for match in month_first.finditer(text):
        yield _named(match, words, year=match[3], month=match[1], day=match[2], written=written)
    for match in month_year.finditer(text):
        yield _named(match, words, year=match[2], month=match[1], day=None, written=None)
    for match in _YEAR.finditer(text):
        if not _is_count(text, match, words) and not _is_background(text, match.start(), words):
            yield _moment(match, int(match[1]))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = load_guard_words(language)
    if not words.months:
        return (_NEVER,) * 4
    month, weekday = _any(words.months), _any(words.weekdays)
    ordinal = r"(?:st|nd|rd|th|er|º|:e|\.)?"
    year = rf"(?:,?\s+{_LINK}(\d{{4}}))?(?!\w)"
    return (
        re.compile(
            rf"(?<![\w.,])(\d{{1,2}}){ordinal}\s+{_LINK}({month})\b\.?{year}", re.IGNORECASE
        ),
        re.compile(rf"\b({month})\.?\s+(\d{{1,2}}){ordinal}(?![\d:%]|[.,]\d){year}", re.IGNORECASE),
        re.compile(rf"\b({month})\.?,?\s+{_LINK}((?:19|20)\d\d)(?!\w)", re.IGNORECASE),
        re.compile(rf"\b({weekday}){_WEEKDAY_ENDING}\b", re.IGNORECASE),
    )


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _named(
    match: re.Match[str],
    words: GuardWords,
    *,
    year: str | None,
    month: str,
    day: str | None,
    written: datetime | None,
) -> Moment:
    number = words.months.get(month.casefold())
    known = int(year) if year else None
    if known is None and number and day and written:
        known = _nearest_year(number, int(day), written.date())
    return _moment(match, known, number, int(day) if day else None)


def _moment(
    match: re.Match[str], year: int | None, month: int | None = None, day: int | None = None
) -> Moment:
    whole = _date(year, month, day) if year and month and day else None
    return Moment(
        match[0].rstrip(),
        match.start(),
        match.end(),
        year,
        month,
        day,
        whole.weekday() if whole else None,
    )


def _nearest_year(month: int, day: int, written: date) -> int | None:
    years = (written.year - 1, written.year, written.year + 1)
    dates = [found for year in years if (found := _date(year, month, day))]
    return min(dates, key=lambda found: abs(found - written)).year if dates else None


def _relative(folded: str, text: str, words: GuardWords, written: date) -> Iterator[Moment]:
    if len(folded) != len(text):  # case folding moved the offsets
        return
    for name, days in (("yesterday", 1), ("today", 0)):
        for match in words.cue(name).finditer(folded):
            on = written - timedelta(days=days)
            yield Moment(
                text[match.start() : match.end()],
                match.start(),
                match.end(),
                on.year,
                on.month,
                on.day,
                on.weekday(),
            )
    for name, years in (("last_year", -1), ("this_year", 0), ("next_year", 1)):
        for match in words.cue(name).finditer(folded):
            quoted = text[match.start() : match.end()]
            yield Moment(quoted, match.start(), match.end(), written.year + years)


def _is_count(text: str, match: re.Match[str], words: GuardWords) -> bool:
    """Whether what looks like a year counts something: "2000 euros", "more than 2000"."""
    after = [word.casefold() for word in _WORD.findall(text[match.end() : match.end() + 30])]
    following = text[match.end() :].lstrip()[:1]
    if after and following.isalpha() and words.unit(after[0], "".join(after[1:2])):
        return True
    if after and (after[0],) in words.scales:
        return True
    before = tuple(word.casefold() for word in _WORD.findall(text[: match.start()])[-3:])
    lists = ("at_least", "at_most", "nearly", "about")
    longer = (phrase for name in lists for phrase in words.phrases.get(name, ()) if phrase[1:])
    return any(before[-len(phrase) :] == phrase for phrase in longer)


def _is_background(text: str, start: int, words: GuardWords) -> bool:
    before = {word.casefold() for word in _WORD.findall(text[max(0, start - 25) : start])[-2:]}
    return any((word,) in words.phrases.get("background", ()) for word in before)


def _far(bare: Moment, other: Moment) -> bool:
    whole = other.whole
    if bare.written is None or whole is None:
        return False
    return abs((whole - bare.written).days) > _NEAR_DAYS


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
