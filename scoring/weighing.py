"""Documents held against a claim, traced and weighed; then against each of its assertions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.claims.parts import split_claim
from scoring.corroboration.features import Part
from scoring.corroboration.score import count, draw, probabilities, read_features, score
from scoring.corroboration.sides import Evidence, find_differences, find_undecided, side_of
from scoring.corroboration.verdict import verdict
from scoring.evidence import judge_documents
from scoring.models.encoder import Encoder
from scoring.provenance.origins import find_origins
from scoring.provenance.priors import NEUTRAL, PublisherPriors
from scoring.records import (
    AnalysedDocument,
    Assertion,
    Claim,
    Count,
    FeatureValue,
    JudgedDocument,
    Origin,
    Stance,
    Verdict,
)
from scoring.stance import StanceModel
from scoring.steps import step


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim with the evidence on it and what that comes to.

    Attributes:
        documents: The judged documents.
        evidence: The evidence of both sides.
        drawn: What the evidence may be, see `score.draw`.
        features: What the score is made of.
        parts: The two probabilities whose product the score is.
        score: In [0, 1].
        verdict: The verdict.
    """

    documents: tuple[JudgedDocument, ...]
    evidence: Evidence
    drawn: Sequence[Evidence]
    features: tuple[FeatureValue, ...]
    parts: Mapping[Part, float]
    score: float
    verdict: Verdict

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The supporting origins, then the refuting ones."""
        return (*self.evidence.supporting.origins, *self.evidence.refuting.origins)

    @property
    def supporting(self) -> Count:
        """How much evidence there is for it."""
        return count(self.evidence.supporting, Stance.SUPPORTS, self.documents)

    @property
    def refuting(self) -> Count:
        """How much evidence there is against it."""
        return count(self.evidence.refuting, Stance.REFUTES, self.documents)


def weigh(
    claim: Claim,
    vector: NDArray[np.float32],
    candidates: Sequence[AnalysedDocument],
    model: StanceModel,
    *,
    first: int = 1,
    priors: PublisherPriors = NEUTRAL,
) -> Weighed:
    """Hold documents against a claim, trace those that take a side, and weigh what they say.

    Args:
        claim: The claim.
        vector: Its vector: float32 (dimension,), length 1.
        candidates: The documents.
        model: The stance model.
        first: Number of the first origin's id.
        priors: What was learned of publishers.
    """
    with step("judge"):
        documents = judge_documents(claim, vector, candidates, model)
    with step("origins"):
        supporting = find_origins(claim, documents, Stance.SUPPORTS, first, priors=priors)
        after = first + len(supporting.origins)
        refuting = find_origins(claim, documents, Stance.REFUTES, after, priors=priors)
    evidence = Evidence(
        side_of(supporting),
        side_of(refuting),
        find_differences(documents),
        find_undecided(documents),
    )
    features = read_features(evidence)
    parts = probabilities(features)
    return Weighed(
        documents, evidence, draw(evidence), features, parts, score(parts), verdict(evidence)
    )


def weigh_assertions(
    claim: Claim,
    candidates: Sequence[AnalysedDocument],
    encoder: Encoder,
    model: StanceModel,
    *,
    first: int,
    priors: PublisherPriors = NEUTRAL,
) -> tuple[Assertion, ...]:
    """Weigh each assertion of a claim that joins several, on evidence of its own.

    Args:
        claim: The claim.
        candidates: The documents that were found for the whole.
        encoder: The encoder that the documents' vectors are from.
        model: The stance model.
        first: Number of the first origin's id.
        priors: What was learned of publishers.

    Returns:
        The assertions in their order; none where the claim is one, or cannot safely be split
        (`scoring/claims/parts.py` has the rule).
    """
    parts = split_claim(claim.text, claim.language)
    if len(parts) < 2:
        return ()
    vectors = encoder.encode_queries([part.standalone for part in parts])
    assertions = []
    for part, vector in zip(parts, vectors, strict=True):
        alone = Claim(part.standalone, claim.language)
        found = weigh(alone, vector, candidates, model, first=first, priors=priors)
        first += len(found.origins)
        assertions.append(
            Assertion(
                text=part.text,
                start=part.start,
                end=part.end,
                standalone=part.standalone,
                verdict=found.verdict,
                score=found.score,
                supporting=found.supporting,
                refuting=found.refuting,
                origins=found.origins,
                documents=found.documents,
            )
        )
    return tuple(assertions)
