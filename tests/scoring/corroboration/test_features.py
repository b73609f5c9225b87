"""The feature table."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.corroboration.features import FEATURES, Evidence, Side, read_features
from scoring.records import Basis, Origin, Stance


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
            evidence=(),
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
    for feature, row in zip(read_features(evidence((1.0, 0.4), (0.6,))), FEATURES, strict=True):
        assert feature.name == row.name
        assert feature.contribution == pytest.approx(row.weight * feature.value, abs=1e-3)
        assert feature.detail.endswith(".")


def test_values_for_the_claim_weigh_up_and_against_it_down() -> None:
    for row in FEATURES:
        assert (row.weight > 0) == row.name.startswith("supporting_")


def test_every_feature_says_what_it_is_in_words_of_its_own() -> None:
    descriptions = [row.description for row in FEATURES]
    assert all(len(text) > 40 for text in descriptions)
    assert len(set(descriptions)) == len(descriptions)


def test_the_sentence_counts_what_there_is() -> None:
    two = read_features(
        Evidence(side(Stance.SUPPORTS, 1.0, 1.0, dependence=0.5), side(Stance.REFUTES))
    )
    assert two[0].detail == "2 origins support the claim, worth 1.3 independent ones."
    one = read_features(evidence((1.0,)))
    assert one[0].detail == "1 origin supports the claim, worth 1.0 independent ones."
