from __future__ import annotations

import pytest

from api.errors import ProblemError
from api.strict_json import parse_json


def test_json_is_read():
    assert parse_json('{"a": ["ö", 1, null]}'.encode()) == {"a": ["ö", 1, None]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "line 1, column 1"),
        (b'{"a": }', "character 6"),
        (b'{"a": 1} {', "Extra data"),
        (b"\xff\xfe", "0xff at offset 0"),
        (b'{"a": "\xc3"}', "0xc3 at offset 7"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', '"c" stands twice'),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"9" * 5_000, "4,300 digits"),
        (b'"tab\there"', "Invalid control character"),
        (b'\xef\xbb\xbf{"a": 1}', "BOM"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(body, words):
    with pytest.raises(ProblemError) as caught:
        parse_json(body)
    assert caught.value.problem.kind.status == 400
    assert words in caught.value.problem.detail
