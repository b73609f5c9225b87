"""Sentences of a document, with exact offsets into its text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import sentencex

from scoring.records import Sentence

_LINE = re.compile(r"[^\n]+")
_HAS_WORD = re.compile(r"\w")
# A closing quotation mark at the end, and a letter at the start: “河水上涨！”市长说。
_CLOSED_QUOTE = re.compile(r"[”’」』»]$")
# Characters; with a token a character, the most that Chinese and Japanese were seen to need, 500
# and the prefix stay under the encoder's 512 tokens, so no end is lost.
_LONGEST = 500
_LONGEST_ABBREVIATION = 24  # characters, with room for white space after it


def split_sentences(text: str, language: str) -> list[Sentence]:
    """Split a document into sentences, paragraph by paragraph.

    A line break always ends a sentence: news text uses it between paragraphs,
    and after headings, captions and credit lines that carry no full stop.

    Args:
        text: The document text as stored.
        language: ISO 639-1 code; an unknown one gets sentencex's default rules.

    Returns:
        The sentences in order; `text[s.start:s.end] == s.text` for each. Pieces
        without a letter or digit are left out, and a run of over 500 characters
        without a sentence end is cut so that no model has to truncate it.
    """
    sentences: list[Sentence] = []
    for paragraph, line in enumerate(_LINE.finditer(text)):
        for start, end in _spans(line.group(), language):
            piece = line.group()[start:end]
            body = piece.strip()
            if _HAS_WORD.search(body):
                at = line.start() + start + len(piece) - len(piece.lstrip())
                sentences.extend(_cut(body, at, paragraph))
    return sentences


def _spans(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence in a line, with those joined that were wrongly parted."""
    start = end = 0
    for piece in sentencex.segment(language, line):
        at = line.index(piece, end)
        tail = line[max(start, end - _LONGEST_ABBREVIATION) : end]
        if end > start and not _continues(tail, piece, language):
            yield start, end
            start = at
        end = at + len(piece)
    if end > start:
        yield start, end


def _continues(before: str, after: str, language: str) -> bool:
    """Whether what follows a supposed sentence end belongs to the same sentence."""
    if _CLOSED_QUOTE.search(before) and after[:1].isalpha():
        return True
    endings = _abbreviations().get(language)
    return endings is not None and endings.search(before) is not None


@cache
def _abbreviations() -> dict[str, re.Pattern[str]]:
    """For each language what a text ends with that stops at one of its abbreviations."""
    source = files("scoring.text").joinpath("abbreviations.toml").read_text(encoding="utf-8")
    return {
        language: re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, words))})\s*$")
        for language, words in tomllib.loads(source).items()
    }


def _cut(body: str, start: int, paragraph: int) -> Iterator[Sentence]:
    """Cut a sentence that is longer than any model reads, at white space where there is some."""
    while len(body) > _LONGEST:
        at = _last_space(body, _LONGEST // 2, _LONGEST)
        piece = body[:at].rstrip()
        if _HAS_WORD.search(piece):
            yield Sentence(piece, start, start + len(piece), paragraph)
        rest = body[at:].lstrip()
        start += len(body) - len(rest)
        body = rest
    if _HAS_WORD.search(body):
        yield Sentence(body, start, start + len(body), paragraph)


def _last_space(text: str, start: int, end: int) -> int:
    """Offset of the last white space of any kind in text[start:end], `end` without any."""
    return next((at for at in range(end - 1, start - 1, -1) if text[at].isspace()), end)
