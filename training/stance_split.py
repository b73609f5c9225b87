"""All pairs, found and made, and their split into training, calibration and test."""

from __future__ import annotations

from pathlib import Path

from training.stance_across import across_pairs
from training.stance_articles import article_pairs
from training.stance_context import context_pairs, titled_pairs
from training.stance_contraries import contrary_pairs
from training.stance_contrast import contrast_pairs
from training.stance_counts import count_pairs
from training.stance_data import Pair, load_pairs, split_folds, translated_claims
from training.stance_made import made_pairs
from training.stance_near import near_pairs, near_pairs_across, statement_pools
from training.stance_paraphrase import paraphrase_pairs
from training.stance_spelled import respelled_pairs
from training.stance_switched import switched_again, switched_pairs
from training.stance_vectors import VectorCache


def load_split(shared: Path, vectors: VectorCache) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """Training, calibration and test pairs of all sources.

    What is made of other pairs' contexts and words is made after the split, of one part each.

    Args:
        shared: The shared evaluation folder.
        vectors: For finding statements close to a claim.
    """
    folder = shared / "data" / "stance"
    pairs = load_pairs(folder) + article_pairs(folder)
    near = near_pairs(pairs, vectors)
    pools = statement_pools(pairs, shared / "data" / "news")
    near += near_pairs_across(pairs, pools, vectors)
    pairs += made_pairs(pairs, translated_claims(folder)) + near + contrast_pairs(shared)
    pairs += paraphrase_pairs(shared) + across_pairs(folder) + count_pairs() + contrary_pairs()
    training, calibration, test = (
        part + context_pairs(part) + titled_pairs(folder, part) for part in split_folds(pairs)
    )
    training += switched_pairs(training) + switched_again(training)
    training += respelled_pairs(training)
    return training, calibration, test
