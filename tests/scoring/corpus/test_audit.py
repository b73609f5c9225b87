"""Whether a corpus holds together, and what no document points to."""

from __future__ import annotations

import time

import pytest

from scoring.corpus import audit as module
from scoring.corpus.audit import audit, remove_orphans
from scoring.corpus.rows import statement_rows
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import made, texts_of


def quiet(_done: int, _total: int) -> None:
    """Reports to nobody."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_DOCUMENTS", 2)
    monkeypatch.setattr(module, "_ROWS", 3)
    monkeypatch.setattr(module, "_REMOVED", 2)


@pytest.fixture
def filled(corpus: Corpus) -> Corpus:
    corpus.put(
        [made(f"a{n}", f"Bridge {n} is closed. It rained.", publisher="P") for n in range(5)]
    )
    corpus.put([made("silent", "***")])
    return corpus


def leave_orphans(corpus: Corpus, key: str, seconds_ago: float, count: int = 2) -> None:
    """Statements as a writer leaves them that was killed before it switched the document."""
    moment = time.time_ns() - int(seconds_ago * 1e9)
    item = made(key, "Draft. " * count)
    rows = statement_rows(item.document, f"{moment:016x}-00000000", item.statements, item.vectors)
    corpus.statements.add(rows)


def test_what_was_written_is_whole(filled: Corpus):
    told: list[tuple[int, int]] = []
    found = audit(filled, lambda done, total: told.append((done, total)))
    assert (found.documents, found.statements, found.orphans, found.faults) == (6, 10, 0, ())
    assert told[-1] == (6, 6)


def test_the_text_of_other_scripts_and_replaced_documents_is_whole(corpus: Corpus):
    text = "«Мост» 😀 закрыт.\n\n– Ja, sa hon. \u200bIt rained."
    corpus.put([made("a", text, language="uk")])
    corpus.put([made("a", text + " Sent.", language="uk")])
    assert audit(corpus, quiet).faults == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": "Other."}, "is 'Other.', the text has 'Bridge 1 is closed.' at 0"),
        ({"start": 3}, "the text has 'dge 1 is closed.' at 3"),
        ({"publisher": "Q"}, "has the publisher 'Q', the document 'P'"),
        ({"vector": [0.5] * 256}, "has a vector of length 8.000"),
        ({"index": 7}, "Its statements are numbered 1, 7, not from 0"),
    ],
)
def test_what_is_not_is_told(filled: Corpus, change: dict[str, object], told: str):
    filled.statements.update(where="key = 'default/a1' AND index = 0", values=change)
    faults = audit(filled, quiet).faults
    assert {fault.key for fault in faults} == {"default/a1"}
    assert any(told in fault.problem for fault in faults)


def test_a_missing_statement_is_told(filled: Corpus):
    filled.statements.delete("key = 'default/a1' AND index = 0")
    (fault,) = audit(filled, quiet).faults
    assert fault.problem == "Its statements are numbered 1, not from 0 without a gap."


def test_orphans_are_counted_and_removed_once_they_are_old(filled: Corpus):
    leave_orphans(filled, "never-stored", 4_000)
    leave_orphans(filled, "a1", 4_000, count=7)
    leave_orphans(filled, "a2", 4_000)
    leave_orphans(filled, "being-written", 5)
    assert audit(filled, quiet).orphans == 13
    assert remove_orphans(filled) == 3
    found = audit(filled, quiet)
    assert (found.orphans, found.statements, found.faults) == (2, 10, ())
    assert texts_of(filled, "a1") == ["Bridge 1 is closed.", "It rained."]
    assert remove_orphans(filled) == 0
