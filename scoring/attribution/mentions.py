"""Everybody to whom a document gives words, beliefs or wishes: more than who told something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.attribution.finder import find_attributions, read_document
from scoring.attribution.languages import load_language
from scoring.attribution.reading import Reading, Span
from scoring.attribution.tagger import Manner, Tagged, load_tagger
from scoring.records import Sentence


@dataclass(frozen=True, slots=True)
class SourceMention:
    """A source as its words stand in the text.

    Attributes:
        start: Offset of the source in the document text.
        end: Offset after it.
        cue_start: Offset of its cue; equal to `cue_end` where none was found.
        cue_end: Offset after the cue.
        manner: Whether it told something or is only said to hold it.
    """

    start: int
    end: int
    cue_start: int
    cue_end: int
    manner: Manner


def find_mentions(
    sentences: Sequence[Sentence], *, language: str
) -> list[tuple[SourceMention, ...]]:
    """Find whoever is said to have said, written, believed or wanted something.

    In English by the tagger, pronouns included; in other languages these are the sources of
    `find_attributions`, all of them told. Origins never rest on a mention that is held.

    Args:
        sentences: All sentences of one document, in order.
        language: ISO 639-1 code.

    Returns:
        For each sentence its mentions in the order of the text.
    """
    cues, tagger = load_language(language), load_tagger(language)
    if cues is None or tagger is None:
        return _told_mentions(sentences, language)
    readings = read_document(sentences, cues)
    return [
        tuple(_mention(one, reading, sentence.start) for one in tagged)
        for tagged, reading, sentence in zip(tagger.tag(readings), readings, sentences, strict=True)
    ]


def _mention(tagged: Tagged, reading: Reading, offset: int) -> SourceMention:
    def ends(span: Span) -> Span:
        tokens = reading.tokens
        return offset + tokens.start[span[0]], offset + tokens.end[span[1] - 1]

    start, end = ends(tagged.source)
    cue = ends(tagged.cue) if tagged.cue is not None else (start, start)
    return SourceMention(start, end, *cue, tagged.manner)


def _told_mentions(sentences: Sequence[Sentence], language: str) -> list[tuple[SourceMention, ...]]:
    mentions = []
    for sentence, found in zip(
        sentences, find_attributions(sentences, language=language), strict=True
    ):
        unique = {}
        for one in found:
            if not sentence.start <= one.start < sentence.end:
                continue  # shared from another sentence
            inside = sentence.text[one.start - sentence.start : one.end - sentence.start]
            source = one.start + inside.find(one.source)
            cue = one.start + max(inside.find(one.cue), 0)
            unique[source] = SourceMention(
                source, source + len(one.source), cue, cue + len(one.cue), Manner.TOLD
            )
        mentions.append(tuple(unique[start] for start in sorted(unique)))
    return mentions
