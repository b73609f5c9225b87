"""Runs an int8 network on one text at a time, several texts at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray


class OneByOne:
    """An ONNX session that reads each text by itself, one thread a text.

    int8 products scale by batch: in a batch, what a text gives hangs on its neighbours. And as
    many texts at a time as there are cores, each on one thread, are quicker than all threads on
    one batch (docs/decisions/012, 020).

    Args:
        session: An onnxruntime session of one thread.
        threads: Texts that are read at a time; None for one a core.
    """

    def __init__(self, session: Any, threads: int | None = None) -> None:
        self._session = session
        self._inputs = [item.name for item in session.get_inputs()]
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1)

    def run(self, tokens: Mapping[str, Sequence[Sequence[int]]]) -> Iterable[NDArray[np.float32]]:
        """The network's first output for each text, in their order.

        Args:
            tokens: What a tokenizer gives for several texts: for each input its rows, not padded.

        Returns:
            Arrays of shape (tokens, …) or (…), as the network gives them for one text.
        """
        texts = len(tokens[self._inputs[0]])
        return self._pool.map(
            self._read, ({n: tokens[n][i] for n in self._inputs} for i in range(texts))
        )

    def _read(self, row: Mapping[str, Sequence[int]]) -> NDArray[np.float32]:
        feed = {name: np.array([values], np.int64) for name, values in row.items()}
        output: NDArray[np.float32] = self._session.run(None, feed)[0][0]
        return output


def one_thread() -> Any:
    """Options of a session for `OneByOne`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    return options
