"""Hedges: the cues by which an author commits to less than a plain assertion."""

from scoring.hedging.certainty import certainty
from scoring.hedging.detect import find_hedges
from scoring.hedging.events import event_certainty, event_factuality
from scoring.hedging.findings import finding_certainty
from scoring.hedging.genres import Genre, find_genre_hedges, statement_certainty
from scoring.hedging.lexicon import supported_languages

__all__ = [
    "Genre",
    "certainty",
    "event_certainty",
    "event_factuality",
    "find_genre_hedges",
    "find_hedges",
    "finding_certainty",
    "statement_certainty",
    "supported_languages",
]
