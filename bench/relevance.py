"""From which cosine on a statement is close enough to a claim to be judged.

For each threshold, the share of documents that have a statement above it, by what an
editor says of the document: those that take a side must be kept, irrelevant ones need
not be. Run `python -m bench.relevance [--shared FOLDER]`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.scenarios import REPOSITORY, Scenario, demo_scenarios, gold_scenarios
from scoring.corpus.ingest import analyse
from scoring.evidence import RELEVANT
from scoring.models.encoder import Encoder, load_encoder
from scoring.settings import Settings

THRESHOLDS = (0.78, 0.79, 0.80, 0.81, 0.82, 0.83)
KINDS = ("takes a side", "neutral", "irrelevant")


def best_cosines(scenarios: list[Scenario], encoder: Encoder) -> dict[str, list[float]]:
    """For each kind of document, the cosine of its nearest statement to each claim."""
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for scenario in scenarios:
        documents = [analyse(document, encoder) for document in scenario.documents]
        for claim in scenario.claims:
            vector = encoder.encode_queries([claim["claim"]])[0]
            for item in documents:
                stance = claim["expected"]["stance"][item.document.id]
                kind = stance if stance in KINDS else KINDS[0]
                found[kind].append(float((item.vectors @ vector).max()))
    return found


def main() -> None:
    """Print one table: a row for each threshold."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    console = Console()
    settings = Settings.from_environment()
    encoder = load_encoder(
        settings.embedding_model, settings.model_cache_folder, report=console.print
    )
    scenarios = demo_scenarios()
    if options.shared.is_dir():
        scenarios += gold_scenarios(options.shared / "gold")
    found = best_cosines(scenarios, encoder)
    table = Table("cosine", *(f"{kind} ({len(values)})" for kind, values in found.items()))
    for threshold in THRESHOLDS:
        shares = (
            f"{sum(value >= threshold for value in values) / max(1, len(values)):.1%}"
            for values in found.values()
        )
        mark = " (in use)" if threshold == RELEVANT else ""
        table.add_row(f"{threshold:.2f}{mark}", *shares)
    console.print(table)


if __name__ == "__main__":
    main()
