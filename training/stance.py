"""Fit the cross-encoder that `scoring/stance` ships.

    HF_HUB_OFFLINE=1 python -m training.stance --shared ../shared --cache var/stance

reads and makes the pairs, fine-tunes the encoder's network in two stages, calibrates the
answers on pairs held apart and packs the weights into
`scoring/stance/weights/cross_encoder.safetensors`. About two and a half hours on two cores
that multiply bfloat16. The first stage reads general inference and then news; the second
starts from it and reads what error analysis found missing (docs/decisions/015). It keeps
checkpoints in the cache: the same command goes on where it was stopped, and a finished
stage is not run again. The test pairs are not looked at here: `bench/stance.py` measures
on them.

`--start FILE` runs a third stage from packed weights instead; docs/decisions/032 says what it
brings and why it does not ship yet. Name another `--out` with it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file
from scipy.optimize import minimize

from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.models.prepare import prepare_encoder, quiet_libraries
from scoring.stance.cross_encoder import ANSWERS, load_cross_encoder
from scoring.stance.packed import pack
from scoring.stance.prepare import save_network, shipped_weights
from training.stance_data import Pair, few_of_each
from training.stance_mix import (
    allowed_answers,
    curriculum,
    second_stage,
    third_stage,
    with_context,
)
from training.stance_network import BATCH, finished, train
from training.stance_split import load_split
from training.stance_vectors import VectorCache

LEARNING_RATE = 2e-4  # the highest; 64 pairs a batch
BATCHES = 2_800  # after which the first stage ends, the learning rate at 0
SECOND_LEARNING_RATE = 1e-4
SECOND_BATCHES = 1_300  # of 64 pairs
THIRD_LEARNING_RATE = 8e-5
THIRD_BATCHES = 700  # of 64 pairs
CALIBRATED_ON = 200  # pairs of each source


def write(
    network: Path, path: Path, temperature: float = 1.0, bias: Sequence[float] = (0.0,) * 4
) -> None:
    """Pack a trained network with its calibration."""
    tensors = {
        name: t.float().numpy() for name, t in load_file(network / "model.safetensors").items()
    }
    about = {
        "answers": " ".join(ANSWERS),
        "encoder": DEFAULT_MODEL,
        "temperature": f"{temperature:.5f}",
        "bias": " ".join(f"{value:.5f}" for value in bias),
    }
    pack(tensors, path, about)


def calibrate(
    logits: NDArray[np.float64], pairs: Sequence[Pair]
) -> tuple[float, NDArray[np.float64]]:
    """Temperature and answer biases with the least log-loss on the calibration pairs.

    Vector scaling with one temperature: Guo et al. 2017, "On Calibration of Modern
    Neural Networks". Sources weigh by the root of their size, so that the largest do
    not decide alone.
    """
    sizes = Counter(pair.source for pair in pairs)
    balance = 1 / np.sqrt([sizes[pair.source] for pair in pairs])
    right = np.zeros(logits.shape, bool)
    for row, pair in enumerate(pairs):
        right[row, list(allowed_answers(pair))] = True

    def loss(parameters: NDArray[np.float64]) -> float:
        scaled = logits / np.exp(parameters[0]) + np.append(parameters[1:], 0.0)
        scaled -= scaled.max(axis=1, keepdims=True)
        chances = np.exp(scaled) / np.exp(scaled).sum(axis=1, keepdims=True)
        told = np.log(np.maximum((chances * right).sum(axis=1), 1e-12))
        return float(-(balance * told).sum() / balance.sum())

    found = minimize(loss, np.zeros(len(ANSWERS)), method="Nelder-Mead")
    print(f"calibration: log-loss {loss(np.zeros(len(ANSWERS))):.4f}, after it {found.fun:.4f}")
    return float(np.exp(found.x[0])), np.append(found.x[1:], 0.0)


def _trained(pairs: Sequence[Pair], encoder: Path, cache: Path, start: Path | None) -> Path:
    """Folder of the network after the last stage; a stage that was finished is not run again.

    Args:
        pairs: Training pairs.
        encoder: Folder of the prepared encoder.
        cache: Where the stages are kept.
        start: Packed weights from which the third stage starts; None for the first two stages.
    """
    first, second, third = (cache / f"network{name}" for name in ("", "-second", "-third"))
    if start is None:
        stages = [
            (encoder, curriculum, BATCHES, first, LEARNING_RATE),
            (first, second_stage, SECOND_BATCHES, second, SECOND_LEARNING_RATE),
        ]
    else:
        save_network(encoder, start, second)
        stages = [(second, third_stage, THIRD_BATCHES, third, THIRD_LEARNING_RATE)]
    for before, read, batches, folder, rate in stages:
        if not finished(folder):
            examples = read(pairs)[: batches * BATCH]
            print(f"{len(examples)} examples for {folder.name}", flush=True)
            with quiet_libraries():
                train(before, examples, folder, learning_rate=rate)
    return stages[-1][3]


def main() -> None:
    """Train, calibrate, write."""
    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--models", type=Path, default=root / "var" / "models")
    parser.add_argument("--cache", type=Path, default=root / "var" / "stance")
    parser.add_argument("--out", type=Path, default=shipped_weights())
    parser.add_argument("--start", type=Path, help="packed weights: run the third stage from them")
    options = parser.parse_args()
    if not options.shared.is_dir():
        raise SystemExit(f"the shared evaluation data is not at {options.shared}; nothing fitted")
    encoder = load_encoder(DEFAULT_MODEL, options.models)
    vectors = VectorCache(encoder, options.cache)
    training, calibration, _ = load_split(options.shared, vectors)
    print(f"{len(training)} training pairs, {len(calibration)} calibration pairs")
    encoder_folder = prepare_encoder(options.models)
    network = _trained(training, encoder_folder, options.cache, options.start)
    write(network, options.out)
    calibration = few_of_each(calibration, CALIBRATED_ON)
    model = load_cross_encoder(options.models, weights=options.out)
    texts = [(pair.claim, with_context(pair.statement, pair.previous)) for pair in calibration]
    write(network, options.out, *calibrate(model.logits(texts), calibration))
    print(f"wrote {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
