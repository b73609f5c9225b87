from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scoring.corpus.notices import (
    changed_headline,
    read_notices,
    sentences_on,
    words_of_notices,
)
from scoring.hedging.lexicon import supported_languages
from scoring.records import Document, Notice, NoticeKind
from scoring.text import split_sentences

_WORDS = words_of_notices()
_CASES = [
    (language, kind, words, found)
    for language, kinds in _WORDS.items()
    for kind, entry in kinds.items()
    for words, found in [
        *((text, True) for text in entry["examples"]),
        *((text, False) for text in entry["counter_examples"]),
    ]
]


def notices(text: str, language: str = "en", title: str | None = None) -> tuple[Notice, ...]:
    return read_notices(title, split_sentences(text, language), text, language)


@pytest.mark.parametrize(("language", "kind", "text", "found"), _CASES)
def test_examples_are_found_and_counter_examples_are_not(
    language: str, kind: str, text: str, found: bool
):
    assert [notice.kind for notice in notices(text, language)] == [NoticeKind(kind)] * found


def test_every_language_of_the_hedges_has_both_kinds():
    assert set(_WORDS) == set(supported_languages())
    assert all(set(kinds) == {"correction", "retraction"} for kinds in _WORDS.values())


def test_a_notice_is_quoted_to_the_end_of_its_paragraph():
    text = "The bridge is closed.\n\nCorrection: It is 40 metres long. We said 400.\n\nIt rained."
    (notice,) = notices(text)
    assert notice.detail == "Correction: It is 40 metres long. We said 400."
    assert text[notice.start : notice.end] == notice.detail


def test_a_headline_may_say_it():
    (notice,) = notices("The bridge is open.", title="CORRECTED: Bridge is open")
    assert notice == Notice(NoticeKind.CORRECTION, "CORRECTED: Bridge is open")


@pytest.mark.parametrize(
    ("title", "kind", "language"),
    [
        ("CORRECTED-Norvik closes its bridge", "correction", "en"),
        ("REFILE-CORRECTED-Norvik closes its bridge", "correction", "en"),
        ("UPDATE 2-CORRECTED(May 6)-Norvik closes its bridge", "correction", "en"),
        ("WITHDRAWN-Norvik closes its bridge", "retraction", "en"),
        ("KORRIGIERT-Norvik sperrt seine Brücke", "correction", "de"),
        ("Corrected-grammar app raises funds", None, "en"),
        ("ANTI-CORRECTION-LAW passes", None, "en"),
        ("UPDATE 1-Norvik closes its bridge", None, "en"),
    ],
)
def test_a_wire_glues_it_to_the_headline(title: str, kind: str | None, language: str):
    found = [notice.kind.value for notice in notices("Rain.", language, title=title)]
    assert found == ([] if kind is None else [kind])


def test_a_language_without_words_has_none():
    assert notices("Correction: It is 40 metres long.", "xx") == ()


def test_a_long_notice_is_cut():
    (notice,) = notices("Correction: " + "It is long, " * 100 + "and so on.")
    assert len(notice.detail) == 500


def test_white_space_and_case_change_no_headline():
    now = datetime(2031, 5, 6, tzinfo=UTC)
    assert changed_headline("Bridge  Closed", "Bridge closed ", now) == ()
    assert changed_headline(None, "Bridge closed", now) == ()
    (notice,) = changed_headline("Bridge falls", "Bridge closed", now)
    assert (notice.detail, notice.noticed_at) == ("Bridge falls", now)


def test_each_kind_has_a_sentence_for_the_reader():
    now = datetime(2031, 5, 6, tzinfo=UTC)
    document = Document(
        id="a",
        text="x",
        url=None,
        title="New",
        publisher="Herald",
        owner=None,
        byline=None,
        published_at=None,
        language="en",
        collection="default",
        ingested_at=now,
        notices=(
            Notice(NoticeKind.CORRECTION, "Correction: no.", 0, 5),
            Notice(NoticeKind.RETRACTION, "Retraction: no.", 0, 5),
            Notice(NoticeKind.CHANGED_HEADLINE, "Old", noticed_at=now),
            Notice(NoticeKind.RETRACTED, "The page is gone", noticed_at=now),
            Notice(NoticeKind.RETRACTED, "", noticed_at=now),
        ),
    )
    assert list(sentences_on(document)) == [
        "a of Herald carries a correction: “Correction: no.”",
        "a of Herald says that it was withdrawn: “Retraction: no.”",
        "The headline of a of Herald was “Old” before it was “New”.",
        "a of Herald was marked as retracted on 2031-05-06: The page is gone",
        "a of Herald was marked as retracted on 2031-05-06.",
    ]
