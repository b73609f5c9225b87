"""Whatever JSON is sent, the service neither fails nor answers in another form."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_ANY_TEXT = st.text(st.characters(codec=None), max_size=30)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | _ANY_TEXT
_ANY = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_ANY_TEXT, inner),
    max_leaves=5,
)
_LISTS = st.lists(_ANY_TEXT, max_size=3) | _ANY
_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "collections": _LISTS,
        "languages": _LISTS,
        "publishers": _LISTS,
        "published_after": st.datetimes().map(lambda moment: moment.isoformat() + "Z") | _ANY,
        "published_before": st.datetimes().map(lambda moment: moment.isoformat() + "Z") | _ANY,
    },
)
_CHECKS = st.fixed_dictionaries(
    {"claim": _ANY_TEXT}, optional={"language": _ANY, "filters": _FILTERS | _ANY}
)
_DOCUMENTS = st.fixed_dictionaries(
    {"text": _ANY_TEXT},
    optional=dict.fromkeys(
        ("id", "url", "title", "publisher", "owner", "byline", "language", "html"), _ANY_TEXT | _ANY
    ),
)
_READINGS = st.fixed_dictionaries(
    {"text": _ANY_TEXT},
    optional={
        "title": _ANY_TEXT | _ANY,
        "language": _ANY,
        "genre": st.sampled_from(["news", "science", "reviews"]) | _ANY,
    },
)
_ORIGINS = st.fixed_dictionaries(
    {
        "documents": st.lists(
            st.fixed_dictionaries({"document": _DOCUMENTS})
            | st.fixed_dictionaries({"id": _ANY_TEXT})
            | _ANY,
            max_size=4,
        )
    }
)
_SEARCHES = st.fixed_dictionaries(
    {"query": _ANY_TEXT},
    optional={
        "limit": st.integers(1, 100) | _ANY,
        "cursor": _ANY_TEXT | _ANY,
        "filters": _FILTERS | _ANY,
    },
)
_DRAFTS = st.fixed_dictionaries(
    {},
    optional={"text": _ANY_TEXT, "html": _ANY_TEXT, "language": _ANY, "least_score": _ANY},
)
# The corpus of a test is shared by its examples, which only makes them harder.
_PACE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _send(client, path, body):
    response = client.post(path, data=json.dumps(body), content_type="application/json")
    assert response.status_code in {200, 201, 400, 422}, response.get_json()
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["status"] == response.status_code
    return response


@_PACE
@given(body=_CHECKS | _ANY)
def test_checks(demo_client, body):
    _send(demo_client, "/v1/checks", body)


@_PACE
@given(body=_DOCUMENTS | _ANY)
def test_documents(client, body):
    response = _send(client, "/v1/documents", body)
    if response.status_code < 400:
        stored = client.get(response.headers["Location"]).get_json()
        assert stored["text"] == body["text"]


@_PACE
@given(body=_READINGS | _ANY)
def test_readings(demo_client, body):
    _send(demo_client, "/v1/hedges", body)


@_PACE
@given(body=_ORIGINS | _ANY)
def test_origins(demo_client, body):
    _send(demo_client, "/v1/origins", body)


@_PACE
@given(body=_DRAFTS | _ANY)
def test_drafts(demo_client, body):
    _send(demo_client, "/v1/claims/extract", body)


@_PACE
@given(body=_SEARCHES | _ANY)
def test_searches(demo_client, body):
    _send(demo_client, "/v1/statements/search", body)


@_PACE
@given(text=_ANY_TEXT)
def test_texts_that_have_a_word_make_statements(client, text):
    response = _send(client, "/v1/documents", {"id": "a", "text": text})
    if response.status_code < 400:
        stored = client.get("/v1/documents/a").get_json()
        for statement in stored["statements"]:
            assert text[statement["start"] : statement["end"]] == statement["text"]


_QUERIES = st.dictionaries(
    st.sampled_from(
        ("verdict", "claim", "created_after", "created_before", "collection", "limit", "cursor")
    ),
    st.text(max_size=30) | st.sampled_from(("refuted", "1", "2032-01-01T00:00:00Z", "demo")),
)


@_PACE
@given(query=_QUERIES)
def test_lists_of_checks(demo_client, query):
    response = demo_client.get("/v1/checks", query_string=query)
    assert response.status_code in {200, 422}, response.get_json()


@_PACE
@given(body=st.fixed_dictionaries({"claims": st.lists(_CHECKS | _ANY, max_size=3)}) | _ANY)
def test_batches_of_checks(client, body):
    response = client.post(
        "/v1/checks/batch", data=json.dumps(body), content_type="application/json"
    )
    assert response.status_code in {202, 400, 413, 422, 429}, response.get_json()


@_PACE
@given(body=st.binary(max_size=60))
def test_lines_of_claims(client, body):
    response = client.post("/v1/checks/batch", data=body, content_type="application/x-ndjson")
    assert response.status_code in {202, 422, 429}, response.get_json()
