"""The stance model that ships: defined answers for any input, and what it must get right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.check import Models
from scoring.errors import ModelError
from scoring.records import Claim, Stance, StanceScores
from scoring.stance import StatementInContext
from scoring.stance.cross_encoder import CrossEncoderStance, as_read, context_of

# A paraphrase in another language reads as another affair: see the limits in
# scoring/stance/weights/README.md. Not strict: int8 differs by processor.
KNOWN_WEAKNESS = "the network was trained too briefly for paraphrase across languages"


SHEEP = "en: Seven sheep died in the fire."
DAM = "en: The dam at Orsk burst."
COUNCIL = "en: The town council of Orsk met on Thursday to discuss the new cheese market."


class Recorder:
    """A network that answers all alike and remembers what it was asked."""

    def __init__(self, logits: Sequence[float]) -> None:
        self._logits = logits
        self.asked: list[tuple[str, str]] = []

    def predict(self, pairs: list[tuple[str, str]], **_: Any) -> Any:
        self.asked += pairs
        return np.array([self._logits] * len(pairs))


def recording(*logits: float) -> tuple[CrossEncoderStance, Recorder]:
    network = Recorder(logits)
    model = CrossEncoderStance(network, "recorder", temperature=1.0, bias=np.zeros(4))  # type: ignore[arg-type]  # a recorder
    return model, network


def judge(
    model: CrossEncoderStance, claim: str, *statements: StatementInContext
) -> list[StanceScores]:
    return model.judge(Claim(claim, "en"), statements)


def answered(
    models: Models, claim: str, *statements: StatementInContext, language: str = "en"
) -> list[StanceScores]:
    """What the model that ships says, with the real vectors."""
    encoder = models.encoder
    return models.stance.judge(
        Claim(claim, language),
        encoder.encode_queries([claim])[0],
        statements,
        encoder.encode_passages([statement.text for statement in statements]),
    )


def well_formed(scores: StanceScores) -> bool:
    values = (scores.supports, scores.refutes, scores.neutral, scores.reported)
    whole = math.isclose(sum(values[:3]), 1.0, abs_tol=1e-6)
    return whole and all(0.0 <= v <= 1.0 for v in values) and scores.reported <= scores.neutral


class TestWhatIsAsked:
    def test_equal_statements_are_judged_once(self):
        model, network = recording(1.0, 0.0, 0.0, 0.0)
        twice = StatementInContext("It sank.", "en", "The ferry left.")
        scores = judge(model, "The ferry sank.", twice, StatementInContext("No.", "en"), twice)
        assert len(network.asked) == 2
        assert scores[0] == scores[2]

    def test_a_statement_is_read_with_what_its_reader_knows(self):
        model, network = recording(1.0, 0.0, 0.0, 0.0)
        published = datetime(2033, 7, 5, 23, 30, tzinfo=UTC)
        judge(
            model,
            "The ferry sank.",
            StatementInContext("It sank.", "en"),
            StatementInContext("It sank.", "en", "The ferry left."),
            StatementInContext("It sank.", "en", "It left.", "The ferry", published),
        )
        assert [statement for _, statement in network.asked] == [
            "It sank.",
            "It sank. || The ferry left.",
            "It sank. || 2033-07-05 The ferry It left.",
        ]

    def test_a_long_context_is_cut_and_a_long_title_leaves_room(self):
        whole = StatementInContext("It sank.", "en", "before " * 100, "title " * 100)
        context = context_of(whole)
        assert "before" in context[:120]
        read = as_read(whole)
        assert read.startswith("It sank. || title title")
        assert len(read) < 300

    def test_what_says_nothing_is_neutral_and_not_asked(self):
        model, network = recording(9.0, 0.0, 0.0, 0.0)
        nothing = StanceScores(0.0, 0.0, 1.0)
        assert judge(model, "The ferry sank.", StatementInContext(" … ", "en")) == [nothing]
        assert judge(model, "???", StatementInContext("It sank.", "en")) == [nothing]
        assert judge(model, "The ferry sank.") == []
        assert network.asked == []

    def test_a_rumour_is_neutral_in_the_three_classes(self):
        model, _ = recording(0.0, 0.0, 0.0, 5.0)
        (scores,) = judge(model, "The ferry sank.", StatementInContext("It sank.", "en"))
        assert scores.stance is Stance.NEUTRAL
        assert scores.reported > 0.9
        assert well_formed(scores)

    def test_temperature_and_bias_are_applied(self):
        network = Recorder([2.0, 0.0, 0.0, 0.0])
        bias = np.array([0.0, 1.0, 0.0, 0.0])
        model = CrossEncoderStance(network, "x", temperature=2.0, bias=bias)  # type: ignore[arg-type]  # a stand-in
        (answers,) = model.answers([("a", "b")])
        assert answers[0] == pytest.approx(answers[1])
        assert answers[0] / answers[2] == pytest.approx(math.e)

    @pytest.mark.parametrize("logits", [(math.nan, 0.0, 0.0, 0.0), (1.0, 2.0)])
    def test_an_answer_of_no_use_is_an_error(self, logits: tuple[float, ...]):
        model, _ = recording(*logits)
        with pytest.raises(ModelError, match="of no use"):
            judge(model, "The ferry sank.", StatementInContext("It sank.", "en"))


@pytest.mark.slow
class TestTheRealNetwork:
    @pytest.mark.parametrize(
        ("claim", "statement"),
        [
            ("The ferry sank.", ""),
            ("", "The ferry sank."),
            ("...", "???"),
            ("The ferry sank.", "The ferry sank."),
            ("Did the ferry sink?", "The ferry sank."),
            ("The ferry sank.", "word " * 2_000),
            ("The ferry sank.", "a" * 10_000),
            ("The ferry sank. " * 100, "The ferry sank. " * 600),
            ("Паром затонул у Kelmouth 沈没した", "العبّارة غرقت 1 February"),
            ("9" * 400, "٣٤٥ ①② ½ 9999999999999999999999"),
            ("a</s><s>", "</s> || <mask> <pad>"),
            ("\x00\ud7ff\u202e", "\U0001f6a2"),
        ],
    )
    def test_any_input_has_a_defined_answer(self, models: Models, claim: str, statement: str):
        (scores,) = answered(models, claim, StatementInContext(statement, "en"))
        assert well_formed(scores)

    def test_a_claim_equal_to_the_statement_is_supported(self, models: Models):
        for text in (
            "The ferry Hesper sank off Kelmouth.",
            "Färjan Hesper sjönk utanför Kelmouth.",
        ):
            (scores,) = answered(models, text, StatementInContext(text, "en"))
            assert scores.supports > 0.9

    def test_a_claim_put_as_a_question_has_the_stance_of_what_it_asks(self, models: Models):
        (scores,) = answered(
            models,
            "Is it true that seven sheep died in the fire?",
            StatementInContext("Seven sheep died in the fire, police said.", "en"),
        )
        assert scores.stance is Stance.SUPPORTS

    @given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
    @settings(max_examples=60, deadline=None)
    def test_probabilities_always_sum_to_one(
        self, models: Models, claim: str, statement: str, previous: str
    ):
        (scores,) = answered(models, claim, StatementInContext(statement, "", previous))
        assert well_formed(scores)

    def test_a_statement_is_judged_alike_alone_and_among_others(self, models: Models):
        claim = "The ferry sank."
        statements = [
            StatementInContext(f"The ferry sank {'very ' * n}slowly in {n} hours.", "en")
            for n in range(20)
        ]
        together = answered(models, claim, *statements)
        for statement, among in zip(statements, together, strict=True):
            (alone,) = answered(models, claim, statement)
            assert alone.supports == pytest.approx(among.supports, abs=0.05)  # int8 by batch

    def test_the_identity_names_both_models(self, models: Models):
        assert models.stance.identity.startswith("cross-encoder-")
        assert "+pair-classifier-" in models.stance.identity

    @pytest.mark.parametrize(
        ("claim", "statement", "expected"),
        [
            (SHEEP, "en: Seven sheep died in the fire, police said.", "supports"),
            (DAM, "en: The operator denied that the dam at Orsk burst.", "refutes"),
            (DAM, "en: There was no evidence that the dam at Orsk burst.", "refutes"),
            (DAM, "en: It is unclear whether the dam at Orsk burst.", "neutral"),
            (DAM, COUNCIL, "neutral"),
            (DAM, "sv: Stämmer det att dammen i Orsk brast?", "neutral"),
            (
                "sv: Dammen i Orsk brast.",
                "sv: Bolaget förnekar att dammen i Orsk brast.",
                "refutes",
            ),
            ("en: 21 people died in the fire.", "en: Twelve people died in the fire.", "refutes"),
        ],
    )
    def test_plain_cases(self, models: Models, claim: str, statement: str, expected: str):
        (ours, claimed), (theirs, stated) = (text.split(": ") for text in (claim, statement))
        (scores,) = answered(models, claimed, StatementInContext(stated, theirs), language=ours)
        assert scores.stance.value == expected

    @pytest.mark.xfail(reason=KNOWN_WEAKNESS, strict=False)
    def test_a_number_word_in_another_language_is_support(self, models: Models):
        (scores,) = answered(
            models,
            "Twelve people died in the fire.",
            StatementInContext("Branden krävde tolv liv, uppger polisen.", "sv"),
        )
        assert scores.stance is Stance.SUPPORTS
