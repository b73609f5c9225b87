"""Exports a network to ONNX and quantises it to int8 for a kind of processor.

Weights become int8 with a scale for each column. Inputs become int8 while the network runs, with
one scale for a whole text: where a few values are far larger than the rest, little is left for
those. Products named `blockwise` have a scale for each 128 numbers instead, of weights and inputs
alike; that is nearly exact and somewhat slower (docs/decisions/036).
"""

from __future__ import annotations

import gc
import platform
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from scoring.models.quiet import quiet_libraries

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

# The suffix of the file for a processor, as sentence-transformers has it. The unsigned weights of
# "avx2" are for every x86-64 without VNNI, whose products of signed ones can saturate; its
# "avx512" has the bytes of "avx512_vnni" and is therefore not used.
_SUFFIXES = {"arm64": "qint8_arm64", "avx2": "quint8_avx2", "avx512_vnni": "qint8_avx512_vnni"}

_BLOCK = 128  # numbers that share a scale: 64 is no more exact, 256 no quicker
_INT8_INPUTS = 4  # onnxruntime's "accuracy level" at which inputs become int8 by block


def processor_profile() -> str:
    """Name the int8 instruction set to quantise for, as sentence-transformers calls it."""
    if "arm64" in architecture_profiles():
        return "arm64"
    return "avx512_vnni" if torch.cpu.get_capabilities().get("avx512_vnni") else "avx2"


def architecture_profiles() -> list[str]:
    """Names of the instruction sets that processors of this architecture may have."""
    if platform.machine().lower() in {"aarch64", "arm64"}:
        return ["arm64"]
    return ["avx512_vnni", "avx2"]


def quantised_file(profile: str | None = None) -> str:
    """Name of the int8 ONNX file for a processor; for this one when None."""
    return f"model_{_SUFFIXES[profile or processor_profile()]}.onnx"


def export_quantised(
    kind: type[SentenceTransformer] | type[CrossEncoder],
    network: Path,
    out: Path,
    profiles: list[str],
    *,
    blockwise: re.Pattern[str] | None = None,
) -> None:
    """Export a network to ONNX and quantise it to int8.

    Args:
        kind: sentence-transformers' class that loads it.
        network: Its folder, float32.
        out: Where the folder `onnx` with the quantised files is made.
        profiles: Processors to quantise for.
        blockwise: Found in the names of the matrix products that have a scale for each block.
    """
    from optimum.onnxruntime import ORTQuantizer
    from optimum.onnxruntime.configuration import AutoQuantizationConfig

    with quiet_libraries(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warnings of the exporter say nothing of ours
        model = kind(
            str(network),
            backend="onnx",
            device="cpu",
            model_kwargs={"export": True, "provider": "CPUExecutionProvider"},
        )
        quantiser = ORTQuantizer.from_pretrained(model.transformers_model)
        apart = _products(quantiser.onnx_model_path, blockwise) if blockwise else []
        (out / "onnx").mkdir(parents=True)
        for profile in profiles:
            settings = getattr(AutoQuantizationConfig, profile)
            quantiser.quantize(
                settings(is_static=False, nodes_to_exclude=apart),
                out / "all",  # with tokenizer and configuration, which the network's folder has
                file_suffix=_SUFFIXES[profile],
            )
            file = out / "onnx" / quantised_file(profile)
            (out / "all" / file.name).rename(file)
            if apart:
                _quantise_by_block(file)
        # The exported model holds a temporary folder and half a gigabyte, in reference cycles:
        # they go now, not whenever the collector next runs.
        del model, quantiser
        gc.collect()


def _products(file: Path, names: re.Pattern[str]) -> list[str]:
    """Names of the matrix products of a network that `names` is found in."""
    import onnx

    nodes: Any = onnx.load(str(file), load_external_data=False).graph.node
    return [node.name for node in nodes if node.op_type == "MatMul" and names.search(node.name)]


def _quantise_by_block(file: Path) -> None:
    """Quantise the products with constant weights that a file still has in float32."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    settings = DefaultWeightOnlyQuantConfig(
        block_size=_BLOCK,
        is_symmetric=True,
        accuracy_level=_INT8_INPUTS,
        bits=8,
        op_types_to_quantize=("MatMul",),
    )
    quantiser = MatMulNBitsQuantizer(onnx.load(str(file)), algo_config=settings)
    quantiser.process()
    quantiser.model.save_model_to_file(str(file))
