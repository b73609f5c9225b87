"""The verdict, and how far it can be relied on."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scoring.corroboration.calibration import load_calibration
from scoring.corroboration.sides import Evidence
from scoring.records import Verdict

# A refutation is credible from this certainty on; a hedged doubt alone does not make a
# well supported claim a disputed one.
CREDIBLE = 0.3

# Below it the service says that its verdict should not be relied on.
LEAST_CONFIDENCE = 0.5

_MOST_ALIKE = 0.995  # all of 200 draws alike are no certainty


def verdict(evidence: Evidence) -> Verdict:
    """The verdict: the first case of `Verdict`, in its order, that holds."""
    supporting, refuting = evidence.supporting.origins, evidence.refuting.origins
    if not supporting:
        return Verdict.REFUTED if refuting else Verdict.UNSUPPORTED
    if any(origin.certainty >= CREDIBLE for origin in refuting):
        return Verdict.DISPUTED
    return Verdict.SINGLE_ORIGIN if len(supporting) == 1 else Verdict.CORROBORATED


def joint_verdict(whole: Verdict, assertions: Sequence[Verdict]) -> Verdict:
    """The verdict on a claim that joins several assertions.

    All of them have to hold, so it is no better than the weakest one's. What contradicts one of
    them contradicts the claim, which is disputed where it has support as a whole. Assertions that
    are supported each by others make no support of the whole: nobody said so.

    Args:
        whole: The verdict on the claim as a whole.
        assertions: Those on its assertions; none where it is one.
    """
    against = {Verdict.REFUTED, Verdict.DISPUTED}
    if whole in against:
        return whole
    if against.intersection(assertions):
        return Verdict.REFUTED if whole is Verdict.UNSUPPORTED else Verdict.DISPUTED
    rising = (Verdict.UNSUPPORTED, Verdict.SINGLE_ORIGIN, Verdict.CORROBORATED)
    return min((whole, *assertions), key=rising.index)


def stability(decision: Verdict, drawn: Sequence[Evidence]) -> float:
    """Share of the draws (`score.draw`) that have the same verdict, in [0, 1]."""
    return sum(verdict(each) is decision for each in drawn) / len(drawn)


def confidence(decision: Verdict, stable: float, undecided: float) -> float:
    """The probability that an editor would give the same verdict, in (0, 1).

    Args:
        decision: The verdict.
        stable: Its `stability`.
        undecided: How near a document that takes no side comes to one, see `Evidence`.
    """
    fitted = load_calibration().confidence
    log_odds = fitted[decision.value]
    for name, value in confidence_inputs(stable, undecided).items():
        log_odds += fitted[name] * value
    return 1 / (1 + math.exp(-log_odds))


def confidence_inputs(stable: float, undecided: float) -> dict[str, float]:
    """What the confidence is read from, beside the verdict itself."""
    alike = min(max(stable, 1 - _MOST_ALIKE), _MOST_ALIKE)
    return {"stability": math.log(alike / (1 - alike)), "undecided": undecided}


def abstention(confidence: float) -> str | None:
    """Why a verdict should not be relied on without reading, None where it can be.

    Args:
        confidence: The probability that an editor would give the same verdict.
    """
    if confidence >= LEAST_CONFIDENCE:
        return None
    return (
        "The evidence is too thin to rely on this verdict: read the documents first. An editor "
        f"would give the same one with a probability of {confidence:.2f} only."
    )
