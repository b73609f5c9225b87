from __future__ import annotations

import pytest

from scoring.claims.features import FEATURES, read_features


def _read(text):
    (row,) = read_features([text])
    return dict(zip([name for name, _ in FEATURES], row.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Arbetslösheten föll till 4,5 procent.", "figures", 1),
        ("1 2 3 4 5 6", "figures", 4),
        ("Four men died.", "has_figure", 0),
        ("Steuern stiegen um 3 %.", "amount", 1),
        ("It cost €5.", "amount", 1),
        ("The mill closed in 2029.", "year", 1),
        ("The mill has 20290 windows.", "year", 0),
        ("The mayor of Norvik met Ilse Brandvold.", "names", 3),
        ("Que va-t-il se passer ?", "question", 1),
        ("“What happens next?” she asked.", "question", 0),
        ("Thank you!", "exclamation", 1),
    ],
)
def test_what_a_sentence_looks_like(text, name, value):
    assert _read(text)[name] == value


def test_no_sentences_have_no_rows():
    assert read_features([]).shape == (0, len(FEATURES))
