"""Hedges: the cues by which an author commits to less than a plain assertion."""

from scoring.hedging.certainty import certainty
from scoring.hedging.detect import find_hedges
from scoring.hedging.lexicon import supported_languages

__all__ = ["certainty", "find_hedges", "supported_languages"]
