"""What several texts have in common."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.provenance.alignment import align
from scoring.provenance.bodies import Bodies, by_length
from scoring.provenance.shingles import containment
from tests.builders import analysed

TEXTS = st.lists(
    st.lists(
        st.sampled_from(["The bridge closed.", "Divers found a crack.", "Lorries wait.", "Rain."]),
        min_size=1,
        max_size=5,
    ).map(" ".join),
    min_size=2,
    max_size=5,
)


@given(TEXTS)
def test_all_pairs_together_are_as_each_pair_alone(texts: list[str]) -> None:
    documents = [analysed(text, id=f"d{place}") for place, text in enumerate(texts)]
    bodies = Bodies(documents)
    for a, b in itertools.permutations(documents, 2):
        assert bodies.containment(a, b) == containment(a.shingles, b.shingles)
        shorter, longer = by_length(a, b)
        alone, together = align(shorter.vectors, longer.vectors), bodies.alignment(a, b)
        assert (together.share, together.best) == (alone.share, alone.best)
        assert together.margin == pytest.approx(alone.margin, abs=1e-6)


def test_a_text_without_words_or_sentences_has_nothing_in_common() -> None:
    silent, loud = analysed("***", id="a"), analysed("The bridge closed.", id="b")
    bodies = Bodies([silent, loud])
    assert bodies.containment(silent, loud) == 0.0
    assert bodies.alignment(loud, silent).best is None
    assert Bodies([silent]).containment(silent, silent) == 0.0
