"""How well stance is decided, per set and per class, against plain baselines.

    HF_HUB_OFFLINE=1 python -m bench.stance --shared ../shared --cache var/stance

prints one table. Rows: the test pairs of `training/stance_data.py` by source (split by
group, never seen in training or calibration), sets that nothing is trained on, then
whole documents: the demo corpus, the gold scenarios and the articles of FNC-1's test
stories. Columns: accuracy and macro-F1 of the source's majority class, of a threshold
on similarity, of TF-IDF with a linear classifier and of the model that ships, then the
shipped model's F1 of supports, refutes and neutral. `--most` takes fewer pairs of each
source; `--quick` leaves out the baselines.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from scoring.evidence import as_hedged_support
from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.records import Claim, Stance, StanceScores
from scoring.stance import (
    StanceModel,
    StatementInContext,
    document_stance,
    load_stance_model,
)
from scoring.stance.guards import apply_guards
from training.stance_data import SEED, Pair, few_of_each, load_evaluated
from training.stance_split import load_split
from training.stance_vectors import VectorCache

Answers = NDArray[np.str_]
CLASSES = (Stance.SUPPORTS, Stance.REFUTES, Stance.NEUTRAL)
_LEAST_ROWS = 40  # of a source: fewer say nothing
_BINS = 10


@dataclass(frozen=True)
class Quality:
    """Figures of one set of answers."""

    count: int
    accuracy: float
    macro_f1: float


def judge_pairs(
    pairs: Sequence[Pair], model: StanceModel, vectors: VectorCache
) -> list[StanceScores]:
    """Scores of each pair after the guards, in the pairs' order; one claim's together."""
    by_claim: dict[Claim, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        by_claim[Claim(pair.claim, pair.claim_language)].append(place)
    claims = vectors.claims([pair.claim for pair in pairs])
    passages = vectors.statements([pair.statement for pair in pairs])
    scores: dict[int, StanceScores] = {}
    for claim, places in by_claim.items():
        statements = [
            StatementInContext(p.statement, p.statement_language, p.previous)
            for p in (pairs[place] for place in places)
        ]
        answers = model.judge(claim, claims[places[0]], statements, passages[places])
        judged = zip(statements, answers, strict=True)
        guarded = [apply_guards(claim, statement, score)[0] for statement, score in judged]
        scores |= dict(zip(places, guarded, strict=True))
    return [scores[place] for place in range(len(pairs))]


def quality(truth: Answers, answers: Answers) -> Quality:
    """Accuracy, and macro-F1 over the classes that occur in the truth."""
    f1 = f1_score(truth, answers, labels=np.unique(truth), average="macro", zero_division=0)
    return Quality(len(truth), float(accuracy_score(truth, answers)), float(f1))


def truth_of(pairs: Sequence[Pair]) -> Answers:
    """The stances people gave."""
    return np.array([pair.stance.value for pair in pairs])


def by_source(pairs: Sequence[Pair], scores: Sequence[StanceScores]) -> dict[str, Quality]:
    """Quality of the shipped model for each source, "xnli" averaged over its languages."""
    sources = np.array([pair.source for pair in pairs])
    truth, answers = truth_of(pairs), np.array([score.stance.value for score in scores])
    found = {s: quality(truth[sources == s], answers[sources == s]) for s in sorted(set(sources))}
    languages = [figures for source, figures in found.items() if source.startswith("xnli_")]
    if languages:
        found["xnli"] = Quality(
            sum(figures.count for figures in languages),
            float(np.mean([figures.accuracy for figures in languages])),
            float(np.mean([figures.macro_f1 for figures in languages])),
        )
    return found


def fit_threshold(cosines: NDArray[np.float32], pairs: Sequence[Pair]) -> float:
    """The cosine from which "supports" is the best answer, by training macro-F1."""
    truth = truth_of(pairs)

    def reached(threshold: float) -> float:
        return quality(truth, _by_threshold(cosines, threshold)).macro_f1

    return float(max(np.arange(0.75, 0.97, 0.01), key=reached))


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
    linear.fit(inputs.tocsr(), truth_of(pairs))

    def answer(others: Sequence[Pair]) -> Answers:
        rows = hstack([words.transform([getattr(p, n) for p in others]) for words, n in parts])
        return np.asarray(linear.predict(rows.tocsr()))

    return answer


def calibration(scores: Sequence[StanceScores], truth: Answers) -> str:
    """Log-loss, and expected calibration error of the likeliest class (Guo et al. 2017)."""
    chances = np.array([[s.supports, s.refutes, s.neutral] for s in scores])
    names = np.array([stance.value for stance in CLASSES])
    classes = [names.tolist().index(label) for label in truth]
    sure, hit = chances.max(axis=1), names[chances.argmax(axis=1)] == truth
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    error = sum(
        (bins == b).mean() * abs(hit[bins == b].mean() - sure[bins == b].mean())
        for b in range(_BINS)
        if (bins == b).any()
    )
    loss = log_loss(classes, chances, labels=[0, 1, 2])
    return f"log-loss {loss:.3f} (1.099 without knowledge), calibration error {error:.3f}"


def pair_rows(pairs: Sequence[Pair], answers: Mapping[str, Answers]) -> list[str]:
    """Table rows of the sources, then of all pairs that people labelled and of all."""
    truth, sources = truth_of(pairs), np.array([pair.source for pair in pairs])

    def row(name: str, here: NDArray[np.bool_]) -> str:
        return _row(name, truth[here], {k: v[here] for k, v in answers.items()})

    rows = [
        row(f"pairs {source}", sources == source)
        for source in sorted(set(sources))
        if (sources == source).sum() >= _LEAST_ROWS
    ]
    people = np.array([not s.startswith(("made_", "near_")) for s in sources])
    xnli = np.array([s.startswith("xnli_") for s in sources])
    rows += [row("PAIRS xnli, all languages", xnli)] if xnli.any() else []
    return [*rows, row("PAIRS by people", people), row("PAIRS all", np.ones_like(people))]


def document_answers(
    cases: Sequence[DocumentCase],
    model: StanceModel,
    vectors: VectorCache,
    *,
    reported_supports: bool,
) -> Answers:
    """Stance of each document.

    Args:
        cases: The documents.
        model: The stance model.
        vectors: Of claims and statements.
        reported_supports: Whether repeating a rumour is hedged support, as in the product
            and in the scenarios, or no stance, as FNC-1's "discuss".
    """
    found = []
    for case, scores in zip(cases, judge_cases(cases, model, vectors), strict=True):
        told = [as_hedged_support(score) for score in scores] if reported_supports else scores
        guarded = [
            apply_guards(case.claim, statement, score)[0]
            for statement, score in zip(case.statements, told, strict=True)
        ]
        found.append(document_stance(guarded).value)
    return np.array(found)


def baselines(
    pairs: Sequence[Pair], training: Sequence[Pair], vectors: VectorCache
) -> dict[str, Answers]:
    """Answers of a threshold on similarity and of TF-IDF with a linear classifier."""
    threshold = fit_threshold(_similarity(training, vectors), training)
    return {
        "similarity": _by_threshold(_similarity(pairs, vectors), threshold),
        "tfidf": fit_words(training)(pairs),
    }


def _similarity(pairs: Sequence[Pair], vectors: VectorCache) -> NDArray[np.float32]:
    claims = vectors.claims([pair.claim for pair in pairs])
    statements = vectors.statements([pair.statement for pair in pairs])
    cosines: NDArray[np.float32] = (claims * statements).sum(axis=1)
    return cosines


def _row(name: str, truth: Answers, answers: Mapping[str, Answers]) -> str:
    values, counts = np.unique(truth, return_counts=True)
    columns = {"majority": np.full(len(truth), values[counts.argmax()]), **answers}
    cells = []
    for column in ("majority", "similarity", "tfidf", "shipped"):
        if column in columns:
            figures = quality(truth, columns[column])
            cells.append(f"{figures.accuracy:.3f} {figures.macro_f1:.3f}")
        else:
            cells.append("-")
    per_class = f1_score(
        truth, answers["shipped"], labels=[c.value for c in CLASSES], average=None, zero_division=0
    )
    classes = " ".join(
        f"{f1:.2f}" if stance.value in values else "   -"
        for stance, f1 in zip(CLASSES, per_class, strict=True)
    )
    return f"{name:<34}{len(truth):>7}" + "".join(f"{c:>14}" for c in cells) + f"  {classes}"


def _by_threshold(cosines: NDArray[np.float32], threshold: float) -> Answers:
    return np.where(cosines >= threshold, Stance.SUPPORTS.value, Stance.NEUTRAL.value)


def main() -> None:
    """Measure and print the table."""
    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--models", type=Path, default=root / "var" / "models")
    parser.add_argument("--cache", type=Path, default=root / "var" / "stance")
    parser.add_argument("--most", type=int, default=1_000, help="pairs of each source")
    parser.add_argument("--quick", action="store_true", help="without the baselines")
    options = parser.parse_args()
    if not options.shared.is_dir():
        raise SystemExit(f"the shared evaluation data is not at {options.shared}; nothing measured")
    vectors = VectorCache(load_encoder(DEFAULT_MODEL, options.models), options.cache)
    model = load_stance_model(options.models)
    training, _, test = load_split(options.shared, vectors)
    folder = options.shared / "data" / "stance"
    pairs = few_of_each([*test, *load_evaluated(folder)], options.most)
    scores = judge_pairs(pairs, model, vectors)
    answers = {"shipped": np.array([score.stance.value for score in scores])}
    if not options.quick:
        answers |= baselines(pairs, training, vectors)
    heads = "".join(f"{c:>14}" for c in ("majority", "similarity", "tfidf", "shipped"))
    print(f"{'accuracy macro-F1':<34}{'n':>7}{heads}  F1 sup ref neu")
    print(*pair_rows(pairs, answers), sep="\n")
    documents = {
        "demo (tuned on)": (demo_cases(root / "demo"), True),
        "gold scenarios": (gold_cases(options.shared / "gold"), True),
        "FNC-1 related, test stories": (article_cases(folder, "test"), False),
    }
    for name, (cases, reported) in documents.items():
        found = document_answers(cases, model, vectors, reported_supports=reported)
        print(
            _row(f"documents {name}", np.array([c.stance.value for c in cases]), {"shipped": found})
        )
    people = [not pair.source.startswith(("made_", "near_")) for pair in pairs]
    chosen = [score for score, here in zip(scores, people, strict=True) if here]
    print(f"pairs by people: {calibration(chosen, truth_of(pairs)[people])}")


if __name__ == "__main__":
    main()
