"""The origin-counting benchmark, for any system: questions out, answers in, one table.

    python -m bench.corroboration --export questions.ndjson     # what a system is given
    python -m bench.corroboration --answers answers.ndjson      # what it answered, scored
    python -m bench.corroboration                               # Second Source itself, scored

What questions and answers look like: `bench/scenarios_own/README.md`, with a JSON Schema of each
beside it. An answer may leave out what a system does not know; that counts as wrong. Claims
without an answer count as unsupported. `--scenarios` takes another folder of scenarios.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.origins_figures import Cluster, OriginTally
from bench.scenarios import OWN_SCENARIOS, f1, gold_scenarios, run, share
from bench.verdict_figures import accuracy_and_f1
from scoring.check import load_models
from scoring.records import Check, Stance
from scoring.settings import Settings

Answer = Mapping[str, Any]
Answers = Mapping[tuple[str, int], Answer]  # by scenario and place of the claim in it

_NOTHING: Answer = {"verdict": "unsupported"}
_SIDES = ("supports", "refutes", "other")


def questions(folder: Path) -> Iterator[dict[str, Any]]:
    """What a system is given for each claim: its place, its words, the scenario's documents."""
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for place, claim in enumerate(content["claims"]):
            yield {
                "scenario": path.stem,
                "place": place,
                "claim": claim["claim"],
                "language": claim["language"],
                "documents": content["documents"],
            }


def read_answers(path: Path) -> Answers:
    """Read answers, one JSON object a line.

    Raises:
        ValueError: A line is no answer, or a claim has two; says which.
    """
    found: dict[tuple[str, int], Answer] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            answer = json.loads(line)
            key = (str(answer["scenario"]), int(answer["place"]))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(
                f"line {number} of {path} is no answer with `scenario` and `place`: {line[:80]!r}"
            ) from error
        if key in found:
            raise ValueError(f"line {number} of {path} answers {key} for the second time")
        found[key] = answer
    return found


def own_answers(folder: Path) -> Answers:
    """What Second Source answers, its own retrieval included."""
    models = load_models(Settings.from_environment(), Console().print)
    found: dict[tuple[str, int], Answer] = {}
    places: dict[str, int] = {}
    for scenario, _, check in run(gold_scenarios(folder), models):
        place = places.get(scenario.name, 0)
        places[scenario.name] = place + 1
        found[scenario.name, place] = _as_answer(check)
    return found


def _as_answer(check: Check) -> Answer:
    def clusters(side: Stance) -> list[dict[str, Any]]:
        return [
            {"name": each.name, "documents": [_id(key) for key in each.documents]}
            for each in check.origins
            if each.stance is side
        ]

    return {
        "verdict": check.verdict.value,
        "support_origins": clusters(Stance.SUPPORTS),
        "refute_origins": clusters(Stance.REFUTES),
        "stance": {item.document.id: item.stance.value for item in check.documents},
        "hedged": {item.document.id: item.hedged for item in check.documents if item.evidence},
    }


def _id(key: str) -> str:
    return key.rsplit("/", 1)[1]


def scored(folder: Path, answers: Answers) -> dict[str, float]:
    """Figures of a system's answers, by the names of the table's columns.

    Raises:
        ValueError: An answer is to no claim of the folder.
    """
    origins, stances, hedges = OriginTally(), [], []
    expected_labels, found_labels = [], []
    known = set()
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        ids = [document["id"] for document in content["documents"]]
        for place, claim in enumerate(content["claims"]):
            known.add((path.stem, place))
            answer, expected = answers.get((path.stem, place), _NOTHING), claim["expected"]
            expected_labels.append(expected["label"])
            found_labels.append(answer["verdict"])
            origins.add(expected, {side: _clusters(answer, key) for side, key in _KEYS.items()})
            told = answer.get("stance", {})
            pairs = [(_side(expected["stance"][i]), _side(told.get(i, "neutral"))) for i in ids]
            stances += pairs
            hedges += [
                (bool(expected["hedged"].get(i)), bool(answer.get("hedged", {}).get(i)))
                for i, (gold, mine) in zip(ids, pairs, strict=True)
                if gold == mine != "other"
            ]
    if strange := set(answers) - known:
        raise ValueError(f"answers to claims that {folder} does not have: {sorted(strange)[:3]}")
    right, macro = accuracy_and_f1(expected_labels, found_labels)
    return {
        "claims": len(expected_labels),
        "answered": share(len(answers), len(known)),
        "verdict": right,
        "macro-F1": macro,
        **origins.figures(),
        "stance": _mean(_f1_of(stances, side) for side in _SIDES),
        "hedged": _f1_of(hedges, True),
    }


_KEYS = {Stance.SUPPORTS: "support_origins", Stance.REFUTES: "refute_origins"}


def _clusters(answer: Answer, key: str) -> list[Cluster]:
    return [Cluster(each.get("name"), frozenset(each["documents"])) for each in answer.get(key, ())]


def _side(stance: str) -> str:
    return stance if stance in _SIDES else "other"


def _f1_of(pairs: Iterable[tuple[object, object]], value: object) -> float:
    listed = list(pairs)
    both = listed.count((value, value))
    gold = sum(expected == value for expected, _ in listed)
    found = sum(mine == value for _, mine in listed)
    return f1(both, found, gold)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def main() -> None:
    """Export the questions, or print one table of a system's figures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--scenarios", type=Path, default=OWN_SCENARIOS)
    parser.add_argument("--export", type=Path, help="write the questions there and stop")
    parser.add_argument("--answers", type=Path, help="score these instead of our own")
    options = parser.parse_args()
    console = Console(width=110)
    if options.export:
        lines = [json.dumps(each, ensure_ascii=False) for each in questions(options.scenarios)]
        options.export.write_text("\n".join(lines) + "\n", encoding="utf-8")
        console.print(f"{len(lines)} questions are in {options.export}")
        return
    path = options.answers
    answers = read_answers(path) if path else own_answers(options.scenarios)
    figures = scored(options.scenarios, answers)
    table = Table("system", *figures)
    values = (f"{value:.2f}" if name != "claims" else f"{value}" for name, value in figures.items())
    table.add_row(path.stem if path else "Second Source", *values)
    console.print(table)


if __name__ == "__main__":
    main()
