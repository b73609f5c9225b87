"""Plain ways to count origins: articles, publishers, titles, MinHash, declared chains."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Sequence

import numpy as np
from isnad.core.corroboration import SharedLineageDetector
from rapidfuzz import fuzz
from rensa import RMinHash
from scipy.sparse.csgraph import connected_components

from bench.origins_cases import Case
from bench.origins_figures import SIDES, Answer, Cluster
from scoring.attribution import same_source, source_key
from scoring.provenance.lineage import trace
from scoring.provenance.shingles import shingle
from scoring.records import AnalysedDocument, JudgedDocument, Stance

_TITLE_RATIO = 0.55  # from which two titles are one story's
_JACCARD = 0.8  # from which two texts are one
_PERMUTATIONS = 128
_SEED = 42

Alike = Callable[[AnalysedDocument, AnalysedDocument], bool]


def baselines() -> dict[str, Callable[[Case], Answer]]:
    """Ways to answer a case without the engine's grouping, by what they count."""
    return {
        "every article": _joining(lambda _a, _b: False),
        "publishers": _joining(same_publisher),
        "titles ≥ 0.55": _joining(similar_titles),
        "MinHash ≥ 0.8": _joining(similar_texts),
        "isnad, metadata": _joining(shared_lineage),
        "isnad, our chains": with_our_chains,
    }


def _joining(alike: Alike) -> Callable[[Case], Answer]:
    """An answer in which documents that are alike, or joined by such, are one origin."""

    def answer(case: Case) -> Answer:
        return {side: single_link(case.side(side), alike) for side in SIDES}

    return answer


def single_link(documents: Sequence[AnalysedDocument], alike: Alike) -> list[Cluster]:
    """Join documents that are alike, and name each cluster by its earliest one's publisher.

    Args:
        documents: The earliest first.
        alike: Whether two of them belong together.
    """
    size = len(documents)
    joined = np.zeros((size, size), dtype=bool)
    for a, b in itertools.combinations(range(size), 2):
        joined[a, b] = alike(documents[a], documents[b])
    count, labels = connected_components(joined, directed=False) if size else (0, ())
    clusters = []
    for label in range(count):
        members = [
            item.document for item, own in zip(documents, labels, strict=True) if own == label
        ]
        clusters.append(Cluster(members[0].publisher, frozenset(item.id for item in members)))
    return clusters


def same_publisher(a: AnalysedDocument, b: AnalysedDocument) -> bool:
    """Whether two articles have one publisher; its domain stands in where none is given."""
    return a.document.publisher is not None and a.document.publisher == b.document.publisher


def similar_titles(a: AnalysedDocument, b: AnalysedDocument) -> bool:
    """Whether the titles' indel ratio, which is difflib's measure, reaches the threshold."""
    one, other = (item.document.title or "" for item in (a, b))
    return bool(one and other) and fuzz.ratio(one.lower(), other.lower()) / 100 >= _TITLE_RATIO


def similar_texts(a: AnalysedDocument, b: AnalysedDocument) -> bool:
    """Whether MinHash puts the Jaccard index of the word 3-grams at the threshold or above."""
    one, other = (_signature(item) for item in (a, b))
    return float(one.jaccard(other)) >= _JACCARD


def _signature(item: AnalysedDocument) -> RMinHash:
    signature = RMinHash(_PERMUTATIONS, _SEED)
    signature.update([str(gram) for gram in shingle(item.document.text)])
    return signature


def shared_lineage(a: AnalysedDocument, b: AnalysedDocument) -> bool:
    """Whether isnad finds that two chains share something, told what the metadata say.

    A document's chain is its publisher and its byline, the publisher's upstream is its
    owner, and the retrieved document's hash is that of the text.
    """
    return _lineage_is_shared(
        [_declared(item) for item in (a, b)],
        {
            source_key(item.document.publisher): {"upstream_source": item.document.owner}
            for item in (a, b)
            if item.document.publisher and item.document.owner
        },
        [{hashlib.sha256(item.document.text.encode()).hexdigest()} for item in (a, b)],
    )


def with_our_chains(case: Case) -> Answer:
    """What isnad answers when told, beside the publisher, whom our reader says is credited."""
    return {side: _with_our_chains(case, side) for side in SIDES}


def _with_our_chains(case: Case, side: Stance) -> list[Cluster]:
    taking = {item.document.key: item for item in case.judged if item.stance is side}
    publishers = sorted({item.document.publisher for item in taking.values()} - {None})
    chains = {key: _traced(item, case, publishers) for key, item in taking.items()}

    def alike(a: AnalysedDocument, b: AnalysedDocument) -> bool:
        return _lineage_is_shared([chains[item.document.key] for item in (a, b)], {}, [None, None])

    return single_link(case.side(side), alike)


def _traced(item: JudgedDocument, case: Case, publishers: Sequence[str]) -> list[str]:
    lineages = [part.lineage.name for part in trace(item, case.claim, publishers)]
    names = [name for name in (item.document.publisher, *lineages) if name]
    # isnad compares identifiers letter by letter: a name that is a publisher's is written so.
    known = [next((p for p in publishers if same_source(p, name)), name) for name in names]
    return [source_key(name) for name in known]


def _declared(item: AnalysedDocument) -> list[str]:
    document = item.document
    return [source_key(name) for name in (document.publisher, document.byline) if name]


def _lineage_is_shared(
    chains: Sequence[list[str]],
    metadata: dict[str, dict[str, object]],
    hashes: Sequence[set[str] | None],
) -> bool:
    found = SharedLineageDetector().detect(
        *chains,
        metadata,
        chain_a_document_hashes=hashes[0],
        chain_b_document_hashes=hashes[1],
    )
    return bool(found.has_shared_lineage)
