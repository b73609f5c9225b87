"""Claims with documents and the verdict that people gave, from scenarios and public sets.

| set | documents | verdict |
| --- | --- | --- |
| demo, own, shared | whole articles with publishers and dates | as the scenario's editor says |
| emergent | headlines of one claim, each of another outlet | from the headlines' stances |
| fnc1 | whole articles paired with a headline, which is the claim | from the articles' stances |
| averitec | answers of fact-checkers to their own questions, each with its site | theirs |

Where a set gives stances only, the verdict is the editor's rule applied to them: support and
refutation are disputed, support alone is supported, refutation alone refuted, else unsupported.
How many origins there are, these sets do not say.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.scenarios import OWN_SCENARIOS, Scenario, demo_scenarios, gold_scenarios
from scoring.records import SubmittedDocument
from scoring.text.characters import find_unusable
from training.stance_data import emergent_groups, is_held_out

SUPPORTED = "supported"  # by one origin or more, which the set does not say
_FNC1_CLAIMS = 3  # of a story; its headlines say nearly the same
_SEED = 7


@dataclass(frozen=True)
class VerdictCase:
    """A claim, its documents, and what people made of them.

    Attributes:
        source: The set.
        story: What must not be split between fitting and testing.
        claim: Its text.
        language: Its ISO 639-1 code.
        documents: The documents to hold against it.
        label: A verdict, or `SUPPORTED`.
        expected: What a scenario expects beside it, None elsewhere.
        stances: Stance of each document where the set gives those, in their order.
    """

    source: str
    story: str
    claim: str
    language: str
    documents: tuple[SubmittedDocument, ...]
    label: str
    expected: Mapping[str, Any] | None = None
    stances: tuple[str, ...] = ()


def scenario_cases(shared: Path) -> list[VerdictCase]:
    """The claims of the demo's, our own and, where they are, the shared scenarios."""
    sets = {"demo": demo_scenarios(), "own": gold_scenarios(OWN_SCENARIOS)}
    if (shared / "gold").is_dir():
        sets["shared"] = gold_scenarios(shared / "gold")
    return [
        _of_scenario(source, scenario, claim)
        for source, scenarios in sets.items()
        for scenario in scenarios
        for claim in scenario.claims
    ]


def _of_scenario(source: str, scenario: Scenario, claim: Mapping[str, Any]) -> VerdictCase:
    return VerdictCase(
        source,
        f"{source} {scenario.name}",
        claim["claim"],
        claim["language"],
        scenario.documents,
        claim["expected"]["label"],
        claim["expected"],
    )


def emergent_cases(shared: Path) -> list[VerdictCase]:
    """The claims of Emergent, each against its headlines; of stories that stance has not seen."""
    by_claim = defaultdict(list)
    stories = emergent_groups(shared / "data/stance")
    for row in _rows(shared / "data/stance/emergent.train.jsonl.gz"):
        by_claim[stories[row["group"]], row["claim"]].append(row)
    cases = []
    for (group, claim), rows in sorted(by_claim.items()):
        if not is_held_out(group):
            continue
        documents = tuple(
            SubmittedDocument(
                text=row["premise"], id=f"h{n}", publisher=f"Outlet {n}", language="en"
            )
            for n, row in enumerate(rows)
        )
        stances = tuple(row["stance"] for row in rows)
        cases.append(
            VerdictCase("emergent", group, claim, "en", documents, _label(stances), stances=stances)
        )
    return cases


def fnc1_cases(shared: Path) -> list[VerdictCase]:
    """Headlines of FNC-1, a few of each story, against the articles that they were paired with.

    Of stories that stance has not seen; Emergent has some of them too, under the same name.
    """
    by_claim = defaultdict(list)
    for row in _rows(shared / "data/stance/fnc1.train.jsonl.gz"):
        if row["stance"] != "irrelevant" and find_unusable(row["premise"]) is None:
            by_claim[f"story-{row['group']}", row["claim"]].append(row)
    by_story = defaultdict(list)
    for (group, claim), rows in sorted(by_claim.items()):
        by_story[group].append((claim, rows))
    cases = []
    for group, claims in by_story.items():
        if not is_held_out(group):
            continue
        chosen = random.Random(f"{_SEED} {group}").sample(claims, min(_FNC1_CLAIMS, len(claims)))
        for claim, rows in chosen:
            documents = tuple(
                SubmittedDocument(
                    text=row["premise"],
                    id=f"b{row['body_id']}",
                    publisher=f"Outlet {row['body_id']}",
                    language="en",
                )
                for row in rows
            )
            label = _label(row["stance"] for row in rows)
            cases.append(VerdictCase("fnc1", group, claim, "en", documents, label))
    return cases


_AVERITEC = {
    "Supported": SUPPORTED,
    "Refuted": "refuted",
    "Not Enough Evidence": "unsupported",
    "Conflicting Evidence/Cherrypicking": "disputed",
}


def averitec_cases(shared: Path) -> list[VerdictCase]:
    """The claims of AVeriTeC against the evidence that its annotators wrote down.

    A document is a question with its answer, published by the site of the source.
    """
    cases = []
    for row in _rows(shared / "data/verdict/averitec.dev.jsonl.gz"):
        found: list[SubmittedDocument] = []
        for question in row["questions"]:
            for answer in question["answers"]:
                site = urlsplit(answer.get("source_url") or "").netloc or None
                found.append(
                    SubmittedDocument(
                        text=answer["answer"] or "No answer.",
                        id=f"a{len(found)}",
                        title=question["question"],
                        publisher=site,
                        language="en",
                    )
                )
        label = _AVERITEC[row["label"]]
        cases.append(VerdictCase("averitec", row["id"], row["claim"], "en", tuple(found), label))
    return cases


def leans(case: VerdictCase) -> int:
    """How many more of a case's documents are for the claim than against it."""
    return case.stances.count("supports") - case.stances.count("refutes")


def _label(stances: Iterable[str]) -> str:
    found = set(stances)
    if {"supports", "refutes"} <= found:
        return "disputed"
    if "supports" in found:
        return SUPPORTED
    return "refuted" if "refutes" in found else "unsupported"


def _rows(path: Path) -> Sequence[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
