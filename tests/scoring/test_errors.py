from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest

import scoring
from scoring import errors
from scoring.errors import InputError, SecondSourceError

CLASSES = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, SecondSourceError)
}


def _tree(docstring: str) -> dict[str, str]:
    """The drawn tree as each class's parent."""
    parents: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in docstring.splitlines():
        found = re.match(r"^(?: {4})([│ ]*)([├└]── )?([A-Z]\w+)(?: {2,}|$)", line)
        if found is None:
            continue
        depth = len(found[1]) + len(found[2] or "")
        while above and above[-1][0] >= depth:
            above.pop()
        if above:
            parents[found[3]] = above[-1][1]
        above.append((depth, found[3]))
    return parents


def test_the_drawn_tree_is_the_tree_of_classes():
    drawn = _tree(errors.__doc__ or "")
    declared = {
        name: kind.__base__.__name__ for name, kind in CLASSES.items() if kind != SecondSourceError
    }
    assert drawn == declared


def test_no_module_of_the_engine_declares_an_error_of_its_own_outside_the_tree():
    for module in pkgutil.walk_packages(scoring.__path__, "scoring."):
        importlib.import_module(module.name)

    def children(kind: type) -> set[type]:
        return {kind}.union(*(children(child) for child in kind.__subclasses__()))

    outside = {
        kind.__name__
        for kind in children(SecondSourceError)
        if kind.__module__.startswith("scoring.") and kind.__name__ not in CLASSES
    }
    assert outside == set()


@pytest.mark.parametrize("name", CLASSES)
def test_each_error_says_what_it_means_in_words_of_its_own(name: str):
    texts = [kind.__doc__ for kind in CLASSES.values()]
    assert CLASSES[name].__doc__
    assert texts.count(CLASSES[name].__doc__) == 1


def test_an_input_error_points_at_the_field_or_at_the_whole_body():
    assert InputError("x", pointer="/text").pointer == "/text"
    assert InputError("x").pointer == ""
    assert str(InputError("x", pointer="/text")) == "x"
