"""The steps of the work, told to whoever listens: times, traces.

The engine names its steps here and knows nothing of who measures them. A listener is entered
before a step and left after it, also where the step fails; steps lie within one another. Without
listeners a step costs a function call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

Listener = Callable[[str], AbstractContextManager[object]]

_listeners: tuple[Listener, ...] = ()


def listen(listener: Listener) -> None:
    """Call a listener with the name of each step, and be in what it gives during the step.

    Args:
        listener: For this process, until `forget`; one that listens already is not added again.
    """
    global _listeners  # noqa: PLW0603  one tuple that is replaced whole, so that no step sees half
    if listener not in _listeners:
        _listeners = (*_listeners, listener)


def forget(listener: Listener) -> None:
    """Stop calling a listener."""
    global _listeners  # noqa: PLW0603  see above
    _listeners = tuple(known for known in _listeners if known != listener)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Mark a step.

    Args:
        name: One of a few fixed words, since a listener may keep a series for each.
    """
    with ExitStack() as entered:
        for listener in _listeners:
            entered.enter_context(listener(name))
        yield
