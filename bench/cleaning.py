"""Which sentences of news make no statement, by rule, with a sample to look at.

Run `python -m bench.cleaning [--shared FOLDER] [--sample N] [--documents N]`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.scenarios import REPOSITORY
from scoring.text import split_sentences
from scoring.text.boilerplate import find_boilerplate, load_rules


def main() -> None:
    """Print one table, and a sample of each rule's sentences."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--sample", type=int, default=0, help="sentences to print of each rule")
    parser.add_argument("--documents", type=int, default=None, help="of each set; all of them")
    options = parser.parse_args()
    console = Console()
    names = [rule["name"] for rule in load_rules()]
    table = Table("set", "sentences", *names)
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((options.shared / "data/news").glob("*.jsonl.gz")):
        sentences, counts = 0, Counter[str]()
        for text, language in islice(_documents(path), options.documents):
            split = split_sentences(text, language)
            sentences += len(split)
            for sentence, rule in zip(split, find_boilerplate(text, split), strict=True):
                if rule is not None:
                    counts[rule] += 1
                    found[rule].append(sentence.text)
        name = path.name.removesuffix(".jsonl.gz")
        table.add_row(name, f"{sentences:,}", *(f"{counts[rule]:,}" for rule in names))
    console.print(table)
    chooser = random.Random(1)
    for rule in names:
        for text in chooser.sample(found[rule], min(options.sample, len(found[rule]))):
            console.print(f"{rule}: {text}", markup=False, highlight=False)


def _documents(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document["text"], document.get("language") or path.name.split(".")[-3]


if __name__ == "__main__":
    main()
