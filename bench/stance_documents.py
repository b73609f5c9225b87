"""Documents with the stance people gave them: the demo corpus, gold scenarios, FNC-1 articles."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.records import Claim, Stance, StanceScores
from scoring.stance import StanceModel, StatementInContext
from scoring.text import split_sentences
from training.stance_data import (
    CALIBRATION_FOLD,
    SECOND_TEST_FOLD,
    TEST_FOLD,
    read_rows,
    story_fold,
)
from training.stance_vectors import VectorCache


@dataclass(frozen=True)
class DocumentCase:
    """A claim, the statements of a document, and the stance the document takes."""

    claim: Claim
    document: str
    statements: list[StatementInContext]
    stance: Stance  # "irrelevant" counts as neutral


def demo_cases(folder: Path) -> list[DocumentCase]:
    """Every claim of the demo corpus against every document of its story."""
    lines = (folder / "corpus.ndjson").read_text(encoding="utf-8").splitlines()
    documents = {d["id"]: d for d in map(json.loads, lines)}
    claims = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return [case for claim in claims for case in _cases(claim, documents)]


def gold_cases(folder: Path) -> list[DocumentCase]:
    """Every claim of each scenario against every document of the scenario."""
    cases: list[DocumentCase] = []
    for file in sorted(folder.glob("*.json")):
        scenario = json.loads(file.read_text(encoding="utf-8"))
        documents = {d["id"]: d for d in scenario["documents"]}
        cases += (case for claim in scenario["claims"] for case in _cases(claim, documents))
    return cases


def article_cases(stance_folder: Path, fold: str, most: int = 150) -> list[DocumentCase]:
    """FNC-1 headlines and articles about them of the "calibration" or the "test" folds.

    At most `most` for each of agree, disagree and discuss (here neutral).
    """
    folds = (CALIBRATION_FOLD,) if fold == "calibration" else (TEST_FOLD, SECOND_TEST_FOLD)
    by_label: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_rows(stance_folder, "fnc1.train"):
        here = story_fold(row["group"]) in folds and story_fold(row["premise_group"]) in folds
        if here and row["stance"] != "irrelevant" and len(row["premise"]) < 6_000:
            by_label[row["stance"]].append(row)
    cases = []
    for label, rows in sorted(by_label.items()):
        for row in random.Random(label).sample(rows, min(most, len(rows))):
            statements = in_context(row["premise"], "en", "")
            case = DocumentCase(Claim(row["claim"], "en"), row["id"], statements, Stance(label))
            cases.append(case)
    return cases


def in_context(text: str, language: str, title: str) -> list[StatementInContext]:
    """The statements of a document."""
    sentences = [sentence.text for sentence in split_sentences(text, language)]
    return [
        StatementInContext(sentence, language, sentences[place - 1] if place else "", title)
        for place, sentence in enumerate(sentences)
    ]


def judge_cases(
    cases: Iterable[DocumentCase], model: StanceModel, vectors: VectorCache
) -> list[list[StanceScores]]:
    """Stance of every statement of every case."""
    found = list(cases)
    claims = vectors.claims([case.claim.text for case in found])
    texts = [statement.text for case in found for statement in case.statements]
    rows, start, judged = vectors.statements(texts), 0, []
    for place, case in enumerate(found):
        end = start + len(case.statements)
        judged.append(model.judge(case.claim, claims[place], case.statements, rows[start:end]))
        start = end
    return judged


def _cases(claim: dict[str, Any], documents: dict[str, Any]) -> Iterator[DocumentCase]:
    for identity, label in claim["expected"]["stance"].items():
        document = documents[identity]
        yield DocumentCase(
            Claim(claim["claim"], claim["language"]),
            identity,
            in_context(document["text"], document["language"], document["title"] or ""),
            Stance.NEUTRAL if label == "irrelevant" else Stance(label),
        )
