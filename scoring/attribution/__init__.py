"""Who is said to have said it: attributions in sentences, credits around them, source names."""

from scoring.attribution.credits import find_credits
from scoring.attribution.finder import find_attributions
from scoring.attribution.known import KnownSource
from scoring.attribution.mentions import SourceMention, find_mentions
from scoring.attribution.names import (
    find_known,
    normalise_source,
    owner_of,
    same_source,
    source_key,
)

__all__ = [
    "KnownSource",
    "SourceMention",
    "find_attributions",
    "find_credits",
    "find_known",
    "find_mentions",
    "normalise_source",
    "owner_of",
    "same_source",
    "source_key",
]
