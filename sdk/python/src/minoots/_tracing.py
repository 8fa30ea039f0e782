"""Trace context by OpenTelemetry, if the application has installed its package.

A call carries the context of the current span. A handler of a worker runs in a span ``process QUEUE``: below the span
of its delivery, with a link to the span that created the timer, however long ago that was.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import _credential

if TYPE_CHECKING:
    from ._consuming import DeliveryInfo

try:
    from opentelemetry import propagate, trace
except ImportError:  # The application records no traces.
    _INSTALLED = False
else:
    _INSTALLED = True


def carried(metadata: _credential.Metadata) -> _credential.Metadata:
    """Returns the metadata with the context of the current span."""
    if not _INSTALLED or not trace.get_current_span().get_span_context().is_valid:
        return metadata
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    # gRPC takes keys in lower case only.
    return metadata + tuple((key.lower(), value) for key, value in carrier.items())


@contextlib.contextmanager
def processing(queue: str, delivery: DeliveryInfo) -> Iterator[None]:
    """Makes a span over the work on a delivery. An exception ends it as failed."""
    if not _INSTALLED:
        yield
        return
    created = _created(delivery)
    attributes: dict[str, str | int] = {
        "messaging.system": "minoots",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": queue,
        "messaging.message.id": delivery.event.id,
        "minoots.delivery.attempt": delivery.attempt,
    }
    with trace.get_tracer("minoots").start_as_current_span(
        f"process {queue}",
        # Without a recorded delivery this is the current context, which for a worker is that of its start.
        context=propagate.extract({"traceparent": delivery.traceparent}) if delivery.traceparent else None,
        kind=trace.SpanKind.CONSUMER,
        links=[trace.Link(created)] if created.is_valid else [],
        attributes=attributes,
    ):
        yield


def _created(delivery: DeliveryInfo) -> trace.SpanContext:
    """Returns the span that created the timer."""
    context = json.loads(delivery.event.payload).get("traceparent")
    carrier = {"traceparent": context} if isinstance(context, str) else {}
    return trace.get_current_span(propagate.extract(carrier)).get_span_context()
