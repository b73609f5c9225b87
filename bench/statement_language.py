"""How often a statement's own language is told, and how often one wrongly leaves its document's.

Three measurements: documents in several languages, written for this (in the file of the same
name); the sentences of `bench.language` as if each stood in an English, Swedish, German and French
document and in one of its own language; and news in one language, whose few that leave are printed.

Run `python -m bench.statement_language [--shared FOLDER] [--news N]`.
"""

from __future__ import annotations

import argparse
import itertools
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.language import SAME, samples
from bench.material import texts_of
from bench.scenarios import REPOSITORY
from scoring.text import split_sentences
from scoring.text.language import sentence_languages

_OWN = Path(__file__).with_name("statement_language.toml")
_AROUND = ("en", "sv", "de", "fr")  # languages of the documents that other sentences are put in
_NEWS = (
    *(("fnc1_bodies.en", "en"), ("bbc.en", "en"), ("abc_rural.en", "en")),
    *(("reuters21578.en", "en"), ("wikinews.de", "de"), ("10kgnad.de", "de")),
    ("webbnyheter_sentences.sv", "sv"),
)


def main() -> None:
    """Print one table, then the sentences of news that were told to be in another language."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--news", type=int, default=2_000, help="sentences of each set of news")
    options = parser.parse_args()
    console = Console(width=max(110, Console().width))
    table = Table("sentences", "number", "right", "kept the document's", "another language's")
    _row(table, "own documents, in another language", _own(other=True))
    _row(table, "own documents, in the document's", _own(other=False))
    data = options.shared / "data"
    left: list[tuple[str, str, str]] = []
    if data.is_dir():
        for part in ("text", "beginning"):
            words = "whole" if part == "text" else "first 3 to 8 words"
            _row(table, f"19 languages, {words}, in documents of another", _put(data, part))
            _row(table, f"19 languages, {words}, in their own", _put(data, part, home=True))
        left = [row for name in _NEWS for row in _leaving(data, *name, options.news, table)]
    console.print(table)
    for language, found, text in left:
        console.print(f"{language} → {found}: {text}", markup=False, highlight=False)


Told = tuple[str, str, str]  # the document's language, the sentence's, and what was told


def _row(table: Table, name: str, told: Iterator[Told]) -> None:
    counts = Counter(_outcome(*each) for each in told)
    total = counts.total()
    shares = (f"{counts[name] / total:.4f}" for name in ("right", "kept", "other"))
    table.add_row(name, f"{total:,}", *shares)


def _outcome(around: str, language: str, told: str) -> str:
    if SAME.get(told, told) == SAME.get(language, language):
        return "right"
    return "kept" if told == around else "other"


def _own(*, other: bool) -> Iterator[Told]:
    for document in tomllib.loads(_OWN.read_text("utf-8"))["document"]:
        around = document["language"]
        languages, texts = zip(*document["sentences"], strict=True)
        told = sentence_languages(texts, around)
        for language, found in zip(languages, told, strict=True):
            if (language != around) == other:
                yield around, language, found


def _put(data: Path, part: str, *, home: bool = False) -> Iterator[Told]:
    """Sentences of known language as if they stood in documents of these languages."""
    for sample in samples(data):
        for around in [sample.language] if home else _AROUND:
            if home or around != sample.language:
                (told,) = sentence_languages([getattr(sample, part)], around)
                yield around, sample.language, told


def _leaving(
    data: Path, name: str, language: str, count: int, table: Table
) -> list[tuple[str, str, str]]:
    texts = itertools.islice(
        (each.text for text in texts_of(data, name) for each in split_sentences(text, language)),
        count,
    )
    sentences = list(texts)
    told = sentence_languages(sentences, language)
    _row(table, f"news, {name}", ((language, language, each) for each in told))
    rows = zip(sentences, told, strict=True)
    return [(language, found, text[:120]) for text, found in rows if found != language]


if __name__ == "__main__":
    main()
