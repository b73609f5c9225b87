"""Fixtures for tests of the corpus: a store in a folder of its own, with a small encoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.corpus.store import Corpus
from tests.support import HashingEncoder


@pytest.fixture(scope="session")
def small() -> HashingEncoder:
    """The small encoder."""
    return HashingEncoder()


@pytest.fixture
def corpus(tmp_path: Path, small: HashingEncoder) -> Corpus:
    """An empty corpus."""
    return Corpus(str(tmp_path / "corpus"), small.identity)
