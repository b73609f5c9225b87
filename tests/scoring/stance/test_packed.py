"""Packing the weights: what is kept, how exactly, and what a broken file says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scoring.errors import ModelError
from scoring.stance.packed import SHARED, pack, unpack
from scoring.stance.prepare import shipped_weights


def test_a_matrix_comes_back_within_half_a_step_of_its_rows(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    matrix = generator.normal(size=(96, 40)).astype(np.float32)
    matrix[3] *= 100  # a row of its own range does not cost the others theirs
    bias = generator.normal(size=96).astype(np.float32)
    pack({"dense.weight": matrix, "dense.bias": bias}, tmp_path / "w.safetensors", {"a": "b"})
    tensors, about = unpack(tmp_path / "w.safetensors")
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(tensors["dense.weight"] - matrix) <= step / 2 + 1e-6).all()
    assert np.allclose(tensors["dense.bias"], bias, atol=2e-3)
    assert about["a"] == "b"


def test_a_row_of_zeros_stays_one(tmp_path: Path) -> None:
    pack({"w": np.zeros((64, 8), np.float32)}, tmp_path / "w.safetensors", {})
    assert not unpack(tmp_path / "w.safetensors")[0]["w"].any()


def test_word_embeddings_are_left_to_the_encoder(tmp_path: Path) -> None:
    tensors = {SHARED: np.ones((500, 8), np.float32), "w": np.ones((64, 8), np.float32)}
    pack(tensors, tmp_path / "w.safetensors", {})
    assert set(unpack(tmp_path / "w.safetensors")[0]) == {"w"}


def test_a_broken_file_is_an_error_that_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "weights.safetensors"
    broken.write_bytes(shipped_weights().read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be read"):
        unpack(broken)


def test_the_weights_that_ship_are_small() -> None:
    assert shipped_weights().stat().st_size < 30_000_000
