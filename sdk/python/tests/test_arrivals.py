"""Arrivals at joins that are sent again after a lost answer."""

from __future__ import annotations

import pytest

from minoots import Client, ConflictError, ExecutionStatus

DEFINITION = """name: {name}
phases:
  - id: gather
    join: {{ arrivals: 1, timeout: 10m }}
"""


def test_an_arrival_is_recognised_by_its_id_after_the_execution_ended(client: Client, name: str) -> None:
    flows = client.workflows
    flows.apply(DEFINITION.format(name=name))
    waiting = flows.start(name, id=f"{name}-run").execution
    ended = flows.arrive(waiting, point="gather", who="ann", arrival_id="first")
    assert ended.status is ExecutionStatus.COMPLETED
    assert flows.arrive(waiting, point="gather", who="ann", arrival_id="first") == ended
    with pytest.raises(ConflictError) as other:
        flows.arrive(waiting, point="gather", who="bob", arrival_id="first")
    assert other.value.reason == "IDEMPOTENCY_MISMATCH"
    with pytest.raises(ConflictError) as late:
        flows.arrive(waiting, point="gather", who="ann", arrival_id="second")
    assert late.value.reason == "TERMINAL"
