"""Linear models over named features, stored as hashed coefficients.

A feature is a string; its coefficient stands at the place that its CRC-32 gives
(Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning"). The
file so holds numbers and no text of the data that they were fitted on.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from scoring.errors import ModelError


def slots(features: Iterable[str], size: int) -> set[int]:
    """Places of features among `size` coefficients; `size` is a power of two."""
    mask = size - 1
    return {zlib.crc32(name.encode("utf-8", "surrogatepass")) & mask for name in features}


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Coefficients and an intercept.

    Attributes:
        coefficients: float32; their number is a power of two.
        intercept: What a sentence without any feature gets.
    """

    coefficients: array[float]
    intercept: float

    def value(self, features: Iterable[str]) -> float:
        """Intercept plus the coefficients of the distinct features."""
        coefficients = self.coefficients
        found = slots(features, len(coefficients))
        return self.intercept + sum(coefficients[place] for place in sorted(found))


@dataclass(frozen=True, slots=True)
class FittedModels:
    """What the weight file holds: models by their names, and word lists by theirs."""

    models: Mapping[str, LinearModel]
    words: Mapping[str, frozenset[str]]


def weights_file() -> Traversable:
    """Where the coefficients are."""
    return resources.files("scoring.hedging") / "weights" / "english.safetensors"


@cache
def fitted() -> FittedModels:
    """Read the weight file, once in the life of the process.

    Raises:
        ModelError: It is missing or is not one that `training/hedging.py` wrote.
    """
    file = weights_file()
    try:
        return read_models(file.read_bytes())
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(
            f"the hedging coefficients at {file} cannot be read ({error}); install the package "
            "again or run: python -m training.hedging"
        ) from error


def read_models(content: bytes) -> FittedModels:
    """Read the content of a weight file.

    Raises:
        SafetensorError: It is not in that format.
        KeyError: An intercept or the list of words is missing.
        ValueError: A number of coefficients is not a power of two.
    """
    tensors = load(content)
    header = _metadata(content)
    intercepts = json.loads(header["intercepts"])
    return FittedModels(
        models={name: _model(values, intercepts[name]) for name, values in tensors.items()},
        words={name: frozenset(words) for name, words in json.loads(header["words"]).items()},
    )


def _metadata(content: bytes) -> dict[str, Any]:
    """The `__metadata__` of a safetensors file, which `safetensors.numpy.load` leaves out."""
    length = int.from_bytes(content[:8], "little")
    found: dict[str, Any] = json.loads(content[8 : 8 + length])["__metadata__"]
    return found


def _model(values: NDArray[np.float16], intercept: float) -> LinearModel:
    if values.size == 0 or values.size & (values.size - 1):
        raise ValueError(f"{values.size} coefficients are not a power of two")
    return LinearModel(array("f", values.astype(np.float32).tobytes()), float(intercept))
