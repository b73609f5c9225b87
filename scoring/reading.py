"""A text read for how firmly it asserts what it says: no claim, no corpus, nothing stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.attribution import find_attributions
from scoring.corpus.validation import validate_document
from scoring.hedging import Genre, certainty, find_genre_hedges, statement_certainty
from scoring.hedging.carry import carried_hedges, headline_hedges
from scoring.hedging.distance import Distance, evidence_distance
from scoring.hedging.lexicon import lexicon_code, supported_languages
from scoring.records import Attribution, Hedge, Sentence, SubmittedDocument
from scoring.text import detect_language, split_sentences


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One sentence of the text.

    Attributes:
        certainty: In [0, 1]; how firmly it asserts its content.
        hedges: Its hedges, and those of other sentences that reach it: their scope is
            the sentence, their cue stands outside it.
        distance: Whose word it is.
    """

    text: str
    start: int
    end: int
    certainty: float
    hedges: tuple[Hedge, ...]
    distance: Distance


@dataclass(frozen=True, slots=True)
class ReadTitle:
    """A headline, with its hedges (offsets count in it) and the certainty that they leave."""

    text: str
    certainty: float
    hedges: tuple[Hedge, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with what was read in it.

    Attributes:
        language: ISO 639-1 code, given or detected; "und" where none could be told.
        genre: The kind of text it was read as.
        title: The headline; None where none was given.
        statements: Its sentences, in order.
        warnings: What could not be done for it.
    """

    language: str
    genre: Genre
    title: ReadTitle | None
    statements: tuple[ReadStatement, ...]
    warnings: tuple[str, ...]


def read_hedges(
    text: str,
    language: str | None = None,
    genre: Genre = Genre.NEWS,
    *,
    title: str | None = None,
) -> Reading:
    """Read a text.

    Args:
        text: At most as long as a document may be, in any language.
        language: ISO 639-1 code; detected when None.
        genre: What kind of text it is.
        title: Its headline, where question marks, scare quotes and words such as "claims"
            hedge too.

    Returns:
        Its statements with their hedges. In a language without a lexicon there are none,
        and a warning says so.

    Raises:
        InvalidDocument: The text is blank or too long, or it or the title has a character that
            no text has.
    """
    validate_document(SubmittedDocument(text=text, title=title, language=language))
    language = language or detect_language(text)
    sentences = split_sentences(text, language)
    attributions = find_attributions(sentences, language=language)
    carried = carried_hedges(sentences, language)
    return Reading(
        language=language,
        genre=genre,
        title=_read_title(title, language) if title else None,
        statements=tuple(
            _read(sentence, language, genre, reaching, found)
            for sentence, reaching, found in zip(sentences, carried, attributions, strict=True)
        ),
        warnings=_warnings(language, genre),
    )


def _read_title(title: str, language: str) -> ReadTitle:
    hedges = headline_hedges(title, language)
    return ReadTitle(title, certainty(hedges), hedges)


def _read(
    sentence: Sentence,
    language: str,
    genre: Genre,
    reaching: Sequence[Hedge],
    attributions: Sequence[Attribution],
) -> ReadStatement:
    own = find_genre_hedges(sentence.text, language, genre, offset=sentence.start)
    hedges = tuple(sorted((*own, *reaching), key=lambda hedge: hedge.start))
    return ReadStatement(
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        certainty=statement_certainty(sentence.text, language, hedges, genre),
        hedges=hedges,
        distance=evidence_distance(attributions, own).distance,
    )


def _warnings(language: str, genre: Genre) -> tuple[str, ...]:
    if lexicon_code(language) is None:
        known = ", ".join(sorted(supported_languages()))
        warning = (
            f"No hedge cues are known for the language {language!r}; every statement counts as "
            f"unhedged. Known are: {known}."
        )
        return (warning,)
    if genre is not Genre.NEWS and language != "en":
        warning = (
            f"The genre {genre.value!r} is read in English only; the cues of news were used for "
            f"the language {language!r}."
        )
        return (warning,)
    return ()
