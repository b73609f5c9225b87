"""The cross-encoder's folder in the model cache: made once, whole or not at all."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from scoring.check import Models
from scoring.errors import ModelError
from scoring.models.quantise import quantised_file
from scoring.records import Claim
from scoring.stance import StatementInContext
from scoring.stance.cross_encoder import load_cross_encoder
from scoring.stance.prepare import prepare_cross_encoder, shipped_weights, weights_name

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[3]


def start(cache: Path) -> subprocess.Popen[bytes]:
    code = (
        "import pathlib, sys, warnings; from scoring.stance.prepare import prepare_cross_encoder; "
        "warnings.simplefilter('error'); prepare_cross_encoder(pathlib.Path(sys.argv[1]))"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(cache)], cwd=REPOSITORY)


def test_what_is_there_is_not_made_again(model_cache: Path, models: Models) -> None:
    assert models.stance
    said: list[str] = []
    folder = prepare_cross_encoder(model_cache, said.append)
    assert folder.name == weights_name(shipped_weights())
    assert said == []


def test_a_start_after_a_kill_ends_with_a_good_folder(
    tmp_path: Path, model_cache: Path, models: Models
) -> None:
    assert models.encoder  # prepared: what follows is about the cross-encoder alone
    cache = tmp_path / "cache"
    cache.mkdir()
    for folder in model_cache.iterdir():
        if folder.is_dir() and folder.name.startswith("multilingual"):
            (cache / folder.name).symlink_to(folder)
    name = weights_name(shipped_weights())
    process = start(cache)
    deadline = time.monotonic() + 200
    while not (cache / f"{name}.partial" / "float").is_dir():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not (cache / name).exists()
    together = [start(cache), start(cache)]
    assert [process.wait(timeout=500) for process in together] == [0, 0]
    assert {p.name for p in cache.iterdir() if name in p.name} == {name, f"{name}.lock"}
    assert [path.name for path in (cache / name / "onnx").iterdir()] == [quantised_file()]
    assert not list((cache / name).glob("*.safetensors"))
    model = load_cross_encoder(cache)
    assert model.judge(Claim("It sank.", "en"), [StatementInContext("It sank.", "en")])


def test_weights_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere\.safetensors"):
        load_cross_encoder(tmp_path, weights=tmp_path / "nowhere.safetensors")
