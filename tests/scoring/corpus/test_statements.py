from __future__ import annotations

from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import made

QUOTING = """Kustbevakningen stoppade fartyget på tisdagen, enligt presschefen Ida Holm.
The owner has reportedly been asked to produce the papers within ten days, the registry said.
Uppgifterna har inte bekräftats av rederiet."""


def test_a_quoted_sentence_is_read_with_the_cues_of_its_own_language(corpus: Corpus):
    corpus.put([made("a", QUOTING, language="sv")])
    swedish, english, last = corpus.get("default", "a").statements
    assert [each.language for each in (swedish, english, last)] == ["sv", "en", "sv"]
    assert "reportedly" in {hedge.cue for hedge in english.hedges}
    assert [(each.source, each.cue) for each in english.attributions] == [("the registry", "said")]
    assert [each.name for each in swedish.attributions] == ["Ida Holm"]


def test_filters_ask_for_the_documents_language(corpus: Corpus):
    corpus.put([made("a", QUOTING, language="sv")])
    rows = corpus.statements.search().select(["language", "own_language"]).to_list()
    assert [(row["language"], row["own_language"]) for row in rows] == [
        ("sv", None),
        ("sv", "en"),
        ("sv", None),
    ]


def test_who_speaks_a_quotation_is_known_where_the_documents_language_says_it():
    text = (
        "Ida Holm säger: ”We boarded the vessel because its papers did not match. "
        "The crew has been asked to stay in the harbour until Friday.”"
    )
    _, second = made("a", text, language="sv").statements
    assert second.language == "en"
    assert [each.name for each in second.attributions] == ["Ida Holm"]


def test_a_doubt_reaches_what_follows_it_in_the_same_language():
    text = (
        "Kommunen stängde bron på fredagen efter branden.\n"
        "The report about the second fire could not be verified. "
        "It says that the depot had been empty since the spring.\n"
        "Branden är släckt."
    )
    statements = made("a", text, language="sv").statements
    assert [each.language for each in statements] == ["sv", "en", "en", "sv"]
    assert [len(each.hedges) > 0 for each in statements] == [False, True, True, False]


def test_a_document_in_one_language_is_read_as_before():
    document = made("a", "The bridge is closed, the council said.\nIt may open in May.")
    assert {each.language for each in document.statements} == {"en"}
