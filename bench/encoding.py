"""How fast sentences are encoded, and what share of the processor's int8 products that is.

    HF_HUB_OFFLINE=1 python -m bench.encoding [--statements N] [--shared FOLDER]

encodes news sentences with PyTorch and with the int8 network in batches, both as
sentence-transformers does it, and as the service does it (one sentence a thread), and prints
sentences a second, the ratio to PyTorch, operations a second, and their share of what one large
int8 product of the shapes of this network reaches on all cores: nothing that multiplies the same
matrices can be quicker.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from rich.console import Console
from rich.table import Table

from bench.material import sentences
from bench.scenarios import REPOSITORY
from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.models.one_by_one import one_thread
from scoring.models.prepare import prepare_encoder
from scoring.models.quantise import quantised_file
from scoring.models.quiet import quiet_libraries
from scoring.settings import Settings

LAYERS, WIDTH, INNER = 12, 384, 1536
# Multiply and add, for each token: query, key, value and output; in and out of the inner layer.
OPERATIONS = 2 * LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
_ROWS = 1_024  # of the large product
_SECONDS = 2.0  # for which it is repeated


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--statements", type=int, default=1_500)
    parser.add_argument("--shared", type=Path, default=REPOSITORY.parent / "shared")
    options = parser.parse_args()
    console = Console()
    cache = Settings.from_environment().model_cache_folder
    texts = sentences(options.shared, options.statements)
    encoder = load_encoder(DEFAULT_MODEL, cache, report=console.print)
    folder = prepare_encoder(cache)
    tokens = _tokens(folder, texts)
    limit = products_per_second()
    ways: dict[str, Callable[[Sequence[str]], Any]] = {
        "PyTorch, batches": _library(folder, backend="torch"),
        "int8, batches": _library(
            folder, backend="onnx", model_kwargs={"file_name": f"onnx/{quantised_file()}"}
        ),
        "int8, one sentence a thread (ships)": encoder.encode_passages,
    }
    table = Table("encoding", "sentences/s", "ratio", "GOP/s", "of the limit")
    rates = {name: _rate(encode, texts) for name, encode in ways.items()}
    for name, rate in rates.items():
        done = rate * tokens * OPERATIONS
        cells = (f"{rate:.0f}", f"{rate / rates['PyTorch, batches']:.1f}", f"{done / 1e9:.0f}")
        table.add_row(name, *cells, f"{done / limit:.0%}" if name.startswith("int8") else "")
    console.print(table)
    console.print(
        f"{len(texts)} sentences of {tokens:.1f} tokens, {OPERATIONS / 1e6:.1f} million operations "
        f"a token; the limit is {limit / 1e9:.0f} billion int8 operations a second"
    )


def products_per_second() -> float:
    """Operations a second of one large int8 product, on every core at once."""
    session = onnxruntime.InferenceSession(
        _product().SerializeToString(), one_thread(), providers=["CPUExecutionProvider"]
    )
    rows = np.random.default_rng(0).integers(0, 256, (_ROWS, WIDTH), np.uint8)
    threads = os.cpu_count() or 1

    def repeat(_: int) -> int:
        done, end = 0, time.perf_counter() + _SECONDS
        while time.perf_counter() < end:
            session.run(None, {"a": rows})
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        runs = sum(pool.map(repeat, range(threads)))
    return runs * 2 * _ROWS * WIDTH * INNER / _SECONDS


def _product() -> onnx.ModelProto:
    weights = np.random.default_rng(1).integers(-127, 128, (WIDTH, INNER), np.int8)
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [onnx.helper.make_tensor_value_info("a", onnx.TensorProto.UINT8, [_ROWS, WIDTH])],
        [onnx.helper.make_tensor_value_info("c", onnx.TensorProto.INT32, [_ROWS, INNER])],
        [onnx.numpy_helper.from_array(weights, "b")],
    )
    version = [onnx.helper.make_opsetid("", 17)]
    return onnx.helper.make_model(graph, opset_imports=version, ir_version=8)


def _library(folder: Path, **options: Any) -> Callable[[Sequence[str]], Any]:
    """`encode` of sentence-transformers as its documentation shows it."""
    from sentence_transformers import SentenceTransformer

    with quiet_libraries():
        model = SentenceTransformer(str(folder), device="cpu", **options)
    return lambda texts: model.encode(list(texts), prompt="passage: ", show_progress_bar=False)


def _tokens(folder: Path, texts: Sequence[str]) -> float:
    from transformers import AutoTokenizer

    with quiet_libraries():
        tokenizer = AutoTokenizer.from_pretrained(str(folder))
    counts = tokenizer([f"passage: {text}" for text in texts], truncation=True)["input_ids"]
    return float(np.mean([len(row) for row in counts]))


def _rate(encode: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> float:
    encode(texts[:64])
    started = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
