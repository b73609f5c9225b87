"""Sentences of a document, with exact offsets into its text."""

from __future__ import annotations

import re

import sentencex

from scoring.records import Sentence

_LINE = re.compile(r"[^\n]+")
_HAS_WORD = re.compile(r"\w")


def split_sentences(text: str, language: str) -> list[Sentence]:
    """Split a document into sentences, paragraph by paragraph.

    A line break always ends a sentence: news text uses it between paragraphs,
    and after headings, captions and credit lines that carry no full stop.

    Args:
        text: The document text as stored.
        language: ISO 639-1 code; an unknown one gets sentencex's default rules.

    Returns:
        The sentences in order; `text[s.start:s.end] == s.text` for each. Pieces
        without a letter or digit are left out.
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
            sentences.append(Sentence(body, start, start + len(body), paragraph))
    return sentences
