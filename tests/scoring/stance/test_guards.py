"""The guards beside the stance model, on pairs in five languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.records import Claim, StanceScores
from scoring.stance.guards import GUARDS, STRENGTHS, GuardNote, apply_guards
from scoring.stance.model import StatementInContext

SUPPORTS = StanceScores(0.9, 0.06, 0.04)
REFUTES = StanceScores(0.05, 0.9, 0.05)
FRIDAY = datetime(2024, 11, 15, 9, tzinfo=UTC)


def guarded(
    claim: str,
    statement: str,
    language: str = "en",
    *,
    statement_language: str = "",
    scores: StanceScores = SUPPORTS,
    previous: str = "",
    title: str = "",
    published_at: datetime | None = None,
) -> tuple[StanceScores, tuple[GuardNote, ...]]:
    return apply_guards(
        Claim(claim, language),
        StatementInContext(
            statement, statement_language or language, previous, title, published_at
        ),
        scores,
    )


def names(result: tuple[StanceScores, tuple[GuardNote, ...]]) -> list[str]:
    return [note.name for note in result[1]]


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        ("en", "The flood left 21 dead.", "The flood left 12 dead."),
        ("en", "The bridge cost 3 million euros.", "The bridge cost 3 billion euros."),
        ("en", "40 % of the voters stayed home", "Only 14 percent of the voters stayed home"),
        ("en", "At least 20 homes burned", "Twelve homes burned"),
        ("sv", "Tolv personer dog i branden.", "21 personer dog i branden."),
        ("sv", "Bron kostade 3 miljoner kronor", "Bron kostade 3 miljarder kronor"),
        ("de", "Bei dem Brand starben 21 Menschen.", "Bei dem Brand starben zwölf Menschen."),
        ("de", "Die Brücke kostet 3 Millionen Euro", "Die Brücke kostet 3 Milliarden Euro"),
        ("fr", "L’incendie a fait 21 morts.", "L’incendie a fait douze morts."),
        ("es", "El incendio dejó 21 muertos.", "El incendio dejó doce muertos."),
    ],
)
def test_another_number_for_the_same_thing_ends_support(
    language: str, claim: str, statement: str
) -> None:
    scores, notes = guarded(claim, statement, language)
    assert [note.name for note in notes] == ["quantity"]
    assert scores.supports < 0.2
    assert scores.refutes > SUPPORTS.refutes


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        ("en", "More than 200 homes burned", "214 homes burned down"),
        ("en", "15 people died in the fire", "At least 12 people died in the fire"),
        ("en", "The fire killed 12 people", "The fire hurt 21 people"),
        ("en", "The fire killed 12 people", "The fire killed many people"),
        ("en", "12 homes burned", "12 homes burned in Norvik and 21 homes in Tessel"),
        ("en", "Nearly 200 homes burned", "190 homes burned"),
        ("en", "The bridge cost 3.5 million euros", "The bridge cost 3,512,000 euros"),
        ("sv", "Fler än 200 hus brann", "214 hus brann ned"),
        ("de", "Mehr als 200 Häuser brannten", "214 Häuser brannten ab"),
        ("fr", "Plus de 200 maisons ont brûlé", "214 maisons ont brûlé"),
        ("es", "Más de 200 casas ardieron", "Ardieron 214 casas"),
    ],
)
def test_a_number_that_agrees_or_is_absent_moves_nothing(
    language: str, claim: str, statement: str
) -> None:
    assert guarded(claim, statement, language) == (SUPPORTS, ())


def test_numbers_compare_across_languages() -> None:
    scores, notes = guarded(
        "The fire left 21 dead", "Branden krävde tolv döda", "en", statement_language="sv"
    )
    assert [note.name for note in notes] == ["quantity"]
    assert scores.refutes > 0.5 > scores.supports


def test_the_note_quotes_both_sides() -> None:
    (note,) = guarded("The flood left 21 dead.", "The flood left 12 dead.")[1]
    assert note.detail == 'The claim says "21 dead", the statement "12 dead".'
    assert (note.claim_span_text, note.statement_span_text) == ("21 dead", "12 dead")


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        ("en", "The bridge was closed in 2021", "The bridge was closed in 2019"),
        ("en", "The bridge closed on 3 March 2021", "The bridge closed on 5 March 2021"),
        ("en", "The ferry sank on Tuesday", "The ferry sank on Monday"),
        ("en", "The bridge closed on 3 March 2021", "The bridge closed yesterday"),
        ("en", "The bridge closed in 2021", "The bridge closed last year"),
        ("sv", "Bron stängdes 2021", "Bron stängdes 2019"),
        (
            "de",
            "Die Brücke wurde am 3. März 2021 gesperrt",
            "Die Brücke wurde im Mai 2021 gesperrt",
        ),
        ("fr", "Le pont a fermé le 3 mars 2021", "Le pont a fermé le 5 mars 2021"),
        ("es", "El puente cerró en 2021", "El puente cerró en 2019"),
    ],
)
def test_another_date_is_another_event(language: str, claim: str, statement: str) -> None:
    scores, notes = guarded(claim, statement, language, published_at=FRIDAY)
    assert [note.name for note in notes] == ["date"]
    assert scores.neutral > 0.4
    assert scores.refutes <= SUPPORTS.refutes


@pytest.mark.parametrize(
    ("claim", "statement"),
    [
        ("The bridge closed in 2021", "The bridge closed on 3 March 2021"),
        ("The bridge closed in 2021", "The bridge, built in 1998, closed"),
        ("The bridge closed in 2021", "The bridge closed"),
        ("The bridge closed on 14 November 2024", "The bridge closed yesterday"),
        ("The bridge closed in 2021", "The bridge closed in 2021, not in 2019 as some wrote"),
    ],
)
def test_a_date_that_fits_moves_nothing(claim: str, statement: str) -> None:
    assert "date" not in names(guarded(claim, statement, published_at=FRIDAY))


def test_a_relative_date_without_the_day_of_writing_moves_nothing() -> None:
    assert guarded("The bridge closed on 3 March 2021", "The bridge closed yesterday")[1] == ()


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        ("en", "The mayor of Norvik resigned", "The mayor of Tessel resigned"),
        ("sv", "Borgmästaren i Norvik avgick", "Borgmästaren i Tessele avgick"),
        (
            "de",
            "Das Feuer in Norvik zerstörte eine Halle",
            "Das Feuer in Tessel zerstörte eine Halle",
        ),
        ("fr", "Le maire de Norvik a démissionné", "Le maire de Tessel a démissionné"),
        ("es", "El alcalde de Norvik dimitió", "El alcalde de Tessel dimitió"),
    ],
)
def test_another_name_in_the_same_place_is_another_affair(
    language: str, claim: str, statement: str
) -> None:
    scores, notes = guarded(claim, statement, language)
    assert [note.name for note in notes] == ["name"]
    assert scores.neutral > 0.3
    refuting, _ = guarded(claim, statement, language, scores=REFUTES)
    assert refuting.refutes < REFUTES.refutes


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        ("en", "The mayor of Norvik resigned", "The mayor resigned"),
        ("en", "The mayor of Norvik resigned", "The mayor of Norvik’s council resigned"),
        ("en", "The chair of European Union resigned", "The chair of EU resigned"),
        (
            "en",
            "The mayor of Norvik resigned",
            "The mayor of France’s capital resigned, from Norvik",
        ),
        ("en", "Talks in Sweden failed", "Talks in Malmo failed"),
        ("en", "Chef Anna Lind of Norvik resigned", "All Eyes On Tessel As Chef Resigned There"),
        ("sv", "Branden i Norvik släcktes", "Branden i Norviks hamn släcktes"),
        (
            "de",
            "Das Feuer in Norvik zerstörte eine Halle",
            "Das Feuer zerstörte eine Fabrik und eine Halle",
        ),
        ("fi", "Palo Norvikissa sammui", "Palo Norvikin satamassa sammui"),
    ],
)
def test_names_that_may_be_one_move_nothing(language: str, claim: str, statement: str) -> None:
    assert "name" not in names(guarded(claim, statement, language))


@pytest.mark.parametrize("context", ["previous", "title"])
def test_a_name_in_the_context_is_enough(context: str) -> None:
    claim, statement = "The mayor of Norvik resigned", "The mayor of Tessel resigned"
    around = {context: "All eyes are on Norvik."}
    assert guarded(claim, statement, **around)[1] == ()  # type: ignore[arg-type]  # fields of several types


@pytest.mark.parametrize(
    ("claim", "statement"),
    [
        (
            "Russia has a drone factory in China",
            "A Chinese firm makes drones for Russia in its war against Ukraine",
        ),
        ("The drone factory stands in China", "The drone factory for the war against Ukraine"),
    ],
)
def test_a_country_in_another_part_moves_nothing(claim: str, statement: str) -> None:
    assert guarded(claim, statement)[1] == ()


def test_a_country_in_the_same_part_is_another_affair() -> None:
    assert names(guarded("The factory in China burned", "The factory in Ukraine burned")) == [
        "country"
    ]


def test_countries_compare_across_languages() -> None:
    claim = "Sweden closed the border"
    assert names(guarded(claim, "Norge stängde gränsen", statement_language="sv")) == ["country"]
    assert guarded(claim, "Sverige stängde gränsen", statement_language="sv")[1] == ()
    assert guarded(claim, "Schwedens Grenze ist geschlossen", statement_language="de")[1] == ()


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        ("en", "The council closed the bridge", "The council has not closed the bridge"),
        ("en", "The bridge was closed", "The ministry denied that the bridge was closed"),
        ("en", "The council has not closed the bridge", "The council closed the bridge"),
        ("sv", "Bron är stängd", "Bron är inte stängd"),
        ("de", "Die Brücke ist gesperrt", "Die Brücke ist nicht gesperrt"),
        ("fr", "Le maire a fermé le pont", "Le maire n’a pas fermé le pont"),
        ("es", "El alcalde cerró el puente", "El alcalde no cerró el puente"),
    ],
)
def test_a_negation_on_one_side_ends_support(language: str, claim: str, statement: str) -> None:
    scores, notes = guarded(claim, statement, language)
    assert [note.name for note in notes] == ["negation"]
    assert scores.supports < 0.6
    assert scores.refutes > SUPPORTS.refutes


def test_the_note_of_a_negation_quotes_the_clause() -> None:
    statement = "The weather was fine, but the council has not closed the bridge, it said"
    (note,) = guarded("The council closed the bridge", statement)[1]
    assert note.statement_span_text == "but the council has not closed the bridge"


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        ("en", "The council closed the bridge", "The council closed not only the bridge"),
        ("en", "The bridge was closed", "The council did not deny that the bridge was closed"),
        ("en", "The council did not close the bridge", "The council had not closed the bridge"),
        ("en", "The bridge was closed", "The bridge was closed, but no one was hurt"),
        ("sv", "Bron är stängd", "Inte bara bron är stängd"),
        ("de", "Die Brücke ist gesperrt", "Nicht nur die Brücke ist gesperrt"),
        ("fr", "Le maire a fermé le pont", "Le maire a fermé le pont, sans doute"),
        ("es", "El alcalde cerró el puente", "El alcalde cerró no solo el puente"),
    ],
)
def test_what_is_no_negation_of_the_claim_moves_nothing(
    language: str, claim: str, statement: str
) -> None:
    assert "negation" not in names(guarded(claim, statement, language))


@pytest.mark.parametrize(
    ("language", "claim", "statement", "name"),
    [
        ("en", "The mayor resigned", "Has the mayor resigned?", "question"),
        ("en", "The mayor resigned", "Nobody knows whether the mayor resigned", "open"),
        ("en", "The city closed the school", "The city plans to have the school closed", "planned"),
        ("en", "The school was closed", "Parents demand the school be closed", "planned"),
        ("sv", "Borgmästaren har avgått", "Det är oklart huruvida borgmästaren har avgått", "open"),
        (
            "de",
            "Der Bürgermeister trat zurück",
            "Offen ist, ob der Bürgermeister zurück trat",
            "open",
        ),
        ("fr", "Le maire a démissionné", "Le maire a-t-il démissionné ?", "question"),
        ("es", "El alcalde dimitió", "¿Es cierto que el alcalde dimitió?", "question"),
    ],
)
def test_what_is_asked_open_or_planned_is_not_so(
    language: str, claim: str, statement: str, name: str
) -> None:
    scores, notes = guarded(claim, statement, language)
    assert name in [note.name for note in notes]
    assert scores.neutral > SUPPORTS.neutral
    assert scores.supports < SUPPORTS.supports


def test_a_claim_about_a_plan_is_supported_by_the_plan() -> None:
    claim = "The city plans to close the school"
    assert guarded(claim, "The city council plans to close the school soon") == (SUPPORTS, ())


@pytest.mark.parametrize(
    ("language", "claim", "statement"),
    [
        (
            "en",
            "The vaccine causes blindness",
            "The vaccine causes blindness, posts say, but that is false",
        ),
        (
            "en",
            "The vaccine causes blindness",
            "A post falsely claimed the vaccine causes blindness",
        ),
        (
            "sv",
            "Vaccinet orsakar blindhet",
            "Vaccinet orsakar blindhet, heter det, men det stämmer inte",
        ),
        (
            "de",
            "Der Impfstoff macht blind",
            "Der Impfstoff macht blind, heißt es, aber das ist falsch",
        ),
        ("fr", "Le vaccin rend aveugle", "Le vaccin rend aveugle, dit-on, mais c’est faux"),
        ("es", "La vacuna causa ceguera", "La vacuna causa ceguera, dicen, pero es falso"),
    ],
)
def test_a_claim_repeated_to_reject_it_is_not_supported(
    language: str, claim: str, statement: str
) -> None:
    scores, notes = guarded(claim, statement, language)
    assert "rejected" in [note.name for note in notes]
    assert scores.supports < 0.7
    assert scores.refutes > SUPPORTS.refutes


def test_a_rejection_that_is_itself_negated_moves_nothing() -> None:
    statement = "That the vaccine causes blindness was not debunked"
    assert "rejected" not in names(guarded("The vaccine causes blindness", statement))


def test_a_claim_in_quotation_marks_is_held_at_a_distance() -> None:
    statement = "The group claims that “the vaccine causes blindness”"
    scores, notes = guarded("The vaccine causes blindness", statement)
    assert [note.name for note in notes] == ["distanced"]
    assert scores.refutes == pytest.approx(SUPPORTS.refutes)


@pytest.mark.parametrize(
    "claim",
    ["The flood left 21 dead.", "Did the mayor of Norvik resign in 2021?", "Das ist falsch!"],
)
def test_a_statement_equal_to_the_claim_comes_out_untouched(claim: str) -> None:
    assert guarded(claim, claim.upper().rstrip(".?!") + " …") == (SUPPORTS, ())


def test_denial_divides_by_the_odds_of_the_model() -> None:
    for refutes in (0.0, 0.05, 0.1):
        given_scores = StanceScores(0.9, refutes, 0.1 - refutes)
        scores, _ = guarded(
            "The mayor resigned.", "The mayor has not resigned.", scores=given_scores
        )
        assert scores.supports < given_scores.supports
        assert scores.refutes == pytest.approx((1 - scores.supports) * refutes / 0.1)


def test_another_number_refutes_only_where_the_model_sees_one_affair() -> None:
    texts = "The flood left 21 dead.", "The flood left 12 dead."
    one_affair, _ = guarded(*texts, scores=StanceScores(0.9, 0.0, 0.1))
    assert one_affair.refutes > 0.5
    another, notes = guarded(*texts, scores=StanceScores(0.3, 0.0, 0.7))
    assert [note.name for note in notes] == ["quantity"]
    assert another.refutes == 0.0


def test_every_strength_is_used_and_a_share() -> None:
    assert len(GUARDS) == 6
    for strength in STRENGTHS.values():
        assert 0 < strength.supports <= 1
        assert 0 <= strength.refutes <= 1
        assert 0 <= strength.turned <= 1


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "21",
                "twelve",
                "dead",
                "people",
                "not",
                "denied",
                "whether",
                "if",
                "Norvik",
                "Tessel",
                "in",
                "of",
                "2021",
                "2019",
                "Sweden",
                "Norway",
                "claims",
                "“",
                "”",
                "?",
                ",",
                "but",
                "that",
                "is",
                "false",
                "at",
                "least",
                "%",
                "€",
                "million",
                "bridge",
                "closed",
                "Brücke",
            ]
        ),
        max_size=25,
    ).map(" ".join),
)


@given(
    TEXTS,
    TEXTS,
    st.sampled_from(["en", "sv", "de", "fr", "es", "pl", "ja", "und"]),
    st.sampled_from(["en", "sv", "de", "und"]),
    st.tuples(*[st.floats(0, 1)] * 3).filter(lambda three: sum(three) > 1e-6),
)
def test_scores_stay_probabilities_and_support_never_grows(
    claim: str,
    statement: str,
    language: str,
    other: str,
    weights: tuple[float, float, float],
) -> None:
    given_scores = StanceScores(*(weight / sum(weights) for weight in weights))
    scores, notes = guarded(
        claim,
        statement,
        language,
        statement_language=other,
        scores=given_scores,
        previous=claim,
        title=statement,
        published_at=FRIDAY,
    )
    values = (scores.supports, scores.refutes, scores.neutral)
    assert all(0 <= value <= 1 for value in values)
    assert sum(values) == pytest.approx(1)
    assert scores.supports <= given_scores.supports
    assert notes or scores is given_scores
    assert all(note.detail for note in notes)


@pytest.mark.parametrize(
    "text", ["", " ", "7" * 10_000, "word " * 2_000, "Ünï 世界 мир 12", "?" * 99]
)
def test_extreme_texts_raise_nothing(text: str) -> None:
    for claim, statement in ((text, "The flood left 12 dead."), ("The flood left 21 dead.", text)):
        scores, _ = guarded(claim, statement)
        assert scores.supports + scores.refutes + scores.neutral == pytest.approx(1)
