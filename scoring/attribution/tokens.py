"""Words and marks of a sentence, with offsets and with what lies inside quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Dra|Sra|Sen|Gov|Rep|Gen|Lt|Col|Sgt|Capt|Prof|St|Jr|Sr|Rev|Hon|No|"
    "Jan|Feb|Aug|Sept|Oct|Nov|Dec|bzw|ca|Nr|Mme|Mlle|M"
)
_WORD = r"\w+(?:(?:[-./&·]|['’](?!s\b))\w+)*"
_REST = rf"(?:[^\W\d_]\.){{2,}}|(?:{_ABBREVIATIONS})\.|['’]s\b|{_WORD}|\S"
_TOKEN = re.compile(_REST)
_ELISION_TOKEN = re.compile(rf"\b(?:[cdjlmnst]|qu)['’](?=\w)|{_REST}", re.IGNORECASE)
# Finnish writes the case of an acronym after a colon: "STT:n".
_CASE_TOKEN = re.compile(rf"[A-ZÅÄÖ]+:[a-zåäö]{{1,4}}\b|{_REST}")
_INFLECTED_ACRONYMS = frozenset({"fi"})
_ELIDING = frozenset({"fr", "it", "ca"})

_PAIRS = {"“": "”", "”": "”", "„": "“”", "«": "»", "»": "«»"}
_STRAIGHT = '"'
QUOTE_MARKS = frozenset("\"“”„«»‘’'‚‹›")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence cut into words and punctuation marks; all lists have the same length.

    Attributes:
        text: The tokens as they stand.
        lower: The tokens in lower case, with typewriter apostrophes.
        start: Offset of each token in the sentence.
        end: Offset after each token in the sentence.
        quoted: Whether the token lies inside quotation marks.
        first: Index of the first word, or the length where there is none.
        open_at_end: The mark that would close a quotation still open at the end, or "".
    """

    text: list[str]
    lower: list[str]
    start: list[int]
    end: list[int]
    quoted: list[bool]
    first: int
    open_at_end: str

    def __len__(self) -> int:
        return len(self.text)

    def capital(self, index: int) -> bool:
        """Whether the token begins with an upper-case letter."""
        return self.text[index][0].isupper()

    def is_word(self, index: int) -> bool:
        """Whether the token is a word or number rather than a mark."""
        return self.text[index][0].isalnum()

    def phrase(self, sentence: str, first: int, last: int) -> str:
        """The sentence's text from token `first` up to, not including, token `last`."""
        return sentence[self.start[first] : self.end[last - 1]] if first < last else ""


def tokenise(sentence: str, language: str, open_quote: str = "") -> Tokens:
    """Cut a sentence into tokens.

    Args:
        sentence: Any text.
        language: ISO 639-1 code; French, Italian and Catalan part elided articles ("l'").
        open_quote: What would close a quotation that an earlier sentence left open.

    Returns:
        The tokens; linear in the length of the sentence.
    """
    pattern = _ELISION_TOKEN if language in _ELIDING else _TOKEN
    if language in _INFLECTED_ACRONYMS:
        pattern = _CASE_TOKEN
    text: list[str] = []
    start: list[int] = []
    end: list[int] = []
    quoted: list[bool] = []
    closing = open_quote
    first = -1
    for match in pattern.finditer(sentence):
        token = match.group()
        if len(token) == 1 and (token in _PAIRS or token == _STRAIGHT or token in closing):
            closing, inside = _after_mark(token, closing)
        else:
            inside = bool(closing)
            if first < 0 and token[0].isalnum():
                first = len(text)
        text.append(token)
        start.append(match.start())
        end.append(match.end())
        quoted.append(inside)
    lower = [token.lower().replace("’", "'") for token in text]
    return Tokens(text, lower, start, end, quoted, first if first >= 0 else len(text), closing)


def _after_mark(mark: str, closing: str) -> tuple[str, bool]:
    """What closes the quotation after this mark, and whether the mark counts as quoted."""
    if closing and mark in closing:
        return "", False
    if closing:
        return closing, True  # a mark of another sort inside a quotation
    if mark == _STRAIGHT:
        return _STRAIGHT, False
    return _PAIRS.get(mark, ""), False
