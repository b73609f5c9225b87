"""Contrasting pairs made by rule from news sentences and short claims.

One clause is the claim of pairs of every stance: what reports it supports it, what
denies it or says its opposite refutes it, what asks, plans or supposes it takes no
side, and what repeats it as a rumour is "reported". The changed clause is a claim as
well, so that neither the claim alone nor one word of a frame gives the stance away.

    python -m training.stance_contrast --shared ../shared --show 60
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.stance_contrast_details import Names
from training.stance_contrast_grammar import WORDNET
from training.stance_contrast_makers import Maker
from training.stance_contrast_sources import materials, small_words
from training.stance_data import SEED, Pair

MOST = 45_000  # pairs
# Shares of the stances and of the languages; a language with too few clauses gives less.
_STANCES = {"supports": 0.35, "refutes": 0.25, "neutral": 0.28, "reported": 0.12}
_LANGUAGES = {"en": 0.45, "sv": 0.30}
# Pairs made of one clause at most, so that no clause fills the set.
_PER_CLAUSE = 14


def contrast_pairs(shared: Path, most: int = MOST) -> list[Pair]:
    """Make the pairs; the seed fixes them and their order.

    Args:
        shared: The shared evaluation folder.
        most: Pairs at most; fewer where the sources do not hold enough.
    """
    if not (WORDNET / "index.verb").exists():
        print(
            f"no contrast pairs: WordNet is not in {WORDNET}; install the Debian package "
            "wordnet-base"
        )
        return []
    found = materials(shared)
    small = small_words(shared)
    texts = [(m.clause.language, m.sentence.text) for m in found if m.sentence]
    picker = random.Random(f"{SEED}-contrast")
    maker = Maker(found, Names(texts, small), small, picker)
    candidates: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    for material in found:
        own = list(maker.pairs(material))
        picker.shuffle(own)
        for pair in own:
            candidates[pair.claim_language, answer_of(pair), pair.source].append(pair)
    for pair in maker.deeds(1_800):
        candidates[pair.claim_language, answer_of(pair), pair.source].append(pair)
    return _balanced(candidates, most, picker)


def answer_of(pair: Pair) -> str:
    """The stance, or "reported" for a source of that answer."""
    return "reported" if pair.source.startswith("made_reported") else pair.stance.value


def _balanced(
    candidates: dict[tuple[str, str, str], list[Pair]], most: int, picker: random.Random
) -> list[Pair]:
    """Draw the shares; within a language and a stance all sources give alike while they last."""
    rest = [language for language, _, _ in candidates if language not in _LANGUAGES]
    others = Counter(rest)
    taken: Counter[str] = Counter()
    chosen: list[Pair] = []
    for language in [*_LANGUAGES, *sorted(others)]:
        share = _LANGUAGES.get(language, (1 - sum(_LANGUAGES.values())) / max(1, len(others)))
        pools = {key: pairs for key, pairs in candidates.items() if key[0] == language}
        # the stance with the fewest pairs limits the language: a skewed language teaches itself
        least = min(
            sum(len(pairs) for key, pairs in pools.items() if key[1] == stance) / part
            for stance, part in _STANCES.items()
        )
        for stance, part in _STANCES.items():
            own = [list(pairs) for key, pairs in sorted(pools.items()) if key[1] == stance]
            chosen += _drawn(own, int(min(most * share, least) * part), taken, picker)
    picker.shuffle(chosen)
    return chosen


def _drawn(
    sources: Sequence[list[Pair]], many: int, taken: Counter[str], picker: random.Random
) -> Iterator[Pair]:
    for pairs in sources:
        picker.shuffle(pairs)
    left = [pairs for pairs in sources if pairs]
    while left and many:
        for pairs in left:
            pair = pairs.pop()
            if many and taken[pair.claim] < _PER_CLAUSE:
                taken[pair.claim] += 1
                many -= 1
                yield pair
        left = [pairs for pairs in left if pairs]


def main() -> None:
    """Print counts by source, stance and language, and samples."""
    parser = argparse.ArgumentParser(description="Contrasting pairs made by rule.")
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0, help="samples to print")
    parser.add_argument("--most", type=int, default=MOST)
    arguments = parser.parse_args()
    pairs = contrast_pairs(arguments.shared, arguments.most)
    for what, counts in (
        ("stance", Counter(answer_of(p) for p in pairs)),
        ("language", Counter(p.claim_language for p in pairs)),
        ("source and stance", Counter(f"{p.source} {p.stance.value}" for p in pairs)),
    ):
        print(f"by {what}:", *(f"  {key}: {n}" for key, n in counts.most_common()), sep="\n")
    print("claims:", len({p.claim for p in pairs}), "of", len(pairs), "pairs")
    print("with context:", sum(bool(p.previous) for p in pairs))
    for pair in random.Random(SEED).sample(pairs, min(arguments.show, len(pairs))):
        print(f"\n{pair.source} {answer_of(pair)} {pair.claim_language}\n  C {pair.claim}")
        print(f"  S {pair.statement}" + (f"\n  P {pair.previous}" if pair.previous else ""))


if __name__ == "__main__":
    main()
