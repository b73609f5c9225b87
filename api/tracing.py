"""Spans for OpenTelemetry, where it is installed (`pip install secondsource[otel]`).

A request is a span, by OpenTelemetry's own instrumentation of Flask; each step of the engine is
one below it. Where the environment names a collector (`OTEL_EXPORTER_OTLP_ENDPOINT`) and nobody
has set up an exporter before, spans are sent there; otherwise they go to whatever is set up in
this process, which is nothing by default and costs next to nothing.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Callable
from typing import Any

import flask

from scoring import steps

_log = logging.getLogger(__name__)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_NEEDED = ("opentelemetry.sdk", "opentelemetry.instrumentation.flask")
# Not worth a span: what asks for them asks every few seconds.
_LEFT_OUT = "healthz,readyz,metrics"


def trace(app: flask.Flask, provider: Any = None) -> Callable[[], None] | None:
    """Make spans of an application's requests and of the engine's steps.

    Call it in the process that serves: an exporter's thread does not survive a fork.

    Args:
        app: The application.
        provider: OpenTelemetry's tracer provider; that of this process when None.

    Returns:
        What ends it; None where OpenTelemetry is not installed, and then nothing is imported.
    """
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or not _is_installed():
        return None
    from opentelemetry.instrumentation.flask import FlaskInstrumentor

    provider = provider or _provider()
    FlaskInstrumentor().instrument_app(app, tracer_provider=provider, excluded_urls=_LEFT_OUT)
    tracer = provider.get_tracer("secondsource")

    def span(name: str) -> Any:
        return tracer.start_as_current_span(name)

    def end() -> None:
        steps.forget(span)
        FlaskInstrumentor().uninstrument_app(app)

    steps.listen(span)
    return end


def _is_installed() -> bool:
    try:
        return all(importlib.util.find_spec(name) is not None for name in _NEEDED)
    except ModuleNotFoundError:  # of a parent package
        return False


def _provider() -> Any:
    """The tracer provider of this process, made to export where the environment says where to."""
    from opentelemetry import trace as traces
    from opentelemetry.sdk.trace import TracerProvider

    known = traces.get_tracer_provider()
    if isinstance(known, TracerProvider) or not any(map(os.environ.get, _ENDPOINTS)):
        return known
    return _exporting()


def _exporting() -> Any:
    from opentelemetry import trace as traces
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    resource = Resource.create({} if named else {"service.name": "secondsource"})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    traces.set_tracer_provider(provider)
    _log.info("spans are sent to the OpenTelemetry collector that the environment names")
    return provider
