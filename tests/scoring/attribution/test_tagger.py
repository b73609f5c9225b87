from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from scoring.attribution import find_attributions, find_mentions, tagger
from scoring.attribution.features import HASH_BITS, TEMPLATES, hashed_features, token_attributes
from scoring.attribution.finder import read_document
from scoring.attribution.languages import load_language
from scoring.attribution.reading import Reading
from scoring.attribution.tagger import Manner, Tag, best_tags, load_tagger, tag_spans
from scoring.errors import ModelError
from scoring.records import Sentence
from scoring.text import split_sentences
from tests.growth import growth


def readings(text: str) -> list[Reading]:
    cues = load_language("en")
    assert cues is not None
    return read_document(split_sentences(text, "en"), cues)


def mentioned(text: str, language: str = "en") -> list[tuple[str, str, Manner]]:
    found = find_mentions(split_sentences(text, language), language=language)
    return [
        (text[m.start : m.end], text[m.cue_start : m.cue_end], m.manner)
        for sentence in found
        for m in sentence
    ]


class TestFeatures:
    def test_one_row_a_token_and_one_column_a_template(self) -> None:
        one = [token_attributes(reading) for reading in readings("Ann Birch said so. He left.")]
        features = hashed_features(one)
        assert features.shape == (sum(map(len, one)), len(TEMPLATES))
        assert 0 <= features.min() <= features.max() < 2**HASH_BITS

    def test_a_sentence_looks_the_same_among_others(self) -> None:
        one, other = (
            token_attributes(r) for r in readings("The rope broke. Ann Birch said that it was old.")
        )
        together, alone = hashed_features([one, other]), hashed_features([other])
        assert np.array_equal(together[len(one) :], alone)

    def test_no_sentences_no_features(self) -> None:
        assert hashed_features([]).shape == (0, len(TEMPLATES))


class TestViterbi:
    def test_as_by_trying_all(self) -> None:
        random = np.random.default_rng(7)
        lengths = [3, 1, 4, 0, 2]
        scores = random.normal(size=(sum(lengths), 5)).astype(np.float32)
        transitions = random.normal(size=(5, 5)).astype(np.float32)
        starts = random.normal(size=5).astype(np.float32)
        found = best_tags(scores, lengths, transitions, starts)
        at = 0
        for length, tags in zip(lengths, found, strict=True):
            own = scores[at : at + length]
            at += length

            def value(path: tuple[int, ...], own: np.ndarray = own) -> float:
                steps = sum(float(transitions[a, b]) for a, b in itertools.pairwise(path))
                first = float(starts[path[0]]) if path else 0.0
                return first + steps + sum(float(own[i, t]) for i, t in enumerate(path))

            best = max(itertools.product(range(5), repeat=length), key=value)
            assert tuple(tags.tolist()) == best

    def test_spans_begin_at_the_first_tag_and_at_each_new_first(self) -> None:
        tags = np.array([0, 1, 2, 1, 0, 2, 3], dtype=np.int8)
        assert tag_spans(tags, Tag.SOURCE_FIRST, Tag.SOURCE) == [(1, 3), (3, 4), (5, 6)]
        assert tag_spans(tags, Tag.CUE_FIRST, Tag.CUE) == [(6, 7)]


class TestMentions:
    def test_a_told_and_a_held_source(self) -> None:
        text = "Mr. Birch said that the bridge was safe. Mr. Harper wants to close it."
        assert mentioned(text) == [
            ("Mr. Birch", "said", Manner.TOLD),
            ("Mr. Harper", "wants", Manner.HELD),
        ]

    def test_a_pronoun_is_a_mention_but_no_attribution(self) -> None:
        text = "“The bridge is safe,” she said."
        assert mentioned(text) == [("she", "said", Manner.TOLD)]
        assert find_attributions(split_sentences(text, "en"), language="en") == [()]

    @pytest.mark.parametrize(
        "text",
        [
            "Mr. Birch declined to say whether the bridge was safe.",
            "Mr. Birch would not say whether the bridge was safe.",
            "Residents have been told that the bridge is safe.",
        ],
    )
    def test_silence_is_not_told(self, text: str) -> None:
        assert Manner.TOLD not in [manner for *_, manner in mentioned(text)]
        assert find_attributions(split_sentences(text, "en"), language="en") == [()]

    def test_other_languages_give_their_attributions(self) -> None:
        text = "Bron öppnar i maj, säger Ann Björk."
        assert mentioned(text, "sv") == [("Ann Björk", "säger", Manner.TOLD)]

    def test_an_unknown_language_and_no_text(self) -> None:
        assert mentioned("Qo'noS enligt Reuters laut dpa.", "tlh") == []
        assert find_mentions([], language="en") == []


class TestLoading:
    def test_a_language_without_weights_has_no_tagger(self) -> None:
        assert load_tagger("sv") is None
        assert load_tagger("../en") is None

    def test_weights_for_other_features_are_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        weights = Path(tagger.__file__).with_name("weights") / "en.safetensors"
        metadata = {"tagger": json.dumps({"lean": 0.0, "features": "12:deadbeef"})}
        save_file(load_file(weights), tmp_path / "en.safetensors", metadata=metadata)
        monkeypatch.setattr(tagger, "_WEIGHTS", tmp_path)
        load_tagger.cache_clear()
        with pytest.raises(ModelError, match=r"training\.attribution"):
            load_tagger("en")
        load_tagger.cache_clear()

    def test_weights_have_the_size_that_the_features_need(self) -> None:
        loaded = load_tagger("en")
        assert loaded is not None
        assert loaded.emissions.shape == (2**HASH_BITS, len(Tag))


def test_many_sentences_are_tagged_as_one_by_one() -> None:
    loaded = load_tagger("en")
    assert loaded is not None
    one = readings("Ann Birch said so. The rope broke. He told Reuters that Harper wants it.")
    assert loaded.tag(one) == [loaded.tag([reading])[0] for reading in one]
    assert loaded.tag([]) == []


def test_time_is_linear_in_the_text() -> None:
    unit = "Mr. Birch of the harbour board never says what the others want to hear. "

    def read(times: int) -> None:
        sentences = split_sentences(unit * times, "en")
        find_attributions(sentences, language="en")
        find_mentions(sentences, language="en")

    assert growth(read, 100) < 30  # quadratic: a hundred


def test_one_sentence_without_end_takes_linear_time() -> None:
    def read(times: int) -> None:
        text = "Birch says and " * times
        find_mentions([Sentence(text, 0, len(text))], language="en")

    assert growth(read, 400) < 30
