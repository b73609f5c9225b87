from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from scoring.corpus.checks import StoredCheck
from scoring.corpus.durable import flush_tables
from scoring.corpus.store import Corpus
from tests.scoring.corpus.making import made


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was flushed, in order."""
    paths: list[Path] = []
    real = os.fsync

    def record(descriptor: int) -> None:
        paths.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    return paths


def _files(folder: Path, *tables: str) -> set[Path]:
    return {p for table in tables for p in (folder / f"{table}.lance").rglob("*") if p.is_file()}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux's /proc")
class TestPut:
    def test_every_new_file_is_on_disk_when_it_returns(
        self, corpus: Corpus, tmp_path: Path, flushed: list[Path]
    ):
        corpus.put([made("a", "One. Two.")])
        before = _files(tmp_path / "corpus", "statements", "documents")
        flushed.clear()
        corpus.put([made("a", "Three.")])
        new = _files(tmp_path / "corpus", "statements", "documents") - before
        assert len(new) >= 6  # data, transaction and manifest, in each table
        assert new <= set(flushed)

    def test_data_goes_before_the_manifest_and_statements_before_their_document(
        self, corpus: Corpus, flushed: list[Path]
    ):
        flushed.clear()
        corpus.put([made("a", "One. Two.")])
        files = [path for path in flushed if path.is_file()]

        def places(table: str, folder: str) -> list[int]:
            return [
                place
                for place, path in enumerate(files)
                if path.parent.name == folder and path.parent.parent.name == f"{table}.lance"
            ]

        assert max(places("statements", "data")) < min(places("statements", "_versions"))
        assert max(places("documents", "data")) < min(places("documents", "_versions"))
        assert max(places("statements", "_versions")) < min(places("documents", "_versions"))

    def test_what_another_process_wrote_in_between_is_flushed_too(
        self, corpus: Corpus, tmp_path: Path, flushed: list[Path], monkeypatch: pytest.MonkeyPatch
    ):
        corpus.put([made("a")])
        before = _files(tmp_path / "corpus", "documents")
        other = Corpus(corpus.uri, corpus.identity)
        monkeypatch.setattr(other, "_flush", lambda *_: None)  # killed before it got there
        other.put([made("b")])
        theirs = {p for p in _files(tmp_path / "corpus", "documents") - before if p.is_file()}
        time.sleep(0.2)
        flushed.clear()
        corpus.put([made("c")])
        assert theirs <= set(flushed)

    def test_a_check_is_on_disk_when_it_returns(
        self, corpus: Corpus, tmp_path: Path, flushed: list[Path]
    ):
        from scoring.corpus.opened import now

        before = _files(tmp_path / "corpus", "checks")
        flushed.clear()
        corpus.save_checks([StoredCheck("c1", now(), "x", "{}")])
        assert _files(tmp_path / "corpus", "checks") - before <= set(flushed)


def test_only_recent_files_are_flushed_and_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "t.lance"
    for name in ("data", "_versions", "_indices/one"):
        (folder / name).mkdir(parents=True)
        (folder / name / "old").write_text("x")
        (folder / name / "new").write_text("x")
        os.utime(folder / name / "old", (1_000, 1_000))
    counted: list[int] = []
    monkeypatch.setattr(os, "fsync", counted.append)
    flush_tables(tmp_path, ["t", "absent"], time.time() - 5)
    assert len(counted) == 9  # three times: the new file, its folder, the folder above
    counted.clear()
    flush_tables(tmp_path, ["t"], time.time() + 60)
    assert counted == []


def test_a_file_removed_in_the_meantime_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "t.lance" / "data"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / name).write_text("x")

    def remove_both(_: int) -> None:
        for path in folder.iterdir():
            path.unlink()

    monkeypatch.setattr(os, "fsync", remove_both)
    flush_tables(tmp_path, ["t"], 0)
    assert list(folder.iterdir()) == []
