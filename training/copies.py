"""Fit the likeness of two bodies that `scoring/provenance` ships.

    MODEL_CACHE=… HF_HUB_OFFLINE=1 python -m training.copies --shared ../shared

reads pairs of documents whose origins are known (the demo corpus and our own scenarios: two
documents that take one side of a claim, of one origin or of two) and independent reports of
one event (BASIL, every second event), fits a logistic regression with non-negative
coefficients, prints what it reaches on stories held apart, and writes
`scoring/provenance/likeness.toml`. A quarter of an hour on a busy core, two minutes on a
free one, nearly all of it encoding.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from bench.scenarios import OWN_SCENARIOS, Scenario, demo_scenarios, gold_scenarios
from scoring.corpus.ingest import analyse
from scoring.models.encoder import Encoder, load_encoder
from scoring.provenance.copies import ONE_BODY, VERBATIM, body_likeness
from scoring.provenance.likeness import Signals
from scoring.provenance.shingles import containment
from scoring.records import AnalysedDocument, SubmittedDocument
from scoring.settings import Settings

NAMES = Signals.__slots__
_PENALTY = 0.01  # on squared coefficients of standardised signals, for each pair
Labelled = tuple[str, AnalysedDocument, AnalysedDocument, float]


def scenario_pairs(scenarios: Iterable[Scenario], encoder: Encoder) -> Iterator[Labelled]:
    """Story, two documents and whether they have one origin (between 0 and 1 if claims differ)."""
    for scenario in scenarios:
        documents = {d.document.id: d for d in (analyse(s, encoder) for s in scenario.documents)}
        seen: dict[tuple[str, str], list[float]] = defaultdict(list)
        for claim in scenario.claims:
            for side in ("support_origins", "refute_origins"):
                origins = claim["expected"][side]
                for origin in origins:
                    for pair in itertools.combinations(sorted(origin), 2):
                        seen[pair].append(1.0)
                for one, other in itertools.combinations(origins, 2):
                    for a, b in itertools.product(one, other):
                        if a != b:
                            seen[min(a, b), max(a, b)].append(0.0)
        for (a, b), votes in seen.items():
            yield scenario.name, documents[a], documents[b], float(np.mean(votes))


def basil_pairs(shared: Path, encoder: Encoder, half: int) -> Iterator[Labelled]:
    """Independent reports of one event in three newspapers; half 0 or 1 of the events."""
    events: dict[str, list[SubmittedDocument]] = defaultdict(list)
    with gzip.open(shared / "data/reuse/basil.dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            events[row["event"]].append(SubmittedDocument(row["text"], row["id"], language="en"))
    for event in sorted(events)[half::2]:
        documents = [analyse(submitted, encoder) for submitted in events[event]]
        for a, b in itertools.combinations(documents, 2):
            yield f"basil-{event}", a, b, 0.0


def read(pairs: Iterable[Labelled]) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Signals (n, 6), labels (n,) and stories of the pairs that word triples do not decide."""
    rows, labels, stories = [], [], []
    for story, a, b, label in pairs:
        found = body_likeness(a, b)
        if found is None or containment(a.shingles, b.shingles) >= VERBATIM:
            continue
        rows.append(astuple(found.signals))
        labels.append(label)
        stories.append(story)
    return np.array(rows), np.array(labels), stories


def fit(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intercept and coefficients of a ridge-penalised logistic regression.

    All are kept at or above 0 but that of "across", so that more likeness is never less
    of a copy.
    """
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    standard = (rows - mean) / scale

    def loss(parameters: NDArray[np.float64]) -> float:
        scores = parameters[0] + standard @ parameters[1:]
        told = np.logaddexp(0, scores) - labels * scores
        return float(told.mean() + _PENALTY * (parameters[1:] ** 2).sum())

    bounds = [(None, None), *((None if name == "across" else 0.0, None) for name in NAMES)]
    found = minimize(loss, np.zeros(len(NAMES) + 1), bounds=bounds, method="L-BFGS-B").x
    raw = found[1:] / scale
    return np.concatenate([[found[0] - raw @ mean], raw])


def chances(rows: NDArray[np.float64], model: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of one origin."""
    return 1 / (1 + np.exp(-(model[0] + rows @ model[1:])))


def report(name: str, labels: NDArray[np.float64], found: NDArray[np.float64]) -> str:
    """A row: pairs of one origin that are found, pairs of two that are taken for one."""
    one, two = labels == 1, labels == 0
    both = one.any() and two.any()
    area = roc_auc_score(labels[one | two], found[one | two]) if both else float("nan")
    kept = f"{(found[one] >= ONE_BODY).mean():.3f}" if one.any() else "-"
    return (
        f"{name:<34}{one.sum():>6}{two.sum():>6}{area:>8.3f}{kept:>8}"
        f"{(found[two] >= ONE_BODY).mean():>8.3f}"
    )


def held_out(
    rows: NDArray[np.float64], labels: NDArray[np.float64], stories: Sequence[str]
) -> NDArray[np.float64]:
    """Probabilities from models that did not see the pair's story."""
    found = np.zeros(len(rows))
    for training, rest in GroupKFold(10).split(rows, labels, stories):
        found[rest] = chances(rows[rest], fit(rows[training], labels[training]))
    return found


def write(model: NDArray[np.float64], path: Path) -> None:
    """The coefficients as they ship."""
    lines = [
        "# Written by `python -m training.copies`; what the signals are: likeness.py.",
        "[coefficients]",
        *(
            f"{name} = {value:.4f}"
            for name, value in zip(("intercept", *NAMES), model, strict=True)
        ),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit, print, write."""
    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    options = parser.parse_args()
    if not options.shared.is_dir():
        raise SystemExit(f"the shared evaluation data is not at {options.shared}; nothing fitted")
    settings = Settings.from_environment()
    encoder = load_encoder(settings.embedding_model, settings.model_cache_folder)
    ours = read(scenario_pairs([*demo_scenarios(), *gold_scenarios(OWN_SCENARIOS)], encoder))
    reports = read(basil_pairs(options.shared, encoder, 1))
    rows, labels = np.vstack([ours[0], reports[0]]), np.concatenate([ours[1], reports[1]])
    stories = ours[2] + reports[2]
    found, here = held_out(rows, labels, stories), len(ours[1])
    model = fit(rows, labels)
    unseen = read(scenario_pairs(gold_scenarios(options.shared / "gold"), encoder))
    other = read(basil_pairs(options.shared, encoder, 0))
    print(f"pairs without shared words {'one':>13}{'two':>6}{'AUC':>8}{'found':>8}{'false':>8}")
    print(report("ours, story held out", labels[:here], found[:here]))
    print(report("BASIL, event held out", labels[here:], found[here:]))
    print(report("shared scenarios, never fitted on", unseen[1], chances(unseen[0], model)))
    print(report("BASIL, other half, never fitted on", other[1], chances(other[0], model)))
    write(model, root / "scoring" / "provenance" / "likeness.toml")


if __name__ == "__main__":
    main()
