"""The cross-encoder's weights as they ship: eight bits a weight, without the vocabulary.

A matrix is kept as int8 rows, each with a float32 scale (largest absolute value / 127:
the range that int8 products want); everything else as float16. Word embeddings are
not in the file: training leaves them as the encoder has them, and the encoder's
folder is where the product reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from scoring.models.weight_files import read_weights_file

SHARED = "bert.embeddings.word_embeddings.weight"  # read from the encoder, never packed
_SCALE = ".scale"
_LEAST_ROWS = 64  # smaller matrices (the answers' layer) are not worth the rounding


def pack(tensors: Mapping[str, NDArray[np.float32]], path: Path, about: dict[str, str]) -> None:
    """Write the weights of a network.

    Args:
        tensors: By name; `SHARED` is left out.
        path: A .safetensors file.
        about: What a reader must know to use them; kept in the file's header.
    """
    packed: dict[str, NDArray[np.generic]] = {}
    for name, tensor in tensors.items():
        if name == SHARED:
            continue
        if tensor.ndim == 2 and len(tensor) >= _LEAST_ROWS and "embeddings" not in name:
            scale = np.maximum(np.abs(tensor).max(axis=1), 1e-12) / 127
            packed[name] = np.rint(tensor / scale[:, None]).astype(np.int8)
            packed[name + _SCALE] = scale.astype(np.float32)
        else:
            packed[name] = tensor.astype(np.float16)
    save_file(packed, path, about)
    path.chmod(0o644)


def unpack(path: Path) -> tuple[dict[str, NDArray[np.float32]], dict[str, str]]:
    """Read the weights that `pack` wrote.

    Returns:
        Tensors by name, all float32, and what the header says of them.

    Raises:
        ModelError: The file cannot be read.
    """
    stored, about = read_weights_file(path)
    tensors = {}
    for name, tensor in stored.items():
        if name.endswith(_SCALE):
            continue
        whole = tensor.astype(np.float32)
        scale = stored.get(name + _SCALE)
        tensors[name] = whole if scale is None else whole * scale[:, None]
    return tensors, about
