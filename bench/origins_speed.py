"""How much time origins add to a check.

    HF_HUB_OFFLINE=1 python -m bench.origins_speed

prints, for 10 to 100 documents that all support one claim (the worst case: neutral ones are not
grouped), the median time to trace and group them, the same for a set that the process has not
seen, and for comparison that of deciding for each pair on its own whether one copies the other.
The documents are those of `bench/scenarios_own`.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.material import milliseconds
from bench.origins_cases import with_stance
from bench.origins_documents import KeptEncoder, analyse_all
from bench.scenarios import OWN_SCENARIOS, REPOSITORY, gold_scenarios
from scoring.models.encoder import load_encoder
from scoring.provenance.copies import find_copy
from scoring.provenance.origins import find_origins
from scoring.records import AnalysedDocument, Claim, JudgedDocument, Stance
from scoring.settings import Settings

COUNTS = (10, 25, 50, 100)
_RUNS = 9
_LEAST_STATEMENTS = 4
_CLAIM = Claim("The bridge at Norvik was closed.", "en")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "var" / "origins")
    options = parser.parse_args()
    console = Console()
    settings = Settings.from_environment()
    encoder = load_encoder(
        settings.embedding_model, settings.model_cache_folder, report=console.print
    )
    documents = _documents(KeptEncoder(encoder, options.cache))
    (vector,) = encoder.encode_queries([_CLAIM.text])
    table = Table("documents", "origins", "first ms", "median ms", "pair by pair ms", "ratio")
    for count in COUNTS:
        table.add_row(*_row(documents[:count], vector))
        documents = documents[count:] + documents[:count]  # the next set is new to the process
    console.print(table)


def _row(documents: Sequence[AnalysedDocument], vector: NDArray[np.float32]) -> Iterator[str]:
    judged = [with_stance(item, vector, Stance.SUPPORTS) for item in documents]
    first = milliseconds(lambda: _group(judged))
    grouped = _median(lambda: _group(judged))
    pairwise = _median(lambda: _pair_by_pair(documents))
    yield str(len(judged))
    yield str(len(find_origins(_CLAIM, judged, Stance.SUPPORTS).origins))
    yield from (f"{value:.1f}" for value in (first, grouped, pairwise))
    yield f"{pairwise / grouped:.1f}"


def _documents(encoder: KeptEncoder) -> list[AnalysedDocument]:
    """All documents of four statements and more."""
    submitted = [
        document for scenario in gold_scenarios(OWN_SCENARIOS) for document in scenario.documents
    ]
    analysed = analyse_all(submitted, encoder)
    return [item for item in analysed if len(item.statements) >= _LEAST_STATEMENTS]


def _group(judged: Sequence[JudgedDocument]) -> object:
    return find_origins(_CLAIM, judged, Stance.SUPPORTS)


def _pair_by_pair(documents: Sequence[AnalysedDocument]) -> object:
    return [find_copy(a, b) for a, b in itertools.combinations(documents, 2)]


def _median(work: Callable[[], object]) -> float:
    return sorted(milliseconds(work) for _ in range(_RUNS))[_RUNS // 2]


if __name__ == "__main__":
    main()
