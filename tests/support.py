"""Small deterministic stand-ins for the models, for tests that are not about the models."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from flask.testing import FlaskClient

from api.app import make_app
from api.engine import Engine, Parts
from scoring.check import Models
from scoring.corpus.store import Corpus
from scoring.fact_checks import FactCheckStore
from scoring.models.encoder import EncoderIdentity, Vectors
from scoring.records import Claim, StanceScores
from scoring.settings import Settings
from scoring.stance import StatementInContext

_WORD = re.compile(r"\w+")
_NEGATIONS = {"no", "not", "never", "denied", "nobody", "inte", "nicht"}


class HashingEncoder:
    """Bag of words, each word hashed to one of 256 places; equal words make near vectors."""

    identity = EncoderIdentity("hashing", 256, "0" * 64)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.identity.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in _words(text):
                vectors[row, zlib.crc32(word.encode()) % self.identity.dimension] += 1
            vectors[row, 0] += 1e-3  # a text without words has a direction too
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class OverlapStance:
    """Supports when it has most of the claim's words, refutes when it then negates them."""

    identity = "overlap"

    def judge(
        self,
        claim: Claim,
        claim_vector: Vectors,
        statements: Sequence[StatementInContext],
        vectors: Vectors,
    ) -> list[StanceScores]:
        return [_judge(_words(claim.text), _words(statement.text)) for statement in statements]


def _judge(claim: set[str], statement: set[str]) -> StanceScores:
    if len(claim & statement) < 0.6 * len(claim - _NEGATIONS):
        return StanceScores(supports=0.05, refutes=0.05, neutral=0.9)
    if (claim & _NEGATIONS == set()) != (statement & _NEGATIONS == set()):
        return StanceScores(supports=0.05, refutes=0.9, neutral=0.05)
    return StanceScores(supports=0.9, refutes=0.05, neutral=0.05)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def small_parts(folder: Path | str) -> Parts:
    """A corpus in the folder, or at an address of object storage, with the small models."""
    encoder = HashingEncoder()
    published = FactCheckStore(str(folder), encoder.identity)
    return Parts(Corpus(str(folder), encoder.identity), Models(encoder, OverlapStance()), published)


def ready_app(parts: Parts, settings: Settings | None = None) -> Flask:
    """An application over these parts that is ready to answer."""
    engine = Engine(lambda: parts)
    app = make_app(engine, settings=settings or Settings())
    engine.start()
    assert engine.wait(30)
    return app


def post_lines(
    client: FlaskClient, lines: Sequence[bytes | dict[str, Any]]
) -> list[dict[str, Any]]:
    """Send a batch and read its results."""
    body = b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    response = client.post("/v1/documents/batch", data=body, content_type="application/x-ndjson")
    assert response.status_code == 200, response.get_json()
    return [json.loads(line) for line in response.get_data(as_text=True).splitlines()]
