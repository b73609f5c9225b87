"""Pairs as tokens: what transformers' tokenizer makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from scoring.check import Models
from scoring.models.encoder import SentenceEncoder
from scoring.stance.cross_encoder import LONGEST_INPUT
from scoring.stance.pair_tokens import PairTokens, shares

TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(["bridge", "Brücke", "мост", "橋", "12", "–", "'s"]), max_size=400
    ).map(" ".join),
)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(2, 200))
def test_the_longer_text_loses(first: int, second: int, room: int) -> None:
    kept = shares(first, second, room)
    assert sum(kept) == min(first + second, room)
    assert kept[0] <= first
    assert kept[1] <= second
    if kept[0] < first:
        assert kept[0] >= kept[1] - 1
    if kept[1] < second:
        assert kept[1] >= kept[0] - 1


@pytest.fixture(scope="module")
def shared_tokenizer(models: Models) -> Tokenizer:
    assert isinstance(models.encoder, SentenceEncoder)
    tokenizer = models.encoder.tokenizer
    assert tokenizer is not None
    return tokenizer


@pytest.fixture(scope="module")
def plain(shared_tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(tokenizer_object=shared_tokenizer, pad_token="<pad>")


@pytest.mark.slow
@settings(max_examples=200)
@given(claim=TEXTS, statement=TEXTS)
def test_pairs_are_what_transformers_makes_of_them(
    shared_tokenizer: Tokenizer, plain: PreTrainedTokenizerFast, claim: str, statement: str
) -> None:
    expected = plain([claim], [statement], truncation="longest_first", max_length=LONGEST_INPUT)
    ours = PairTokens(shared_tokenizer, LONGEST_INPUT)([(claim, statement)])
    assert ours["input_ids"] == expected["input_ids"]
    assert ours["attention_mask"] == expected["attention_mask"]
