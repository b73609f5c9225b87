"""Measure attribution: source spans, named origins, speed. One command, one table.

    python -m bench.attribution [--shared FOLDER]

Source spans count as found when they overlap a gold span by at least one character
(precision over the predicted spans, recall over the gold ones); "exact" asks for the same
first and last character. "told" are the spans of `find_attributions`, on which origins rest;
"told or held" those of `find_mentions`, which is what PolNeAR annotates. "origins named" is the
share of the gold `origin_name`s that some attribution or credit of the document names, by
`same_source`. The data is third-party and stays outside the repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scoring.attribution import find_attributions, find_credits, find_mentions, same_source
from scoring.text import detect_language, split_sentences

Span = tuple[int, int]
Finder = Callable[[dict[str, Any], str], set[Span]]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """All records of a gzipped NDJSON file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def predicted_spans(document: dict[str, Any], language: str) -> set[Span]:
    """The source spans that `find_attributions` gives for a document, each once."""
    text = document["text"]
    found = find_attributions(
        split_sentences(text, language), language=language, publisher=document.get("publisher")
    )
    spans = set()
    for attribution in (a for sentence in found for a in sentence):
        start = text.find(attribution.source, attribution.start, attribution.end)
        spans.add((start, start + len(attribution.source)))
    return spans


def gold_spans(document: dict[str, Any]) -> set[Span]:
    """The annotated source spans, one for each attribution that has a source."""
    return {
        (min(s for s, _ in a["source"]), max(e for _, e in a["source"]))
        for a in document["attributions"]
        if a["source"]
    }


def overlapped(spans: Iterable[Span], others: Iterable[Span]) -> int:
    """How many of `spans` share a character with one of `others`."""
    others = list(others)
    return sum(any(a < d and c < b for c, d in others) for a, b in spans)


def mentioned_spans(document: dict[str, Any], language: str) -> set[Span]:
    """The source spans that `find_mentions` gives for a document."""
    found = find_mentions(split_sentences(document["text"], language), language=language)
    return {(mention.start, mention.end) for sentence in found for mention in sentence}


def span_scores(
    path: Path, language: str, find: Finder = predicted_spans
) -> tuple[float, float, float, float]:
    """Precision, recall and F1 of overlapping source spans over a file, and F1 of exact ones."""
    right = predicted = recalled = gold = exact = 0
    for document in read_lines(path):
        mine, theirs = find(document, language), gold_spans(document)
        right += overlapped(mine, theirs)
        recalled += overlapped(theirs, mine)
        predicted += len(mine)
        gold += len(theirs)
        exact += len(mine & theirs)
    precision, recall = right / max(predicted, 1), recalled / max(gold, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return precision, recall, f1, 2 * exact / max(predicted + gold, 1)


def named_origins(folder: Path) -> tuple[int, int, list[str]]:
    """Gold origin names found, all of them, and those missed."""
    wanted: dict[tuple[str, str, str], bool] = {}
    for path in sorted(folder.glob("*.json")):
        scenario = json.loads(path.read_text(encoding="utf-8"))
        documents = {document["id"]: document for document in scenario["documents"]}
        names = {key: names_in(document) for key, document in documents.items()}
        for claim in scenario["claims"]:
            for key, origin in claim["expected"].get("origin_name", {}).items():
                found = any(same_source(origin, name) for name in names[key])
                wanted[(path.stem, key, origin)] = found
    missed = [f"{a}/{b}: {c}" for (a, b, c), found in wanted.items() if not found]
    return sum(wanted.values()), len(wanted), missed


def names_in(document: dict[str, Any]) -> set[str]:
    """Every name that an attribution or credit of the document gives."""
    text = document["text"]
    language = document.get("language") or detect_language(text)
    sentences = split_sentences(text, language)
    found = find_attributions(sentences, language=language, publisher=document["publisher"])
    credited = find_credits(text, byline=document.get("byline"), language=language)
    return {a.name for sentence in found for a in sentence} | {c.name for c in credited}


def sentences_per_second(path: Path, language: str) -> float:
    """Sentences read in one second of one core, splitting not counted."""
    documents = [split_sentences(d["text"], language) for d in read_lines(path)]
    find_attributions(documents[0], language=language)
    begin = time.process_time()
    for sentences in documents:
        find_attributions(sentences, language=language)
    return sum(map(len, documents)) / (time.process_time() - begin)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    beside = Path(__file__).parent.parent.parent / "shared"
    default = Path(os.environ.get("SECONDSOURCE_SHARED", beside))
    parser.add_argument("--shared", type=Path, default=default, help="the evaluation data")
    shared: Path = parser.parse_args().shared
    data = shared / "data" / "attribution"
    print(f"{'measure':<40}{'precision':>10}{'recall':>10}{'F1':>10}{'exact F1':>10}")
    for name, language in (("polnear.dev", "en"), ("german_news_quotes.dev", "de")):
        for label, find in (("told", predicted_spans), ("told or held", mentioned_spans)):
            scores = span_scores(data / f"{name}.jsonl.gz", language, find)
            line = "".join(f"{score:>10.3f}" for score in scores)
            print(f"{f'{name} {label}':<40}{line}")
    found, wanted, missed = named_origins(shared / "gold")
    print(f"{'gold origins named':<40}{found:>10}{'of':>10}{wanted:>10}")
    for name, language in (("polnear.dev", "en"), ("german_news_quotes.dev", "de")):
        speed = sentences_per_second(data / f"{name}.jsonl.gz", language)
        print(f"{name + ' sentences/s':<40}{speed:>30.0f}")
    for miss in missed:
        print(f"missed: {miss}")


if __name__ == "__main__":
    main()
