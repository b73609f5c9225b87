"""Provenance scenarios: documents with known origins, claims with the answer an editor gives.

A scenario set is loaded into a corpus of its own, every claim is checked, and the answers
are held against the expected ones. Figures, as described for the shared development set:

    verdict       share of claims with the expected verdict
    for, against  share of claims with the expected number of supporting, refuting origins
    pairs         F1 of document pairs put into one origin, over documents both sides count
    stance        macro-F1 of document stance (supports, refutes, other)
    hedged        F1 of hedged, over documents that gold and engine both count
    names         share of expected origin names that are given
    score         area under the curve of the score: claims that are corroborated against others

Run `python -m bench.scenarios [--shared FOLDER] [--details]`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.calibration_figures import area
from scoring.attribution import same_source
from scoring.check import Models, check_claim, load_models
from scoring.corpus.filters import Filters
from scoring.corpus.ingest import ingest
from scoring.corpus.store import Corpus
from scoring.records import Check, Stance, SubmittedDocument
from scoring.settings import Settings

REPOSITORY = Path(__file__).parent.parent
OWN_SCENARIOS = REPOSITORY / "bench" / "scenarios_own"
SIDES = ("supports", "refutes", "other")

Checker = Callable[[str, str, str], Check]


@dataclass(frozen=True)
class Scenario:
    """Documents that belong together, and claims with their expected answers."""

    name: str
    documents: tuple[SubmittedDocument, ...]
    claims: tuple[Mapping[str, Any], ...]
    tags: tuple[str, ...] = ()


@dataclass
class Tally:
    """Counts from which the figures are computed."""

    claims: int = 0
    verdicts: int = 0
    supporting: int = 0
    refuting: int = 0
    pairs: dict[str, int] = field(default_factory=lambda: {"both": 0, "gold": 0, "engine": 0})
    stance: dict[tuple[str, str], int] = field(default_factory=dict)
    hedged: dict[tuple[bool, bool], int] = field(default_factory=dict)
    names: int = 0
    names_right: int = 0
    scores: list[tuple[float, bool]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """The figures, each in [0, 1]."""
        return {
            "verdict": share(self.verdicts, self.claims),
            "for": share(self.supporting, self.claims),
            "against": share(self.refuting, self.claims),
            "pairs": f1(self.pairs["both"], self.pairs["engine"], self.pairs["gold"]),
            "stance": self._stance_f1(),
            "hedged": self._hedged_f1(),
            "names": share(self.names_right, self.names),
            "score": self._score_area(),
        }

    def _score_area(self) -> float:
        points, corroborated = np.array(self.scores or [(0.0, False)]).T
        return area(points, corroborated)

    def _stance_f1(self) -> float:
        values = []
        for side in SIDES:
            gold = sum(n for (expected, _), n in self.stance.items() if expected == side)
            engine = sum(n for (_, found), n in self.stance.items() if found == side)
            values.append(f1(self.stance.get((side, side), 0), engine, gold))
        return sum(values) / len(values)

    def _hedged_f1(self) -> float:
        gold = sum(n for (expected, _), n in self.hedged.items() if expected)
        engine = sum(n for (_, found), n in self.hedged.items() if found)
        return f1(self.hedged.get((True, True), 0), engine, gold)


def demo_scenarios() -> list[Scenario]:
    """The demo corpus, one scenario for each story."""
    lines = (REPOSITORY / "demo/corpus.ndjson").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    claims = json.loads((REPOSITORY / "demo/expected.json").read_text(encoding="utf-8"))
    stories = dict.fromkeys(claim["story"] for claim in claims)
    return [
        Scenario(
            story,
            tuple(_document(d, story) for d in documents if d["id"].split("-")[0] == story),
            tuple(claim for claim in claims if claim["story"] == story),
        )
        for story in stories
    ]


def gold_scenarios(folder: Path) -> list[Scenario]:
    """The scenarios in a folder of JSON files."""
    scenarios = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        documents = tuple(_document(document, path.stem) for document in content["documents"])
        claims, tags = tuple(content["claims"]), tuple(content.get("tags", ()))
        scenarios.append(Scenario(path.stem, documents, claims, tags))
    return scenarios


def _document(fields: Mapping[str, Any], collection: str) -> SubmittedDocument:
    published = fields.get("published_at")
    kept = {name: fields.get(name) for name in ("id", "url", "title", "publisher", "owner")}
    return SubmittedDocument(
        text=fields["text"],
        byline=fields.get("byline"),
        language=fields.get("language"),
        published_at=datetime.fromisoformat(published) if published else None,
        collection=collection,
        **kept,
    )


def run(
    scenarios: Iterable[Scenario], models: Models, *, apart: bool = True
) -> Iterator[tuple[Scenario, Any, Check]]:
    """Check every claim of every scenario in a corpus that holds them all.

    Args:
        scenarios: The scenarios.
        models: The models.
        apart: Look only at the claim's own scenario; else at all, as in a newsroom's corpus.

    Yields:
        The scenario, the claim with its expected answer, and the answer.
    """
    scenarios = list(scenarios)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Corpus(folder, models.encoder.identity)
        for scenario in scenarios:
            ingest(scenario.documents, corpus=corpus, encoder=models.encoder)
        for scenario in scenarios:
            filters = Filters(collections=(scenario.name,) if apart else ())
            for claim in scenario.claims:
                found = check_claim(
                    claim["claim"],
                    corpus=corpus,
                    models=models,
                    filters=filters,
                    language=claim["language"],
                )
                yield scenario, claim, found


def tally(results: Iterable[tuple[Scenario, Any, Check]]) -> Tally:
    """Hold answers against expected ones."""
    total = Tally()
    for scenario, claim, found in results:
        _count(total, scenario, claim["expected"], found)
    return total


def _count(total: Tally, scenario: Scenario, expected: Mapping[str, Any], found: Check) -> None:
    total.claims += 1
    total.verdicts += found.verdict.value == expected["label"]
    total.supporting += found.supporting.origins == len(expected["support_origins"])
    total.refuting += found.refuting.origins == len(expected["refute_origins"])
    total.scores.append((found.score, expected["label"] == "corroborated"))
    _count_pairs(total, expected, found)
    judged = {item.document.id: item for item in found.documents}
    for document in scenario.documents:
        assert document.id is not None
        gold = _side(expected["stance"][document.id])
        item = judged.get(document.id)
        mine = _side(item.stance.value if item else "neutral")
        total.stance[gold, mine] = total.stance.get((gold, mine), 0) + 1
        if item is not None and gold == mine != "other":
            key = (bool(expected["hedged"].get(document.id, False)), item.hedged)
            total.hedged[key] = total.hedged.get(key, 0) + 1
    _count_names(total, expected, found)


def _count_pairs(total: Tally, expected: Mapping[str, Any], found: Check) -> None:
    for side, stance in (("support_origins", Stance.SUPPORTS), ("refute_origins", Stance.REFUTES)):
        gold = [set(group) for group in expected[side]]
        engine = [
            {key.rsplit("/", 1)[1] for key in origin.documents}
            for origin in found.origins
            if origin.stance is stance
        ]
        common = set().union(*gold) & set().union(*engine)
        mine, theirs = pairs_within(engine, common), pairs_within(gold, common)
        total.pairs["both"] += len(mine & theirs)
        total.pairs["engine"] += len(mine)
        total.pairs["gold"] += len(theirs)


def pairs_within(groups: Iterable[set[str]], kept: set[str]) -> set[frozenset[str]]:
    """Pairs of kept documents that share a group."""
    return {frozenset(pair) for group in groups for pair in itertools.combinations(group & kept, 2)}


def _count_names(total: Tally, expected: Mapping[str, Any], found: Check) -> None:
    names = {
        key.rsplit("/", 1)[1]: origin.name for origin in found.origins for key in origin.documents
    }
    for document, name in expected["origin_name"].items():
        if document in names:
            total.names += 1
            total.names_right += same_source(names[document], name)


def _side(stance: str) -> str:
    return stance if stance in SIDES else "other"


def share(part: int, whole: int) -> float:
    """The part of a whole, 1 of nothing."""
    return part / whole if whole else 1.0


def f1(both: int, engine: int, gold: int) -> float:
    """Harmonic mean of both/engine and both/gold, 1 where there is nothing to find."""
    return 2 * both / (engine + gold) if engine + gold else 1.0


def _details(console: Console, claim: Mapping[str, Any], found: Check) -> None:
    expected = claim["expected"]
    mark = "ok " if found.verdict.value == expected["label"] else "BAD"
    console.print(f"{mark} {claim['claim']}\n    {found.verdict.value} / {expected['label']}")
    for origin in found.origins:
        keys = " ".join(key.rsplit("/", 1)[1] for key in origin.documents)
        reasons = {merge.reason.value for merge in origin.merges}
        console.print(f"    {origin.stance.value} [{keys}] {origin.name} {sorted(reasons)}")
    console.print(f"    expected {expected['support_origins']} {expected['refute_origins']}")
    judged = {item.document.id: item for item in found.documents}
    for document, stance in expected["stance"].items():
        mine = judged[document].stance.value if document in judged else "left out"
        if _side(stance) != _side(mine):
            console.print(f"    stance of {document}: {mine}, expected {stance}")


def main() -> None:
    """Print one table: a row for each scenario set."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--details", action="store_true", help="every claim, with what is wrong")
    options = parser.parse_args()
    console = Console()
    models = load_models(Settings.from_environment(), console.print)
    sets = {
        "demo": (demo_scenarios(), True),
        "demo, one corpus": (demo_scenarios(), False),
        "own": (gold_scenarios(OWN_SCENARIOS), True),
    }
    if options.shared.is_dir():
        sets["shared"] = (gold_scenarios(options.shared / "gold"), True)
    table = Table("set", "claims", *Tally().figures())
    for name, (scenarios, apart) in sets.items():
        results = list(run(scenarios, models, apart=apart))
        if options.details:
            for _, claim, found in results:
                _details(console, claim, found)
        figures = tally(results)
        shown = (f"{value:.2f}" for value in figures.figures().values())
        table.add_row(name, str(figures.claims), *shown)
    console.print(table)


if __name__ == "__main__":
    main()
