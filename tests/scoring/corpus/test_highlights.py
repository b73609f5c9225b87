from __future__ import annotations

from scoring.corpus.highlights import highlight, query_stems, shared_words


def _marked(query, text, offset=0):
    spans = highlight(text, query_stems(query), offset)
    return [text[span.start - offset : span.end - offset] for span in spans]


def test_words_are_marked_in_any_form_and_case():
    assert _marked("bridges in NORVIK", "The bridge at Norvik's harbour.") == ["bridge", "Norvik"]


def test_short_words_are_marked_only_as_figures_and_acronyms():
    assert _marked("the EU and 12 men", "The 12 men of the EU") == ["12", "EU"]


def test_offsets_count_in_the_document():
    (span,) = highlight("Norvik", query_stems("Norvik"), 100)
    assert (span.start, span.end) == (100, 106)


def test_the_share_of_the_words():
    stems = query_stems("ferry sank Brenna Monday")
    assert shared_words("A ferry sank.", stems) == 0.5
    assert shared_words("Nothing.", stems) == 0
    assert shared_words("Nothing.", query_stems("of it")) == 0
