"""The benchmark as another team meets it: questions, answers, figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bench.corroboration import questions, read_answers, scored
from bench.scenarios import OWN_SCENARIOS

SCHEMAS = OWN_SCENARIOS / "schemas"


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def perfect() -> list[dict[str, Any]]:
    """The answers that the scenarios expect."""
    found = []
    for path in sorted(OWN_SCENARIOS.glob("*.json")):
        for place, claim in enumerate(json.loads(path.read_text(encoding="utf-8"))["claims"]):
            expected = claim["expected"]

            def clusters(key: str, expected: Any = expected) -> list[dict[str, Any]]:
                names = expected["origin_name"]
                return [
                    {
                        "name": next((names[i] for i in group if i in names), None),
                        "documents": group,
                    }
                    for group in expected[key]
                ]

            found.append(
                {
                    "scenario": path.stem,
                    "place": place,
                    "verdict": expected["label"],
                    "support_origins": clusters("support_origins"),
                    "refute_origins": clusters("refute_origins"),
                    "stance": expected["stance"],
                    "hedged": expected["hedged"],
                }
            )
    return found


def read(tmp_path: Path, answers: list[dict[str, Any]]) -> Any:
    path = tmp_path / "answers.ndjson"
    path.write_text("\n".join(json.dumps(each) for each in answers), encoding="utf-8")
    return read_answers(path)


def test_every_question_is_as_its_schema_says_and_tells_no_answer() -> None:
    listed = list(questions(OWN_SCENARIOS))
    assert len(listed) == 98
    for each in listed:
        jsonschema.validate(each, schema("question"))
        assert '"expected"' not in json.dumps(each)


def test_the_expected_answers_are_as_their_schema_says_and_score_one(tmp_path: Path) -> None:
    answers = perfect()
    for each in answers:
        jsonschema.validate(each, schema("answer"))
    figures = scored(OWN_SCENARIOS, read(tmp_path, answers))
    errors = {name: value for name, value in figures.items() if name.endswith("_error")}
    assert set(errors.values()) == {0.0}
    names = {"claims", "names", *errors}  # one origin may be called differently in each document
    assert {value for name, value in figures.items() if name not in names} == {1.0}
    assert figures["names"] > 0.9


def test_what_is_left_out_counts_as_not_known(tmp_path: Path) -> None:
    bare = [{k: each[k] for k in ("scenario", "place", "verdict")} for each in perfect()]
    figures = scored(OWN_SCENARIOS, read(tmp_path, bare[:49]))
    assert figures["answered"] == 0.5
    assert figures["verdict"] < 0.7
    assert figures["stance"] < 0.5


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["[]"], "line 1 of .* is no answer"),
        (['{"scenario": "x"}'], "line 1 of .* is no answer"),
        (['{"scenario": "x", "place": 0}'] * 2, "line 2 of .* for the second time"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "answers.ndjson"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_answers(path)


def test_an_answer_to_no_claim_is_refused(tmp_path: Path) -> None:
    strange = read(tmp_path, [{"scenario": "x", "place": 0, "verdict": "refuted"}])
    with pytest.raises(ValueError, match="does not have"):
        scored(OWN_SCENARIOS, strange)
