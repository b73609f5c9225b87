"""Publishers of which one copies the other: how often, learned from the corpus ahead of checks.

After Dong, Berti-Equille and Srivastava, 2009, "Integrating conflicting data: the role of
source dependence": sources that share what independent ones would not share are probably
dependent, also where a single report does not show it. Here that is text: each pair of
publishers has a Beta posterior over the share of their stories that are copies.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash, RMinHashLSH

from scoring.attribution import same_source, source_key
from scoring.provenance.shingles import Shingles, containment

WINDOW = 7 * 24 * 3600.0  # seconds between two stories of which one may copy the other
# Beta(0.5, 9.5): a mean of 0.05 with the weight of ten stories, so that few say little.
_PRIOR_COPIES = 0.5
_PRIOR_CHANCES = 10.0
_LEAST_CHANCES = 10  # stories; below it a pair is left out
# One copy may be the detector's mistake: it takes one or two of a hundred pairs of independent
# reports of one event for one text (docs/decisions/013).
_LEAST_COPIES = 2

# 64 bands of two: texts that share a fifth of all their triples are proposed with a probability
# of 0.93, those that share a fiftieth with 0.03. A text cut to a fifth shares a fifth.
_PERMUTATIONS = 128
_BANDS = 64
_SEED = 42
# Containment below which a proposed pair is not read. Strangers share a fiftieth and less.
_LEAST_SHARED = 0.10


@dataclass(frozen=True, slots=True)
class Story:
    """A document as far as copying between publishers goes.

    Attributes:
        key: The document's key.
        publisher: Its publisher, which has a `source_key`.
        time: When it was published, in seconds since the epoch.
    """

    key: str
    publisher: str
    time: float


@dataclass(frozen=True, slots=True)
class PublisherPair:
    """Two publishers that have copies of each other's stories, or of a third one's.

    Attributes:
        rarer: The publisher with fewer stories.
        other: The other one.
        copies: Stories of the rarer one that are one text with a story of the other.
        chances: Stories of the rarer one that have a story of the other within the window.
    """

    rarer: str
    other: str
    copies: int
    chances: int

    @property
    def probability(self) -> float:
        """That a story of one is not independent of the other's: mean of the Beta posterior."""
        return (self.copies + _PRIOR_COPIES) / (self.chances + _PRIOR_CHANCES)

    @property
    def detail(self) -> str:
        """What was counted, as a sentence."""
        return (
            f"In this corpus {self.copies} of {self.chances} stories of {self.rarer} are one text "
            f"with a story of {self.other}."
        )


@dataclass(frozen=True, slots=True)
class PublisherPriors:
    """What was learned of pairs of publishers; a pair that is not here has no prior.

    Attributes:
        pairs: The strongest first.
        corpus_version: Of the corpus when it was read; None where nothing was learned.
    """

    pairs: tuple[PublisherPair, ...] = ()
    corpus_version: int | None = None
    _by_keys: dict[frozenset[str], PublisherPair] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_keys = {_pair_key(pair.rarer, pair.other): pair for pair in self.pairs}
        object.__setattr__(self, "_by_keys", by_keys)

    def find(self, one: str | None, other: str | None) -> PublisherPair | None:
        """What was learned of two publishers, in whichever order and spelling they come."""
        if not self._by_keys or one is None or other is None:
            return None
        return self._by_keys.get(_pair_key(one, other))

    def probability(self, one: str | None, other: str | None) -> float:
        """That reports of two publishers are not independent, as far as was learned; else 0."""
        pair = self.find(one, other)
        return 0.0 if pair is None else pair.probability


NEUTRAL = PublisherPriors()


def _pair_key(one: str, other: str) -> frozenset[str]:
    return frozenset((source_key(one), source_key(other)))


def propose(stories: Iterable[tuple[Story, Shingles]]) -> Iterator[tuple[Story, Story, float]]:
    """Propose pairs of stories of different publishers of which one may copy the other.

    MinHash and locality-sensitive hashing over the stories of the window alone (Broder, 1997),
    so that neither time nor memory grows with the square of the corpus.

    Args:
        stories: With their word 3-grams, in the order of time.

    Yields:
        The earlier story, the later one, and the containment of their word 3-grams.
    """
    index = RMinHashLSH(0.0, _PERMUTATIONS, _BANDS)  # it has no use for its threshold in `query`
    held: dict[int, tuple[Story, Shingles]] = {}
    places: deque[int] = deque()
    for place, (story, shingles) in enumerate(stories):
        while places and story.time - held[places[0]][0].time > WINDOW:
            index.remove(places[0])
            del held[places.popleft()]
        sketch = RMinHash(_PERMUTATIONS, _SEED)
        sketch.update(shingles.astype(str).tolist())
        for candidate in sorted(index.query(sketch)):
            earlier, theirs = held[candidate]
            if source_key(earlier.publisher) == source_key(story.publisher):
                continue
            if (shared := containment(shingles, theirs)) >= _LEAST_SHARED:
                yield earlier, story, shared
        index.insert(place, sketch)
        held[place] = (story, shingles)
        places.append(place)


def learn(
    stories: Sequence[Story], copies: Iterable[tuple[Story, Story]], corpus_version: int
) -> PublisherPriors:
    """Learn how often two publishers' stories are copies.

    Args:
        stories: All stories, each once, in the order of time.
        copies: Pairs of them that are one text.
        corpus_version: Of the corpus that they come from.

    Returns:
        The pairs of publishers with enough stories and more than one copy.
    """
    copied: dict[frozenset[str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for pair in copies:
        keys = frozenset(source_key(story.publisher) for story in pair)
        for story in pair:
            copied[keys][source_key(story.publisher)].add(story.key)
    names, times = _by_publisher(stories)
    pairs = []
    for keys, found in copied.items():
        if len(keys) < 2 or same_source(*(names[key] for key in keys)):
            continue
        rarer, other = sorted(keys, key=lambda key: (len(times[key]), key))
        chances = _count_near(times[rarer], times[other])
        if len(found[rarer]) >= _LEAST_COPIES and chances >= _LEAST_CHANCES:
            pairs.append(PublisherPair(names[rarer], names[other], len(found[rarer]), chances))
    pairs.sort(key=lambda pair: (-pair.probability, pair.rarer, pair.other))
    return PublisherPriors(tuple(pairs), corpus_version)


def _by_publisher(
    stories: Sequence[Story],
) -> tuple[dict[str, str], dict[str, NDArray[np.float64]]]:
    """The first spelling of each publisher and the times of its stories, ascending, by key."""
    names: dict[str, str] = {}
    times: dict[str, list[float]] = defaultdict(list)
    for story in stories:
        key = source_key(story.publisher)
        names.setdefault(key, story.publisher)
        times[key].append(story.time)
    return names, {key: np.array(each) for key, each in times.items()}


def _count_near(times: NDArray[np.float64], others: NDArray[np.float64]) -> int:
    """How many of these times have one of the others, ascending, within the window."""
    first = np.searchsorted(others, times - WINDOW, side="left")
    after = np.searchsorted(others, times + WINDOW, side="right")
    return int((after > first).sum())
