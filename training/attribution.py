"""Trains the English source tagger, in one command.

    python -m training.attribution [--shared FOLDER] [--epochs 4]

The balance of precision and recall is chosen on a fifth of the training articles; the weights
that are kept come from all of them. Writes `scoring/attribution/weights/en.safetensors`.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from bench.attribution import gold_spans, overlapped, read_lines
from scoring.attribution.features import hashed_features, token_attributes
from scoring.attribution.finder import read_document
from scoring.attribution.languages import load_language
from scoring.attribution.reading import Reading
from scoring.attribution.tagger import Tag, Tagger, features_id, told_words
from scoring.records import Sentence
from scoring.text import split_sentences
from training.attribution_field import Field, Sentences, check_templates, fit, joined

SEED = 20_251
_LEANS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
_HELD_OUT = 5  # every fifth article chooses the lean
_OUT = Path("scoring/attribution/weights/en.safetensors")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated article: its sentences with tokens, its gold sources, its training rows."""

    sentences: list[Sentence]
    readings: list[Reading]
    gold: set[Span]
    rows: Sentences


def read_article(document: dict[str, Any]) -> Article:
    """Cut and label one article.

    Raises:
        LookupError: English has no cue file.
    """
    language = load_language("en")
    if language is None:
        raise LookupError("scoring/attribution/cues/en.toml is missing")
    sentences = split_sentences(document["text"], "en")
    readings = read_document(sentences, language)
    kept = [(s, r) for s, r in zip(sentences, readings, strict=True) if len(r.tokens)]
    sources = _spans(document, "source")
    cues = _spans(document, "cue")
    tags = [_tags(s, r, sources, cues) for s, r in kept]
    rows = Sentences(
        hashed_features([token_attributes(r) for _, r in kept]),
        np.concatenate([*tags, np.zeros(0, dtype=np.int64)]),
        np.array([len(one) for one in tags], dtype=np.int64),
    )
    return Article([s for s, _ in kept], [r for _, r in kept], gold_spans(document), rows)


def _spans(document: dict[str, Any], part: str) -> list[Span]:
    """All spans of a part of the attributions that have a source."""
    return sorted({(s, e) for a in document["attributions"] if a["source"] for s, e in a[part]})


def _tags(
    sentence: Sentence, reading: Reading, sources: Sequence[Span], cues: Sequence[Span]
) -> NDArray[np.int64]:
    """The tag of each token; a source wins where it overlaps a cue."""
    tags = np.zeros(len(reading.tokens), dtype=np.int64)
    for spans, first, inside in (
        (cues, Tag.CUE_FIRST, Tag.CUE),
        (sources, Tag.SOURCE_FIRST, Tag.SOURCE),
    ):
        for start, end in spans:
            if end <= sentence.start or start >= sentence.end:
                continue
            for index in range(len(tags)):
                begin = sentence.start + reading.tokens.start[index]
                if begin >= end or sentence.start + reading.tokens.end[index] <= start:
                    continue
                goes_on = index > 0 and tags[index - 1] in (first, inside) and begin > start
                tags[index] = inside if goes_on else first
    return tags


def tagged_spans(article: Article, tagger: Tagger) -> set[Span]:
    """The source spans that a tagger finds in an article."""
    spans = set()
    for sentence, reading, tagged in zip(
        article.sentences, article.readings, tagger.tag(article.readings), strict=True
    ):
        for one in tagged:
            first, last = one.source
            start, end = reading.tokens.start[first], reading.tokens.end[last - 1]
            spans.add((sentence.start + start, sentence.start + end))
    return spans


def f1(articles: Iterable[Article], tagger: Tagger) -> float:
    """F1 of source spans that overlap."""
    right = predicted = recalled = gold = 0
    for article in articles:
        mine = tagged_spans(article, tagger)
        right += overlapped(mine, article.gold)
        recalled += overlapped(article.gold, mine)
        predicted += len(mine)
        gold += len(article.gold)
    precision, recall = right / max(predicted, 1), recalled / max(gold, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def as_tagger(field: Field, lean: float) -> Tagger:
    """A tagger with these weights, rounded as they are stored."""
    return Tagger(
        field.emissions.astype(np.float16).astype(np.float32),
        field.transitions,
        field.starts,
        lean,
        **told_words("en"),
    )


def main() -> None:
    """Choose the lean, train, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    beside = Path(__file__).parent.parent.parent / "shared"
    default = Path(os.environ.get("SECONDSOURCE_SHARED", beside))
    parser.add_argument("--shared", type=Path, default=default, help="the training data")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--articles", type=int, default=None, help="use only so many")
    options = parser.parse_args()

    path = options.shared / "data" / "attribution" / "polnear.train.jsonl.gz"
    articles = [read_article(document) for document in read_lines(path)[: options.articles]]
    chosen = [a for number, a in enumerate(articles) if number % _HELD_OUT]
    held_out = articles[::_HELD_OUT]
    rows = joined([article.rows for article in chosen])
    check_templates(rows)
    field = fit(rows, epochs=options.epochs, seed=SEED)
    scores = {lean: f1(held_out, as_tagger(field, lean)) for lean in _LEANS}
    for lean, score in scores.items():
        print(f"lean {lean:.1f}: F1 {score:.3f} on {len(held_out)} articles held out")
    lean = max(scores, key=lambda one: scores[one])
    rows = joined([rows, *(article.rows for article in held_out)])
    field = fit(rows, epochs=options.epochs, seed=SEED)
    save_file(
        {
            "emissions": field.emissions.astype(np.float16),
            "transitions": field.transitions,
            "starts": field.starts,
        },
        _OUT,
        metadata={"tagger": json.dumps({"lean": lean, "features": features_id(), "seed": SEED})},
    )
    _OUT.chmod(0o644)  # save_file makes it readable by its owner alone
    print(f"wrote {_OUT}: {_OUT.stat().st_size / 1e6:.1f} MB, lean {lean}")


if __name__ == "__main__":
    main()
