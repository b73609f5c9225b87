"""What the tagger sees of a token: hashed features of its sentence, all at once in numpy."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scoring.attribution.reading import Reading

HASH_BITS = 17
_WINDOW = 5  # tokens of padding between sentences; no template looks further
_GOLDEN = 0x9E3779B97F4A7C15  # 2**64 / golden ratio: spreads template numbers (Knuth)
_MIX = np.uint64(0xFF51AFD7ED558CCD)  # multiplier of MurmurHash3's finaliser
_WORD_BITS = 64
_RUN_OPENERS = frozenset({"the", "a", "an", "mr.", "mrs.", "ms.", "sen.", "gov.", "rep.", "former"})


class Attribute(IntEnum):
    """One property of a token; the columns of `token_attributes`."""

    WORD = 0
    SUFFIX = 1  # last three letters, and whether it begins with a capital
    ENDING = 2  # last two letters
    SHAPE = 3  # capital, capitals, small letters, digits, or the mark itself
    PREFIX = 4  # first four letters
    KIND = 5  # kind of the noun in the cue file, and whether it is part of a name
    CUE = 6  # kind of the cue it belongs to
    QUOTED = 7  # inside quotation marks
    AFTER = 8  # the word after the name that it belongs to, else after itself
    BEFORE = 9  # the word before that name
    SENTENCE = 10  # whether the sentence holds a quotation; whether it is the first word
    SECOND_AFTER = 11  # the word after AFTER


Template = tuple[tuple[Attribute, int], ...]


def _templates() -> tuple[Template, ...]:
    """Which attributes, at which distance in tokens, make a feature together."""
    a = Attribute
    singles = [
        *((a.WORD, at) for at in range(-4, 5)),
        *((which, at) for which in (a.SUFFIX, a.PREFIX) for at in range(-2, 3)),
        *((a.ENDING, at) for at in range(-1, 2)),
        *((which, at) for which in (a.SHAPE, a.KIND, a.CUE, a.QUOTED) for at in range(-3, 4)),
    ]
    neighbours = [
        ((one, at), (other, at + 1))
        for at in range(-2, 2)
        for one, other in (
            (a.WORD, a.WORD),
            (a.SHAPE, a.SHAPE),
            (a.KIND, a.KIND),
            (a.CUE, a.KIND),
            (a.KIND, a.CUE),
        )
    ]
    runs = [
        ((a.AFTER, 0), (a.KIND, 0)),
        ((a.BEFORE, 0), (a.KIND, 0)),
        ((a.AFTER, 0), (a.SECOND_AFTER, 0), (a.KIND, 0)),
        ((a.AFTER, 0), (a.BEFORE, 0), (a.KIND, 0)),
        ((a.AFTER, 1), (a.KIND, 0), (a.KIND, 1)),
        ((a.BEFORE, -1), (a.KIND, 0), (a.WORD, -1)),
    ]
    sentence = [
        ((a.SENTENCE, 0), other)
        for other in ((a.WORD, 0), (a.KIND, 0), (a.AFTER, 0), (a.QUOTED, 0), (a.WORD, 1))
    ]
    words = [((a.KIND, 0), (a.WORD, at)) for at in (-2, -1, 1, 2)]
    shapes = [((a.SHAPE, 0), (a.WORD, at)) for at in (-1, 1, 2)]
    mixed: list[Template] = [
        ((a.WORD, 0), (a.SHAPE, 1)),
        ((a.WORD, 0), (a.SHAPE, -1)),
        ((a.WORD, -1), (a.WORD, 1)),
        ((a.WORD, 0), (a.WORD, 2)),
        ((a.KIND, -1), (a.KIND, 0), (a.KIND, 1)),
        ((a.KIND, 0), (a.CUE, 1), (a.QUOTED, 0)),
        ((a.KIND, 0), (a.CUE, -1), (a.QUOTED, -2)),
        ((a.KIND, 0), (a.SUFFIX, 1)),
        ((a.KIND, 0), (a.ENDING, 1)),
        ((a.KIND, 0), (a.ENDING, 2)),
        ((a.QUOTED, -1), (a.WORD, 0)),
        ((a.QUOTED, 1), (a.WORD, 0)),
    ]
    return (
        *((single,) for single in singles),
        *neighbours,
        *runs,
        *sentence,
        *words,
        *shapes,
        *mixed,
    )


TEMPLATES = _templates()


def _hash(value: str) -> int:
    return zlib.crc32(value.encode())


@lru_cache(maxsize=100_000)
def _word_hashes(text: str, lower: str) -> tuple[int, int, int, int, int]:
    case = "c" if text[0].isupper() else "l"
    return (
        _hash(f"w{lower}"),
        _hash(f"3{lower[-3:]}{case}"),
        _hash(f"2{lower[-2:]}"),
        _hash(f"s{_shape(text)}"),
        _hash(f"p{lower[:4]}"),
    )


def _shape(text: str) -> str:
    if text[0].isupper():
        return "A" if len(text) > 1 and text.isupper() else "U"
    if text[0].isdigit():
        return "d"
    return "l" if text[0].isalpha() else f"p{text[0]}"


def token_attributes(reading: Reading) -> NDArray[np.uint64]:
    """The hashed attributes of a sentence's tokens.

    Returns:
        Shape (tokens, attributes), columns as in `Attribute`.
    """
    tokens, lower = reading.tokens, reading.tokens.lower
    size = len(tokens)
    kinds = [reading.noun_at(index) for index in range(size)]
    cues = [""] * size
    for match in reading.cues:
        for index in range(match.first, match.last):
            cues[index] = match.cue.kind
    after, second, before = _around_runs(reading)
    holds_quotation = any(tokens.quoted)
    rows = [
        (
            *_word_hashes(tokens.text[i], lower[i]),
            _cached_hash("n", f"{kinds[i] or ''}{int(reading.names[i])}"),
            _cached_hash("k", cues[i]),
            _cached_hash("q", str(int(tokens.quoted[i]))),
            _cached_hash("a", after[i]),
            _cached_hash("b", before[i]),
            _cached_hash("h", f"{int(holds_quotation)}{int(i == tokens.first)}"),
            _cached_hash("e", second[i]),
        )
        for i in range(size)
    ]
    return np.array(rows, dtype=np.uint64).reshape(size, len(Attribute))


@lru_cache(maxsize=100_000)
def _cached_hash(attribute: str, value: str) -> int:
    return _hash(attribute + value)


def _around_runs(reading: Reading) -> tuple[list[str], list[str], list[str]]:
    """For each token the first and second word after its run of names, and the one before."""
    tokens, lower, names = reading.tokens, reading.tokens.lower, reading.names
    size = len(tokens)
    in_run = [names[i] or lower[i] in _RUN_OPENERS for i in range(size)]
    after, second, before = ["<end>"] * size, ["<end>"] * size, ["<start>"] * size
    for i in range(size - 2, -1, -1):
        if in_run[i + 1]:
            after[i], second[i] = after[i + 1], second[i + 1]
        else:
            after[i] = lower[i + 1]
            second[i] = lower[i + 2] if i + 2 < size else "<end>"
    for i in range(1, size):
        before[i] = before[i - 1] if in_run[i - 1] else lower[i - 1]
    return after, second, before


def hashed_features(sentences: Sequence[NDArray[np.uint64]]) -> NDArray[np.int32]:
    """The features of all tokens, hashed as in Weinberger et al. 2009 (without signs).

    Args:
        sentences: The attributes of each sentence, shape (tokens, attributes).

    Returns:
        Shape (all tokens, templates), values in [0, 2**HASH_BITS).
    """
    padding = np.full((_WINDOW, len(Attribute)), _hash("<padding>"), dtype=np.uint64)
    blocks = [padding]
    places: list[NDArray[np.int64]] = []
    at = _WINDOW
    for sentence in sentences:
        blocks += [sentence, padding]
        places.append(np.arange(at, at + len(sentence)))
        at += len(sentence) + _WINDOW
    columns = np.ascontiguousarray(np.concatenate(blocks).T)
    where = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
    features = np.empty((len(TEMPLATES), len(where)), dtype=np.int32)
    for number, template in enumerate(TEMPLATES):
        seed = (number + 1) * _GOLDEN % 2**_WORD_BITS
        code = np.full(len(where), seed, dtype=np.uint64)
        for attribute, distance in template:
            code = (code ^ columns[attribute, where + distance]) * _MIX
            code ^= code >> np.uint64(32)
        features[number] = code >> np.uint64(_WORD_BITS - HASH_BITS)
    return np.ascontiguousarray(features.T)
