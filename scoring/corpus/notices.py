"""What an article says of itself: that it was corrected or withdrawn; and a changed headline.

The words are data, `notices.toml`; its examples and counter-examples are tests.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from scoring.hedging.lexicon import lexicon_code
from scoring.records import Document, Notice, NoticeKind, Sentence

_ORDER = (NoticeKind.RETRACTION, NoticeKind.CORRECTION)
_LONGEST = 500  # characters of a notice that are quoted
# Before a label: brackets, asterisks, dashes. After it: at most a date or a few words, then a colon
# or a dash; or the line's end, or the bracket that closes.
_LABEL = (
    r"[\W_]*(?:{labels})(?:[ ,]*\([^)\n]{{1,40}}\)|[ ,]+[^\n:–—.]{{1,30}})?"
    r"\s*(?::|[–—-](?=\s)|[\])]|$)"
)


# As wires begin a headline: "CORRECTED-", "REFILE-CORRECTED-", "UPDATE 2-CORRECTED-", in capitals.
_GLUED = (
    r"(?:(?:REFILE|RPT|(?:UPDATE|WRAPUP) \d{{1,2}})-)*"
    r"(?:{labels})(?:\([^)\n]{{1,40}}\))?-(?=[^\W_])"
)


def read_notices(
    title: str | None, sentences: Sequence[Sentence], text: str, language: str
) -> tuple[Notice, ...]:
    """Find what an article says of its own correction or withdrawal.

    Args:
        title: Its headline.
        sentences: Of its text.
        text: The text, which offsets count.
        language: ISO 639-1; a language without words of its own has no notices.

    Returns:
        One notice for each paragraph that has one, the headline's first; a notice reaches to the
        end of its paragraph.
    """
    patterns = _patterns().get(lexicon_code(language) or "", ())
    if not patterns:
        return ()
    found = [Notice(kind, title or "") for kind in _first_kind(title or "", patterns, opens=True)]
    seen: set[int] = set()
    last_of = {sentence.paragraph: sentence.end for sentence in sentences}
    before: int | None = None
    for sentence in sentences:
        opens, before = sentence.paragraph != before, sentence.paragraph
        if sentence.paragraph in seen:
            continue
        for kind in _first_kind(sentence.text, patterns, opens=opens):
            seen.add(sentence.paragraph)
            end = min(last_of[sentence.paragraph], sentence.start + _LONGEST)
            found.append(Notice(kind, text[sentence.start : end], sentence.start, end))
    return tuple(found)


def changed_headline(before: str | None, after: str | None, when: datetime) -> tuple[Notice, ...]:
    """A notice where a headline became another one, apart from white space and case."""
    if not before or not after or _folded(before) == _folded(after):
        return ()
    return (Notice(NoticeKind.CHANGED_HEADLINE, before, noticed_at=when),)


def sentences_on(document: Document) -> Iterator[str]:
    """Sentences for a reader of a check that rests on a document with notices."""
    name = f"{document.id} of {document.publisher}" if document.publisher else document.id
    for notice in document.notices:
        if notice.kind is NoticeKind.RETRACTION:
            yield f"{name} says that it was withdrawn: “{notice.detail}”"
        elif notice.kind is NoticeKind.CORRECTION:
            yield f"{name} carries a correction: “{notice.detail}”"
        elif notice.kind is NoticeKind.CHANGED_HEADLINE:
            yield f"The headline of {name} was “{notice.detail}” before it was “{document.title}”."
        else:
            day = f" on {notice.noticed_at:%Y-%m-%d}" if notice.noticed_at else ""
            why = f": {notice.detail}" if notice.detail else "."
            yield f"{name} was marked as retracted{day}{why}"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _first_kind(text: str, patterns: Sequence[_Pattern], *, opens: bool) -> Iterator[NoticeKind]:
    """The kind of notice that a sentence is, if any; `opens` where it begins its paragraph."""
    for kind, label, glued, sentence in patterns:
        if (opens and (label.match(text) or glued.match(text))) or sentence.search(text):
            yield kind
            return


_Pattern = tuple[NoticeKind, re.Pattern[str], re.Pattern[str], re.Pattern[str]]


def words_of_notices() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """The content of `notices.toml`: by language, by kind."""
    file = resources.files("scoring.corpus").joinpath("notices.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _patterns() -> dict[str, tuple[_Pattern, ...]]:
    return {
        language: tuple(_compile(kind, kinds[kind.value]) for kind in _ORDER)
        for language, kinds in words_of_notices().items()
    }


def _compile(kind: NoticeKind, words: Mapping[str, Any]) -> _Pattern:
    labels = "|".join(
        re.escape(label).replace(r"\ ", r"\s+")
        for label in sorted(words["labels"], key=len, reverse=True)
    )
    sentences = "|".join(f"(?:{pattern})" for pattern in words["sentences"]).replace(" ", r"\s+")
    return (
        kind,
        re.compile(_LABEL.format(labels=labels), re.IGNORECASE),
        re.compile(_GLUED.format(labels="|".join(map(_in_capitals, words["labels"])))),
        re.compile(rf"\b(?:{sentences})", re.IGNORECASE),
    )


def _in_capitals(label: str) -> str:
    return re.escape(label.upper())
