from __future__ import annotations

from pathlib import Path

import pytest

from scoring.corpus.damage import describe_damage
from scoring.corpus.store import Corpus
from scoring.errors import CorpusError
from tests.scoring.corpus.making import made


@pytest.mark.parametrize("table", ["documents", "statements"])
def test_an_error_names_the_file_that_was_cut_short(corpus: Corpus, table: str):
    corpus.put([made("a")])
    folder = Path(corpus.uri)
    assert describe_damage(folder) == ""
    (file,) = (folder / f"{table}.lance" / "data").glob("**/*.lance")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CorpusError, match=rf"{table}.lance/data/{file.name} is cut short"):
        Corpus(corpus.uri, corpus.identity).get("default", "a")
    file.write_bytes(whole)
    assert Corpus(corpus.uri, corpus.identity).get("default", "a").document.id == "a"


def test_several_are_counted_and_object_storage_is_not_looked_at(tmp_path: Path):
    data = tmp_path / "documents.lance" / "data"
    data.mkdir(parents=True)
    for name in ("a.lance", "b.lance", "c.lance"):
        (data / name).write_bytes(b"LANC" if name == "c.lance" else b"")
    expected = "; documents.lance/data/a.lance, and 1 more files are cut short"
    assert describe_damage(tmp_path) == expected
    assert describe_damage(None) == ""
