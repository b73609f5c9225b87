"""Hedge detection in figures: `python -m bench.hedging`.

Prints precision, recall and F1 of "has at least one hedge" for
- documents of the provenance scenarios, judged by the sentence nearest to the
  claim (multilingual-e5-small), against the editors' `hedged`;
- sentences of BioScope and of the SFU reviews, whose guidelines also count
  "or", "can", "would" and "if", which are no hedges of news.
"""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path

from scoring.hedging import find_hedges
from scoring.models.encoder import Encoder, load_encoder
from scoring.settings import Settings
from scoring.text import split_sentences

Counts = Counter[tuple[bool, bool]]  # (is hedged, is found)


def f1(counts: Counts) -> float:
    """F1 of the positive class, 0.0 without a true positive."""
    wrong = counts[True, False] + counts[False, True]
    return 2 * counts[True, True] / max(1, 2 * counts[True, True] + wrong)


def sentence_counts(file: Path) -> Counts:
    """Count the sentences of an English JSON-lines file with `text` and `speculative`."""
    counts: Counts = Counter()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            counts[row["speculative"], bool(find_hedges(row["text"], "en"))] += 1
    return counts


def scenario_documents(folder: Path, encoder: Encoder) -> Counts:
    """Count the documents that assert a claim, by their sentence nearest to it."""
    counts: Counts = Counter()
    for file in sorted(folder.glob("*.json")):
        scenario = json.loads(file.read_text(encoding="utf-8"))
        sentences, vectors, languages = {}, {}, {}
        for document in scenario["documents"]:
            found = split_sentences(document["text"], document["language"])
            sentences[document["id"]] = [sentence.text for sentence in found]
            vectors[document["id"]] = encoder.encode_passages(sentences[document["id"]])
            languages[document["id"]] = document["language"]
        for claim in scenario["claims"]:
            query = encoder.encode_queries([claim["claim"]])[0]
            for identifier, hedged in claim["expected"]["hedged"].items():
                nearest = sentences[identifier][int((vectors[identifier] @ query).argmax())]
                counts[hedged, bool(find_hedges(nearest, languages[identifier]))] += 1
    return counts


def main() -> None:
    """Print one line for each collection."""
    default = Path(__file__).parents[2] / "shared"
    shared = Path(os.environ.get("SECONDSOURCE_SHARED", default))
    hedging = shared / "data" / "hedging"
    settings = Settings.from_environment()
    encoder = load_encoder(settings.embedding_model, settings.model_cache_folder, report=print)
    for name, counts in {
        "provenance scenarios": scenario_documents(shared / "gold", encoder),
        "bioscope": sentence_counts(hedging / "bioscope.train.jsonl.gz"),
        "sfu reviews": sentence_counts(hedging / "sfu_review.train.jsonl.gz"),
    }.items():
        right, missed, false = counts[True, True], counts[True, False], counts[False, True]
        print(
            f"{name:22} n {counts.total():6}  precision {right / max(1, right + false):.3f}  "
            f"recall {right / max(1, right + missed):.3f}  F1 {f1(counts):.3f}"
        )


if __name__ == "__main__":
    main()
