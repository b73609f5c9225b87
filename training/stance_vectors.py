"""Sentence vectors kept on disk between runs of the stance scripts."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from scoring.models.encoder import Encoder, Vectors

_CHUNK = 4_000  # sentences encoded between two saves


class VectorCache:
    """Vectors of claims and statements, encoded once and kept as float16.

    Args:
        encoder: What encodes; its identity names the files.
        folder: Where the files are kept.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder / encoder.identity.weights[:12]
        self._folder.mkdir(parents=True, exist_ok=True)

    def claims(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), as `Encoder.encode_queries`."""
        return self._vectors("claims", self._encoder.encode_queries, texts)

    def statements(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimension), as `Encoder.encode_passages`."""
        return self._vectors("statements", self._encoder.encode_passages, texts)

    def _vectors(
        self, kind: str, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]
    ) -> Vectors:
        file = self._folder / f"{kind}.npz"
        keys: list[str] = []
        rows = np.empty((0, self._encoder.identity.dimension), np.float16)
        if file.is_file():
            stored = np.load(file)
            keys, rows = stored["keys"].tolist(), stored["rows"]
        place = {key: row for row, key in enumerate(keys)}
        missing = sorted((t for t in dict.fromkeys(texts) if _key(t) not in place), key=len)
        began = time.monotonic()
        for start in range(0, len(missing), _CHUNK):
            part = missing[start : start + _CHUNK]
            rows = np.concatenate([rows, encode(part).astype(np.float16)])
            for text in part:
                place[_key(text)] = len(place)
            np.savez(file, keys=np.array(list(place)), rows=rows)
            done, seconds = start + len(part), time.monotonic() - began
            print(f"{kind}: {done} of {len(missing)} encoded, {seconds:.0f} s", file=sys.stderr)
        return rows[[place[_key(text)] for text in texts]].astype(np.float32)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
