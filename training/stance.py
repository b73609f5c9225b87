"""Fit the cross-encoder that `scoring/stance` ships.

    HF_HUB_OFFLINE=1 python -m training.stance --shared ../shared --cache var/stance

reads and makes the pairs, fine-tunes the encoder's network in four stages, calibrates the
answers on pairs held apart and packs the weights into
`scoring/stance/weights/cross_encoder.safetensors`. About five hours on two cores that multiply
bfloat16. The first stage reads general inference and then news; the second what error analysis
found missing (docs/decisions/015); the third other counts and contrary facts across languages
(032); the fourth general inference once more, and close affairs as neutral ones (036). It keeps
checkpoints in the cache: the same command goes on where it was stopped, and a finished stage is
not run again. The test pairs are not looked at here: `bench/stance.py` measures on them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file
from scipy.optimize import minimize

from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.models.prepare import prepare_encoder
from scoring.models.quiet import quiet_libraries
from scoring.stance.cross_encoder import ANSWERS, load_cross_encoder
from scoring.stance.packed import pack
from scoring.stance.prepare import shipped_weights
from training.stance_data import Pair, few_of_each
from training.stance_mix import (
    ANOTHER_AFFAIR,
    Example,
    allowed_answers,
    curriculum,
    fourth_stage,
    second_stage,
    third_stage,
    with_context,
)
from training.stance_network import BATCH, finished, train
from training.stance_split import load_split
from training.stance_vectors import VectorCache

CALIBRATED_ON = 200  # pairs of each source


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of training.

    Attributes:
        name: Of its folder in the cache.
        read: Gives its examples in order.
        batches: After which it ends, of `BATCH` examples.
        learning_rate: The highest; it is 0 at the end.
    """

    name: str
    read: Callable[[Sequence[Pair]], list[Example]]
    batches: int
    learning_rate: float


STAGES = (
    Stage("network", curriculum, 2_800, 2e-4),
    Stage("network-second", second_stage, 1_300, 1e-4),
    Stage("network-third", third_stage, 700, 8e-5),
    Stage("network-fourth", fourth_stage, 1_500, 1e-4),
)


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
        right[row, list(allowed_answers(pair, ANOTHER_AFFAIR))] = True

    def loss(parameters: NDArray[np.float64]) -> float:
        scaled = logits / np.exp(parameters[0]) + np.append(parameters[1:], 0.0)
        scaled -= scaled.max(axis=1, keepdims=True)
        chances = np.exp(scaled) / np.exp(scaled).sum(axis=1, keepdims=True)
        told = np.log(np.maximum((chances * right).sum(axis=1), 1e-12))
        return float(-(balance * told).sum() / balance.sum())

    found = minimize(loss, np.zeros(len(ANSWERS)), method="Nelder-Mead")
    print(f"calibration: log-loss {loss(np.zeros(len(ANSWERS))):.4f}, after it {found.fun:.4f}")
    return float(np.exp(found.x[0])), np.append(found.x[1:], 0.0)


def _trained(pairs: Sequence[Pair], encoder: Path, cache: Path) -> Path:
    """Folder of the network after the last stage; a stage that was finished is not run again.

    Args:
        pairs: Training pairs.
        encoder: Folder of the prepared encoder.
        cache: Where the stages are kept.
    """
    before = encoder
    for stage in STAGES:
        folder = cache / stage.name
        if not finished(folder):
            examples = stage.read(pairs)[: stage.batches * BATCH]
            print(f"{len(examples)} examples for {stage.name}", flush=True)
            with quiet_libraries():
                train(before, examples, folder, learning_rate=stage.learning_rate)
        before = folder
    return before


def main() -> None:
    """Train, calibrate, write."""
    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--models", type=Path, default=root / "var" / "models")
    parser.add_argument("--cache", type=Path, default=root / "var" / "stance")
    parser.add_argument("--out", type=Path, default=shipped_weights())
    options = parser.parse_args()
    if not options.shared.is_dir():
        raise SystemExit(f"the shared evaluation data is not at {options.shared}; nothing fitted")
    encoder = load_encoder(DEFAULT_MODEL, options.models)
    vectors = VectorCache(encoder, options.cache)
    training, calibration, _ = load_split(options.shared, vectors)
    print(f"{len(training)} training pairs, {len(calibration)} calibration pairs")
    encoder_folder = prepare_encoder(options.models)
    network = _trained(training, encoder_folder, options.cache)
    write(network, options.out)
    calibration = few_of_each(calibration, CALIBRATED_ON)
    model = load_cross_encoder(options.models, weights=options.out)
    texts = [(pair.claim, with_context(pair.statement, pair.previous)) for pair in calibration]
    write(network, options.out, *calibrate(model.logits(texts), calibration))
    print(f"wrote {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
