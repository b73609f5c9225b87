"""The rule from statement stances to the stance of a document."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.records import Attribution, SourceKind, Stance, StanceScores, Statement
from scoring.stance.document import (
    LEAST_REFUTATION,
    LEAST_SUPPORT,
    document_stance,
    is_quoted,
    takes,
)


def scores(supports: float = 0.0, refutes: float = 0.0) -> StanceScores:
    return StanceScores(supports, refutes, 1.0 - supports - refutes)


def test_a_document_without_statements_is_neutral() -> None:
    assert document_stance([]) is Stance.NEUTRAL


def test_many_weak_statements_do_not_make_a_strong_one() -> None:
    assert document_stance([scores(supports=LEAST_SUPPORT - 0.05)] * 50) is Stance.NEUTRAL
    assert document_stance([scores(refutes=LEAST_REFUTATION - 0.05)] * 50) is Stance.NEUTRAL


def test_refutation_needs_more_than_support() -> None:
    between = (LEAST_SUPPORT + LEAST_REFUTATION) / 2
    assert document_stance([scores(supports=between)]) is Stance.SUPPORTS
    assert document_stance([scores(refutes=between)]) is Stance.NEUTRAL


def test_a_statement_takes_the_side_that_it_speaks_for_and_no_other() -> None:
    assert takes(scores(supports=0.5, refutes=0.3), Stance.SUPPORTS)
    assert not takes(scores(supports=0.46, refutes=0.5), Stance.SUPPORTS)
    assert takes(scores(supports=0.3, refutes=0.6), Stance.REFUTES)
    assert not takes(scores(supports=0.1, refutes=0.1), Stance.NEUTRAL)


def test_one_strong_statement_among_neutral_ones_decides() -> None:
    assert document_stance([scores()] * 20 + [scores(refutes=0.8)]) is Stance.REFUTES
    assert document_stance([scores()] * 20 + [scores(supports=0.8)]) is Stance.SUPPORTS


def test_a_quoted_denial_does_not_flip_a_supporting_article() -> None:
    found = [scores(supports=0.9), scores(refutes=0.9)]
    assert document_stance(found, [False, True]) is Stance.SUPPORTS


def test_a_quoted_rumour_does_not_flip_a_refuting_article() -> None:
    found = [scores(supports=0.9), scores(refutes=0.85)]
    assert document_stance(found, [True, False]) is Stance.REFUTES


def test_a_denial_that_is_all_there_is_counts_although_quoted() -> None:
    assert document_stance([scores(), scores(refutes=0.8)], [False, True]) is Stance.REFUTES


def test_the_lead_must_be_clear_unless_the_article_asserts_a_side() -> None:
    found = [scores(supports=0.80), scores(refutes=0.82)]
    assert document_stance(found, [True, True]) is Stance.NEUTRAL
    assert document_stance([scores(supports=0.80), scores(refutes=0.80)]) is Stance.NEUTRAL
    assert (
        document_stance([scores(supports=0.75), scores(refutes=0.82)], [False, True])
        is Stance.SUPPORTS
    )


def test_each_statement_needs_its_flag() -> None:
    with pytest.raises(ValueError, match="shorter"):
        document_stance([scores(), scores()], [True])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (SourceKind.PERSON, True),
        (SourceKind.OFFICE, True),
        (SourceKind.POST, True),
        (SourceKind.OUTLET, False),
        (SourceKind.AGENCY, False),
    ],
)
def test_a_relay_is_no_quotation(kind: SourceKind, expected: bool) -> None:
    attribution = Attribution("she", "she", kind, "said", 0, 8)
    statement = Statement("d", 0, "She said so.", 0, 12, 0, "en", 1.0, (), (attribution,))
    assert is_quoted(statement) is expected


chances = st.tuples(st.floats(0, 0.5), st.floats(0, 0.5)).map(lambda p: scores(*p))


@given(st.lists(st.tuples(chances, st.booleans()), max_size=12), st.randoms())
def test_the_order_of_statements_does_not_matter(
    judged: list[tuple[StanceScores, bool]], shuffler: random.Random
) -> None:
    before = document_stance([s for s, _ in judged], [q for _, q in judged])
    shuffler.shuffle(judged)
    assert document_stance([s for s, _ in judged], [q for _, q in judged]) is before


@given(st.lists(st.tuples(chances, st.booleans()), max_size=12))
def test_repeating_statements_changes_nothing(judged: list[tuple[StanceScores, bool]]) -> None:
    once = document_stance([s for s, _ in judged], [q for _, q in judged])
    assert document_stance([s for s, _ in judged] * 3, [q for _, q in judged] * 3) is once
