"""How well sentences worth checking are told from others.

Three tables. The first: the debate sentences that `python -m training.claims` held out, beside two
baselines fitted to the same sentences as what ships, length and TF-IDF with logistic regression.
The second and third: our own sentences in thirteen languages (`bench/claims_examples.toml`), none
of which was fitted, those worth checking against others and against hard ones. AP is average
precision; F1 is at a score of 0.5, for length at the best length of the fitted part; Brier and ECE
say how calibrated the score is.

Run `python -m bench.claims [--shared FOLDER] [--cache FOLDER]`. The first run encodes 8,000
sentences and keeps their vectors in the cache.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_recall_curve

from bench.scenarios import REPOSITORY
from scoring.claims.features import read_features
from scoring.claims.worth import WorthModel, load_worth_model
from scoring.models.encoder import Vectors
from training.claims import Labelled, packaged_encoder, read_debates
from training.stance_vectors import VectorCache

EXAMPLES = REPOSITORY / "bench" / "claims_examples.toml"
_BINS = 10
_LENGTH = 0  # column of `scoring.claims.features`

Figures = dict[str, float]
Scores = NDArray[np.float64]


def figures(worth: NDArray[np.bool_], scores: Scores, threshold: float = 0.5) -> Figures:
    """Average precision, F1 and calibration of scores in [0, 1]."""
    return {
        "ap": float(average_precision_score(worth, scores)),
        "f1": float(f1_score(worth, scores >= threshold)),
        "brier": float(np.mean((scores - worth) ** 2)),
        "ece": calibration_error(worth, scores),
    }


def calibration_error(worth: NDArray[np.bool_], scores: Scores) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(scores[bins == place].mean() - worth[bins == place].mean()) * np.mean(bins == place)
        for place in range(_BINS)
        if np.any(bins == place)
    ]
    return float(sum(gaps))


def debate_figures(
    fitted: Labelled, held_out: Labelled, vectors: Vectors, model: WorthModel
) -> dict[str, Figures]:
    """The figures of each way on the sentences held out.

    Args:
        fitted: What the baselines are fitted to.
        held_out: What all are measured on.
        vectors: Of `held_out`.
        model: What ships.
    """
    return {
        "length": _length(fitted, held_out),
        "TF-IDF": figures(held_out.worth, _tfidf(fitted, held_out.texts)),
        "features alone": figures(held_out.worth, model.scores(held_out.texts, None, "en")),
        "ships": figures(held_out.worth, model.scores(held_out.texts, vectors, "en")),
    }


def _length(fitted: Labelled, held_out: Labelled) -> Figures:
    known, asked = (read_features(part.texts)[:, _LENGTH] for part in (fitted, held_out))
    precision, recall, thresholds = precision_recall_curve(fitted.worth, known)
    both = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    found = figures(held_out.worth, asked.astype(np.float64), thresholds[both[:-1].argmax()])
    return {"ap": found["ap"], "f1": found["f1"]}  # a length is no probability


def _tfidf(fitted: Labelled, texts: Sequence[str]) -> Scores:
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = LogisticRegression(C=10.0, max_iter=1_000)
    model.fit(vectoriser.fit_transform(fitted.texts), fitted.worth)
    chances: Scores = model.predict_proba(vectoriser.transform(texts))[:, 1]
    return chances


def read_examples(against: str = "other") -> dict[str, Labelled]:
    """Our own sentences by language.

    Args:
        against: Which of those that are not worth checking: "other", or the "hard" ones.
    """
    read = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {
        language: Labelled(
            [*lists["worth"], *lists[against]],
            np.array([True] * len(lists["worth"]) + [False] * len(lists[against])),
        )
        for language, lists in read.items()
    }


def example_figures(
    examples: Mapping[str, Labelled], vectors: Mapping[str, Vectors], model: WorthModel
) -> dict[str, Figures]:
    """The figures of what ships on our sentences, by language, and over all of them."""
    scores = {
        language: model.scores(part.texts, vectors[language], language)
        for language, part in examples.items()
    }
    found = {language: figures(part.worth, scores[language]) for language, part in examples.items()}
    worth = np.concatenate([part.worth for part in examples.values()])
    found["all"] = figures(worth, np.concatenate(list(scores.values())))
    return found


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--cache", type=Path, default=Path("var/bench/claims"))
    options = parser.parse_args()
    cache = VectorCache(packaged_encoder(), options.cache)
    model = load_worth_model()
    fitted, held_out = read_debates(options.shared)
    debates = debate_figures(fitted, held_out, cache.statements(held_out.texts), model)
    title = f"{len(held_out.texts):,} debate sentences, {held_out.worth.mean():.0%} worth checking"
    _show(title, debates)
    for against in ("other", "hard"):
        examples = read_examples(against)
        vectors = {language: cache.statements(part.texts) for language, part in examples.items()}
        sentences = sum(len(part.texts) for part in examples.values())
        title = f"{sentences} sentences of our own, six a language against the {against} ones"
        _show(title, example_figures(examples, vectors, model))


def _show(title: str, found: Mapping[str, Figures]) -> None:
    table = Table(title=title)
    table.add_column("")
    for name in ("AP", "F1", "Brier", "ECE"):
        table.add_column(name, justify="right")
    for name, row in found.items():
        cells = [f"{row[key]:.3f}" if key in row else "" for key in ("ap", "f1", "brier", "ece")]
        table.add_row(name, *cells)
    Console().print(table)


if __name__ == "__main__":
    main()
