from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.batch import Line
from api.cluster import Chunk, _settle, analyse_lines
from bench.material import stored_document
from scoring.corpus.audit import audit
from scoring.corpus.search import nearest_statements
from scoring.corpus.store import Corpus
from scoring.errors import ModelError
from scoring.models.encoder import EncoderIdentity
from tests.conftest import REPOSITORY
from tests.scoring.corpus.making import ENCODER, made, texts_of
from tests.support import HashingEncoder

_DOCUMENTS = 60


@pytest.mark.slow
def test_a_cluster_of_which_a_node_is_killed_stores_each_document_once(tmp_path: Path):
    uri = str(tmp_path / "corpus")
    told = _run("tests.api.cluster_run", uri, str(_DOCUMENTS))
    assert told["processors"] == 2
    first = told["first"]
    assert [result["line"] for result in first] == list(range(1, _DOCUMENTS + 1))
    assert [result["status"] for result in first] == [201] * 4 + [400] + [201] * (_DOCUMENTS - 5)
    assert told["again"] == [200] * 4 + [400] + [200] * 3
    assert told["indexed"]["statements_indexed"] > 0
    corpus = Corpus(uri, ENCODER.identity)
    info = corpus.info()
    assert info.unindexed_statements == 0
    assert (info.documents, info.statements) == (_DOCUMENTS - 1, 2 * (_DOCUMENTS - 1))
    assert texts_of(corpus, "d60") == ["Bridge 60 is closed.", "It rained on day 60."]
    assert len(corpus.history("default", "d1")) == 1
    assert audit(corpus, lambda _done, _total: None).faults == ()


@pytest.mark.slow
def test_the_index_over_vectors_is_trained_on_all_nodes(tmp_path: Path):
    pytest.importorskip("lance_ray", reason="the extra cluster-index is not installed")
    uri = str(tmp_path / "corpus")
    corpus = Corpus(uri, ENCODER.identity)
    texts = [f"Bridge {n} of {n % 97} is closed." for n in range(6_000)]
    for start in (0, 3_000):  # two files, one for each node
        lines = texts[start : start + 3_000]
        corpus.put([stored_document(start, lines, ENCODER.encode_passages(lines))])
    told = _run("tests.api.cluster_index_run", uri)
    assert told["trained"] == [True, False]  # the second time none is due
    assert told["done"]["vector_index"]
    again = Corpus(uri, ENCODER.identity)
    (index,) = (each for each in again.statements.list_indices() if each.columns == ["vector"])
    assert again.index_refinement() == 1  # as one that was trained here
    assert again.statements.index_stats(index.name).num_indexed_rows == 6_000
    for n in (7, 4_321):
        (vector,) = ENCODER.encode_passages([texts[n]])
        key, place = nearest_statements(again, vector, 1)[0]
        assert corpus.load([key])[key].statements[place].text == texts[n]


def _run(module: str, *arguments: str) -> dict[str, Any]:
    """What a process of its own prints last, with a Ray cluster of its own."""
    run = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=REPOSITORY,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
            "RAY_AUTH_MODE": "disabled",
            "RAY_worker_niceness": "0",  # by default 15: on a busy machine they hardly get a turn
        },
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return told


def test_a_line_that_cannot_be_read_fails_alone():
    lines = [Line(1, b'{"id": "a", "text": "It rained."}'), Line(2, b"{"), Line(3, b" ")]
    chunk = analyse_lines(lines, "wire", HashingEncoder)
    document, refused, blank = chunk.items
    assert isinstance(document, tuple)
    assert document[1].document.key == "wire/a"
    assert (refused.status, blank.status) == (400, 204)


def test_a_node_with_another_encoder_is_refused(tmp_path: Path):
    corpus = Corpus(str(tmp_path / "corpus"), ENCODER.identity)
    chunk = Chunk(((1, made("a", "It rained.")),), EncoderIdentity("other", 256, "1" * 64))
    with pytest.raises(ModelError, match="install the same release and model everywhere"):
        list(_settle(chunk, corpus))
    assert corpus.info().documents == 0
