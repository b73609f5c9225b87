"""How certain a finding is put in English science text.

Pei and Jurgens 2021, "Measuring Sentence-Level and Aspect-Level (Un)certainty in Science
Communications": readers rated sentences on findings from 1 (uncertain) to 6 (certain). A
ridge regression reads their words and the lexicon's hedges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scoring.hedging.certainty import CERTAINTY_FLOOR, certainty
from scoring.hedging.detect import find_hedges
from scoring.hedging.linear import fitted
from scoring.hedging.words import Words, words_of
from scoring.records import Hedge

LOWEST, HIGHEST = 1.0, 6.0  # of the raters' scale
_MOST_HEDGES = 3
_MOST_EIGHTS = 6  # of the length in eight words


def finding_certainty(text: str) -> float:
    """Certainty of a finding.

    Args:
        text: An English sentence that reports one.

    Returns:
        A number in [`CERTAINTY_FLOOR`, 1]: the raters' scale, moved to end at 1.

    Raises:
        ModelError: The weight file cannot be read.
    """
    model = fitted().models["finding"]
    found = model.value(finding_features(words_of(text), find_hedges(text, "en"), len(text)))
    return max(CERTAINTY_FLOOR, min(1.0, found))


def finding_features(words: Words, hedges: Sequence[Hedge], length: int) -> Iterator[str]:
    """What tells the certainty of a sentence.

    Args:
        words: The sentence.
        hedges: Its hedges.
        length: Its characters.
    """
    yield from (f"w={word}" for word in words.folded)
    yield from (f"2={left} {right}" for left, right in pairwise(words.folded))
    for hedge in hedges:
        share = (hedge.scope_end - hedge.scope_start) / max(1, length)
        yield "hedge"
        yield f"hedge={hedge.cue.lower()}"
        yield f"hedge|class={hedge.hedge_class}"
        yield f"hedge|strength={int(5 * hedge.strength)}"
        yield f"hedge|share={int(4 * share)}"
    yield f"hedges={min(_MOST_HEDGES, len(hedges))}"
    yield f"certainty={int(5 * certainty(hedges))}"
    yield f"len={min(_MOST_EIGHTS, len(words) // 8)}"
