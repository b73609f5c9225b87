from __future__ import annotations

import pytest
from marshmallow import ValidationError
from werkzeug.exceptions import MethodNotAllowed, NotFound

from api.errors import ENGINE_PROBLEMS, PROBLEM_TYPES, Problem, problem_of, shown
from scoring import errors


def _all_errors() -> list[type[errors.SecondSourceError]]:
    found, queue = [], [errors.SecondSourceError]
    while queue:
        found.append(queue.pop())
        queue.extend(found[-1].__subclasses__())
    return [error for error in found if error.__module__.startswith("scoring.")]


@pytest.mark.parametrize("error", _all_errors())
def test_every_engine_error_is_in_the_table(error):
    assert error in ENGINE_PROBLEMS


def test_names_of_problems_are_distinct_kinds():
    by_name = {}
    for kind in ENGINE_PROBLEMS.values():
        assert by_name.setdefault(kind.name, kind) is kind
        assert kind.advice
        assert PROBLEM_TYPES[kind.name] is kind


def test_wrong_input_is_the_clients_fault_and_everything_else_is_not():
    for error, kind in ENGINE_PROBLEMS.items():
        theirs = issubclass(error, (errors.InputError, errors.NotFound, errors.VersionGone))
        assert (400 <= kind.status < 500) == theirs


def test_pointer_of_an_engine_error_is_kept():
    problem = problem_of(errors.InvalidClaim("claim is blank", pointer="/claim"))
    assert problem.as_dict()["status"] == 422
    assert problem.as_dict()["errors"] == [{"pointer": "/claim", "detail": "claim is blank"}]


def test_an_unknown_subclass_gets_what_its_parent_gets():
    class InvalidParagraph(errors.InvalidDocument):
        pass

    assert problem_of(InvalidParagraph("x")).kind is ENGINE_PROBLEMS[errors.InvalidDocument]


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("/secret/path"),
        errors.SecondSourceError("/secret/path"),
        errors.CorpusError("/secret/path"),
    ],
)
def test_what_went_wrong_inside_is_not_told(error):
    body = problem_of(error).as_dict()
    assert body["status"] >= 500
    assert "secret" not in str(body)


def test_nested_messages_become_pointers():
    error = ValidationError({"filters": {"languages": {0: ["bad"]}, "a/b~c": ["unknown"]}})
    pointers = [found["pointer"] for found in problem_of(error).as_dict()["errors"]]
    assert pointers == ["/filters/languages/0", "/filters/a~1b~0c"]


def test_errors_of_a_query_name_the_parameter():
    error = ValidationError({"query": {"collection": ["bad"]}})
    assert problem_of(error).as_dict()["errors"] == [{"parameter": "collection", "detail": "bad"}]


@pytest.mark.parametrize(
    ("messages", "detail"),
    [
        ({"json": {"claim": ["is missing; send a string"]}}, "claim is missing; send a string"),
        ({"json": {"filters": {"languages": {0: ['"E" is not a code']}}}},
         'filters/languages/0: "E" is not a code'),
        ({"query": {"limit": ['"0" is too low']}}, 'limit: "0" is too low'),
        ({"json": {"_schema": ["is not an object"]}}, "the body is not an object"),
        ({"json": {"a": ["bad"], "b": ["bad"]}}, "2 fields cannot be used, see errors."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(messages, detail):
    assert problem_of(ValidationError(messages)).detail == detail


def test_http_errors_keep_their_headers():
    problem = problem_of(MethodNotAllowed(valid_methods=["GET"]))
    assert problem.kind.status == 405
    assert problem.headers["Allow"] == "GET"
    assert problem_of(NotFound()).kind.name == "not-found"


def test_lone_surrogates_are_written_out():
    problem = Problem(ENGINE_PROBLEMS[errors.NotFound], "no \ud800")
    assert problem.as_dict()["detail"] == "no \\ud800"
    assert shown("\ud800") == '"\\ud800"'


def test_long_values_are_cut():
    assert len(shown("x" * 1_000)) == 80
