"""Clusters of documents held against gold ones: counts, pairs, B-cubed, names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.scenarios import f1, pairs_within, share
from scoring.attribution import same_source
from scoring.records import Stance

SIDES = {Stance.SUPPORTS: "support_origins", Stance.REFUTES: "refute_origins"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents that a method puts down to one origin.

    Attributes:
        name: The origin's name, None where the method knows none.
        documents: Ids of the documents.
    """

    name: str | None
    documents: frozenset[str]


Answer = Mapping[Stance, Sequence[Cluster]]


@dataclass
class OriginTally:
    """Sums from which the figures are computed, over any number of claims."""

    claims: int = 0
    exact: dict[Stance, int] = field(default_factory=lambda: dict.fromkeys(SIDES, 0))
    error: dict[Stance, int] = field(default_factory=lambda: dict.fromkeys(SIDES, 0))
    pairs_both: int = 0
    pairs_gold: int = 0
    pairs_found: int = 0
    items: int = 0
    precision: float = 0.0
    recall: float = 0.0
    names: int = 0
    names_right: int = 0

    def add(self, expected: Mapping[str, Any], answer: Answer) -> None:
        """Count one claim.

        Args:
            expected: What the scenario expects.
            answer: Clusters of each side.
        """
        self.claims += 1
        for side, key in SIDES.items():
            gold = [set(group) for group in expected[key]]
            found = [set(cluster.documents) for cluster in answer[side]]
            self.exact[side] += len(found) == len(gold)
            self.error[side] += abs(len(found) - len(gold))
            common = set().union(*gold) & set().union(*found)
            theirs, mine = pairs_within(gold, common), pairs_within(found, common)
            self.pairs_both += len(theirs & mine)
            self.pairs_gold += len(theirs)
            self.pairs_found += len(mine)
            precision, recall = b_cubed(gold, found, common)
            self.items += len(common)
            self.precision += precision
            self.recall += recall
        self._add_names(expected["origin_name"], answer)

    def _add_names(self, expected: Mapping[str, str], answer: Answer) -> None:
        given = {
            document: cluster.name
            for clusters in answer.values()
            for cluster in clusters
            for document in cluster.documents
        }
        for document, name in expected.items():
            if document in given:
                self.names += 1
                mine = given[document]
                self.names_right += mine is not None and same_source(mine, name)

    def figures(self) -> dict[str, float]:
        """Figures in [0, 1], the higher the better; but `*_error`, in origins, the lower."""
        precision, recall = self.precision, self.recall
        both = precision + recall
        return {
            "for": share(self.exact[Stance.SUPPORTS], self.claims),
            "for_error": self.error[Stance.SUPPORTS] / max(1, self.claims),
            "against": share(self.exact[Stance.REFUTES], self.claims),
            "against_error": self.error[Stance.REFUTES] / max(1, self.claims),
            "pairs": f1(self.pairs_both, self.pairs_found, self.pairs_gold),
            "b_cubed": 2 * precision * recall / (both * self.items) if both else 1.0,
            "names": share(self.names_right, self.names),
        }


def missed(figures: Mapping[str, float], limits: Mapping[str, float]) -> list[str]:
    """Which figures are not there, are under their floor, or, if errors, over their ceiling.

    Args:
        figures: As `OriginTally.figures` gives them.
        limits: A floor for each; a ceiling for those named `*_error`.
    """
    found = []
    for name, limit in limits.items():
        value = figures.get(name)
        if value is None or (value > limit if name.endswith("_error") else value < limit):
            shown = "not there" if value is None else f"{value:.3f}"
            found.append(f"{name} is {shown}, the limit is {limit}")
    return found


def b_cubed(
    gold: Iterable[Collection[str]], found: Iterable[Collection[str]], items: Collection[str]
) -> tuple[float, float]:
    """Extended B-cubed precision and recall, summed over items.

    An item's precision is the mean, over those that share a found cluster with it, of how
    many of the clusters they share are gold too; recall is the same the other way. A digest
    may stand in several clusters, hence the extended form (Amigó et al., 2009, "A comparison
    of extrinsic clustering evaluation metrics based on formal constraints").

    Args:
        gold: The clusters that people made.
        found: The clusters of a method.
        items: What is counted; the rest of the clusters is passed over.

    Returns:
        Two sums, each between 0 and the number of items.
    """
    theirs, mine = _memberships(gold, items), _memberships(found, items)
    precision = recall = 0.0
    for item in items:
        shared = [(len(mine[item] & mine[o]), len(theirs[item] & theirs[o])) for o in items]
        precision += _mean([min(m, t) / m for m, t in shared if m])
        recall += _mean([min(m, t) / t for m, t in shared if t])
    return precision, recall


def _memberships(
    clusters: Iterable[Collection[str]], items: Collection[str]
) -> dict[str, set[int]]:
    listed = list(clusters)
    return {item: {n for n, cluster in enumerate(listed) if item in cluster} for item in items}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
