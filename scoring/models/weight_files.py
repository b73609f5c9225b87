"""Weights as they ship: safetensors, with what a reader must know of them in the header."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from scoring.errors import ModelError


def read_weights_file(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """Read a file of weights.

    Returns:
        Tensors by name, as they are stored, and what the header says of them.

    Raises:
        ModelError: The file cannot be read.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            about = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  no dict
    except (OSError, SafetensorError) as error:
        raise _unreadable(path, error) from error
    return tensors, about


def read_noted_weights(path: Path) -> tuple[dict[str, NDArray[np.float32]], dict[str, Any]]:
    """Read a file of weights whose header holds a note in JSON under "secondsource".

    Returns:
        Tensors by name, float32, and the note.

    Raises:
        ModelError: The file or its note cannot be read.
    """
    tensors, about = read_weights_file(path)
    try:
        note: dict[str, Any] = json.loads(about["secondsource"])
    except (KeyError, ValueError) as error:
        raise _unreadable(path, error) from error
    return {name: tensor.astype(np.float32) for name, tensor in tensors.items()}, note


def _unreadable(path: Path, error: Exception) -> ModelError:
    return ModelError(
        f"the weights {str(path)!r} cannot be read ({error}); install the package again"
    )
