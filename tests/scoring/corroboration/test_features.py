"""The feature table."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.corroboration.calibration import load_calibration
from scoring.corroboration.features import FEATURES
from scoring.corroboration.score import read_features
from scoring.corroboration.sides import Evidence, Side
from scoring.records import Basis, JudgedStatement, Origin, Stance, Statement
from tests.builders import SCORES


def said(stance: Stance, certainty: float) -> JudgedStatement:
    """A statement that the document makes itself."""
    text = "It was closed."
    statement = Statement("default/d0", 0, text, 0, len(text), 0, "en", certainty)
    return JudgedStatement(statement, 0.9, SCORES[stance], (), certainty)


def side(stance: Stance, *certainties: float, dependence: float = 0.0) -> Side:
    """Evidence of as many origins as there are certainties."""
    count = len(certainties)
    origins = tuple(
        Origin(
            id=f"o{place}",
            stance=stance,
            name=f"Paper {place}",
            basis=Basis.OWN_REPORTING,
            documents=(f"default/d{place}",),
            publishers=(f"Paper {place}",),
            certainty=certainty,
            evidence=(said(stance, certainty),),
            merges=(),
        )
        for place, certainty in enumerate(certainties)
    )
    ties = np.full((count, count), dependence) + (1 - dependence) * np.eye(count)
    return Side(origins, ties, (), tuple("It was closed." for _ in origins), (0.9,) * count)


def evidence(supporting: tuple[float, ...], refuting: tuple[float, ...] = ()) -> Evidence:
    return Evidence(side(Stance.SUPPORTS, *supporting), side(Stance.REFUTES, *refuting))


def test_without_evidence_every_value_is_neutral() -> None:
    assert {feature.value for feature in read_features(evidence(()))} == {0.0}


def test_each_value_comes_with_a_sentence_and_its_contribution() -> None:
    weights = load_calibration().weights
    for feature, row in zip(read_features(evidence((1.0, 0.4), (0.6,))), FEATURES, strict=True):
        assert (feature.name, feature.part) == (row.name, row.part)
        assert feature.contribution == pytest.approx(weights[row.name] * feature.value, abs=1e-3)
        assert feature.detail[-1] in ".”"


def test_values_for_the_claim_weigh_up_and_against_it_down() -> None:
    for row in FEATURES:
        assert (row.sign < 0) == row.name.startswith("refuting_")
        assert load_calibration().weights[row.name] * row.sign >= 0


def test_every_feature_changes_the_score() -> None:
    assert all(load_calibration().weights[row.name] for row in FEATURES)


def test_every_feature_says_what_it_is_in_words_of_its_own() -> None:
    descriptions = [row.description for row in FEATURES]
    assert all(len(text) > 40 for text in descriptions)
    assert len(set(descriptions)) == len(descriptions)


def test_the_sentence_counts_what_there_is() -> None:
    two = read_features(
        Evidence(side(Stance.SUPPORTS, 1.0, 1.0, dependence=0.5), side(Stance.REFUTES))
    )
    details = {feature.name: feature.detail for feature in two}
    assert (
        details["supporting_origins"] == "2 origins support the claim, worth 1.3 independent ones."
    )
    one = {feature.name: feature.detail for feature in read_features(evidence((1.0,)))}
    assert one["supporting_origins"] == "1 origin supports the claim, worth 1.0 independent ones."
