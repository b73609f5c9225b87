"""Plain ways to a verdict, as systems of the field have them, on the claims of the benchmark.

None traces text to its origin. All but the plain pipeline and `min(1, sources / 3)` are told the
engine's stance of each document, so that what is compared is how they count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from bench.origins_baselines import (
    Alike,
    same_publisher,
    shared_lineage,
    similar_texts,
    similar_titles,
    single_link,
)
from bench.verdict_evidence import Judged, coarse
from scoring.records import AnalysedDocument, Stance, Verdict
from scoring.stance import StanceModel, StatementInContext

Answerer = Callable[[Judged], str]

_SIMILAR = 0.85  # cosine from which a document counts as a source of the claim
_ENOUGH = 3  # sources that make a claim certain
_LEAN = 2 / 3  # share of those that take a side
_NEAREST = 10  # documents that the plain pipeline reads


def baselines(model: StanceModel, labels: Iterable[str]) -> dict[str, Answerer]:
    """Ways to answer a claim, by what they count.

    Args:
        model: The stance model, for the plain pipeline.
        labels: The verdicts that people gave, for the commonest one.
    """
    commonest = Counter(labels).most_common(1)[0][0]
    counted = {
        "documents": lambda _a, _b: False,
        "distinct publishers": same_publisher,
        "title clusters": similar_titles,
        "MinHash clusters": similar_texts,
        "isnad, metadata": shared_lineage,
    }
    return {
        "commonest verdict": lambda _: commonest,
        "min(1, sources / 3)": similar_sources,
        "S / (S + R)": share_of_support,
        **{name: _counting(alike) for name, alike in counted.items()},
        "vector search and NLI vote": lambda each: plain_vote(each, model),
    }


def of_counts(supporting: int, refuting: int) -> str:
    """The verdict that so many origins of each side make."""
    if not supporting:
        return (Verdict.REFUTED if refuting else Verdict.UNSUPPORTED).value
    if refuting:
        return Verdict.DISPUTED.value
    return (Verdict.SINGLE_ORIGIN if supporting == 1 else Verdict.CORROBORATED).value


def similar_sources(each: Judged) -> str:
    """`min(1, sources / 3)` over publishers with something similar; 2/3 is corroborated."""
    sources = {
        document.document.publisher or document.document.id
        for document in each.candidates
        if _nearest(each, document)[0] >= _SIMILAR
    }
    score = min(1.0, len(sources) / _ENOUGH)
    if score == 0:
        return Verdict.UNSUPPORTED.value
    return (Verdict.CORROBORATED if score >= _LEAN else Verdict.SINGLE_ORIGIN).value


def share_of_support(each: Judged) -> str:
    """`S / (S + R)` over documents: two thirds either way decide, between them is a dispute."""
    supporting, refuting = (
        sum(item.stance is side for item in each.documents)
        for side in (Stance.SUPPORTS, Stance.REFUTES)
    )
    if not supporting + refuting:
        return Verdict.UNSUPPORTED.value
    share = supporting / (supporting + refuting)
    if share >= _LEAN:
        return (Verdict.CORROBORATED if supporting > 1 else Verdict.SINGLE_ORIGIN).value
    return (Verdict.REFUTED if share <= 1 - _LEAN else Verdict.DISPUTED).value


def plain_vote(each: Judged, model: StanceModel) -> str:
    """Vector search, then the likeliest stance of the nearest sentence of each document read.

    The sentence is judged as it stands: without its context, guards, hedges or origins.
    """
    readable = [document for document in each.candidates if document.statements]
    ranked = sorted(readable, key=lambda document: -_nearest(each, document)[0])[:_NEAREST]
    if not ranked:
        return Verdict.UNSUPPORTED.value
    places = [_nearest(each, document)[1] for document in ranked]
    sentences = [
        StatementInContext(document.statements[place].text, document.document.language)
        for document, place in zip(ranked, places, strict=True)
    ]
    vectors = np.stack([d.vectors[place] for d, place in zip(ranked, places, strict=True)])
    votes = [scores.stance for scores in model.judge(each.claim, each.vector, sentences, vectors)]
    return of_counts(votes.count(Stance.SUPPORTS), votes.count(Stance.REFUTES))


def answer(each: Judged, answerer: Answerer) -> str:
    """A baseline's verdict, as coarse as the case's label."""
    return coarse(answerer(each), each.case)


def _counting(alike: Alike) -> Answerer:
    """The verdict of counting clusters of documents that are alike."""

    def count(each: Judged, side: Stance) -> int:
        documents = [item.analysed for item in each.documents if item.stance is side]
        return len(single_link(_by_time(documents), alike))

    return lambda each: of_counts(count(each, Stance.SUPPORTS), count(each, Stance.REFUTES))


def _by_time(documents: Sequence[AnalysedDocument]) -> list[AnalysedDocument]:
    return sorted(documents, key=lambda d: (str(d.document.published_at or "~"), d.document.key))


def _nearest(each: Judged, document: AnalysedDocument) -> tuple[float, int]:
    """Cosine and place of a document's nearest statement; -1 for one without any."""
    if not document.statements:
        return -1.0, 0
    cosines = document.vectors @ each.vector
    return float(cosines.max()), int(cosines.argmax())
