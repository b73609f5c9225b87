"""The weight file: what it holds, and what is refused."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from scoring.errors import ModelError
from scoring.hedging import linear
from scoring.hedging.linear import LinearModel, fitted, read_models, slots, weights_file

_ABOUT = {"intercepts": '{"event": 0.5}', "words": '{"science_first": ["may"]}'}


def test_the_shipped_file_has_every_model() -> None:
    weights = fitted()
    assert set(weights.models) == {
        "event",
        "commitment",
        "finding",
        "science_start",
        "science_more",
        "reviews_start",
        "reviews_more",
    }
    assert {"may", "suggest"} <= weights.words["science_first"]
    assert {"if", "or"} <= weights.words["reviews_first"]


def test_the_model_card_lies_beside_it() -> None:
    card = (Path(str(weights_file())).parent / "README.md").read_text(encoding="utf-8")
    for word in ("BioScope", "SFU", "UW", "Certainty-in-Science", "python -m training.hedging"):
        assert word in card


@given(st.sets(st.text(max_size=6)), st.sampled_from([1, 2, 64, 1 << 17]))
def test_slots_are_places(features: set[str], size: int) -> None:
    found = slots(features, size)
    assert all(0 <= place < size for place in found)
    assert len(found) <= len(features)


def test_a_repeated_feature_counts_once() -> None:
    model = LinearModel(array("f", [1.0]), 0.25)
    assert model.value([]) == 0.25
    assert model.value(["a", "a", "b"]) == 1.25


def test_a_file_is_read_as_written() -> None:
    content = save({"event": np.array([0.5, -1.0], np.float16)}, _ABOUT)
    weights = read_models(content)
    assert list(weights.models["event"].coefficients) == [0.5, -1.0]
    assert weights.models["event"].intercept == 0.5
    assert weights.words["science_first"] == {"may"}


def test_a_wrong_number_of_coefficients_is_refused() -> None:
    with pytest.raises(ValueError, match="3 coefficients are not a power of two"):
        read_models(save({"event": np.zeros(3, np.float16)}, _ABOUT))


@pytest.mark.parametrize(
    "content",
    [b"", b"not a weight file", save({"event": np.zeros(2, np.float16)}),
     save({"other": np.zeros(2, np.float16)}, _ABOUT)],
)  # fmt: skip
def test_a_broken_file_says_what_to_do(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "english.safetensors"
    file.write_bytes(content)
    monkeypatch.setattr(linear, "weights_file", lambda: file)
    with pytest.raises(ModelError, match=r"python -m training\.hedging"):
        fitted.__wrapped__()
