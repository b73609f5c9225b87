"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from scoring.check import Models, load_models
from scoring.models.encoder import Encoder
from scoring.settings import Settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a test that reaches for a model hub must fail

settings.register_profile("any_machine", deadline=None)  # no test fails for a slow machine
settings.load_profile("any_machine")

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party evaluation data beside the repository."""
    folder = Path(os.environ.get("SECONDSOURCE_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the shared evaluation data is not at {folder}; set SECONDSOURCE_SHARED")
    return folder


@pytest.fixture(scope="session")
def models() -> Models:
    """The real models, prepared in the cache when they are not there yet."""
    return load_models(Settings.from_environment())


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The folder of prepared models, one for all runs: preparing takes most of a minute."""
    return Settings.from_environment().model_cache_folder


@pytest.fixture(scope="session")
def encoder(models: Models) -> Encoder:
    """The real encoder; tests that use it are marked `slow`."""
    return models.encoder
