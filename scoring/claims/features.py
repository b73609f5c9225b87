"""What a sentence looks like, in any language: features beside its vector.

None asks for words of a language: what a question, a figure or a name looks like is the same in
all that the product reads.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.text.names import names_in
from scoring.text.numbers import numbers_in

_WORD = re.compile(r"\w+")
_QUESTION = re.compile(r"[?؟？]\W*$")
_EXCLAMATION = re.compile(r"[!！]\W*$")
_AMOUNT = re.compile(r"[%‰$€£¥₴]")
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_MOST = 4  # figures or names; more say no more


def _length(text: str) -> float:
    """Logarithm of the number of words."""
    return math.log1p(len(_WORD.findall(text)))


def _figures(text: str) -> float:
    """Numbers in digits, at most 4."""
    return float(min(len(numbers_in(text)), _MOST))


def _has_figure(text: str) -> float:
    """Whether there is a number in digits."""
    return float(bool(numbers_in(text)))


def _is_amount(text: str) -> float:
    """Whether there is a sign of per cent or of money."""
    return float(_AMOUNT.search(text) is not None)


def _has_year(text: str) -> float:
    """Whether there is a year."""
    return float(_YEAR.search(text) is not None)


def _names(text: str) -> float:
    """Capitalised words beside the first, at most 4."""
    return float(min(len(names_in(text)), _MOST))


def _asks(text: str) -> float:
    """Whether it ends with a question mark."""
    return float(_QUESTION.search(text) is not None)


def _exclaims(text: str) -> float:
    """Whether it ends with an exclamation mark."""
    return float(_EXCLAMATION.search(text) is not None)


FEATURES: tuple[tuple[str, Callable[[str], float]], ...] = (
    ("length", _length),
    ("figures", _figures),
    ("has_figure", _has_figure),
    ("amount", _is_amount),
    ("year", _has_year),
    ("names", _names),
    ("question", _asks),
    ("exclamation", _exclaims),
)


def read_features(texts: Sequence[str]) -> NDArray[np.float32]:
    """The features of sentences: float32 (len(texts), len(FEATURES))."""
    rows = [[read(text) for _, read in FEATURES] for text in texts]
    return np.array(rows, np.float32).reshape(len(texts), len(FEATURES))
