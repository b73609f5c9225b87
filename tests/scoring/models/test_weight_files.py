"""Files of weights: read whole, or said to be broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from scoring.errors import ModelError
from scoring.models.weight_files import read_noted_weights, read_weights_file

TENSORS = {"one": np.ones((2, 3), np.float16)}


def test_tensors_come_with_what_the_header_says(tmp_path: Path) -> None:
    file = tmp_path / "some.safetensors"
    save_file(TENSORS, file, {"secondsource": '{"languages": ["sv"]}'})
    tensors, about = read_weights_file(file)
    assert tensors["one"].dtype == np.float16
    assert about == {"secondsource": '{"languages": ["sv"]}'}
    noted, note = read_noted_weights(file)
    assert noted["one"].dtype == np.float32
    assert note == {"languages": ["sv"]}


@pytest.mark.parametrize("about", [None, {"other": "{}"}, {"secondsource": "{"}])
def test_a_note_that_cannot_be_read_names_the_file(
    tmp_path: Path, about: dict[str, str] | None
) -> None:
    file = tmp_path / "some.safetensors"
    save_file(TENSORS, file, about)
    with pytest.raises(ModelError, match=r"some\.safetensors.*install the package again"):
        read_noted_weights(file)


@pytest.mark.parametrize("content", [b"", b"not weights at all"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.safetensors"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"some\.safetensors"):
        read_weights_file(file)
    with pytest.raises(ModelError, match=r"nowhere\.safetensors"):
        read_weights_file(tmp_path / "nowhere.safetensors")
