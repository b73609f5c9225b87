"""Claims of scenarios with every document's stance given, so that only origins are measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.origins_documents import KeptEncoder, analyse_all
from bench.origins_figures import SIDES, Answer, Cluster
from bench.scenarios import OWN_SCENARIOS, Scenario, demo_scenarios, gold_scenarios
from scoring.provenance.origins import find_origins
from scoring.records import (
    AnalysedDocument,
    Claim,
    JudgedDocument,
    JudgedStatement,
    Origin,
    Stance,
    StanceScores,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim and the documents that take a side.

    Attributes:
        set_name: The scenario set.
        scenario: The scenario, with its tags.
        expected: What the scenario expects.
        claim: The claim.
        judged: Every document that takes a side, with the stance that people gave it.
    """

    set_name: str
    scenario: Scenario
    expected: Mapping[str, Any]
    claim: Claim
    judged: tuple[JudgedDocument, ...]

    def side(self, stance: Stance) -> list[AnalysedDocument]:
        """The documents of one stance, the earliest first; undated ones last."""
        documents = [item.analysed for item in self.judged if item.stance is stance]
        return sorted(documents, key=_by_time)

    @property
    def languages(self) -> frozenset[str]:
        """Languages of the documents that take a side, Bokmål as plain Norwegian."""
        found = (item.document.language for item in self.judged)
        return frozenset("no" if language == "nb" else language for language in found)


def scenario_sets(shared: Path) -> dict[str, list[Scenario]]:
    """The scenario sets that are there, by name."""
    sets = {"own": gold_scenarios(OWN_SCENARIOS), "demo": demo_scenarios()}
    if (shared / "gold").is_dir():
        sets["shared"] = gold_scenarios(shared / "gold")
    return sets


def given_cases(
    set_name: str, scenarios: Iterable[Scenario], encoder: KeptEncoder
) -> Iterator[Case]:
    """Every claim of every scenario, with the stance that people gave each document."""
    listed = list(scenarios)
    submitted = [document for scenario in listed for document in scenario.documents]
    documents = {item.document.key: item for item in analyse_all(submitted, encoder)}
    claims = [(scenario, claim) for scenario in listed for claim in scenario.claims]
    vectors = encoder.encode_queries([claim["claim"] for _, claim in claims])
    for (scenario, claim), vector in zip(claims, vectors, strict=True):
        judged = tuple(
            with_stance(documents[f"{scenario.name}/{identity}"], vector, Stance(stance))
            for identity, stance in claim["expected"]["stance"].items()
            if stance in {side.value for side in SIDES}
        )
        read = Claim(claim["claim"], claim["language"])
        yield Case(set_name, scenario, claim["expected"], read, judged)


def with_stance(
    document: AnalysedDocument, vector: NDArray[np.float32], stance: Stance
) -> JudgedDocument:
    """A document that takes a stance by the statement that is nearest to the claim.

    What else in it the editors would call evidence is not known; with the two or three nearest
    statements fewer origin names are right, since they credit people for other things.

    Args:
        document: The document.
        vector: Of the claim, float32 (dimension,).
        stance: Supports or refutes.
    """
    cosines = document.vectors @ vector
    statement = document.statements[int(cosines.argmax())]
    supports = stance is Stance.SUPPORTS
    evidence = JudgedStatement(
        statement=statement,
        similarity=float(cosines.max()),
        stance=StanceScores(float(supports), float(not supports), 0.0),
        hedges=statement.hedges,
        certainty=statement.certainty,
    )
    return JudgedDocument(
        analysed=document,
        stance=stance,
        hedged=bool(statement.hedges),
        certainty=statement.certainty,
        statements=(evidence,),
        evidence=(evidence,),
    )


def engine_answer(case: Case) -> Answer:
    """The engine's origins, the stances given."""
    return {
        side: clusters_of(find_origins(case.claim, case.judged, side).origins) for side in SIDES
    }


def clusters_of(origins: Iterable[Origin]) -> list[Cluster]:
    """Origins of an answer as clusters of document ids."""
    return [
        Cluster(each.name, frozenset(key.rsplit("/", 1)[1] for key in each.documents))
        for each in origins
    ]


def _by_time(item: AnalysedDocument) -> tuple[bool, float, str]:
    published = item.document.published_at
    return (published is None, published.timestamp() if published else 0.0, item.document.key)
