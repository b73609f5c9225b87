"""The sentences of a document as statements: each in its language, with its hedges and sources."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from scoring.attribution import find_attributions
from scoring.hedging import certainty, find_hedges
from scoring.hedging.carry import carried_hedges
from scoring.records import Attribution, Document, Hedge, Sentence, Statement
from scoring.text.language import sentence_languages


def make_statements(document: Document, sentences: Sequence[Sentence]) -> tuple[Statement, ...]:
    """Read each sentence of a document for its hedges and for who is said to have said it.

    A sentence in another language than the document's is read with the cues of its own, and
    with what sentences around it say of it in the document's.

    Args:
        document: The document.
        sentences: Those that are part of the article, in order.
    """
    languages = sentence_languages([each.text for each in sentences], document.language)
    attributions = _attributions(document, sentences, languages)
    carried = _carried(document.language, sentences, languages)
    statements = []
    for index, (sentence, language) in enumerate(zip(sentences, languages, strict=True)):
        own = find_hedges(sentence.text, language, offset=sentence.start)
        hedges = tuple(sorted((*own, *carried[index]), key=lambda hedge: hedge.start))
        statements.append(
            Statement(
                document_key=document.key,
                index=index,
                text=sentence.text,
                start=sentence.start,
                end=sentence.end,
                paragraph=sentence.paragraph,
                language=language,
                certainty=certainty(hedges),
                hedges=hedges,
                attributions=attributions[index],
            )
        )
    return tuple(statements)


def _attributions(
    document: Document, sentences: Sequence[Sentence], languages: Sequence[str]
) -> list[tuple[Attribution, ...]]:
    """By the document's cues; within each run of another language by those of that one.

    Words of one language mean other things in the next, so that such a sentence keeps of the
    first reading only what is worded in other sentences: who speaks a quotation.
    """
    found = find_attributions(sentences, language=document.language, publisher=document.publisher)
    for start, end in _runs(languages, document.language):
        run = sentences[start:end]
        own = find_attributions(run, language=languages[start], publisher=document.publisher)
        for index, attributions in enumerate(own, start):
            found[index] = attributions or _worded_elsewhere(found[index], sentences[index])
    return found


def _worded_elsewhere(
    found: tuple[Attribution, ...], sentence: Sentence
) -> tuple[Attribution, ...]:
    return tuple(each for each in found if not sentence.start <= each.start < sentence.end)


def _carried(
    language: str, sentences: Sequence[Sentence], languages: Sequence[str]
) -> list[tuple[Hedge, ...]]:
    """Hedges that stand in another sentence, of the document's language or of the same run."""
    found = carried_hedges(sentences, language)
    for start, end in _runs(languages, language):
        own = carried_hedges(sentences[start:end], languages[start])
        for index, hedges in enumerate(own, start):
            found[index] = hedges or found[index]
    return found


def _runs(languages: Sequence[str], language: str) -> Iterator[tuple[int, int]]:
    """Start and end of each run of sentences in one other language."""
    start = 0
    for found, run in itertools.groupby(languages):
        end = start + sum(1 for _ in run)
        if found != language:
            yield start, end
        start = end
