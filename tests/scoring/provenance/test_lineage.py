"""Whom the evidence of one document goes back to."""

from __future__ import annotations

from scoring.provenance.lineage import trace
from scoring.records import Basis, Claim, SourceKind
from tests.builders import CLAIM, analysed, judged


def provider(
    text: str,
    *,
    publisher: str | None = "Lakeside Courier",
    claim: Claim = CLAIM,
    evidence: tuple[int, ...] = (0,),
    byline: str | None = None,
) -> str | None:
    document = analysed(text, publisher=publisher, byline=byline)
    return trace(judged(document, evidence=evidence), claim)[0].lineage.name


def test_an_uncredited_report_is_its_newsrooms_own() -> None:
    (part,) = trace(judged(analysed("The bridge at Norvik is shut.")), CLAIM)
    lineage = part.lineage
    assert (lineage.name, lineage.basis) == ("The Norvik Times", Basis.OWN_REPORTING)
    assert lineage.is_own


def test_a_relay_goes_back_to_the_outlet_it_credits() -> None:
    text = "The bridge at Norvik was closed on Friday, the daily Harborough Mail reported."
    (part,) = trace(judged(analysed(text, publisher="Lakeside Courier")), CLAIM)
    lineage = part.lineage
    assert lineage.name == "Harborough Mail"
    assert lineage.kind is SourceKind.OUTLET
    assert lineage.quote == text


def test_a_credit_line_counts_where_the_text_credits_nobody() -> None:
    text = "NORVIK (Reuters) - The bridge at Norvik was closed on Friday. It has a crack."
    assert provider(text) == "Reuters"


def test_an_office_is_the_provider_of_what_it_said() -> None:
    text = "The bridge at Norvik was closed on Friday, the Coastal Roads Agency said."
    assert provider(text) == "Coastal Roads Agency"


def test_a_source_that_the_claim_names_acts_and_does_not_report() -> None:
    claim = Claim("The Coastal Roads Agency said it closed the bridge.", "en")
    text = "The bridge at Norvik was closed on Friday, the Coastal Roads Agency said."
    assert provider(text, claim=claim) == "Lakeside Courier"


def test_an_inquiry_of_its_own_outweighs_a_mention_of_what_others_reported() -> None:
    text = (
        "The bridge at Norvik was closed, two engineers told the Lakeside Courier. "
        "The daily Harborough Mail reported on Thursday that it might be."
    )
    assert provider(text, evidence=(0, 1)) == "Lakeside Courier"


def test_without_publisher_or_credit_the_basis_is_unknown() -> None:
    (part,) = trace(judged(analysed("The bridge is shut.", publisher=None)), CLAIM)
    lineage = part.lineage
    assert (lineage.name, lineage.basis) == (None, Basis.UNKNOWN)


def test_a_newsroom_that_names_itself_is_not_its_own_source() -> None:
    text = "The bridge at Norvik was closed on Friday, the Lakeside Courier has learned."
    (part,) = trace(judged(analysed(text, publisher="Lakeside Courier")), CLAIM)
    lineage = part.lineage
    assert lineage.basis is Basis.OWN_REPORTING


def test_a_digest_has_as_many_providers_as_it_relays_outlets() -> None:
    text = (
        "Reuters reported on Monday, citing two EU officials, that the bridge is closed. "
        "A senior EU official told Politico that nobody crosses it. "
    )
    parts = trace(judged(analysed(text, publisher="Lakeside Courier"), evidence=(0, 1)), CLAIM)
    assert [part.lineage.name for part in parts] == ["Reuters", "Politico"]
    assert [len(part.evidence) for part in parts] == [1, 1]
    assert parts[0].lineage.unnamed == "two EU officials"


def test_part_of_a_publishers_name_is_that_publisher() -> None:
    def credited(text: str, *publishers: str) -> str | None:
        document = judged(analysed(text, publisher="Lakeside Courier"), evidence=(0,))
        return trace(document, CLAIM, publishers)[0].lineage.name

    text = "The bridge at Norvik was closed on Friday, the Port Authority said."
    assert credited(text) == "Port Authority"
    assert credited(text, "Port Authority of Norvik") == "Port Authority of Norvik"
    assert credited(text, "Port Authority of Norvik", "Port Authority of Ost") == "Port Authority"
    polish = "Most w Norvik zamknięto – podaje niemiecki serwis Wissen am Mittag."
    document = judged(analysed(polish, publisher="Kurier", language="pl"), evidence=(0,))
    (part,) = trace(document, CLAIM, ("Wissen am Mittag", "Echo"))
    assert part.lineage.name == "Wissen am Mittag"


def test_a_source_that_the_claim_names_reports_where_it_is_a_publisher() -> None:
    claim = Claim("The Coastal Roads Agency closed the bridge at Norvik.", "en")
    text = "The bridge at Norvik was closed on Friday, the Coastal Roads Agency said."
    document = judged(analysed(text, publisher="Lakeside Courier"), evidence=(0,))
    (part,) = trace(document, claim, ("Coastal Roads Agency",))
    assert part.lineage.name == "Coastal Roads Agency"


def test_the_quotation_is_the_sentence_with_the_words_that_attribute() -> None:
    text = (
        "Bron i Norvik stängdes i fredags. Det rapporterar tidningen Harborough Mail på lördagen."
    )
    document = analysed(text, publisher="Kustbladet", language="sv")
    (part,) = trace(judged(document), CLAIM)
    assert part.lineage.name == "Harborough Mail"
    assert part.lineage.quote == "Det rapporterar tidningen Harborough Mail på lördagen."
