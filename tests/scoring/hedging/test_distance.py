"""Whose word a statement is, in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.attribution import find_attributions
from scoring.hedging import find_hedges
from scoring.hedging.distance import Distance, EvidenceDistance, evidence_distance
from scoring.records import Attribution, Hedge, HedgeClass, SourceKind
from scoring.text import split_sentences


def _read(text: str, language: str) -> EvidenceDistance:
    sentences = split_sentences(text, language)
    (attributions,) = find_attributions(sentences, language=language, publisher="Der Bote")
    return evidence_distance(attributions, find_hedges(text, language))


OWN, NAMED = Distance.OWN_OBSERVATION, Distance.NAMED_SOURCE
ANONYMOUS, HEARSAY = Distance.ANONYMOUS_SOURCE, Distance.HEARSAY


@pytest.mark.parametrize(
    ("language", "text", "distance"),
    [
        ("en", "The weir at Hallow broke on Friday.", OWN),
        ("en", "The weir broke at noon, said Ines Farrow, who keeps the lock.", NAMED),
        ("en", "Two harbour officials said the weir broke at noon.", ANONYMOUS),
        ("en", "The weir reportedly broke at noon.", ANONYMOUS),
        ("en", "The Hallow Courier reported, citing two officials, that the weir broke.", HEARSAY),
        ("en", "Ines Farrow said the weir had reportedly broken at noon.", HEARSAY),
        ("sv", "Dammen i Hallvik brast i fredags.", OWN),
        ("sv", "Dammen brast vid tolv, säger slussvakten Ines Farbro.", NAMED),
        ("sv", "Enligt källor brast dammen vid tolv.", ANONYMOUS),
        ("sv", "Dammen ska ha brustit vid tolv.", ANONYMOUS),
        ("sv", "Tidningen Hallbladet rapporterar, med hänvisning till två källor, att den brast.",
         HEARSAY),
        ("de", "Das Wehr in Hallbach brach am Freitag.", OWN),
        ("de", "Das Wehr brach um zwölf, sagte Bürgermeisterin Ines Farber.", NAMED),
        ("de", "Das Wehr soll um zwölf gebrochen sein.", ANONYMOUS),
        ("de", "Das Lahntaler Tageblatt berichtete unter Berufung auf zwei Insider, es sei offen.",
         HEARSAY),
        ("fr", "Le barrage de Halles a cédé vendredi.", OWN),
        ("fr", "Le barrage a cédé à midi, a déclaré la maire Inès Farge.", NAMED),
        ("fr", "Selon des sources anonymes, le barrage a cédé à midi.", ANONYMOUS),
        ("fr", "Le barrage aurait cédé à midi.", ANONYMOUS),
        ("fr", "Le journal L'Écluse rapporte, citant deux sources, que tout a cédé.", HEARSAY),
        ("es", "La presa de Hallar cedió el viernes.", OWN),
        ("es", "La presa cedió a mediodía, dijo la alcaldesa Inés Farga.", NAMED),
        ("es", "Según fuentes anónimas, la presa cedió a mediodía.", ANONYMOUS),
        ("es", "El diario La Esclusa informó, citando a dos fuentes, que la presa cedió.", HEARSAY),
    ],
)  # fmt: skip
def test_distance(language: str, text: str, distance: Distance) -> None:
    assert _read(text, language).distance is distance


def _source(
    kind: SourceKind, depth: int = 0, source: str = "the source", name: str = ""
) -> Attribution:
    return Attribution(source, name or source, kind, "said", 0, 4, depth)


def test_spokesperson_and_organisation_are_one_step() -> None:
    found = evidence_distance([_source(SourceKind.PERSON), _source(SourceKind.OFFICE, 1)])
    assert (found.distance, found.steps) == (NAMED, 1)


@pytest.mark.parametrize(
    ("source", "distance"),
    [("a leaked memo", ANONYMOUS), ("the audit of 2031", NAMED), ("En rapport", ANONYMOUS)],
)
def test_a_document_without_an_article_of_its_own_cannot_be_looked_up(
    source: str, distance: Distance
) -> None:
    found = evidence_distance([_source(SourceKind.DOCUMENT, source=source)])
    assert found.distance is distance


def test_the_named_of_two_sources_counts() -> None:
    unnamed, named = _source(SourceKind.ANONYMOUS), _source(SourceKind.PERSON, source="Ines Farrow")
    for order in ([unnamed, named], [named, unnamed]):
        assert evidence_distance(order) == EvidenceDistance(NAMED, 1, "Ines Farrow")


def test_the_source_nearest_to_the_event_is_named() -> None:
    chain = [_source(SourceKind.OUTLET, 0, "FAZ"), _source(SourceKind.ANONYMOUS, 1, "two clerks")]
    assert evidence_distance(chain) == EvidenceDistance(HEARSAY, 2, "two clerks")


_ATTRIBUTIONS = st.lists(
    st.builds(_source, st.sampled_from(SourceKind), st.integers(0, 3), st.text(max_size=9)),
    max_size=6,
)
_RUMOUR = Hedge("reportedly", HedgeClass.REPORTATIVE, 0, 10, 0.4, 0, 20)


@given(_ATTRIBUTIONS)
def test_a_rumour_never_brings_a_statement_nearer(attributions: list[Attribution]) -> None:
    order = list(Distance)
    without = evidence_distance(attributions)
    hedged = evidence_distance(attributions, [_RUMOUR])
    assert order.index(hedged.distance) >= order.index(without.distance)
    assert hedged.steps >= without.steps
    assert (without.distance is OWN) == (not attributions)
