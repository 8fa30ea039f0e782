"""Traces by OpenTelemetry: the caller's span reaches the timer, and the handler's span continues its delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from minoots import Client, DeliveryInfo, NewTimer, Worker

from .conftest import Node

# A provider is set once for a process.
_SPANS = InMemorySpanExporter()
_PROVIDER = TracerProvider()
_PROVIDER.add_span_processor(SimpleSpanProcessor(_SPANS))
trace.set_tracer_provider(_PROVIDER)


class Traced(Node):
    """A node that records traces, and exports them to an address where nothing listens."""

    def command(self) -> list[str]:
        return [*super().command(), "--otlp-endpoint", "http://127.0.0.1:9"]


@pytest.fixture
def traced(tmp_path: Path) -> Iterator[Node]:
    _SPANS.clear()
    node = Traced(tmp_path)
    node.start()
    yield node
    node.kill()


def context_of(span: ReadableSpan) -> trace.SpanContext:
    context = span.get_span_context()
    assert context is not None
    return context


async def handled(node: Node, queue: str, *, fails: bool) -> tuple[DeliveryInfo, ReadableSpan]:
    """Handles one delivery. Returns it, and the span over the work."""
    deliveries: list[DeliveryInfo] = []
    worker = Worker(node.endpoint, concurrency=1)

    @worker.on("timer.fired", queue=queue)
    async def handle(delivery: DeliveryInfo) -> None:
        deliveries.append(delivery)
        worker.stop()
        if fails:
            raise RuntimeError("it fails")

    await asyncio.wait_for(worker.serve(), 30)
    (span,) = [span for span in _SPANS.get_finished_spans() if span.name == f"process {queue}"]
    return deliveries[0], span


@pytest.mark.parametrize("fails", [False, True])
def test_a_handler_continues_the_trace_of_its_delivery(traced: Node, fails: bool) -> None:
    with Client(traced.endpoint) as client, trace.get_tracer("test").start_as_current_span("caller") as caller:
        client.create(NewTimer("tea", delay="0.1s", queue="traced"))
    delivery, span = asyncio.run(handled(traced, "traced", fails=fails))
    _, trace_id, parent_id, flags = delivery.traceparent.split("-")
    context = context_of(span)
    assert span.kind is trace.SpanKind.CONSUMER and flags == "01"
    assert span.parent is not None and f"{span.parent.span_id:016x}" == parent_id
    assert f"{context.trace_id:032x}" == trace_id
    # The firing has a trace of its own, and the link leads back to the create in the caller's trace.
    (link,) = span.links
    assert link.context.trace_id == caller.get_span_context().trace_id != context.trace_id
    assert span.status.is_ok is not fails


def test_a_timer_of_an_unrecorded_caller_has_no_trace(traced: Node) -> None:
    with Client(traced.endpoint) as client:
        # One request in a thousand is recorded though its caller records nothing: the first.
        client.create(NewTimer("first", delay="1h"))
        client.create(NewTimer("tea", delay="0.1s", queue="plain"))
    delivery, span = asyncio.run(handled(traced, "plain", fails=False))
    assert delivery.traceparent == "" and not span.links and span.parent is None
