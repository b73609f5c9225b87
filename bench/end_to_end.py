"""Verdicts and scores from end to end, against what people say and what others do.

    python -m bench.end_to_end [--shared FOLDER] [--cache FOLDER] [--ablation] [--picture FILE]

prints

1. verdict accuracy and macro-F1 by set, for the engine and plain ways to count
   (`bench/verdict_baselines.py`);
2. whether the score means what it says: Brier score with its parts, ECE beside the ECE that
   perfect calibration would have on so few claims, and the area under the curve. Scenarios of
   the demo and our own are scored by fits on other stories, the shared ones by what ships;
3. how far Emergent's claims that headlines lean for are told from those they lean against;
4. with `--ablation`, the verdicts without each step of the engine,

and draws the abstention curve: accuracy over the share of claims that are answered when the least
certain are left out. Claims come with their documents, so that retrieval is left out;
`python -m bench.scenarios` has it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.calibration_figures import Values, abstention, calibrated
from bench.scenarios import REPOSITORY
from bench.verdict_ablation import STEPS
from bench.verdict_baselines import answer, baselines
from bench.verdict_cases import (
    VerdictCase,
    averitec_cases,
    emergent_cases,
    fnc1_cases,
    leans,
    scenario_cases,
)
from bench.verdict_evidence import Judged, judge
from bench.verdict_figures import accuracy_and_f1
from scoring.check import Models, load_models
from scoring.corroboration.features import Part
from scoring.corroboration.score import draw, probabilities, read_features, score
from scoring.corroboration.verdict import confidence, stability, verdict
from scoring.settings import Settings
from training.score import fit, held_out, is_corroborated, is_supported, rows_of, values

SCENARIO_SETS = ("shared", "own", "demo")
FITTED_ON = ("demo", "own")


def verdict_table(judged: Mapping[str, Sequence[Judged]], models: Models) -> Table:
    """A row for each way to a verdict, two columns for each set."""
    sets = list(judged)
    table = Table("verdicts: accuracy, macro-F1", *(f"{n} ({len(judged[n])})" for n in sets))
    own = {name: [each.found for each in items] for name, items in judged.items()}
    table.add_row("Second Source", *(_cell(judged[name], own[name]) for name in sets))
    known = [each.case.label for name in SCENARIO_SETS for each in judged.get(name, ())]
    for title, answerer in baselines(models.stance, known).items():
        cells = [
            _cell(judged[name], [answer(each, answerer) for each in judged[name]]) for name in sets
        ]
        table.add_row(title, *cells)
    return table


def _cell(judged: Sequence[Judged], found: Sequence[str]) -> str:
    right, macro = accuracy_and_f1([each.case.label for each in judged], found)
    return f"{right:.2f} {macro:.2f}"


def shipped(each: Judged) -> float:
    """The score that the service would give."""
    return score(probabilities(read_features(each.evidence)))


def crossed_scores(judged: Sequence[Judged], also: Sequence[Judged]) -> Values:
    """Scores of scenario claims by fits on other stories.

    Args:
        judged: Claims of scenarios that the shipped weights were fitted on.
        also: Claims of the public sets, for the part that they were fitted on too.
    """
    everything = [*judged, *also]
    supported = _crossed(Part.SUPPORTED, everything, np.ones(len(everything), bool), is_supported)
    usable = np.array([is_supported(each) > 0 for each in judged])
    independent = _crossed(Part.INDEPENDENT, judged, usable, is_corroborated)
    return supported[: len(judged)] * independent


def _crossed(
    part: Part, judged: Sequence[Judged], usable: Values, told: Callable[[Judged], float]
) -> Values:
    """Probabilities of a part, fitted on the usable claims of other stories."""
    rows = rows_of(part)
    inputs, outcomes = values(judged, rows), np.array([told(each) for each in judged])
    stories = [each.case.story for each in judged]
    own = partial(fit, signs=[row.sign for row in rows])
    return held_out(inputs, outcomes, stories, own, usable)


def score_table(judged: Mapping[str, Sequence[Judged]]) -> Table:
    """What the score is worth as the probability that people say corroborated."""
    heads = ("base", "Brier", "reliability", "resolution", "ECE", "by chance", "AUC")
    table = Table("score: corroborated?", "claims", *heads)
    known = [each for name in FITTED_ON for each in judged[name]]
    crossed = crossed_scores(known, judged.get("emergent", ()))
    _row(table, "demo and own, other stories fitted", crossed, known)
    if "shared" in judged:
        items = judged["shared"]
        _row(table, "shared, as shipped", np.array([shipped(each) for each in items]), items)
    return table


def _row(table: Table, title: str, found: Values, judged: Sequence[Judged]) -> None:
    outcomes = np.array([is_corroborated(each) for each in judged])
    got = calibrated(found, outcomes)
    shown = (outcomes.mean(), got.brier, got.reliability, got.resolution, got.ece, got.by_chance)
    table.add_row(title, str(len(judged)), *(f"{value:.3f}" for value in (*shown, got.auc)))


def lean_table(judged: Sequence[Judged]) -> Table:
    """How far the score tells claims that headlines lean for from those they lean against."""
    leaning = [(each, leans(each.case)) for each in judged]
    kept = [(each, lean) for each, lean in leaning if lean]
    outcomes = np.array([float(lean > 0) for _, lean in kept])
    table = Table("Emergent: leans for or against?", "claims", "for", "AUC")
    ways: dict[str, Callable[[Judged], float]] = {
        "score": shipped,
        "its part supported": lambda each: probabilities(read_features(each.evidence))[
            Part.SUPPORTED
        ],
    }
    for title, way in ways.items():
        found = np.array([way(each) for each, _ in kept])
        area = calibrated(found, outcomes).auc
        table.add_row(title, str(len(kept)), str(int(outcomes.sum())), f"{area:.3f}")
    return table


def sureness(each: Judged) -> float:
    """The confidence that the service would state."""
    given = verdict(each.evidence)
    stable = stability(given, draw(each.evidence))
    return confidence(given, stable, each.evidence.undecided)


def draw_abstention(judged: Mapping[str, Sequence[Judged]], path: Path) -> None:
    """Draw the accuracy over the share of claims that are answered."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.subplots()
    for name, items in judged.items():
        right = np.array([float(each.right) for each in items])
        answered, accuracy = abstention(np.array([sureness(each) for each in items]), right)
        axes.plot(answered, accuracy, label=f"{name} ({len(items)} claims)")
    axes.set(
        xlabel="share of claims answered, the surest first",
        ylabel="verdict accuracy on those",
        ylim=(0, 1.02),
        title="Abstention: accuracy when the least certain verdicts are withheld",
    )
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)


def ablation_table(cases: Sequence[VerdictCase], models: Models, cache: Path) -> Table:
    """Verdict accuracy on scenarios without each step of the engine."""
    table = Table("without", *(f"{name} accuracy, macro-F1" for name in SCENARIO_SETS))
    for title, switched_off in STEPS.items():
        with switched_off():
            judged = list(judge(cases, models, cache))
            found = {name: list(_of(judged, name)) for name in SCENARIO_SETS}
            cells = [_cell(items, [each.found for each in items]) for items in found.values()]
        table.add_row(title, *cells)
    return table


def _of(judged: Iterable[Judged], source: str) -> Iterator[Judged]:
    return (each for each in judged if each.case.source == source)


def main() -> None:
    """Print the tables and draw the picture."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--cache", type=Path, default=Path("var/score"))
    parser.add_argument("--picture", type=Path, default=Path("var/abstention.png"))
    parser.add_argument("--ablation", action="store_true", help="also without each step")
    options = parser.parse_args()
    console = Console(width=130)
    models = load_models(Settings.from_environment(), console.print)
    scenarios = scenario_cases(options.shared)
    judged: dict[str, list[Judged]] = {}
    for each in judge(scenarios, models, options.cache):
        judged.setdefault(each.case.source, []).append(each)
    if (options.shared / "data").is_dir():
        public = (emergent_cases, fnc1_cases, averitec_cases)
        for maker in public:
            cases = maker(options.shared)
            judged[cases[0].source] = list(judge(cases, models, options.cache))
    console.print(verdict_table(judged, models))
    console.print(score_table(judged))
    if "emergent" in judged:
        console.print(lean_table(judged["emergent"]))
    draw_abstention(judged, options.picture)
    console.print(f"The abstention curve is in {options.picture}")
    if options.ablation:
        console.print(ablation_table(scenarios, models, options.cache))


if __name__ == "__main__":
    main()
