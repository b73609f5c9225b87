"""Ctrl-C: what is in hand is stored, then it stops."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets; a second Ctrl-C breaks off at once.

    Outside of the main thread, where Python takes no signals, it is never set.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask_to_stop(number: int, _: Any) -> None:
        if stop.is_set():
            signal.signal(number, before[signal.Signals(number)])
            raise KeyboardInterrupt
        stop.set()
        click.echo("stopping when what is in hand is stored; Ctrl-C again to break off", err=True)

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number in _SIGNALS:
        signal.signal(number, ask_to_stop)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
