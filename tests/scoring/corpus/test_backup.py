from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scoring.corpus import backup
from scoring.corpus.audit import audit
from scoring.corpus.backup import back_up, restore
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from tests.scoring.corpus.making import made, texts_of
from tests.scoring.corpus.writer import LENGTHS, Writer, text_by


def nothing(_done: int, _total: int) -> None:
    """Reports to nobody."""


def test_a_backup_is_the_corpus_as_it_stood(corpus: Corpus, tmp_path: Path):
    corpus.put([made("a", "It is closed. It rained.")])
    corpus.put([made("a", "It is open. It rained.")])
    corpus.put([made("b", "It is gone.")])
    made_backup = back_up(corpus.uri, tmp_path / "backup", nothing)
    assert made_backup.tables["documents"] == 2
    corpus.put([made("c", "It came later.")])
    target = str(tmp_path / "restored")
    assert restore(tmp_path / "backup", target, nothing) == made_backup
    again = Corpus(target, corpus.identity)
    assert texts_of(again, "a") == ["It is open.", "It rained."]
    assert again.history("default", "a")[0].text == "It is closed. It rained."
    assert again.info().documents == 2
    assert audit(again, nothing).faults == ()
    again.put([made("d", "It is new.")])
    assert texts_of(again, "d") == ["It is new."]
    assert corpus.documents.tags.list() == {}


def test_a_backup_holds_together_while_writers_run(corpus: Corpus, tmp_path: Path):
    writer = Writer("replace", corpus.uri, "anna", 10_000)
    try:
        writer.go()
        while corpus.documents.count_rows() < len(LENGTHS):
            pass
        for turn in range(3):
            folder = tmp_path / f"backup{turn}"
            back_up(corpus.uri, folder, nothing)
            stood = Corpus(str(folder), corpus.identity)
            assert audit(stood, nothing).faults == ()
            for key in LENGTHS:
                assert " ".join(texts_of(stood, key)) == text_by("anna", key)
    finally:
        writer.process.kill()
        writer.process.join()


def test_upkeep_leaves_what_a_backup_reads(corpus: Corpus, monkeypatch: pytest.MonkeyPatch):
    corpus.put([made("a", "It is closed.")])
    with backup._standing(corpus.uri) as tables:
        corpus.put([made("a", "It is open.")])
        monkeypatch.setattr(corpus, "_past_kept", timedelta(0))
        corpus.optimize()
        assert [row["text"] for row in tables["documents"].search().to_list()] == ["It is closed."]
    corpus.optimize()


def test_a_mark_of_a_killed_backup_counts_for_a_day(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
):
    corpus.put([made("a", "It is closed.")])
    corpus.documents.tags.create("backup-1", int(corpus.documents.version))
    corpus.optimize()
    assert corpus.documents.tags.list() == {}


@pytest.mark.parametrize("harm", ["changed", "missing", "more"])
def test_a_backup_that_is_not_what_was_made_is_refused(corpus: Corpus, tmp_path: Path, harm: str):
    corpus.put([made("a", "It is closed.")])
    folder = tmp_path / "backup"
    back_up(corpus.uri, folder, nothing)
    file = next((folder / "documents.lance" / "data").iterdir())
    if harm == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    elif harm == "missing":
        file.unlink()
    else:
        (folder / "more").write_text("x")
    with pytest.raises(CorpusError, match="is not what was made"):
        restore(folder, str(tmp_path / "restored"), nothing)
    assert not (tmp_path / "restored").exists()


def test_what_is_in_the_way_is_left_alone(corpus: Corpus, tmp_path: Path):
    corpus.put([made("a", "It is closed.")])
    with pytest.raises(CorpusError, match="holds something"):
        back_up(corpus.uri, Path(corpus.uri), nothing)
    back_up(corpus.uri, tmp_path / "backup", nothing)
    with pytest.raises(CorpusError, match="holds something"):
        restore(tmp_path / "backup", corpus.uri, nothing)
    with pytest.raises(CorpusError, match="is no finished backup"):
        restore(Path(corpus.uri), str(tmp_path / "restored"), nothing)
    assert texts_of(corpus, "a") == ["It is closed."]
