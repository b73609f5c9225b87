"""The engine's evidence on claims that come with their documents: retrieval is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from bench.origins_documents import KeptEncoder, analyse_all
from bench.verdict_cases import VerdictCase
from scoring.check import Models, read_claim
from scoring.corroboration.sides import Evidence
from scoring.corroboration.verdict import verdict
from scoring.records import AnalysedDocument, Claim, JudgedDocument, Verdict
from scoring.weighing import weigh

SUPPORTING = (Verdict.CORROBORATED.value, Verdict.SINGLE_ORIGIN.value)


@dataclass(frozen=True)
class Judged:
    """A claim with what the engine makes of its documents.

    Attributes:
        case: The claim.
        claim: The same, read.
        vector: Its vector, float32 (dimension,).
        candidates: All of its documents.
        documents: Those that were judged.
        evidence: The evidence of both sides.
    """

    case: VerdictCase
    claim: Claim
    vector: NDArray[np.float32]
    candidates: tuple[AnalysedDocument, ...]
    documents: tuple[JudgedDocument, ...]
    evidence: Evidence

    @property
    def found(self) -> str:
        """The engine's verdict, as coarse as the case's label."""
        return coarse(verdict(self.evidence).value, self.case)

    @property
    def right(self) -> bool:
        """Whether it is the one that people gave."""
        return self.found == self.case.label


def coarse(value: str, case: VerdictCase) -> str:
    """A verdict in the words of the case's set: most do not say how many origins there are."""
    return "supported" if case.expected is None and value in SUPPORTING else value


def judge(cases: Sequence[VerdictCase], models: Models, cache: Path) -> Iterator[Judged]:
    """Hold every claim against its documents.

    Args:
        cases: The claims.
        models: The models.
        cache: Folder in which vectors are kept between runs.
    """
    encoder = KeptEncoder(models.encoder, cache)
    vectors = encoder.encode_queries([case.claim for case in cases])
    submitted = {
        (case.story, each.id, each.text): each for case in cases for each in case.documents
    }
    analysed = dict(zip(submitted, analyse_all(list(submitted.values()), encoder), strict=True))
    for case, vector in zip(track(cases, "Judging"), vectors, strict=True):
        claim = read_claim(case.claim, case.language)
        own = tuple(analysed[case.story, each.id, each.text] for each in case.documents)
        found = weigh(claim, vector, own, models.stance)
        yield Judged(case, claim, vector, own, found.documents, found.evidence)
