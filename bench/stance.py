"""How well stance is decided, per source and per document, against plain baselines.

    HF_HUB_OFFLINE=1 python -m bench.stance --shared ../shared --cache var/stance

prints one table of accuracy and macro-F1. Rows: the test folds of the pairs of
`training/stance_data.py` by source (split by group, never seen in training or
calibration), then whole documents: the demo corpus, the gold scenarios and the
articles of FNC-1's test fold. Columns: the source's majority class, a threshold on
similarity, TF-IDF with a linear classifier, and the model that ships. The last
line gives log-loss and expected calibration error on the pairs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, f1_score, log_loss

from bench.stance_documents import (
    DocumentCase,
    article_cases,
    demo_cases,
    gold_cases,
    judge_cases,
)
from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.records import Claim, Stance, StanceScores
from scoring.stance import StatementInContext, document_stance, load_stance_model
from scoring.stance.model import CLASSES
from training.stance import load_split
from training.stance_data import SEED, Pair
from training.stance_vectors import VectorCache

Answers = NDArray[np.str_]
COLUMNS = ("majority", "similarity", "tfidf", "shipped")
_LEAST_ROWS = 40  # of a source in the test folds: fewer say nothing
_BINS = 10


def judge_pairs(pairs: Sequence[Pair], vectors: VectorCache) -> list[StanceScores]:
    """The shipped model's scores of each pair, through its public interface."""
    model = load_stance_model()
    claims = vectors.claims([pair.claim for pair in pairs])
    statements = vectors.statements([pair.statement for pair in pairs])
    return [
        model.judge(
            Claim(pair.claim, pair.claim_language),
            claims[row],
            [StatementInContext(pair.statement, pair.statement_language, pair.previous)],
            statements[row : row + 1],
        )[0]
        for row, pair in enumerate(pairs)
    ]


def similarity(pairs: Sequence[Pair], vectors: VectorCache) -> NDArray[np.float32]:
    """Cosine of each pair."""
    claims = vectors.claims([pair.claim for pair in pairs])
    cosines: NDArray[np.float32] = (claims * vectors.statements([p.statement for p in pairs])).sum(
        1
    )
    return cosines


def fit_threshold(cosines: NDArray[np.float32], pairs: Sequence[Pair]) -> float:
    """The cosine from which "supports" is the best answer, by training macro-F1."""
    truth = _truth(pairs)

    def quality(threshold: float) -> float:
        return _f1(truth, _by_threshold(cosines, threshold))

    return float(max(np.arange(0.75, 0.97, 0.01), key=quality))


def fit_words(pairs: Sequence[Pair]) -> Callable[[Sequence[Pair]], Answers]:
    """TF-IDF of claim and statement, apart, with a linear classifier."""
    parts = [
        (
            TfidfVectorizer(ngram_range=(1, 2), min_df=3, max_features=60_000, sublinear_tf=True),
            name,
        )
        for name in ("claim", "statement")
    ]
    inputs = hstack([words.fit_transform([getattr(p, n) for p in pairs]) for words, n in parts])
    linear = SGDClassifier(loss="log_loss", alpha=1e-5, random_state=SEED)
    linear.fit(inputs.tocsr(), _truth(pairs))

    def answer(others: Sequence[Pair]) -> Answers:
        rows = hstack([words.transform([getattr(p, n) for p in others]) for words, n in parts])
        return np.asarray(linear.predict(rows.tocsr()))

    return answer


def calibration_error(scores: Sequence[StanceScores], truth: Answers) -> float:
    """Expected calibration error of the likeliest class in ten equal bins (Guo et al. 2017)."""
    chances = np.array([[s.supports, s.refutes, s.neutral] for s in scores])
    sure = chances.max(axis=1)
    hit = np.array([CLASSES[i].value for i in chances.argmax(axis=1)]) == truth
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    return float(
        sum(
            (bins == b).mean() * abs(hit[bins == b].mean() - sure[bins == b].mean())
            for b in range(_BINS)
            if (bins == b).any()
        )
    )


def pair_rows(
    training: Sequence[Pair], test: Sequence[Pair], vectors: VectorCache
) -> tuple[list[str], float]:
    """Table rows of the pairs and the similarity threshold that was fitted."""
    scores = judge_pairs(test, vectors)
    threshold = fit_threshold(similarity(training, vectors), training)
    answers = {
        "similarity": _by_threshold(similarity(test, vectors), threshold),
        "tfidf": fit_words(training)(test),
        "shipped": np.array([s.stance.value for s in scores]),
    }
    truth, sources = _truth(test), np.array([pair.source for pair in test])
    rows = []
    for source in sorted(set(sources)):
        here = sources == source
        if here.sum() >= _LEAST_ROWS:
            rows.append(
                _row(f"pairs {source}", truth[here], {k: v[here] for k, v in answers.items()})
            )
    people = np.array([not s.startswith(("made_", "near_")) for s in sources])
    rows.append(_row("PAIRS by people", truth[people], {k: v[people] for k, v in answers.items()}))
    rows.append(_row("PAIRS all", truth, answers))
    rows.append(
        f"shipped, pairs by people: {_calibration(scores, truth, people)}; "
        f"all pairs: {_calibration(scores, truth, np.ones_like(people))}"
    )
    return rows, threshold


def document_row(
    name: str, cases: list[DocumentCase], vectors: VectorCache, threshold: float
) -> str:
    """One row of the table for whole documents."""
    judged = judge_cases(cases, load_stance_model(), vectors)
    claims = vectors.claims([case.claim.text for case in cases])
    closest = np.array(
        [
            float((vectors.statements([s.text for s in case.statements]) @ claims[row]).max())
            for row, case in enumerate(cases)
        ],
        np.float32,
    )
    answers = {
        "similarity": _by_threshold(closest, threshold),
        "shipped": np.array([document_stance(scores).value for scores in judged]),
    }
    return _row(f"documents {name}", np.array([case.stance.value for case in cases]), answers)


def _calibration(scores: Sequence[StanceScores], truth: Answers, chosen: NDArray[np.bool_]) -> str:
    picked = [score for score, here in zip(scores, chosen, strict=True) if here]
    classes = [[c.value for c in CLASSES].index(label) for label in truth[chosen]]
    chances = np.array([[s.supports, s.refutes, s.neutral] for s in picked])
    loss = log_loss(classes, chances, labels=[0, 1, 2])
    error = calibration_error(picked, truth[chosen])
    return f"log-loss {loss:.3f} (1.099 without knowledge), calibration error {error:.3f}"


def _row(name: str, truth: Answers, answers: dict[str, Answers]) -> str:
    values, counts = np.unique(truth, return_counts=True)
    answers = {"majority": np.full(len(truth), values[counts.argmax()]), **answers}
    cells = [
        f"{accuracy_score(truth, answers[c]):.3f} {_f1(truth, answers[c]):.3f}"
        if c in answers
        else "-"
        for c in COLUMNS
    ]
    return f"{name:<34}{len(truth):>7}" + "".join(f"{cell:>14}" for cell in cells)


def _f1(truth: Answers, answers: Answers) -> float:
    """Macro-F1 over the classes that occur in the truth."""
    return float(
        f1_score(truth, answers, labels=np.unique(truth), average="macro", zero_division=0)
    )


def _by_threshold(cosines: NDArray[np.float32], threshold: float) -> Answers:
    return np.where(cosines >= threshold, Stance.SUPPORTS.value, Stance.NEUTRAL.value)


def _truth(pairs: Sequence[Pair]) -> Answers:
    return np.array([pair.stance.value for pair in pairs])


def main() -> None:
    """Measure and print the table."""
    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--models", type=Path, default=root / "var" / "models")
    parser.add_argument("--cache", type=Path, default=root / "var" / "stance")
    options = parser.parse_args()
    if not options.shared.is_dir():
        raise SystemExit(f"the shared evaluation data is not at {options.shared}; nothing measured")
    vectors = VectorCache(load_encoder(DEFAULT_MODEL, options.models), options.cache)
    training, _, test = load_split(options.shared, vectors)
    rows, threshold = pair_rows(training, test, vectors)
    documents = {
        "demo (tuned on)": demo_cases(root / "demo"),
        "gold scenarios": gold_cases(options.shared / "gold"),
        "FNC-1 test stories": article_cases(options.shared / "data" / "stance", "test"),
    }
    print(f"{'accuracy macro-F1':<34}{'n':>7}" + "".join(f"{column:>14}" for column in COLUMNS))
    print(*rows[:-1], sep="\n")
    for name, cases in documents.items():
        print(document_row(name, cases, vectors, threshold))
    print(rows[-1])


if __name__ == "__main__":
    main()
