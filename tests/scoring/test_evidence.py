"""Documents held against a claim."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from scoring.evidence import (
    CERTAINLY_ABOUT,
    FIRST_JUDGED,
    MOST_JUDGED,
    ON_THE_SUBJECT,
    RELEVANT,
    judge_documents,
)
from scoring.models.encoder import Vectors
from scoring.records import AnalysedDocument, Claim, JudgedDocument, Stance, StanceScores
from scoring.stance import StatementInContext
from tests.builders import CLAIM, analysed, vector_of

VECTOR = vector_of(CLAIM.text)


class Told:
    """A stance model that is told its answers."""

    identity = "told"

    def __init__(self, scores: StanceScores) -> None:
        self.scores = scores
        self.asked: list[StatementInContext] = []

    def judge(
        self,
        claim: Claim,
        claim_vector: Vectors,
        statements: Sequence[StatementInContext],
        vectors: Vectors,
    ) -> list[StanceScores]:
        self.asked.extend(statements)
        return [self.scores] * len(statements)


SUPPORTS = Told(StanceScores(0.8, 0.1, 0.1))
NEUTRAL = Told(StanceScores(0.1, 0.1, 0.8))


def at_cosine(text: str, *cosines: float, language: str = "en") -> AnalysedDocument:
    """A document whose statements have these cosines to the claim."""
    document = analysed(text, language=language)
    aside = vector_of("something else")
    aside = aside - (aside @ VECTOR) * VECTOR
    aside /= np.linalg.norm(aside)
    vectors = [c * VECTOR + np.sqrt(1 - c * c) * aside for c in cosines]
    return dataclasses.replace(document, vectors=np.stack(vectors).astype(np.float32))


def held(
    document: AnalysedDocument, model: Told = SUPPORTS, claim: Claim = CLAIM
) -> tuple[JudgedDocument, ...]:
    return judge_documents(claim, VECTOR, [document], model)


def test_only_close_statements_are_judged() -> None:
    (found,) = held(
        at_cosine("Here in Norvik one is near. Two is far.", RELEVANT + 0.01, RELEVANT - 0.01)
    )
    assert [item.statement.text for item in found.statements] == ["Here in Norvik one is near."]
    assert found.stance is Stance.SUPPORTS


def test_a_document_without_a_close_statement_is_left_out() -> None:
    assert held(at_cosine("Two is far.", RELEVANT - 0.01)) == ()
    assert judge_documents(CLAIM, VECTOR, [], SUPPORTS) == ()


def test_a_neutral_document_is_listed_only_when_it_is_on_the_subject() -> None:
    near, off = ON_THE_SUBJECT + 0.01, ON_THE_SUBJECT - 0.01
    (found,) = held(at_cosine("Here in Norvik.", near), NEUTRAL)
    assert (found.stance, found.evidence, found.certainty) == (Stance.NEUTRAL, (), 0.0)
    assert held(at_cosine("Here in Norvik.", off), NEUTRAL) == ()
    assert len(held(at_cosine("Here in Norvik.", off))) == 1


def test_the_model_sees_the_sentence_before() -> None:
    model = Told(StanceScores(0.8, 0.1, 0.1))
    held(at_cosine("It rained. The bridge was shut.", 0.1, 0.9), model)
    assert [(item.previous, item.text) for item in model.asked] == [
        ("It rained.", "The bridge was shut.")
    ]


MANY = " ".join(f"Here in Norvik number {n} is told." for n in range(20))
FALLING = tuple(0.99 - n / 200 for n in range(20))


def test_more_statements_are_judged_only_where_the_nearest_ones_speak() -> None:
    silent, loud = Told(StanceScores(0.02, 0.02, 0.96)), Told(StanceScores(0.8, 0.1, 0.1))
    held(at_cosine(MANY, *FALLING), silent)
    (found,) = held(at_cosine(MANY, *FALLING), loud)
    assert len(silent.asked) == FIRST_JUDGED
    assert len(loud.asked) == MOST_JUDGED
    assert [item.statement.index for item in found.statements] == list(range(MOST_JUDGED))


def test_a_rumour_is_support() -> None:
    model = Told(StanceScores(0.1, 0.0, 0.9, reported=0.8))
    (found,) = held(at_cosine("The bridge was closed on Friday.", 0.9), model)
    assert found.stance is Stance.SUPPORTS
    assert found.statements[0].stance.supports == pytest.approx(0.9)


def test_a_guard_that_acts_says_why() -> None:
    claim = Claim("The bridge was closed on Friday after 21 cars were damaged.", "en")
    text = "The bridge was closed on Friday after 12 cars were damaged."
    (found,) = held(at_cosine(text, 0.9), Told(StanceScores(0.8, 0.1, 0.1)), claim)
    assert found.stance is not Stance.SUPPORTS
    assert [note.name for note in found.statements[0].notes] == ["quantity"]
    assert "21" in found.statements[0].notes[0].detail


@pytest.mark.parametrize(
    ("text", "hedged"),
    [
        ("The bridge was reportedly closed on Friday.", True),
        ("The bridge was closed on Friday.", False),
        ("The bridge was closed on Friday, the council said.", False),
        ("The mayor (who may resign) closed the bridge at Norvik on Friday.", False),
    ],
)
def test_a_document_is_hedged_when_the_claim_itself_is(text: str, hedged: bool) -> None:
    (found,) = held(at_cosine(text, 0.9))
    assert found.hedged is hedged
    assert (found.certainty < 1.0) is hedged


def test_one_plain_statement_makes_a_document_unhedged() -> None:
    text = "The bridge was reportedly closed. The bridge was closed on Friday."
    (found,) = held(at_cosine(text, 0.9, 0.9))
    assert not found.hedged
    assert found.certainty == 1.0


def test_a_statement_that_leaves_the_matter_open_takes_no_side() -> None:
    (found,) = held(at_cosine("Police have yet to determine whether the bridge was closed.", 0.9))
    assert found.stance is Stance.NEUTRAL
    (judged,) = found.statements
    assert judged.stance.neutral > 0.5
    assert judged.stance.supports + judged.stance.refutes + judged.stance.neutral == pytest.approx(
        1
    )


def test_far_from_certain_a_document_must_share_a_name_with_the_claim() -> None:
    elsewhere = "The bridge in Solvik was shut."
    assert held(at_cosine(elsewhere, CERTAINLY_ABOUT - 0.01)) == ()
    assert len(held(at_cosine(elsewhere, CERTAINLY_ABOUT + 0.01))) == 1
    assert len(held(at_cosine("Bron i Norvik stängdes.", CERTAINLY_ABOUT - 0.01))) == 1


def test_a_name_is_known_in_another_script_and_at_the_beginning_of_a_sentence() -> None:
    for text in ("Міст у Норвіку закрили.", "Норвік: міст закрили."):
        near = at_cosine(text, RELEVANT + 0.01, language="uk")
        assert len(held(near)) == 1
    assert held(at_cosine("Міст у Солвіку закрили.", RELEVANT + 0.01, language="uk")) == ()


def test_in_a_script_without_capitals_a_document_must_be_nearer() -> None:
    text = "أغلق الجسر يوم الجمعة."
    assert len(held(at_cosine(text, ON_THE_SUBJECT + 0.01, language="ar"))) == 1
    assert held(at_cosine(text, ON_THE_SUBJECT - 0.01, language="ar")) == ()


def test_for_a_claim_without_names_a_document_must_be_nearer() -> None:
    bare = Claim("the bridge was closed.", "en")
    assert len(held(at_cosine("It was shut.", ON_THE_SUBJECT + 0.01), claim=bare)) == 1
    assert held(at_cosine("It was shut.", ON_THE_SUBJECT - 0.01), claim=bare) == ()
