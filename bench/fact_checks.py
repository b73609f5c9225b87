"""From which cosine on a published fact-check is listed beside a check.

Posts that repeat claims which fact-checkers have reviewed, against the claims reviewed. For each
threshold: how many fact-checks are listed for a post, how many of them are the right ones, and
for how many posts the right one is listed. A fact-check of nearly the same claim counts as wrong
where the set does not name it, so that precision is rather too low.

Run `python -m bench.fact_checks [--set clef2022_2a_en] [--queries N] [--reviews N]`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.retrieval_data import retrieval_sets, sample
from bench.scenarios import REPOSITORY
from scoring.fact_checks.matching import LISTED, MATCHES
from scoring.models.encoder import load_encoder
from scoring.settings import Settings

THRESHOLDS = (0.82, 0.84, 0.85, 0.86, 0.87, 0.88, 0.89, 0.90, 0.91, 0.92)
_AT_ONCE = 256  # texts between two reports


def figures(
    cosines: NDArray[np.float32], right: NDArray[np.bool_], threshold: float
) -> tuple[float, float, float, float]:
    """What listing the nearest fact-checks from a cosine on does.

    Args:
        cosines: float32 (posts, fact-checks).
        right: bool (posts, fact-checks): which are of the claim that the post repeats.
        threshold: The cosine.

    Returns:
        Fact-checks listed for a post; the share of all listed ones that are right; the share of
        posts whose nearest listed one is right, of those that have any; the share of posts for
        which a right one is listed.
    """
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :LISTED]
    listed = np.take_along_axis(cosines, nearest, axis=1) >= threshold
    hits = np.take_along_axis(right, nearest, axis=1) & listed
    some = listed[:, 0]
    return (
        float(listed.sum() / len(cosines)),
        float(hits.sum() / max(1, listed.sum())),
        float(hits[:, 0].sum() / max(1, some.sum())),
        float(hits.any(axis=1).mean()),
    )


def main() -> None:
    """Print one table: a row for each threshold."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    parser.add_argument("--set", default="clef2022_2a_en")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--reviews", type=int, default=5_000)
    options = parser.parse_args()
    console = Console()
    settings = Settings.from_environment()
    encoder = load_encoder(
        settings.embedding_model, settings.model_cache_folder, report=console.print
    )
    folder = options.shared / "data" / "retrieval"
    (whole,) = retrieval_sets(folder, [options.set])
    part = sample(whole, options.queries, options.reviews)

    def encode(texts: list[str], what: str) -> NDArray[np.float32]:
        rows = []
        for start in range(0, len(texts), _AT_ONCE):
            console.print(f"{what}: {start:,} of {len(texts):,} …")
            rows.append(encoder.encode_queries(texts[start : start + _AT_ONCE]))
        return np.concatenate(rows)

    cosines = (
        encode(list(part.queries.values()), "posts")
        @ encode([item.text for item in part.documents], "claims reviewed").T
    )
    right = np.array(
        [[item.id in part.relevant[query] for item in part.documents] for query in part.queries]
    )
    posts, reviews = cosines.shape
    table = Table(
        "cosine",
        "listed a post",
        "right, of listed",
        "right, of the first listed",
        "posts with a right one",
        title=f"{part.name}: {posts:,} posts, {reviews:,} claims reviewed, {LISTED} listed at most",
    )
    for threshold in THRESHOLDS:
        each, precision, first, found = figures(cosines, right, threshold)
        mark = " (in use)" if threshold == MATCHES else ""
        table.add_row(
            f"{threshold:.2f}{mark}",
            f"{each:.2f}",
            f"{precision:.1%}",
            f"{first:.1%}",
            f"{found:.1%}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
