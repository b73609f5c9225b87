"""What hedge detection is compared with: a plain word list, and medspaCy's ConText rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Spans of the cues of a sentence, in order.
Finder = Callable[[str, str], list[tuple[int, int]]]

# The categories of ConText that are about doubt; the others are negation, history, family.
_DOUBT = {"POSSIBLE_EXISTENCE", "HYPOTHETICAL"}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    file = Path(__file__).with_name("hedging_words.toml")
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        language: re.compile(rf"(?i)\b(?:{'|'.join(map(re.escape, listed))})\b")
        for language, listed in words.items()
    }


def word_list(text: str, language: str) -> list[tuple[int, int]]:
    """Cues by the plain word list of the language; none without one."""
    pattern = _patterns().get(language)
    return [match.span() for match in pattern.finditer(text)] if pattern else []


def context_rules() -> Finder | None:
    """Cues by the English rules that ship with medspaCy; `None` where it is not installed.

    ConText decides whether a clinical finding is doubted; here each of its modifiers of
    doubt counts as a cue, which is the reading most favourable to it. Needs no model:
    `pip install medspacy` is enough.
    """
    if find_spec("medspacy") is None:
        return None
    import spacy
    from medspacy.context import ConText  # noqa: F401  registers the pipe

    pipeline = spacy.blank("en")
    context = pipeline.add_pipe("medspacy_context")
    pipeline.add_pipe("sentencizer", first=True)

    def find(text: str, language: str) -> list[tuple[int, int]]:
        if language != "en":
            return []
        document = pipeline(text)
        spans = [
            document[modifier.modifier_span[0] : modifier.modifier_span[1]]
            for modifier in document._.context_graph.modifiers
            if modifier.category in _DOUBT
        ]
        return sorted((span.start_char, span.end_char) for span in spans)

    assert context is not None
    return find
