"""Hedges and certainty by the kind of text: news by the lexicons, science and reviews as fitted."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from scoring.hedging.certainty import certainty
from scoring.hedging.detect import find_hedges
from scoring.hedging.english import classify_cue
from scoring.hedging.findings import finding_certainty
from scoring.hedging.folding import fold
from scoring.hedging.lexicon import load_lexicon
from scoring.hedging.scope import Clauses, Direction
from scoring.hedging.tagging import Cue, load_tagger
from scoring.hedging.words import words_of
from scoring.records import Hedge


class Genre(StrEnum):
    """What kind of text is read; each has its own idea of a hedge."""

    NEWS = "news"  # the lexicon of the language decides
    SCIENCE = "science"  # English: fitted on BioScope and Certainty-in-Science
    REVIEWS = "reviews"  # English: fitted on the SFU reviews


def find_genre_hedges(
    text: str, language: str, genre: Genre = Genre.NEWS, *, offset: int = 0
) -> tuple[Hedge, ...]:
    """Find the hedges of a sentence as its genre counts them.

    Args:
        text: One sentence.
        language: ISO 639-1 code; the fitted genres are English only, elsewhere the
            lexicon decides for them too.
        genre: What kind of text it is.
        offset: Where the sentence starts in its document.

    Returns:
        The hedges in order, not overlapping, with offsets into the document.

    Raises:
        ModelError: The weight file cannot be read.
    """
    known = find_hedges(text, language, offset=offset)
    if genre is Genre.NEWS or language != "en":
        return known
    cues = load_tagger(genre).find(words_of(text))
    if not cues:
        return ()
    clauses = Clauses(fold(text), load_lexicon(language).clause_marks)
    return tuple(_hedge(cue, text, clauses, known, offset) for cue in cues)


def statement_certainty(
    text: str, language: str, hedges: Sequence[Hedge], genre: Genre = Genre.NEWS
) -> float:
    """How firmly a statement asserts its content.

    For English science the fitted regression decides; everywhere else the hedges' strengths
    do, because nothing fitted was better there (docs/decisions/011).

    Args:
        text: The statement.
        language: ISO 639-1 code.
        hedges: Its hedges.
        genre: What kind of text it is.

    Returns:
        A number in [0, 1].

    Raises:
        ModelError: The weight file cannot be read.
    """
    if genre is Genre.SCIENCE and language == "en":
        return finding_certainty(text)
    return certainty(hedges)


def _hedge(cue: Cue, text: str, clauses: Clauses, known: Sequence[Hedge], offset: int) -> Hedge:
    """A tagged cue as a hedge; what the lexicon knows of it goes before what its words tell."""
    start, end = cue.start + offset, cue.end + offset
    same = next((hedge for hedge in known if hedge.start < end and start < hedge.end), None)
    if same is not None:
        hedge_class, strength = same.hedge_class, same.strength
        scope_start, scope_end = same.scope_start, same.scope_end
    else:
        hedge_class, strength = classify_cue(fold(text[cue.start : cue.end]))
        scope = clauses.scope(cue.start, cue.end, Direction.FORWARD)
        scope_start, scope_end = scope[0] + offset, scope[1] + offset
    return Hedge(
        cue=text[cue.start : cue.end],
        hedge_class=hedge_class,
        start=start,
        end=end,
        strength=strength,
        scope_start=min(start, scope_start),
        scope_end=max(end, scope_end),
    )
