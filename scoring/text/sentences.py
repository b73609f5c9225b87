"""Sentences of a document, with exact offsets into its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from scoring.records import Sentence

_LINE = re.compile(r"[^\n]+")
_HAS_WORD = re.compile(r"\w")
# Characters; 600 stay under the encoder's 512 tokens in every script tried, so no end is lost.
_LONGEST = 600


def split_sentences(text: str, language: str) -> list[Sentence]:
    """Split a document into sentences, paragraph by paragraph.

    A line break always ends a sentence: news text uses it between paragraphs,
    and after headings, captions and credit lines that carry no full stop.

    Args:
        text: The document text as stored.
        language: ISO 639-1 code; an unknown one gets sentencex's default rules.

    Returns:
        The sentences in order; `text[s.start:s.end] == s.text` for each. Pieces
        without a letter or digit are left out, and a run of over 600 characters
        without a sentence end is cut so that no model has to truncate it.
    """
    sentences: list[Sentence] = []
    for paragraph, line in enumerate(_LINE.finditer(text)):
        cursor = line.start()
        for piece in sentencex.segment(language, line.group()):
            body = piece.strip()
            at = text.index(piece, cursor)
            cursor = at + len(piece)
            if not _HAS_WORD.search(body):
                continue
            start = at + (len(piece) - len(piece.lstrip()))
            sentences.extend(_cut(body, start, paragraph))
    return sentences


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
