"""Turns the packed cross-encoder into a folder with an int8 ONNX file, once.

    packed weights ─┬─▶ BertForSequenceClassification ─▶ float32 ONNX ─▶ int8 ONNX
    encoder's words ┘         (none of these is kept)

As `scoring/models/prepare.py` does for the encoder: in a scratch folder, moved by one
rename, under a lock.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import torch
from filelock import FileLock

from scoring.errors import ModelError
from scoring.models.prepare import prepare_encoder, scratch_folder
from scoring.models.quantise import (
    architecture_profiles,
    export_quantised,
    processor_profile,
    quantised_file,
)
from scoring.models.quiet import quiet_libraries
from scoring.stance.packed import SHARED, unpack

WEIGHTS_FILE = "cross_encoder.safetensors"
_COMPLETE = "config.json"
# The second product of a layer's feed-forward part: what goes into it has a few large values, and
# one scale for all of them costs more than three points of accuracy (docs/decisions/036).
_BLOCKWISE = re.compile(r"layer\.\d+/output/dense/")
_FORM = b"int8, some of it by block"  # part of the name: the same weights in another form differ


def shipped_weights() -> Path:
    """The packed weights of this release; a wheel is unpacked, so it is a file."""
    return Path(str(resources.files("scoring.stance") / "weights" / WEIGHTS_FILE))


def weights_name(weights: Path) -> str:
    """Name of the weights, from their content and the form that they are quantised to.

    Raises:
        ModelError: The file cannot be read.
    """
    try:
        content = weights.read_bytes()
    except OSError as error:
        raise ModelError(
            f"the stance weights at {weights} cannot be read ({error}); install the package again"
        ) from error
    return f"stance-{hashlib.sha256(content + _FORM).hexdigest()[:12]}"


def prepare_cross_encoder(
    cache: Path,
    report: Callable[[str], None] = lambda _: None,
    *,
    weights: Path | None = None,
    every_processor: bool = False,
) -> Path:
    """Make the cross-encoder's folder, unless it is there.

    Args:
        cache: The model cache; the packaged encoder is prepared in it too, whose word
            embeddings and tokenizer the cross-encoder shares.
        report: Called with a line of text before each step that takes over two seconds.
        weights: Packed weights; those of this release when None.
        every_processor: See `prepare_encoder`.

    Returns:
        A folder that `sentence_transformers.CrossEncoder` loads with `onnx/<quantised_file()>`.

    Raises:
        ModelError: The weights cannot be read or do not fit the encoder.
        OSError: The cache cannot be written.
    """
    weights = weights or shipped_weights()
    folder = cache / weights_name(weights)
    profiles = architecture_profiles() if every_processor else [processor_profile()]
    files = [folder / "onnx" / quantised_file(profile) for profile in profiles]
    if all(file.is_file() for file in files):
        return folder
    encoder = prepare_encoder(cache, report, every_processor=every_processor)
    with FileLock(cache / f"{folder.name}.lock"):
        missing = [
            profile
            for profile, file in zip(profiles, files, strict=True)
            if not file.is_file()  # another process may have made it meanwhile
        ]
        if missing:
            from sentence_transformers import CrossEncoder

            report(f"exporting the stance model to ONNX and quantising it for {', '.join(missing)}")
            with scratch_folder(cache / f"{folder.name}.partial") as scratch:
                save_network(encoder, weights, scratch / "float")
                export_quantised(
                    CrossEncoder,
                    scratch / "float",
                    scratch / "int8",
                    missing,
                    blockwise=_BLOCKWISE,
                )
                _move(scratch, folder)
    return folder


def save_network(encoder: Path, weights: Path, folder: Path) -> None:
    """Save the network in float32, with its tokenizer, as transformers has it.

    Args:
        encoder: Folder of the prepared encoder, for the word embeddings.
        weights: Packed weights.
        folder: Where to save.

    Raises:
        ModelError: The weights cannot be read or do not fit the encoder.
    """
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoTokenizer, BertForSequenceClassification

    tensors, about = unpack(weights)
    words = load_file(encoder / "model.safetensors")[SHARED.removeprefix("bert.")]
    answers = about["answers"].split()
    config = AutoConfig.from_pretrained(encoder)
    config.id2label = dict(enumerate(answers))
    config.label2id = {answer: place for place, answer in enumerate(answers)}
    config.architectures = ["BertForSequenceClassification"]
    with torch.device("meta"):
        network = BertForSequenceClassification(config)
    network.to_empty(device="cpu")
    state = {name: torch.from_numpy(tensor) for name, tensor in tensors.items()} | {SHARED: words}
    try:
        network.load_state_dict(state, strict=True)
    except RuntimeError as error:
        raise ModelError(
            f"the stance weights at {weights} do not fit the encoder ({error}); install the "
            "package again"
        ) from error
    positions = config.max_position_embeddings
    network.bert.embeddings.position_ids = torch.arange(positions).expand((1, -1))
    network.bert.embeddings.token_type_ids = torch.zeros((1, positions), dtype=torch.long)
    with quiet_libraries():
        network.save_pretrained(folder)
        AutoTokenizer.from_pretrained(encoder).save_pretrained(folder)


def _move(scratch: Path, folder: Path) -> None:
    """Put what a runtime needs in its place: the float32 weights stay behind."""
    made = scratch / "made"
    made.mkdir()
    for file in (scratch / "float").iterdir():
        if file.is_file() and file.suffix == ".json":
            file.rename(made / file.name)
    (scratch / "int8" / "onnx").rename(made / "onnx")
    if (folder / _COMPLETE).is_file():  # made before, for another processor
        for file in (made / "onnx").iterdir():
            file.rename(folder / "onnx" / file.name)
    else:
        made.rename(folder)
