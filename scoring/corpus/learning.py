"""What the corpus tells of its publishers, read from it ahead of checks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from scoring.attribution import same_source, source_key
from scoring.corpus.filters import is_in
from scoring.corpus.store import Corpus
from scoring.provenance.copies import VERBATIM, find_copy
from scoring.provenance.priors import PublisherPriors, Story, learn, propose
from scoring.provenance.shingles import Shingles

_ROWS = 1_000  # read at a time: some 2 MB of word triples
_PAIRS = 200  # proposed pairs whose documents are read at a time, whole and with vectors
_LATER = "nothing is changed, learn again"


def learn_priors(
    corpus: Corpus, report: Callable[[int, int], None] = lambda _read, _stories: None
) -> PublisherPriors:
    """Learn from a corpus which publishers' stories are copies, and store it there.

    Documents are read in batches, in the order of time; in memory are one line for each, and the
    word triples of those of one week. What was learned before is replaced.

    Args:
        corpus: The corpus; documents may be written to it meanwhile.
        report: Called now and then with the number of stories read and of all stories.

    Returns:
        What was learned; the same for the same documents.

    Raises:
        CorpusError: The corpus cannot be read or written; what was learned before stays.
    """
    version = corpus.version
    with corpus.failing("cannot be read", _LATER):
        stories = sorted(_stories(corpus), key=lambda story: (story.time, story.key))
        proposed = propose(_with_shingles(corpus, stories, report))
        priors = learn(stories, _copies(corpus, proposed), version)
    corpus.save_priors(priors)
    return priors


def _stories(corpus: Corpus) -> Iterator[Story]:
    """The documents that tell something of their publisher: dated, and under its own name.

    A text that credits an agency is that agency's. Prints of one wire say nothing of how two
    newsrooms come by the stories that they sign.
    """
    batches = (
        corpus.documents.search()
        .where("publisher IS NOT NULL AND published_at IS NOT NULL", prefilter=True)
        .select(["key", "publisher", "published_at", "credits"])
        .to_batches(batch_size=_ROWS)
    )
    for row in itertools.chain.from_iterable(batch.to_pylist() for batch in batches):
        publisher = row["publisher"]
        if source_key(publisher) and all(
            same_source(credit["name"], publisher) for credit in row["credits"]
        ):
            yield Story(row["key"], publisher, row["published_at"].timestamp())


def _with_shingles(
    corpus: Corpus, stories: Sequence[Story], report: Callable[[int, int], None]
) -> Iterator[tuple[Story, Shingles]]:
    """Each story with its word triples; one that was deleted meanwhile is left out."""
    for start in range(0, len(stories), _ROWS):
        report(start, len(stories))
        batch = stories[start : start + _ROWS]
        table = (
            corpus.documents.search()
            .where(is_in("key", (story.key for story in batch)), prefilter=True)
            .select(["key", "shingles"])
            .to_arrow()
        )
        rows = zip(table["key"].to_pylist(), table["shingles"], strict=True)
        shingles = {key: np.asarray(found.values, np.uint32) for key, found in rows}
        yield from ((story, shingles[story.key]) for story in batch if story.key in shingles)
    report(len(stories), len(stories))


def _copies(
    corpus: Corpus, proposed: Iterable[tuple[Story, Story, float]]
) -> Iterator[tuple[Story, Story]]:
    """Those of the proposed pairs that are one text, in no particular order.

    Whole documents are read only where word triples do not decide.
    """
    doubtful: list[tuple[Story, Story]] = []
    for earlier, later, shared in proposed:
        if shared >= VERBATIM:
            yield earlier, later
            continue
        doubtful.append((earlier, later))
        if len(doubtful) == _PAIRS:
            yield from _alike(corpus, doubtful)
            doubtful = []
    yield from _alike(corpus, doubtful)


def _alike(corpus: Corpus, pairs: Sequence[tuple[Story, Story]]) -> Iterator[tuple[Story, Story]]:
    read = corpus.load(sorted({story.key for pair in pairs for story in pair}))
    for one, other in pairs:
        if one.key in read and other.key in read and find_copy(read[one.key], read[other.key]):
            yield one, other
