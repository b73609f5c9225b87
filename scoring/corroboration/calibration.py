"""The fitted weights of the score, from `weights/score.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from scoring.corroboration.features import FEATURES, Part
from scoring.errors import ModelError

WEIGHTS = resources.files("scoring.corroboration") / "weights" / "score.toml"


@dataclass(frozen=True, slots=True)
class Calibration:
    """What each feature weighs, and the name under which answers cite it.

    Attributes:
        name: Changes with every fit.
        intercepts: Log-odds of each part without any evidence.
        weights: Weight of each feature by its name.
        confidence: Weights of what tells whether an editor would give the same verdict: an
            intercept for each verdict, and one for each of `verdict.confidence_inputs`.
    """

    name: str
    intercepts: Mapping[Part, float]
    weights: Mapping[str, float]
    confidence: Mapping[str, float]


@cache
def load_calibration() -> Calibration:
    """Read the packaged weights.

    Raises:
        ModelError: They are not those of the feature table, or a sign in them is wrong.
    """
    content = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    weights: dict[str, float] = {}
    for part in Part:
        weights |= content[part.value]["weights"]
    names = [feature.name for feature in FEATURES]
    if sorted(weights) != sorted(names):
        raise ModelError(
            f"{WEIGHTS} weighs {sorted(weights)}, the feature table has {sorted(names)}; "
            "run `python -m training.score`"
        )
    for feature in FEATURES:
        if weights[feature.name] * feature.sign < 0:
            raise ModelError(
                f"{WEIGHTS} gives {feature.name} the weight {weights[feature.name]}, whose sign "
                "is wrong: the score would not be monotone; run `python -m training.score`"
            )
    return Calibration(
        name=content["name"],
        intercepts={part: content[part.value]["intercept"] for part in Part},
        weights=weights,
        confidence=content["confidence"],
    )
