from __future__ import annotations

import pytest

from scoring.attribution import find_attributions
from scoring.records import Attribution, Sentence, SourceKind
from scoring.text import split_sentences


def attributions(
    text: str, language: str = "en", publisher: str | None = None
) -> list[tuple[Attribution, ...]]:
    return find_attributions(
        split_sentences(text, language), language=language, publisher=publisher
    )


def names(
    text: str, language: str = "en", publisher: str | None = None
) -> list[list[tuple[int, str]]]:
    found = attributions(text, language, publisher)
    return [[(a.depth, a.name) for a in sentence] for sentence in found]


TOLD = "Two pilots told the Ostwick Echo that the light was out."


class TestDepth:
    def test_a_relay_stands_outside_what_it_cites(self) -> None:
        text = "Reuters reported on Monday, citing three bankers, that the mill would close."
        assert names(text) == [[(0, "Reuters"), (1, "three bankers")]]

    def test_a_relay_of_a_relay(self) -> None:
        text = "Le Monde reported that the mill would close, citing Reuters."
        assert names(text) == [[(0, "Le Monde"), (1, "Reuters")]]

    def test_the_outlet_that_was_told_relays(self) -> None:
        assert names(TOLD) == [[(0, "Ostwick Echo"), (1, "Two pilots")]]

    @pytest.mark.parametrize("publisher", ["Ostwick Echo", "The Ostwick Echo"])
    def test_the_publisher_itself_is_no_relay(self, publisher: str) -> None:
        assert names(TOLD, publisher=publisher) == [[(0, "Two pilots")]]

    def test_the_publisher_by_its_last_word(self) -> None:
        text = "Two pilots told the Echo that the light was out."
        assert names(text, publisher="Ostwick Echo") == [[(0, "Two pilots")]]

    def test_people_who_were_told_are_no_outlet(self) -> None:
        text = "The captain told reporters that the light was out."
        assert names(text) == [[(0, "captain")]]

    def test_an_outlet_that_saw_a_document(self) -> None:
        text = "The brakes were worn, according to two repair reports seen by Seawire."
        assert names(text) == [[(0, "Seawire"), (1, "two repair reports")]]

    def test_a_person_in_office_names_the_organisation_too(self) -> None:
        text = '"It broke," said Calver Paper\'s operations manager Ida Frost.'
        (found,) = attributions(text)
        assert [(a.depth, a.kind, a.name) for a in found] == [
            (0, SourceKind.PERSON, "Ida Frost"),
            (1, SourceKind.OFFICE, "Calver Paper"),
        ]


class TestPointingBack:
    def test_swedish_det(self) -> None:
        text = "Bron är stängd. Det rapporterar den tyska dagstidningen Nordkurier på tisdagen."
        assert names(text, "sv") == [[(0, "Nordkurier")], [(0, "Nordkurier")]]

    def test_english_that_is_what(self) -> None:
        text = (
            "The well is poisoned. That is what a much shared Warble message says, "
            "which was first published by WellBuzz."
        )
        expected = [(0, "WellBuzz"), (1, "Warble message")]
        assert names(text) == [expected, expected]

    def test_the_conclusion_of_the_publishers_own_report(self) -> None:
        text = "The bolt broke. This is the conclusion of the Board's second inquiry."
        found = names(text, publisher="Harbour Safety Board")
        assert found == [[(0, "Harbour Safety Board")]] * 2

    def test_offsets_lie_in_the_sentence_that_words_it(self) -> None:
        text = "Bron är stängd. Det uppger Strandbladet."
        first, second = attributions(text, "sv")
        assert first == second
        assert text[first[0].start : first[0].end] == "uppger Strandbladet"


class TestQuotations:
    def test_sentences_of_one_quotation_share_the_speaker(self) -> None:
        one, two = '"The pump failed.', 'Nobody was hurt," said Nils Harper.'
        sentences = [Sentence(one, 0, len(one)), Sentence(two, len(one) + 1, len(one + two) + 1)]
        found = find_attributions(sentences, language="en")
        assert [[a.name for a in sentence] for sentence in found] == [["Nils Harper"]] * 2

    def test_a_quotation_alone_goes_on_with_the_speaker(self) -> None:
        text = '"The pump failed," said Nils Harper. "We shall mend it."'
        assert names(text) == [[(0, "Nils Harper")]] * 2

    def test_words_inside_a_quotation_are_no_cues(self) -> None:
        text = '"My wife told me that the mayor said so," said Nils Harper.'
        assert names(text) == [[(0, "Nils Harper")]]

    def test_a_swedish_dash_paragraph(self) -> None:
        text = "– Pumpen stannade. Ingen skadades, säger Nils Harper."
        assert names(text, "sv") == [[(0, "Nils Harper")]] * 2


class TestCoreference:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "Nordkurier reported the leak. The newspaper said the dam was old."),
            ("sv", "Det rapporterar Nordkurier. Dammen är gammal, skriver tidningen."),
            ("de", "Das Strandblatt meldete den Bruch. Niemand starb, schrieb die Zeitung."),
            ("fr", "Nordkurier rapporte la fuite. La digue est vieille, écrit le journal."),
            ("es", "Nordkurier publicó la noticia. El dique es viejo, dice el diario."),
        ],
    )
    def test_the_newspaper_is_the_last_named_outlet(self, language: str, text: str) -> None:
        first, second = names(text, language)
        assert second == first != []

    def test_the_ministry_is_the_last_named_ministry(self) -> None:
        text = (
            "The Ministry of Trade said on Monday that checks begin in June. "
            "The Harbour Board objects. There will be queues, the ministry said."
        )
        assert names(text)[2] == [(0, "Ministry of Trade")]

    def test_an_office_noun_without_antecedent_keeps_its_own_words(self) -> None:
        assert names("Calver Paper is closing. There will be queues, the embassy said.")[1] == [
            (0, "embassy")
        ]

    def test_a_surname_and_a_pronoun(self) -> None:
        text = (
            "Mayor Ada Holm said the bridge was safe. It will open in May, Holm said. "
            "She said the work had cost little."
        )
        assert names(text) == [[(0, "Ada Holm")]] * 3

    def test_a_pronoun_without_antecedent_names_nobody(self) -> None:
        assert names("She said the bridge was safe.") == [[]]

    def test_an_acronym_introduced_by_the_document(self) -> None:
        text = "Ostwick Harbour Union (OHU) is angry. The cranes are unsafe, the OHU said."
        assert names(text)[1] == [(0, "Ostwick Harbour Union")]

    def test_a_well_known_acronym_settles_a_distorted_name(self) -> None:
        text = "The European Outside Action Service (EEAS) said that talks go on."
        assert names(text) == [[(0, "European External Action Service")]]


class TestNoAttribution:
    @pytest.mark.parametrize(
        "text",
        [
            "The ministry declined to comment.",
            "The mayor did not say when the bridge would open.",
            "The captain was told to wait.",
            "The report was 40 pages long.",
            "Calver Paper added a third shift in May.",
            "The rope broke at noon.",
        ],
    )
    def test_nobody_says_it(self, text: str) -> None:
        assert names(text) == [[]]


def test_offsets_count_in_the_document() -> None:
    text = "The bridge is shut.\n\nIt will open in May, according to the Harbour Board."
    _, (found,) = attributions(text)
    assert text[found.start : found.end] == "according to the Harbour Board"
    assert found.source == "the Harbour Board"
    assert found.cue == "according to"


def test_a_credited_agency_is_known_in_the_text() -> None:
    text = "OSTWICK (Kelpline) - The mill is shut.\n\nTwo men told Kelpline that it was old."
    assert names(text)[-1] == [(0, "Kelpline"), (1, "Two men")]


class TestUnknownLanguage:
    def test_only_known_outlets_by_punctuation(self) -> None:
        text = "Reuters: xyzzy said plugh.\n\nXyzzy plugh according to Nils Harper (AFP)."
        found = names(text, "tlh")
        assert found == [[(0, "Reuters")], [(0, "Agence France-Presse")]]

    def test_no_cue_of_another_language(self) -> None:
        assert names("Qo'noS enligt Reuters laut dpa.", "tlh") == [[]]


def test_no_sentences_no_attributions() -> None:
    assert find_attributions([], language="en") == []


class TestAsides:
    @pytest.mark.parametrize(
        "text",
        [
            "Two pilots who have seen the log told Reuters that the light was out.",
            "Two pilots, who have seen the log, told Reuters that the light was out.",
            "Two pilots, speaking on condition of anonymity, told Reuters so.",
            "Speaking to Reuters, two pilots said that the light was out.",
        ],
    )
    def test_the_subject_is_found_across_them(self, text: str) -> None:
        assert [(d, n.casefold()) for d, n in names(text)[0]] == [(0, "reuters"), (1, "two pilots")]

    def test_a_verb_after_and_shares_the_subject(self) -> None:
        text = "Calver Storage wants to build a hall and says it needs the room."
        assert names(text) == [[(0, "Calver Storage")]]

    @pytest.mark.parametrize("pronoun", ["I", "We", "You"])
    def test_other_pronouns_name_no_source(self, pronoun: str) -> None:
        assert names(f"{pronoun} said that the bridge was safe.") == [[]]


def test_a_content_clause_is_no_part_of_the_source() -> None:
    text = "Reuters reported citing European harbour sources that Calver had sold the mill."
    assert names(text) == [[(0, "Reuters"), (1, "European harbour sources")]]


def test_an_indefinite_swedish_noun_does_not_refer_back() -> None:
    text = "Bron är osäker, säger tyska tjänstemän. Källor uppger att den stängs."
    assert names(text, "sv") == [[(0, "tyska tjänstemän")], [(0, "Källor")]]
