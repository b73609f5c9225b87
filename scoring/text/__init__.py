"""Text in any language: cleaning, language, sentences, words, numbers."""

from scoring.text.language import detect_language
from scoring.text.sentences import split_sentences

__all__ = ["detect_language", "split_sentences"]
