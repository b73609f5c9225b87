"""Hedging in figures: `python -m bench.hedging [--shared FOLDER]`.

Prints three tables and, where a figure is under its floor in floors.toml, says so and fails.

    cues       F1 of sentences (holds a cue at all) and of cues (both ends exact). `fitted` is the
               tagger of that guideline, cross-validated by document; `lexicon` is what news
               is read with, whose idea of a hedge is another one
    certainty  Pearson's r and mean absolute error. Factuality runs from -3 to 3; commitment
               is its size, from 0 to 1, as is the certainty of findings. `fitted` on UW: on
               its training part without the sentences of the development part, measured on
               that; on MEANTIME: the same model, which saw nothing of that set; on findings:
               cross-validated by sentence
    news       F1 of "the claim is asserted only with hedging", by the sentence nearest to the
               claim, on scenarios with known answers; and statements a second of one
               core, hedges and certainty, without any vector

Baselines: the plain word list of hedging_words.toml, and the English rules that ship with
medspaCy, where `pip install medspacy` was done (it needs no model).
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.hedging_baselines import Finder, context_rules, word_list
from bench.hedging_figures import (
    Agreement,
    CueFigures,
    below,
    commitment_agreement,
    commitment_agreement_of,
    cross_validated,
    event_agreement,
    event_agreement_of,
    finding_agreement,
    finding_agreement_of,
    hedged_f1,
    lexicon,
    lexicon_certainty,
    nearest_statements,
    with_finder,
    word_list_certainty,
)
from bench.material import sentences
from bench.scenarios import REPOSITORY
from scoring.hedging import Genre, find_genre_hedges, statement_certainty
from scoring.models.encoder import load_encoder
from scoring.settings import Settings
from training.hedging import fit_commitment, fit_events
from training.hedging_data import bioscope, events, findings, sfu_reviews, training_events

_STATEMENTS = 3_000
_TIMES = 3


def speed(texts: list[str], genre: Genre) -> float:
    """Statements a second of processor time, the best of three runs."""

    def once() -> float:
        began = time.process_time()
        for text in texts:
            hedges = find_genre_hedges(text, "en", genre)
            statement_certainty(text, "en", hedges, genre)
        return time.process_time() - began

    return len(texts) / min(once() for _ in range(_TIMES))


def speed_of(texts: list[str], find: Finder) -> float:
    """The same for a baseline."""
    began = time.process_time()
    for text in texts:
        find(text, "en")
    return len(texts) / (time.process_time() - began)


def cue_table(folder: Path, baselines: dict[str, Finder]) -> tuple[Table, dict[str, float]]:
    """F1 on the two sets of annotated cues, and those of its figures that have a floor."""
    table = Table("cues", "sentences", "by", "sentence F1", "cue F1")
    gated: dict[str, float] = {}
    for name, short, rows in (
        ("BioScope", "bioscope", bioscope(folder)),
        ("SFU reviews", "sfu", sfu_reviews(folder)),
    ):
        found: dict[str, CueFigures] = {"fitted": cross_validated(rows)}
        found |= {by: with_finder(rows, find) for by, find in baselines.items()}
        for by, figures in found.items():
            shown = (f"{figures.sentence_f1:.3f}", f"{figures.cue_f1:.3f}")
            table.add_row(name, f"{len(rows):,}", by, *shown)
        gated[f"{short}_sentence_f1"] = found["fitted"].sentence_f1
        gated[f"{short}_cue_f1"] = found["fitted"].cue_f1
        gated[f"{short}_lexicon_sentence_f1"] = found["lexicon"].sentence_f1
    return table, gated


def certainty_table(folder: Path) -> tuple[Table, dict[str, float]]:
    """Agreement with graded certainty, and those of its figures that have a floor."""
    table = Table("certainty", "rows", "by", "r", "mean error")
    training = training_events(folder)
    happened, committed = fit_events(training), fit_commitment(training)
    plain = {"lexicon": lexicon_certainty, "word list": word_list_certainty}
    gated: dict[str, float] = {}
    for name, files in (
        ("UW", ["uw_factuality.dev"]),
        ("MEANTIME", ["meantime_factuality.train", "meantime_factuality.dev"]),
    ):
        rows = [event for file in files for event in events(folder, file)]
        factuality, commitment = (
            event_agreement(rows, happened),
            commitment_agreement(rows, committed),
        )
        _add(table, f"{name} factuality", rows, "fitted", factuality)
        for by, of in plain.items():
            _add(table, f"{name} factuality", rows, by, event_agreement_of(rows, of))
        _add(table, f"{name} commitment", rows, "fitted", commitment)
        for by, of in plain.items():
            _add(table, f"{name} commitment", rows, by, commitment_agreement_of(rows, of))
        gated[f"{name.lower()}_r"] = factuality.r
        gated[f"{name.lower()}_commitment_r"] = commitment.r
    found = findings(folder)
    fitted = finding_agreement(found)
    _add(table, "findings", found, "fitted", fitted)
    for by, of in plain.items():
        _add(table, "findings", found, by, finding_agreement_of(found, of))
    return table, gated | {"findings_r": fitted.r}


def _add(table: Table, name: str, rows: Sequence[object], by: str, found: Agreement) -> None:
    table.add_row(name, f"{len(rows):,}", by, f"{found.r:.3f}", f"{found.error:.3f}")


def news_table(shared: Path, baselines: dict[str, Finder]) -> tuple[Table, dict[str, float]]:
    """Hedged statements of the scenarios, and speed; and the figure that has a floor."""
    settings = Settings.from_environment()
    encoder = load_encoder(settings.embedding_model, settings.model_cache_folder)
    statements = nearest_statements(shared / "gold", encoder)
    texts = sentences(shared, _STATEMENTS)
    reached = {by: hedged_f1(statements, find) for by, find in baselines.items()}
    table = Table("news", "by", "scenarios F1", "statements/s")
    for by, find in baselines.items():
        rate = speed(texts, Genre.NEWS) if find is lexicon else speed_of(texts, find)
        table.add_row(str(len(statements)), by, f"{reached[by]:.3f}", f"{rate:,.0f}")
    for genre in (Genre.SCIENCE, Genre.REVIEWS):
        table.add_row("", f"fitted: {genre}", "", f"{speed(texts, genre):,.0f}")
    return table, {"scenarios_f1": reached["lexicon"]}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    folder = options.shared / "data" / "hedging"
    if not folder.is_dir():
        parser.error(f"there is no folder {folder}; --shared names the shared evaluation data")
    baselines: dict[str, Finder] = {"lexicon": lexicon, "word list": word_list}
    rules = context_rules()
    console = Console()
    if rules is not None:
        baselines["ConText"] = rules
    else:
        console.print("medspaCy is not installed; its ConText rules are left out")
    reached: dict[str, float] = {}
    for table, gated in (
        cue_table(folder, baselines),
        certainty_table(folder),
        news_table(options.shared, baselines),
    ):
        console.print(table)
        reached |= gated
    floors = tomllib.loads((REPOSITORY / "bench/floors.toml").read_text("utf-8"))["hedging"]
    missed = below(reached, floors)
    console.print("\n".join(missed) or "every figure is above its floor")
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
