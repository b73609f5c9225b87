"""Word 3-grams of a text as hashes: the fingerprint by which copies are proposed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scoring.records import Hedge, Sentence

Shingles = NDArray[np.uint32]

_WORD = re.compile(r"\w+")
_SIZE = 3


def shingle(text: str) -> Shingles:
    """Hash the word 3-grams of a text.

    Case, accents' encoding, width and invisible characters do not matter (NFKC, case
    folded, format characters removed).

    Returns:
        Distinct CRC-32 values, sorted: uint32 of shape (n,), n at most the number of words.
        A text of one or two words has one shingle, an empty one none.
    """
    words = _WORD.findall(fold(text))
    if not words:
        return np.empty(0, np.uint32)
    grams = (" ".join(words[i : i + _SIZE]) for i in range(max(1, len(words) - _SIZE + 1)))
    return np.unique(np.fromiter((crc32(gram.encode()) for gram in grams), np.uint32))


def fingerprint(
    text: str, hedges: Iterable[Hedge], boilerplate: Iterable[Sentence] = ()
) -> Shingles:
    """Hash the word 3-grams of a text without its hedges and what is no part of its article.

    A copy that inserts "reportedly" is a copy all the same, and adding a hedge must not
    make two texts look more independent. Nor does a newsletter's plea make a copy differ, or two
    articles of one site alike.

    Args:
        text: The document's text.
        hedges: Its hedges, with offsets into the text, in any order.
        boilerplate: Its sentences that are no part of the article.
    """
    kept, at = [], 0
    left_out = [(hedge.start, hedge.end) for hedge in hedges]
    left_out += [(sentence.start, sentence.end) for sentence in boilerplate]
    for start, end in sorted(left_out):
        kept.append(text[at : max(at, start)])
        at = max(at, end)
    return shingle(" ".join([*kept, text[at:]]))


def containment(a: Shingles, b: Shingles) -> float:
    """Share of the smaller set that is in the other: |A ∩ B| / min(|A|, |B|).

    Containment and not Jaccard, so that a trimmed copy counts whole
    (Broder, 1997, "On the resemblance and containment of documents").

    Returns:
        In [0, 1]; 0 when either is empty.
    """
    smaller = min(len(a), len(b))
    if smaller == 0:
        return 0.0
    return float(len(np.intersect1d(a, b, assume_unique=True)) / smaller)


def fold(text: str) -> str:
    """NFKC, case folded, without invisible format characters, look-alike letters undone.

    In a word that mixes scripts ("pоlice" with a Cyrillic о) Cyrillic and Greek letters that
    look like Latin ones become those; words of one script stay as they are.
    """
    if text.isascii():
        return text.casefold()
    visible = (c for c in text if unicodedata.category(c) != "Cf")
    plain = unicodedata.normalize("NFKC", "".join(visible)).casefold()
    return plain if plain.isascii() else _WORD.sub(_undo_look_alikes, plain)


def _undo_look_alikes(found: re.Match[str]) -> str:
    word = found.group()
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) else word


_LATIN = re.compile("[a-z]")
# Small letters after case folding; pairs that one font draws with one glyph.
_LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝӏαοινκρτυ", "aeopcyxijshdqwlaoivkptu")
