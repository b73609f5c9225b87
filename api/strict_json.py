"""JSON as RFC 8259 has it: UTF-8, no NaN, no name twice in an object."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from api.errors import Problem, ProblemError, shown
from api.problem_types import MALFORMED


def parse_json(body: bytes) -> Any:
    """Parse a body.

    Raises:
        ProblemError: It is not UTF-8 or not JSON, with the position, or it is nested too
            deeply, has a name twice in one object, or a number of over 4,300 digits.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(f"the body is not UTF-8: byte 0x{body[error.start]:02x} at offset {error.start}")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        _refuse(
            f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno} "
            f"(character {error.pos})"
        )
    except RecursionError:
        _refuse("the JSON is nested too deeply; nothing that is read here nests over 5 levels")
    except ValueError:  # the limit on digits that Python sets against quadratic time
        _refuse("the JSON has a number of over 4,300 digits; no field takes one")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse(f"{shown(twice)} stands twice in one object; keep one")
    return made


def _constant(name: str) -> NoReturn:
    _refuse(f"{name} is not JSON; leave the field out or send a number")


def _refuse(detail: str) -> NoReturn:
    raise ProblemError(Problem(MALFORMED, detail))
