"""How the sentences of one document lie in others: partners by margin, in the same order."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NEIGHBOURS = 4
# Cosine below which sentences of this encoder have nothing to do with each other.
_LEAST_COSINE = 0.80
_LARGEST_MARGIN = 0.25  # beyond all that pairs of the fit have
_AT_ONCE = 1 << 20  # cosines, so 4 MB each of a few arrays
_ABSENT = -2.0  # below every cosine


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the sentences of the shorter document lie in the longer one.

    Attributes:
        share: Share of the shorter document's sentences that have a partner, in [0, 1]:
            each is the other's best by margin, they are close, and partners come in the same
            order.
        margin: Mean margin over the shorter document's sentences, 0 for one without a partner.
        best: Indices (shorter, longer) of the pair of nearest partners, None without any.
    """

    share: float
    margin: float
    best: tuple[int, int] | None


NOTHING = Alignment(0.0, 0.0, None)  # where no sentence has a partner


def align(shorter: NDArray[np.float32], longer: NDArray[np.float32]) -> Alignment:
    """Align two documents' sentences in order; see `align_all`."""
    return align_all(shorter, [longer])[0]


def align_all(
    shorter: NDArray[np.float32], longer: Sequence[NDArray[np.float32]]
) -> list[Alignment]:
    """Align a document's sentences with those of each of several others.

    The margin of a pair is its cosine against the mean of both sides' nearest
    neighbours, which makes cosines comparable across languages (Artetxe and Schwenk,
    2019, "Margin-based Parallel Corpus Mining"); the order is the longest increasing
    subsequence of partners.

    Args:
        shorter: float32 (m, dimension), unit rows, m at least 1.
        longer: float32 (n, dimension) each, unit rows, n at least 1.

    Returns:
        An alignment for each of `longer`, in their order. Quickest where they come by length.
    """
    return [found for batch in _batches(shorter, longer) for found in _align(shorter, batch)]


def _batches(
    shorter: NDArray[np.float32], longer: Sequence[NDArray[np.float32]]
) -> Iterator[list[NDArray[np.float32]]]:
    """Consecutive documents, so many that their padded cosines stay within `_AT_ONCE`."""
    batch: list[NDArray[np.float32]] = []
    longest = 0
    for vectors in longer:
        longest = max(longest, len(vectors))
        if batch and len(shorter) * (len(batch) + 1) * longest > _AT_ONCE:
            yield batch
            batch, longest = [], len(vectors)
        batch.append(vectors)
    if batch:
        yield batch


def _align(
    shorter: NDArray[np.float32], longer: Sequence[NDArray[np.float32]]
) -> Iterator[Alignment]:
    lengths = np.array([len(vectors) for vectors in longer])
    cosine = _cosines(shorter, longer, lengths)  # (k, m, n), padded to the longest n
    near = _nearest(cosine, lengths)[:, :, None]  # of each sentence of the shorter document
    back = _nearest(cosine.swapaxes(1, 2), np.full(len(longer), len(shorter)))[:, None, :]
    margin = np.where(cosine > _ABSENT, 2 * cosine - near - back, -np.inf)
    partner = margin.argmax(axis=2)
    each = np.arange(len(shorter))
    mutual = np.take_along_axis(margin.argmax(axis=1), partner, axis=1) == each
    close = np.take_along_axis(cosine, partner[:, :, None], axis=2)[:, :, 0]
    gained = np.take_along_axis(margin, partner[:, :, None], axis=2)[:, :, 0]
    taken = mutual & (close >= _LEAST_COSINE)
    margins = (np.minimum(gained, _LARGEST_MARGIN) * taken).sum(axis=1) / len(shorter)
    nearest = np.where(taken, close, _ABSENT).argmax(axis=1)
    # Lists from here on: a call of numpy for each document takes longer than all its sentences.
    each_way = zip(
        partner.tolist(), taken.tolist(), margins.tolist(), nearest.tolist(), strict=True
    )
    for there, has, mean, row in each_way:
        order = list(itertools.compress(there, has))
        share = _longest_increasing(order) / len(shorter)
        yield Alignment(share, mean, (row, there[row])) if order else NOTHING


def _cosines(
    shorter: NDArray[np.float32], longer: Sequence[NDArray[np.float32]], lengths: NDArray[np.intp]
) -> NDArray[np.float32]:
    together = shorter @ np.concatenate(longer).T  # (m, all sentences)
    place = np.arange(lengths.max())
    present = place < lengths[:, None]
    starts = np.cumsum(lengths) - lengths
    padded = together[:, np.where(present, starts[:, None] + place, 0)].swapaxes(0, 1)
    cosines: NDArray[np.float32] = np.where(present[:, None, :], padded, np.float32(_ABSENT))
    return cosines


def _nearest(cosine: NDArray[np.float32], lengths: NDArray[np.intp]) -> NDArray[np.float32]:
    """Mean of the largest cosines along the last axis, four of them or all that there are."""
    count = min(_NEIGHBOURS, cosine.shape[2])
    largest = np.partition(cosine, -count, axis=2)[:, :, -count:]
    present = np.minimum(lengths, count)[:, None]
    sums = np.where(largest > _ABSENT, largest, 0).sum(axis=2)
    means: NDArray[np.float32] = (sums / np.maximum(present, 1)).astype(np.float32)
    return means


def _longest_increasing(values: list[int]) -> int:
    tails: list[int] = []
    for value in values:
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
    return len(tails)
