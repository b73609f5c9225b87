"""The figures of the hedging benchmark: F1 of cues and sentences, Pearson's r, and their data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from bench.hedging_baselines import Finder, word_list
from scoring.hedging import certainty, find_hedges
from scoring.hedging.events import CERTAIN, event_features
from scoring.hedging.findings import finding_features
from scoring.hedging.linear import LinearModel
from scoring.hedging.words import words_of
from scoring.models.encoder import Encoder
from scoring.text import split_sentences
from training.hedging import fit_commitment, fit_events, fit_findings, fit_tagger
from training.hedging_data import (
    CueSentence,
    Event,
    Finding,
    bioscope,
    events,
    findings,
    folds,
    sfu_reviews,
    training_events,
)

Counts = Counter[tuple[bool, bool]]  # (is hedged, is found)
FOLDS = 10


@dataclass(frozen=True)
class CueFigures:
    """F1 of sentences (does it hold a cue at all) and of cues (both ends exact)."""

    sentence_f1: float
    cue_f1: float


@dataclass(frozen=True)
class Agreement:
    """Pearson's r and mean absolute error."""

    r: float
    error: float


def f1(counts: Counts) -> float:
    """F1 of the positive class, 0.0 without a true positive."""
    wrong = counts[True, False] + counts[False, True]
    return 2 * counts[True, True] / max(1, 2 * counts[True, True] + wrong)


def lexicon(text: str, language: str) -> list[tuple[int, int]]:
    """Spans of the lexicon's hedges."""
    return [(hedge.start, hedge.end) for hedge in find_hedges(text, language)]


def cue_figures(
    found: Iterable[tuple[CueSentence, list[tuple[int, int]]]],
) -> CueFigures:
    """Hold found cues against annotated ones."""
    sentences: Counts = Counter()
    cues: Counts = Counter()
    for sentence, spans in found:
        sentences[sentence.speculative, bool(spans)] += 1
        both = len(sentence.cues & set(spans))
        cues[True, True] += both
        cues[True, False] += len(sentence.cues) - both
        cues[False, True] += len(spans) - both
    return CueFigures(f1(sentences), f1(cues))


def with_finder(sentences: Sequence[CueSentence], find: Finder) -> CueFigures:
    """Figures of something that is not fitted."""
    return cue_figures((sentence, find(sentence.text, "en")) for sentence in sentences)


def cross_validated(sentences: Sequence[CueSentence], read: int = FOLDS) -> CueFigures:
    """Figures of the tagger, each document read by one that was fitted without it.

    Args:
        sentences: All sentences of a set.
        read: How many of the ten folds are read; all others are only fitted on.
    """
    found = []
    documents = [sentence.document for sentence in sentences]
    for training, test in islice(folds(sentences, documents, FOLDS), read):
        tagger = fit_tagger(training)
        for sentence in test:
            cues = tagger.find(words_of(sentence.text))
            found.append((sentence, [(cue.start, cue.end) for cue in cues]))
    return cue_figures(found)


def agreement(pairs: Iterable[tuple[float, float]]) -> Agreement:
    """Pearson's r and mean absolute error of (expected, found); r is 0 where nothing varies."""
    expected, found = np.array(list(pairs)).T
    constant = expected.std() == 0 or found.std() == 0
    r = 0.0 if constant else float(np.corrcoef(expected, found)[0, 1])
    return Agreement(r, float(np.abs(expected - found).mean()))


def event_agreement(rows: Sequence[Event], model: LinearModel) -> Agreement:
    """Agreement of the fitted factuality."""
    return agreement(
        (event.factuality, max(-CERTAIN, min(CERTAIN, model.value(_features(event)))))
        for event in rows
    )


def commitment_agreement(rows: Sequence[Event], model: LinearModel) -> Agreement:
    """Agreement of the fitted commitment with |factuality| / 3."""
    return agreement(
        (abs(event.factuality) / CERTAIN, max(0.0, min(1.0, model.value(_features(event)))))
        for event in rows
    )


def _features(event: Event) -> Iterator[str]:
    hedges = find_hedges(event.text, "en")
    return event_features(words_of(event.text), event.start, event.end, hedges)


def event_agreement_of(rows: Sequence[Event], of: Callable[[str], float]) -> Agreement:
    """Agreement where an event happened as surely as any certainty of its sentence."""
    return agreement((event.factuality, CERTAIN * of(event.text)) for event in rows)


def commitment_agreement_of(rows: Sequence[Event], of: Callable[[str], float]) -> Agreement:
    """Agreement of any certainty of a sentence with the commitment to its events."""
    return agreement((abs(event.factuality) / CERTAIN, of(event.text)) for event in rows)


def finding_agreement(rows: Sequence[Finding]) -> Agreement:
    """Agreement of the fitted model, cross-validated by sentence (the set names no documents)."""
    pairs = []
    for training, test in folds(rows, [item.text for item in rows], FOLDS):
        model = fit_findings(training)
        for item in test:
            hedges = find_hedges(item.text, "en")
            features = finding_features(words_of(item.text), hedges, len(item.text))
            pairs.append((item.certainty, max(0.0, min(1.0, model.value(features)))))
    return agreement(pairs)


def finding_agreement_of(rows: Sequence[Finding], of: Callable[[str], float]) -> Agreement:
    """Agreement of any certainty of a sentence."""
    return agreement((item.certainty, of(item.text)) for item in rows)


def lexicon_certainty(text: str) -> float:
    """Certainty that the lexicon's hedges leave."""
    return certainty(find_hedges(text, "en"))


def word_list_certainty(text: str) -> float:
    """Certainty where each listed word takes away what an epistemic hedge does, 0.4."""
    return float(0.6 ** len(word_list(text, "en")))


def nearest_statements(folder: Path, encoder: Encoder) -> list[tuple[bool, str, str]]:
    """Of each document that asserts a claim of the scenarios, the sentence nearest to it.

    Returns:
        Whether the editors call it hedged, the sentence, and its language.
    """
    nearest = []
    for file in sorted(folder.glob("*.json")):
        scenario = json.loads(file.read_text(encoding="utf-8"))
        documents = {}
        for document in scenario["documents"]:
            texts = [s.text for s in split_sentences(document["text"], document["language"])]
            vectors = encoder.encode_passages(texts)
            documents[document["id"]] = (texts, vectors, document["language"])
        for claim in scenario["claims"]:
            query = encoder.encode_queries([claim["claim"]])[0]
            for identifier, hedged in claim["expected"]["hedged"].items():
                texts, vectors, language = documents[identifier]
                nearest.append((hedged, texts[int((vectors @ query).argmax())], language))
    return nearest


def hedged_f1(statements: Iterable[tuple[bool, str, str]], find: Finder) -> float:
    """F1 of "has a hedge" over statements."""
    counts: Counts = Counter()
    for hedged, text, language in statements:
        counts[hedged, bool(find(text, language))] += 1
    return f1(counts)


def gated_figures(folder: Path, read: int = FOLDS) -> dict[str, float]:
    """The figures that have a floor in floors.toml, except those that need the encoder.

    Args:
        folder: The hedging sets.
        read: How many of the ten folds of annotated cues are read.
    """
    science, reviews = (cross_validated(rows(folder), read) for rows in (bioscope, sfu_reviews))
    training = training_events(folder)
    happened, committed = fit_events(training), fit_commitment(training)
    development = events(folder, "uw_factuality.dev")
    news = event_agreement(development, happened)
    return {
        "bioscope_sentence_f1": science.sentence_f1,
        "bioscope_cue_f1": science.cue_f1,
        "bioscope_lexicon_sentence_f1": with_finder(bioscope(folder), lexicon).sentence_f1,
        "sfu_sentence_f1": reviews.sentence_f1,
        "sfu_cue_f1": reviews.cue_f1,
        "uw_r": news.r,
        "uw_commitment_r": commitment_agreement(development, committed).r,
        "findings_r": finding_agreement(findings(folder)).r,
    }


def below(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """Which figures are under their floors, or are not there."""
    return [
        f"{name} is {figures.get(name, 0.0):.3f}, the floor is {floor}"
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    ]
