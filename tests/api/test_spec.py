from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from api.app import describe_api
from api.spec import openapi_document
from tests.conftest import REPOSITORY

_SPEC = json.loads(describe_api(as_json=True))
_SCHEMAS = _SPEC["components"]["schemas"]
_OPERATIONS = [
    (f"{method} {path}", operation)
    for path, members in _SPEC["paths"].items()
    for method, operation in members.items()
    if method != "parameters"
]


def _fields() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in _SCHEMAS.items():
        for field, description in schema["properties"].items():
            yield f"{name}.{field}", description


def test_the_committed_document_is_the_generated_one():
    committed = (REPOSITORY / "openapi.yaml").read_text("utf-8")
    assert committed == describe_api(as_json=False), "run: secondsource openapi > openapi.yaml"


def test_yaml_and_json_say_the_same():
    assert yaml.safe_load(describe_api(as_json=False)) == _SPEC


def test_the_served_document_is_the_same(client):
    assert client.get("/openapi.json").get_json() == _SPEC


def test_asking_an_application_twice_gives_the_same(client):
    app = client.application
    assert openapi_document(app) == openapi_document(app) == _SPEC


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere():
    assert _SPEC["openapi"] == "3.1.0"
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(_SPEC)))
    assert references
    for reference in references:
        found = _SPEC
        for part in reference.split("/"):
            found = found[part]


@pytest.mark.parametrize(("name", "field"), list(_fields()))
def test_every_field_has_a_description_and_an_example(name, field):
    assert field["description"].strip()
    assert "example" in field


def _examples(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in the examples of the document."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            yield from _examples(item)


def test_examples_quote_what_stands_at_their_offsets():
    assembled = [
        {name: field["example"] for name, field in schema["properties"].items()}
        for schema in _SCHEMAS.values()
    ]
    texts = [item for item in _examples(assembled) if "text" in item]
    quoted = 0
    for item in texts:
        text = item["text"]
        if {"start", "end"} <= item.keys() and "standalone" not in item:
            assert item["end"] - item["start"] == len(text), item
        for found in (*item.get("hedges", ()), *item.get("attributions", ())):
            assert found["cue"] in text[found["start"] : found["end"]], item
            assert found.get("source", "") in text[found["start"] : found["end"]], item
            quoted += 1
        for notice in item.get("notices", ()):
            assert text[notice["start"] : notice["end"]] == notice["detail"], item
            quoted += 1
        for span in (*item.get("highlights", ()), *item.get("claims", ())):
            assert text[span["start"] : span["end"]] == span.get("text", "grain"), item
            quoted += 1
    assert quoted > 8


def test_every_operation_of_the_contract_is_there():
    assert {name for name, _ in _OPERATIONS} == {
        "post /v1/documents",
        "get /v1/documents/{document_id}/versions",
        "put /v1/documents/{document_id}/retraction",
        "delete /v1/documents/{document_id}/retraction",
        "post /v1/documents/batch",
        "post /v1/documents/fetch",
        "get /v1/documents/{document_id}",
        "delete /v1/documents/{document_id}",
        "post /v1/checks",
        "get /v1/checks/{check_id}",
        "post /v1/statements/search",
        "get /v1/checks/{check_id}/claim-review",
        "post /v1/fact-checks",
        "get /v1/fact-checks",
        "get /v1/fact-checks/{fact_check_id}",
        "delete /v1/fact-checks/{fact_check_id}",
        "get /v1/sources",
        "post /v1/sources",
        "get /v1/sources/{source_id}",
        "put /v1/sources/{source_id}",
        "patch /v1/sources/{source_id}",
        "delete /v1/sources/{source_id}",
        "get /v1/checks",
        "post /v1/checks/{check_id}/rerun",
        "get /v1/checks/{check_id}/changes",
        "post /v1/checks/batch",
        "get /v1/jobs",
        "get /v1/jobs/{job_id}",
        "get /v1/jobs/{job_id}/results",
        "post /v1/jobs/{job_id}/cancel",
        "post /v1/claims/extract",
        "post /v1/hedges",
        "post /v1/origins",
        "get /v1/features",
        "get /healthz",
        "get /readyz",
    }


@pytest.mark.parametrize(("name", "operation"), _OPERATIONS)
def test_every_operation_says_what_it_does_and_how_it_fails(name, operation):
    assert operation["summary"]
    assert operation["description"]
    assert re.fullmatch(r"[a-z]+[A-Z][A-Za-z]+", operation["operationId"])
    assert [tag for tag in _SPEC["tags"] if tag["name"] in operation["tags"]]
    failures = {status for status in operation["responses"] if status >= "400"}
    assert "500" in failures
    for status in failures:
        reference = operation["responses"][status]["$ref"].rsplit("/", 1)[1]
        problem = _SPEC["components"]["responses"][reference]
        assert list(problem["content"]) == ["application/problem+json"]
        assert problem["description"]
    if "requestBody" in operation:
        assert "415" in failures


def test_operation_ids_and_summaries_are_distinct():
    for member in ("operationId", "summary", "description"):
        values = [operation[member] for _, operation in _OPERATIONS]
        assert len(set(values)) == len(values)


def test_every_path_parameter_is_described():
    for members in _SPEC["paths"].values():
        for parameter in members.get("parameters", []):
            assert parameter["description"]
            assert parameter["example"]


def test_requests_are_closed_and_say_what_they_need():
    for name, schema in _SCHEMAS.items():
        assert (schema.get("additionalProperties") is False) == name.endswith("Request")
    assert _SCHEMAS["CheckRequest"]["required"] == ["claim"]
    assert _SCHEMAS["DocumentRequest"]["if"] == {"required": ["text"]}
    assert _SCHEMAS["DocumentRequest"]["then"] == {"not": {"required": ["html"]}}
    assert _SCHEMAS["DocumentRequest"]["else"] == {"required": ["html"]}


def test_published_patterns_refuse_what_the_service_refuses():
    claim = _SCHEMAS["CheckRequest"]["properties"]["claim"]
    assert claim["maxLength"] == 2_000
    for bad in ("", " \n\t", "a\x00", "a\x1f", "\ud800"):
        assert not re.search(claim["pattern"].removesuffix("$") + r"\Z", bad)
    for good in ("a", " a\n", "Två ord.", "𐐷"):
        assert re.search(claim["pattern"], good)


def test_examples_of_requests_are_accepted(client):
    for path, name in (("/v1/documents", "DocumentRequest"), ("/v1/checks", "CheckRequest")):
        properties = _SCHEMAS[name]["properties"]
        example = {field: member["example"] for field, member in properties.items()}
        example.pop("html", None)
        response = client.post(path, json=example)
        assert response.status_code == 201, response.get_json()


def test_the_example_of_documents_to_group_is_accepted(client):
    example = _SCHEMAS["OriginsRequest"]["properties"]["documents"]["example"]
    collection, name = example[0]["id"].split("/")
    client.post("/v1/documents", json={"id": name, "collection": collection, "text": "Rain fell."})
    response = client.post("/v1/origins", json={"documents": example})
    assert response.status_code == 200, response.get_json()


def test_answers_have_the_fields_the_document_promises(client):
    client.post("/v1/documents", json={"id": "a", "text": "Rain fell, police said, reportedly."})
    answers = {
        "Document": client.get("/v1/documents/a").get_json(),
        "Check": client.post("/v1/checks", json={"claim": "Rain fell, police said."}).get_json(),
        "Hedges": client.post(
            "/v1/hedges", json={"text": "Rain may fall.", "title": "Rain?"}
        ).get_json(),
        "Origins": client.post("/v1/origins", json={"documents": [{"id": "a"}]}).get_json(),
        "Features": client.get("/v1/features").get_json(),
        "Health": client.get("/healthz").get_json(),
        "Ready": client.get("/readyz").get_json(),
    }
    for name, answer in answers.items():
        _agrees(answer, {"$ref": f"#/components/schemas/{name}"}, name)


def _agrees(value: Any, schema: dict[str, Any], place: str) -> None:
    """Whether a value has the types, the fields and the enumerated values of a schema."""
    if "anyOf" in schema:  # an object, or null
        null = value is None
        schema = next(part for part in schema["anyOf"] if (part.get("type") == "null") == null)
    if "$ref" in schema:
        schema = _SCHEMAS[schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    python = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    assert any(isinstance(value, python[kind]) for kind in kinds), f"{place} is {value!r}"
    if value is not None and "enum" in schema:
        assert value in schema["enum"], place
    if isinstance(value, dict) and "properties" in schema:
        assert set(value) == set(schema["properties"]), place
        for name, member in value.items():
            _agrees(member, schema["properties"][name], f"{place}.{name}")
    if isinstance(value, list):
        for item in value:
            _agrees(item, schema["items"], f"{place}[]")
