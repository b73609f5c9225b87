"""Fit what `scoring/hedging` ships beside its lexicons.

    python -m training.hedging --shared ../shared

reads BioScope, the SFU reviews, UW factuality and Certainty-in-Science, fits a cue tagger
for each of the first two and a ridge regression for each of the others with
scikit-learn, and writes `scoring/hedging/weights/english.safetensors`. Under a minute on
one core. Nothing is drawn at random but the order in which liblinear visits the rows,
which is seeded: two runs on one machine write the same file. `python -m bench.hedging`
measures by cross-validation with the functions of this module.
"""

from __future__ import annotations

import argparse
import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, Ridge

from scoring.hedging.detect import find_hedges
from scoring.hedging.events import CERTAIN, event_features
from scoring.hedging.findings import finding_features
from scoring.hedging.linear import LinearModel, slots, weights_file
from scoring.hedging.tagging import CueTagger, more_features, start_features
from scoring.hedging.words import Words, words_of
from training.hedging_data import (
    CueSentence,
    Event,
    Finding,
    bioscope,
    findings,
    sfu_reviews,
    training_events,
)

SEED = 20
SLOTS = 1 << 17  # coefficients; 2**16 to 2**18 give a cue F1 of 0.886 to 0.890 on BioScope
MORE_SLOTS = 1 << 13
# Inverse L2 strength of the two decisions of a tagger; 0.5 to 10 tried, by cross-validation.
START_C, MORE_C = 1.0, 10.0
FEWEST = 2  # times that a word has to start a cue to be a candidate
# L2 strengths of the regressions; 10 to 100 tried, all within 0.01 of Pearson's r.
EVENT_ALPHA, FINDING_ALPHA = 60.0, 30.0


def fit_tagger(sentences: Sequence[CueSentence]) -> CueTagger:
    """Fit the two decisions of a cue tagger."""
    read = [(words, *_marks(words, sentence.cues)) for sentence, words in _split(sentences)]
    starting = Counter(words.at(place) for words, starts, _ in read for place in starts)
    first = frozenset(word for word, count in starting.items() if count >= FEWEST)
    inner = frozenset(words.at(place) for words, _, goes_on in read for place in goes_on)
    start_rows: list[set[int]] = []
    starts_here: list[bool] = []
    more_rows: list[set[int]] = []
    goes_on_here: list[bool] = []
    for words, starts, goes_on in read:
        for place, word in enumerate(words.folded):
            if word in first:
                start_rows.append(slots(start_features(words, place), SLOTS))
                starts_here.append(place in starts)
        for start in starts:
            place = start + 1
            while place < len(words) and (place in goes_on or words.at(place) in inner):
                more_rows.append(slots(more_features(words, start, place), MORE_SLOTS))
                goes_on_here.append(place in goes_on)
                if place not in goes_on:
                    break
                place += 1
    return CueTagger(
        first=first,
        inner=inner,
        start=_logistic(start_rows, starts_here, START_C, SLOTS),
        more=_logistic(more_rows, goes_on_here, MORE_C, MORE_SLOTS),
    )


def fit_events(events: Sequence[Event]) -> LinearModel:
    """Fit the factuality of events, in [-3, 3]."""
    return _ridge(_event_rows(events), [event.factuality for event in events], EVENT_ALPHA)


def fit_commitment(events: Sequence[Event]) -> LinearModel:
    """Fit the commitment to events, in [0, 1]: -3 is negation, as certain as 3 is."""
    commitment = [abs(event.factuality) / CERTAIN for event in events]
    return _ridge(_event_rows(events), commitment, EVENT_ALPHA)


def _event_rows(events: Sequence[Event]) -> list[set[int]]:
    return [
        slots(
            event_features(
                words_of(event.text), event.start, event.end, find_hedges(event.text, "en")
            ),
            SLOTS,
        )
        for event in events
    ]


def fit_findings(found: Sequence[Finding]) -> LinearModel:
    """Fit the certainty of findings."""
    rows = [
        slots(
            finding_features(
                words_of(item.text), find_hedges(item.text, "en"), len(item.text)
            ),
            SLOTS,
        )
        for item in found
    ]  # fmt: skip
    return _ridge(rows, [item.certainty for item in found], FINDING_ALPHA)


def _split(sentences: Iterable[CueSentence]) -> Iterable[tuple[CueSentence, Words]]:
    return ((sentence, words_of(sentence.text)) for sentence in sentences)


def _marks(words: Words, cues: Iterable[tuple[int, int]]) -> tuple[set[int], set[int]]:
    """Places of the words that start a cue, and of those that continue one."""
    starts: set[int] = set()
    goes_on: set[int] = set()
    for start, end in cues:
        inside = [
            place
            for place in range(len(words))
            if words.starts[place] < end and words.ends[place] > start
        ]
        starts.update(inside[:1])
        goes_on.update(inside[1:])
    return starts, goes_on - starts


def _logistic(
    rows: Sequence[set[int]], classes: Sequence[bool], strength: float, size: int
) -> LinearModel:
    if len(set(classes)) < 2:  # a small sample may have no cue of two words
        return LinearModel(array("f", bytes(4 * size)), 1.0 if all(classes) and classes else -1.0)
    model = LogisticRegression(C=strength, solver="liblinear", random_state=SEED)
    model.fit(_matrix(rows, size), np.array(classes))
    return _linear(model.coef_[0], float(model.intercept_[0]))


def _ridge(rows: Sequence[set[int]], values: Sequence[float], alpha: float) -> LinearModel:
    model = Ridge(alpha=alpha, solver="sparse_cg", tol=1e-6)
    model.fit(_matrix(rows, SLOTS), np.array(values))
    return _linear(model.coef_, float(model.intercept_))


def _matrix(rows: Sequence[set[int]], size: int) -> csr_matrix:
    """Rows of places as a sparse matrix of ones: float64 (len(rows), size)."""
    indices = np.concatenate([np.array(sorted(row), np.int32) for row in rows])
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(rows), size))


def _linear(coefficients: NDArray[np.float64], intercept: float) -> LinearModel:
    """As shipped: what is measured in a cross-validation has the same rounding."""
    kept = coefficients.astype(np.float16).astype(np.float32)
    return LinearModel(array("f", kept.tobytes()), intercept)


def write(path: Path, taggers: dict[str, CueTagger], regressions: dict[str, LinearModel]) -> None:
    """Write the weight file."""
    models = dict(regressions)
    words: dict[str, list[str]] = {}
    for name, tagger in taggers.items():
        models |= {f"{name}_start": tagger.start, f"{name}_more": tagger.more}
        words |= {f"{name}_first": sorted(tagger.first), f"{name}_inner": sorted(tagger.inner)}
    tensors = {
        name: np.array(model.coefficients, np.float32).astype(np.float16)
        for name, model in models.items()
    }
    intercepts = {name: round(model.intercept, 6) for name, model in models.items()}
    about = {"intercepts": json.dumps(intercepts), "words": json.dumps(words)}
    path.write_bytes(save(tensors, about))


def main() -> None:
    """Fit everything and write the weight file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the shared evaluation data")
    parser.add_argument("--output", type=Path, default=Path(str(weights_file())))
    options = parser.parse_args()
    folder = options.shared / "data" / "hedging"
    if not folder.is_dir():
        parser.error(f"there is no folder {folder}; --shared names the shared evaluation data")
    readers: dict[str, Callable[[Path], list[CueSentence]]] = {
        "science": bioscope,
        "reviews": sfu_reviews,
    }
    taggers = {name: fit_tagger(read(folder)) for name, read in readers.items()}
    for name, tagger in taggers.items():
        print(f"{name}: {len(tagger.first)} words start a cue, {len(tagger.inner)} continue one")
    regressions = {
        "event": fit_events(training_events(folder)),
        "commitment": fit_commitment(training_events(folder)),
        "finding": fit_findings(findings(folder)),
    }
    write(options.output, taggers, regressions)
    print(f"written: {options.output}, {options.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
