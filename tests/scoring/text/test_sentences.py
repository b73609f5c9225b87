from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text import split_sentences

LANGUAGES = [
    "en",
    "sv",
    "de",
    "fr",
    "zh",
    "ja",
    "ar",
    "hi",
    "am",
    "my",
    "ur",
    "und",
    "xx",
    "EN",
    "",
]
MARKS = list("aB. !?。！？।…\n\r\t\u2028\x85\xa0\u3000\"'“”«»()[]1,;:-\u200b\ufeff\u0301🎉Ж中ß")
TEXTS = st.text(
    st.one_of(st.sampled_from(MARKS), st.characters(exclude_categories=["Cs"])), max_size=80
)


def _bare(text: str) -> str:
    """Letters and digits only: what no sentence may lose."""
    return "".join(c for c in text if c.isalnum())


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_offsets_are_exact_in_order_and_lose_no_letter_for_any_text(text: str, language: str):
    sentences = split_sentences(text, language)
    end = 0
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= end
        assert any(c.isalnum() or c == "_" for c in sentence.text)
        assert sentence.text == sentence.text.strip()
        end = sentence.end
    assert _bare("".join(s.text for s in sentences)) == _bare(text)
    paragraphs = [s.paragraph for s in sentences]
    assert paragraphs == sorted(paragraphs)


@settings(max_examples=50, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(["a", "bc " * 40, "中", "\u3000", "\u00a0", "é,", "x" * 249]), max_size=30
    )
)
def test_a_run_without_a_sentence_end_is_cut_to_at_most_500_and_loses_only_white_space(
    pieces: list[str],
):
    text = "".join(pieces)
    sentences = split_sentences(text, "en")
    assert all(0 < len(s.text) <= 500 for s in sentences)
    assert all(text[s.start : s.end] == s.text for s in sentences)
    kept = "".join(c for s in sentences for c in s.text if not c.isspace())
    assert kept == "".join(c for c in text if not c.isspace())


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u3000", "\t"])
def test_a_long_run_is_cut_at_white_space_of_any_kind(space: str):
    text = space.join(["word"] * 400)
    sentences = split_sentences(text, "en")
    assert len(sentences) == 4
    assert all(s.text.startswith("word") and s.text.endswith("word") for s in sentences)


def test_a_long_run_of_dashes_in_a_table_is_no_sentence():
    text = "Total " + "-" * 1_300 + " 42"
    assert [s.text.strip("- ") for s in split_sentences(text, "en")] == ["Total", "42"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            'Mr. Dahl said: "We close at 5 p.m. on Friday." The U.S. firm of $3.5 million left.',
            [
                'Mr. Dahl said: "We close at 5 p.m. on Friday."',
                "The U.S. firm of $3.5 million left.",
            ],
        ),
        (
            "sv",
            "Bron stängs kl. 17.30 den 3 maj, dvs. på fredag. Enligt kommunen höll den inte.",
            [
                "Bron stängs kl. 17.30 den 3 maj, dvs. på fredag.",
                "Enligt kommunen höll den inte.",
            ],
        ),
        (
            "sv",
            "Det gäller t.ex. Volvo och s.k. leasing, ca. 300 kr. per dag. Den 3 maj kl. 9. Ja.",
            [
                "Det gäller t.ex. Volvo och s.k. leasing, ca. 300 kr. per dag.",
                "Den 3 maj kl. 9.",
                "Ja.",
            ],
        ),
        (
            "nb",
            "Broen stenges kl. 17.30. Det gjelder bl.a. Norvik og f.eks. Dal.",
            ["Broen stenges kl. 17.30.", "Det gjelder bl.a. Norvik og f.eks. Dal."],
        ),
        (
            "da",
            "Broen lukkes kl. 17.30. Det gælder bl.a. Norvik.",
            ["Broen lukkes kl. 17.30.", "Det gælder bl.a. Norvik."],
        ),
        (
            "fr",
            "M. Dahl et Mme. Brand ont fermé le pont le 3 janv. 2020. Personne n'a été blessé.",
            [
                "M. Dahl et Mme. Brand ont fermé le pont le 3 janv. 2020.",
                "Personne n'a été blessé.",
            ],
        ),
        (
            "es",
            "El Sr. Dahl cerró, p. ej. Norvik, en EE. UU. anteayer. Nadie resultó herido.",
            [
                "El Sr. Dahl cerró, p. ej. Norvik, en EE. UU. anteayer.",
                "Nadie resultó herido.",
            ],
        ),
        (
            "en",
            "Approx. 300 people, incl. Mayor Dahl, came. Nobody was hurt.",
            ["Approx. 300 people, incl. Mayor Dahl, came.", "Nobody was hurt."],
        ),
        (
            "ja",
            "市は橋を閉鎖した。「水位はまだ上がる。」と市長は述べた。",
            ["市は橋を閉鎖した。", "「水位はまだ上がる。」と市長は述べた。"],
        ),
        (
            "de",
            "Die Brücke wird am 3. Mai gesperrt, d. h. am Freitag. Dr. Ilse Brand bestätigte das.",
            [
                "Die Brücke wird am 3. Mai gesperrt, d. h. am Freitag.",
                "Dr. Ilse Brand bestätigte das.",
            ],
        ),
        (
            "zh",
            "市政府周五关闭了北桥。“河水还在上涨！”市长说。什么时候重新开放？",
            ["市政府周五关闭了北桥。", "“河水还在上涨！”市长说。", "什么时候重新开放？"],
        ),
    ],
)
def test_sentences_of_news(language: str, text: str, expected: list[str]):
    assert [s.text for s in split_sentences(text, language)] == expected


def test_a_line_end_ends_a_sentence_and_a_paragraph():
    text = "Bridge closed\r\nBy Ilse Brand\n\n  The river rose. Nobody was hurt.\n***\nRead more"
    found = [(s.text, s.paragraph) for s in split_sentences(text, "en")]
    assert found == [
        ("Bridge closed", 0),
        ("By Ilse Brand", 1),
        ("The river rose.", 2),
        ("Nobody was hurt.", 2),
        ("Read more", 4),
    ]


@pytest.mark.parametrize("text", ["", " \n\t ", "?! … —\n***"])
def test_a_text_without_a_letter_or_digit_has_no_sentence(text: str):
    assert split_sentences(text, "en") == []


@pytest.mark.parametrize(
    "text", ["a" * (1 << 20), "Hej. " * 100_000, "kl. " * 250_000, "\n" * (1 << 20)]
)
def test_a_mebibyte_is_split_whole(text: str):
    sentences = split_sentences(text, "sv")
    assert _bare("".join(s.text for s in sentences)) == _bare(text)
