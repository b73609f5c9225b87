"""Who is said to have said it: attributions in sentences, credits around them, source names."""

from scoring.attribution.credits import find_credits
from scoring.attribution.finder import find_attributions
from scoring.attribution.names import (
    KnownSource,
    find_known,
    normalise_source,
    same_source,
    source_key,
)

__all__ = [
    "KnownSource",
    "find_attributions",
    "find_credits",
    "find_known",
    "normalise_source",
    "same_source",
    "source_key",
]
