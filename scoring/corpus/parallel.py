"""Runs one read beside another: LanceDB gives up the interpreter while it works."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

_Found = TypeVar("_Found")
# Of one process, for the requests that it answers at once; each has at most two beside itself.
_THREADS = 8


def begin(work: Callable[[], _Found]) -> Future[_Found]:
    """Begin a read that begins no other; its result or error comes from the future."""
    return _threads().submit(work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_THREADS, thread_name_prefix="corpus-read")


os.register_at_fork(after_in_child=_threads.cache_clear)  # threads do not survive a fork
