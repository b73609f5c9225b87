"""Keeps libraries from saying what is wrong or of no use."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Hold back log lines that are wrong or of no use to whoever starts the service.

    transformers 4.57 says of every large local vocabulary that its "mistral regex" is
    incorrect, and optimum and sentence-transformers advise to save what is being saved.
    """
    loggers = [
        logging.getLogger(name) for name in ("optimum", "transformers", "sentence_transformers")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
