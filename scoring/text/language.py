"""The language of a text, as an ISO 639-1 code."""

from __future__ import annotations

from functools import cache

from lingua import LanguageDetector, LanguageDetectorBuilder

UNDETERMINED = "und"
_SAMPLE_CHARACTERS = 2_000  # lingua's accuracy is flat above about 120 characters (its README)


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()


def detect_language(text: str) -> str:
    """Detect the language of a text.

    Args:
        text: At least a few words; the first 2,000 characters are looked at.

    Returns:
        An ISO 639-1 code in lower case, or "und" where no language can be told
        (no letters, or a script that no known language uses).
    """
    found = _detector().detect_language_of(text[:_SAMPLE_CHARACTERS])
    if found is None:
        return UNDETERMINED
    return str(found.iso_code_639_1.name).lower()
