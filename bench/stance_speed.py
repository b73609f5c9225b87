"""How long the stance model takes and how much memory it holds.

    HF_HUB_OFFLINE=1 python -m bench.stance_speed

prints one table: 24 pairs of 60 tokens, as they come to a check, with the int8 model
that ships, with the same network in PyTorch (what a user would otherwise run), and
the memory that loading and using the model adds to a process that holds the encoder.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from scoring.models.encoder import DEFAULT_MODEL, load_encoder
from scoring.models.prepare import prepare_encoder
from scoring.models.quiet import quiet_libraries
from scoring.stance.cross_encoder import LONGEST_INPUT, load_cross_encoder
from scoring.stance.prepare import save_network, shipped_weights

PAIRS, TOKENS = 24, 60
_RUNS = 15


def pairs_of_length(count: int, tokens: int) -> list[tuple[str, str]]:
    """Pairs of about `tokens` tokens, each different, so that none is judged for another."""
    claim = "The ferry Hesper ran aground off Kelmouth on Monday."
    words = ["port", "crew", "storm", "harbour", "pilot", "night", "water", "rope"]
    return [
        (
            claim,
            " ".join(words[(row + place) % len(words)] for place in range(tokens - 18))
            + f" {row}.",
        )
        for row in range(count)
    ]


def median_seconds(run: Callable[[], object]) -> float:
    """Median of several runs after one to warm up."""
    run()
    taken = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[_RUNS // 2]


def resident() -> float:
    """Resident memory of this process in MB."""
    return float(psutil.Process().memory_info().rss) / 1e6


def main() -> None:
    """Measure and print the table."""
    root = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", type=Path, default=root / "var" / "models")
    options = parser.parse_args()
    from sentence_transformers import CrossEncoder

    encoder = load_encoder(DEFAULT_MODEL, options.models)
    encoder.encode_passages(["The bridge is closed."] * 8)
    before = resident()
    model = load_cross_encoder(options.models, tokenizer=encoder.tokenizer)
    pairs = pairs_of_length(PAIRS, TOKENS)
    model.answers(pairs)
    added = resident() - before
    ours = median_seconds(lambda: model.answers(pairs))
    with tempfile.TemporaryDirectory() as folder, quiet_libraries():
        save_network(prepare_encoder(options.models), shipped_weights(), Path(folder) / "float")
        plain = CrossEncoder(str(Path(folder) / "float"), device="cpu", max_length=LONGEST_INPUT)
    theirs = median_seconds(lambda: plain.predict(pairs, show_progress_bar=False))
    lengths = [len(plain.tokenizer(*pair)["input_ids"]) for pair in pairs]
    print(f"{PAIRS} pairs of {min(lengths)} to {max(lengths)} tokens, median of {_RUNS} runs")
    print(f"{'int8 ONNX, as shipped':<28}{ours * 1e3:>8.0f} ms {PAIRS / ours:>8.0f} pairs/s")
    print(f"{'PyTorch float32':<28}{theirs * 1e3:>8.0f} ms {PAIRS / theirs:>8.0f} pairs/s")
    print(f"{'ratio':<28}{theirs / ours:>8.1f}")
    print(f"{'memory beside the encoder':<28}{added:>8.0f} MB")


if __name__ == "__main__":
    main()
