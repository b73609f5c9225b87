"""What the bodies of several documents have in common, measured for all pairs together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scoring.provenance.alignment import NOTHING, Alignment, align_all
from scoring.records import AnalysedDocument


class Bodies:
    """Documents held against each other.

    Word triples are counted by one product of a sparse matrix with itself, and sentences by one
    product for each document: one at a time, pairs would take several times as long
    (`python -m bench.grouping_speed`).

    Args:
        documents: With distinct keys; of several with one key the last counts.
    """

    def __init__(self, documents: Iterable[AnalysedDocument]) -> None:
        by_key = {item.document.key: item for item in documents}
        self._documents = sorted(by_key.values(), key=_length)
        self._places = {item.document.key: at for at, item in enumerate(self._documents)}
        self._aligned: dict[int, list[Alignment]] = {}

    def containment(self, a: AnalysedDocument, b: AnalysedDocument) -> float:
        """Share of the word triples of the text that has fewer that the other has as well.

        The same as `shingles.containment`.

        Returns:
            In [0, 1]; 0 when either is empty.
        """
        return float(self._contained[self._place(a), self._place(b)])

    def alignment(self, a: AnalysedDocument, b: AnalysedDocument) -> Alignment:
        """How the sentences of the shorter document lie in the longer one, see `by_length`."""
        first, second = self._place(a), self._place(b)
        if first > second:
            first, second = second, first
        if first not in self._aligned:
            self._aligned[first] = self._align(first)
        return self._aligned[first][second - first - 1]

    def _place(self, item: AnalysedDocument) -> int:
        return self._places[item.document.key]

    def _align(self, first: int) -> list[Alignment]:
        """One document against all that are longer."""
        shorter, *longer = (item.vectors for item in self._documents[first:])
        return align_all(shorter, longer) if len(shorter) else [NOTHING] * len(longer)

    @cached_property
    def _contained(self) -> NDArray[np.float64]:
        sizes = np.array([len(item.shingles) for item in self._documents])
        every = np.concatenate([item.shingles for item in self._documents])
        columns = np.unique(every, return_inverse=True)[1]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        shape = (len(sizes), int(columns.max(initial=-1)) + 1)
        has = csr_array((np.ones(len(every), np.int64), columns, starts), shape=shape)
        shared = (has @ has.T).toarray()
        fewer = np.minimum(sizes[:, None], sizes[None, :])
        contained: NDArray[np.float64] = shared / np.maximum(fewer, 1)
        return contained


def by_length(
    a: AnalysedDocument, b: AnalysedDocument
) -> tuple[AnalysedDocument, AnalysedDocument]:
    """The two documents, the one with fewer statements first, whatever order they come in."""
    return (a, b) if _length(a) <= _length(b) else (b, a)


def _length(item: AnalysedDocument) -> tuple[int, str]:
    return len(item.statements), item.document.key
