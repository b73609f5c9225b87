"""Fit the weights of the score that `scoring/corroboration` ships.

    MODEL_CACHE=… HF_HUB_OFFLINE=1 python -m training.score --shared ../shared --cache var/score

holds the claims of `bench/verdict_cases.py` against their documents with the engine as it is,
reads the features, fits the two probabilities of the score with scikit-learn, prints what
they reach on stories held apart and what each feature brings, and writes
`scoring/corroboration/weights/score.toml`. Ten minutes on two cores, nearly all of it stance.
It has to be run again when the stance model changes.

*Supported* is fitted on scenarios and Emergent; *independent* on scenarios alone, as only they
say how many origins there are. The shared scenarios, FNC-1 and AVeriTeC are measured on
(`bench/end_to_end.py`), never fitted on.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bench.calibration_figures import Values, calibrated
from bench.scenarios import REPOSITORY
from bench.verdict_cases import emergent_cases, scenario_cases
from bench.verdict_evidence import SUPPORTING, Judged, judge
from scoring.check import load_models
from scoring.corroboration.features import FEATURES, Feature, Part
from scoring.corroboration.score import draw
from scoring.corroboration.verdict import confidence_inputs, stability, verdict
from scoring.records import Verdict
from scoring.settings import Settings

WEIGHTS = REPOSITORY / "scoring/corroboration/weights/score.toml"
FOLDS = 10
_PENALTY = 1.0  # scikit-learn's C; 0.1 to 10 differ by 0.004 of log-loss or less
_SEED = 0

Fitted = tuple[float, NDArray[np.float64]]


def rows_of(part: Part) -> list[Feature]:
    """The rows of the feature table that belong to a part."""
    return [feature for feature in FEATURES if feature.part is part]


def values(judged: Sequence[Judged], features: Sequence[Feature]) -> Values:
    """Values of features, (claims, features)."""
    return np.array([[row.read(each.evidence)[0] for row in features] for each in judged])


def fit(inputs: Values, outcomes: Values, signs: Sequence[int]) -> Fitted:
    """Fit a logistic regression in which every weight has its sign or is 0.

    A feature whose weight comes out with the wrong sign is taken out, the worst first, and the
    rest fitted again.

    Returns:
        Intercept and weights.
    """
    weights = np.zeros(inputs.shape[1])
    kept = list(range(inputs.shape[1]))
    while kept:
        model = LogisticRegression(C=_PENALTY, max_iter=1000).fit(inputs[:, kept], outcomes)
        signed = model.coef_[0] * np.array([signs[i] for i in kept])
        if signed.min() >= 0:
            weights[kept] = model.coef_[0]
            return float(model.intercept_[0]), weights
        kept.pop(int(signed.argmin()))
    base = outcomes.mean()
    return float(np.log(base / (1 - base))), weights


def held_out(
    inputs: Values,
    outcomes: Values,
    stories: Sequence[str],
    fitted: Callable[[Values, Values], Fitted],
    usable: NDArray[np.bool_] | None = None,
) -> Values:
    """Probabilities for each claim from a fit on other stories.

    Args:
        inputs: (claims, features).
        outcomes: (claims,), 0 or 1.
        stories: Of each claim.
        fitted: Fits intercept and weights.
        usable: (claims,), those that may be fitted on; None for all.
    """
    found = np.zeros(len(outcomes))
    folds = GroupKFold(min(FOLDS, len(set(stories))), shuffle=True, random_state=_SEED)
    for others, test in folds.split(inputs, outcomes, stories):
        train = others if usable is None else others[usable[others]]
        intercept, weights = fitted(inputs[train], outcomes[train])
        found[test] = 1 / (1 + np.exp(-(intercept + inputs[test] @ weights)))
    return found


def ablation(
    title: str, judged: Sequence[Judged], features: Sequence[Feature], outcomes: Values
) -> Table:
    """Figures on stories held apart, with all features and without each."""
    stories = [each.case.story for each in judged]
    inputs = values(judged, features)
    signs = [row.sign for row in features]
    table = Table("", "log-loss", "Brier", "ECE", "by chance", "AUC", "weight", title=title)
    _, weights = fit(inputs, outcomes, signs)
    for left_out in (None, *range(len(features))):
        kept = [i for i in range(len(features)) if i != left_out]
        own = partial(fit, signs=[signs[i] for i in kept])
        found = held_out(inputs[:, kept], outcomes, stories, own)
        figures = calibrated(found, outcomes)
        loss = -np.log(np.where(outcomes == 1, found, 1 - found)).mean()
        name = "all" if left_out is None else f"without {features[left_out].name}"
        weight = "" if left_out is None else f"{weights[left_out]:.2f}"
        shown = (loss, figures.brier, figures.ece, figures.by_chance, figures.auc)
        table.add_row(name, *(f"{value:.3f}" for value in shown), weight)
    return table


def is_supported(each: Judged) -> float:
    """Whether people found the claim supported and not contradicted."""
    return float(each.case.label in (*SUPPORTING, "supported"))


def is_corroborated(each: Judged) -> float:
    """Whether people found two independent origins."""
    return float(each.case.label == "corroborated")


def write(parts: dict[Part, Fitted], confidence: dict[str, float], path: Path) -> str:
    """Write the weights; their name has a hash of them.

    Returns:
        The text that was written.
    """
    lines = []
    for part, (intercept, weights) in parts.items():
        lines += [f"[{part.value}]", f"intercept = {intercept:.4f}", f"[{part.value}.weights]"]
        rows = zip(rows_of(part), weights, strict=True)
        lines += [f"{row.name} = {weight:.4f}" for row, weight in rows]
        lines.append("")
    lines += [
        "[confidence]",
        *(f"{name} = {weight:.4f}" for name, weight in confidence.items()),
        "",
    ]
    body = "\n".join(lines)
    name = f"corroboration-{hashlib.sha256(body.encode()).hexdigest()[:8]}"
    text = f'# Written by `python -m training.score`; see README.md.\nname = "{name}"\n\n{body}'
    path.write_text(text, encoding="utf-8")
    return text


def main() -> None:
    """Fit, print the tables, write the weights."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--cache", type=Path, default=Path("var/score"))
    options = parser.parse_args()
    console = Console(width=100)
    models = load_models(Settings.from_environment(), console.print)
    scenarios = [each for each in scenario_cases(options.shared) if each.source != "shared"]
    known = list(judge(scenarios, models, options.cache))
    judged = [*known, *judge(emergent_cases(options.shared), models, options.cache)]

    parts = {}
    supported = [each for each in known if is_supported(each)]
    for part, rows, told in (
        (Part.SUPPORTED, judged, is_supported),
        (Part.INDEPENDENT, supported, is_corroborated),
    ):
        parts[part] = _fit_part(part, rows, told, console)
    inputs = np.array([list(_confidence_inputs(each).values()) for each in judged])
    right = np.array([float(each.right) for each in judged])
    console.print(_confidence_table(inputs, right, judged))
    names = _confidence_inputs(judged[0])
    _, weights = _fit_confidence(inputs, right)
    console.print(write(parts, dict(zip(names, weights, strict=True)), WEIGHTS))


def _fit_part(
    part: Part, judged: Sequence[Judged], told: Callable[[Judged], float], console: Console
) -> Fitted:
    features = rows_of(part)
    outcomes = np.array([told(each) for each in judged])
    title = f"{part.value}: {len(judged)} claims, {outcomes.mean():.2f} of them are"
    console.print(ablation(title, judged, features, outcomes))
    return fit(values(judged, features), outcomes, [row.sign for row in features])


def _confidence_inputs(each: Judged) -> dict[str, float]:
    """1 for the verdict that was given, 0 for the others; then what else tells."""
    given = verdict(each.evidence)
    stable = stability(given, draw(each.evidence))
    verdicts = {one.value: float(one is given) for one in Verdict}
    return {**verdicts, **confidence_inputs(stable, each.evidence.undecided)}


def _fit_confidence(inputs: Values, right: Values) -> Fitted:
    """A logistic regression whose intercepts are the verdicts'."""
    model = LogisticRegression(C=_PENALTY, fit_intercept=False, max_iter=1000).fit(inputs, right)
    return 0.0, model.coef_[0]


def _confidence_table(inputs: Values, right: Values, judged: Sequence[Judged]) -> Table:
    stories = [each.case.story for each in judged]
    found = held_out(inputs, right, stories, _fit_confidence)
    figures = calibrated(found, right)
    table = Table("verdicts", "right", "Brier", "ECE", "by chance", "AUC", title="confidence")
    shown = (right.mean(), figures.brier, figures.ece, figures.by_chance, figures.auc)
    table.add_row(str(len(right)), *(f"{value:.3f}" for value in shown))
    return table


if __name__ == "__main__":
    main()
