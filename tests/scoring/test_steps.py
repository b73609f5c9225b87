"""Steps of the work, and who listens to them."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from scoring import steps


@pytest.fixture
def heard():
    """What a listener hears: a step's name when it begins, and with a slash when it ends."""
    found = []

    @contextmanager
    def listener(name):
        found.append(name)
        try:
            yield
        finally:
            found.append(f"/{name}")

    steps.listen(listener)
    steps.listen(listener)  # a second time is none
    yield found
    steps.forget(listener)


def test_a_listener_is_within_each_step(heard):
    with steps.step("outer"), steps.step("inner"):
        heard.append("work")
    assert heard == ["outer", "inner", "work", "/inner", "/outer"]


def test_a_step_that_fails_ends_too_and_its_error_goes_on(heard):
    with pytest.raises(ValueError, match="wrong"), steps.step("a"):
        raise ValueError("wrong")
    assert heard == ["a", "/a"]


def test_a_listener_that_is_forgotten_hears_nothing(heard):
    def listener(name):
        raise AssertionError(name)

    steps.listen(listener)
    steps.forget(listener)
    with steps.step("a"):
        pass
    assert heard == ["a", "/a"]
