"""How well copies are told from other articles, beside MinHash and containment.

`copies_table` is printed by `python -m bench.origins`. Pairs of documents that are alike or
not, from public sets:

    semeval2022     news pairs that people call the same story (1 to 1.5 of 4) or different
                    ones (3 or more). Two newsrooms' own reports of one event are the same
                    story and no copy, so that recall below 1 is right here, and precision
                    is what matters
    PAN             texts of eight sentences and of eight that paraphrase them one by one.
                    "Topics in step" are eight that are no paraphrases but each about its
                    counterpart's topic, of which the text has eight: a text nobody writes,
                    that says what is merged for the order of its topics alone
    NTREX           whole articles and their translation, against the most similar article
                    that is another one
    BASIL           reports of one event by three outlets, of which none is a copy: every
                    merge is false; the target is at most 2 %. `training/copies.py` fits on
                    half of the events; "unseen" is the other half
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from bench.copies_data import PairOfDocuments, pair_sets
from bench.origins_baselines import similar_texts
from bench.origins_documents import KeptEncoder
from scoring.provenance.copies import find_copy
from scoring.provenance.shingles import containment
from scoring.records import AnalysedDocument

FEW, SAMPLE = 10, 40  # pairs of each kind and set, of each half of BASIL twice as many
_HALF = 0.5  # of the shorter text's word 3-grams

Detector = Callable[[AnalysedDocument, AnalysedDocument], bool]

DETECTORS: dict[str, Detector] = {
    "find_copy": lambda a, b: find_copy(a, b) is not None,
    "MinHash ≥ 0.8": similar_texts,
    "containment ≥ 0.5": lambda a, b: containment(a.shingles, b.shingles) >= _HALF,
}


@dataclass(frozen=True, slots=True)
class CopyFigures:
    """Counts of one detector on one set.

    Attributes:
        alike: Pairs that are alike.
        found: Those of them that were found.
        others: Pairs that are not.
        false: Those of them that were merged.
    """

    alike: int
    found: int
    others: int
    false: int

    @property
    def precision(self) -> float:
        """Share of merged pairs that are alike, 1 where none was merged."""
        merged = self.found + self.false
        return self.found / merged if merged else 1.0

    @property
    def recall(self) -> float:
        """Share of alike pairs that were merged, 1 where there are none."""
        return self.found / self.alike if self.alike else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.found / (self.found + self.false + self.alike) if self.alike else 1.0

    @property
    def false_share(self) -> float:
        """Share of the other pairs that were merged."""
        return self.false / self.others if self.others else 0.0


def copy_figures(pairs: Iterable[PairOfDocuments], detect: Detector) -> CopyFigures:
    """Count what a detector merges."""
    merged = [(pair.alike, detect(pair.a, pair.b)) for pair in pairs]
    return CopyFigures(
        alike=sum(alike for alike, _ in merged),
        found=sum(found for alike, found in merged if alike),
        others=sum(not alike for alike, _ in merged),
        false=sum(found for alike, found in merged if not alike),
    )


def copies_table(folder: Path, encoder: KeptEncoder, most: int | None) -> Table:
    """A row for each set and detector; the sets that are not there are left out.

    Args:
        folder: The folder of public sets.
        encoder: What encodes their sentences.
        most: Pairs of each kind in a set, all when None.
    """
    table = Table(
        *("set", "method", "alike", "found", "others", "merged", "precision", "F1"),
        title="copies told from other articles",
    )
    for name, pairs in pair_sets(folder, encoder, most):
        for method, detect in DETECTORS.items():
            figures = copy_figures(pairs, detect)
            table.add_row(name if method == "find_copy" else "", method, *_cells(figures))
    return table


def _cells(figures: CopyFigures) -> list[str]:
    """Recall and F1 mean nothing where no pair is alike."""
    some = figures.alike > 0
    return [
        str(figures.alike) if some else "",
        f"{figures.recall:.1%}" if some else "",
        str(figures.others),
        f"{figures.false_share:.1%}",
        f"{figures.precision:.2f}" if some else "",
        f"{figures.f1:.2f}" if some else "",
    ]
