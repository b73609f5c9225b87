"""Spans of requests and steps."""

from __future__ import annotations

import subprocess
import sys

import pytest

from api.tracing import trace
from tests.conftest import REPOSITORY

pytest.importorskip("opentelemetry.sdk", reason="the extra otel is not installed")
pytest.importorskip("opentelemetry.instrumentation.flask", reason="the extra otel is not installed")


@pytest.fixture
def spans(client):
    """The spans of an application, finished ones."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    end = trace(client.application, provider)
    yield exporter.get_finished_spans
    end()
    provider.shutdown()


def test_a_check_is_a_span_with_its_steps_below_it(client, spans):
    client.post("/v1/documents", json={"text": "Rain fell in Norvik."}).close()
    before = len(spans())
    client.post("/v1/checks", json={"claim": "Rain fell in Norvik."}).close()
    by_name = {span.name: span for span in spans()[before:]}
    assert set(by_name) == {
        "POST /v1/checks",
        "check",
        "encode",
        "search",
        "judge",
        "stance",
        "origins",
        "assertions",
        "fact_checks",
        "save",
    }
    parents = {
        "check": "POST /v1/checks",
        "save": "POST /v1/checks",
        "encode": "check",
        "search": "check",
        "judge": "check",
        "origins": "check",
        "assertions": "check",
        "fact_checks": "check",
        "stance": "judge",
    }
    for name, parent in parents.items():
        assert by_name[name].parent.span_id == by_name[parent].context.span_id
    request = by_name["POST /v1/checks"]
    assert len({span.context.trace_id for span in by_name.values()}) == 1
    assert 201 in request.attributes.values()
    assert not any("Norvik" in str(value) for value in request.attributes.values())


def test_a_trace_of_the_client_goes_on(client, spans):
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    headers = {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
    client.get("/v1/features", headers=headers).close()
    (span,) = spans()
    assert f"{span.context.trace_id:032x}" == trace_id


def test_health_makes_no_spans(client, spans):
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path).close()
    assert spans() == ()


def test_spans_end_where_tracing_ends(client, spans):
    client.get("/v1/features").close()
    assert len(spans()) == 1


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "sys.modules['opentelemetry'] = None"),
        ({"OTEL_SDK_DISABLED": "true"}, ""),
    ],
    ids=["not installed", "disabled"],
)
def test_nothing_is_imported_where_it_is_not_installed_or_not_wanted(environment, code):
    program = (
        f"import sys; {code}\n"
        "import flask\n"
        "from api.tracing import trace\n"
        "assert trace(flask.Flask('a')) is None\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry.')]\n"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=REPOSITORY,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "", **environment},
    )


def test_an_exporter_is_set_up_where_the_environment_names_a_collector():
    program = (
        "import flask\n"
        "from api.tracing import trace\n"
        "from opentelemetry import trace as traces\n"
        "assert trace(flask.Flask('a')) is not None\n"
        "provider = traces.get_tracer_provider()\n"
        "assert provider.resource.attributes['service.name'] == 'secondsource'\n"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=REPOSITORY,
        env={
            "PYTHONPATH": str(REPOSITORY),
            "PATH": "",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
        },
    )
